package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanchou.cli.MainTest.Ran;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ValidateCommandTest {
    private static final Path EVIDENCE =
            Path.of(System.getProperty("suanchou.root", ".."), "evidence", "training.jsonl");
    private static final String ROW = """
            {"id": "ID", "model": {"ref": "llama-2-7b"}, "hardware": {"chip": "h100", "chips": 8}}""";

    /** A measured number beside what was predicted for it. */
    private record Item(JsonNode row, String metric, double measured, JsonNode predicted) {
        double signed() {
            return predicted.get("predicted").asDouble() / measured - 1;
        }
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            rows.add(JsonMapper.shared().readTree(line));
        }
        return rows;
    }

    private static Ran validate(Object... args) {
        return Ran.of(Stream.concat(Stream.of("validate"), Stream.of(args).map(String::valueOf))
                .toArray(String[]::new));
    }

    @Test
    void everyLineOfPredictionsHasTheFieldsOfTheSchema(@TempDir Path folder) throws IOException {
        Path out = folder.resolve("predictions.jsonl");
        Ran ran = validate(EVIDENCE, "--predictions", out);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(folder.toFile().list()).containsExactly("predictions.jsonl");
        int items = 0;
        for (JsonNode line : lines(out)) {
            assertThat(line.propertyNames())
                    .containsExactly("id", "metric", "predicted", "low", "high", "status", "reason");
            boolean ok = line.get("status").asString().equals("ok");
            assertThat(line.get("status").asString()).isIn("ok", "unsupported", "infeasible");
            assertThat(line.get("predicted").isNull()).isEqualTo(!ok);
            assertThat(line.get("reason").isNull()).isEqualTo(ok);
            items++;
        }
        assertThat(items).isEqualTo(1547 + 192 + 7);
    }

    /** Each number of the tables, worked out again from the two files by someone else's arithmetic. */
    @Test
    void thePrintedScoresAreThoseOfTheTwoFiles(@TempDir Path folder) throws IOException {
        Path out = folder.resolve("predictions.jsonl");
        Ran ran = validate(EVIDENCE, "--json", "--predictions", out);
        JsonNode printed = JsonMapper.shared().readTree(ran.out());
        Map<String, JsonNode> rows = new LinkedHashMap<>();
        for (JsonNode row : lines(EVIDENCE)) {
            rows.put(row.get("id").asString(), row);
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode line : lines(out)) {
            JsonNode row = rows.get(line.get("id").asString());
            String metric = line.get("metric").asString();
            if (metric.equals("fits_in_memory")) {
                continue;
            }
            items.add(new Item(row, metric, row.get("measured").get(metric).asDouble(), line));
        }
        Map<String, Function<Item, String>> cuts = new LinkedHashMap<>();
        cuts.put("quality", i -> i.row().get("quality").asString());
        cuts.put("family", i -> i.row().get("family").asString());
        cuts.put("chip", i -> i.row().get("hardware").get("chip").asString());
        cuts.put("group", i -> i.row().get("group").asString());
        cuts.put(
                "kind", i -> i.row().get("model").get("architecture").get("moe").isNull() ? "dense" : "experts");
        ObjectNode metrics = (ObjectNode) printed.get("metric");
        metrics.remove("fits_in_memory");
        assertScores(metrics, by(items, Item::metric));
        List<Item> steps =
                items.stream().filter(i -> i.metric().equals("step_time_s")).toList();
        cuts.forEach((name, key) -> assertScores(printed.get(name), by(steps, key)));
        assertThat(printed.get("refused").size()).isEqualTo((int) items.stream()
                .filter(i -> !i.predicted().get("status").asString().equals("ok"))
                .count());
    }

    private static Map<String, List<Item>> by(List<Item> items, Function<Item, String> key) {
        Map<String, List<Item>> cut = new TreeMap<>();
        for (Item item : items) {
            cut.computeIfAbsent(key.apply(item), k -> new ArrayList<>()).add(item);
        }
        return cut;
    }

    private static void assertScores(JsonNode printed, Map<String, List<Item>> cut) {
        assertThat(printed.propertyNames()).containsExactlyInAnyOrderElementsOf(cut.keySet());
        cut.forEach((name, items) -> {
            JsonNode score = printed.get(name);
            List<Item> known = items.stream()
                    .filter(i -> i.predicted().get("status").asString().equals("ok"))
                    .toList();
            List<Double> errors =
                    known.stream().map(i -> Math.abs(i.signed())).sorted().toList();
            List<Double> signed = known.stream().map(Item::signed).sorted().toList();
            assertThat(score.get("items").asInt()).isEqualTo(items.size());
            assertThat(score.get("coverage").asDouble()).isEqualTo((double) known.size() / items.size(), within(1e-12));
            if (known.isEmpty()) {
                assertThat(score.get("medianError").isNull()).isTrue();
                return;
            }
            assertThat(score.get("medianError").asDouble()).isEqualTo(quantile(errors, 50), within(1e-12));
            assertThat(score.get("p90Error").asDouble()).isEqualTo(quantile(errors, 90), within(1e-12));
            assertThat(score.get("bias").asDouble()).isEqualTo(quantile(signed, 50), within(1e-12));
            Map<String, List<Item>> groups = by(known, i -> i.row().get("group").asString());
            double groupMean = groups.values().stream()
                    .mapToDouble(g -> g.stream()
                            .mapToDouble(i -> Math.abs(i.signed()))
                            .average()
                            .orElseThrow())
                    .average()
                    .orElseThrow();
            assertThat(score.get("groupMeanError").asDouble()).isEqualTo(groupMean, within(1e-12));
            double inside = known.stream()
                    .filter(i -> i.predicted().get("low").asDouble() <= i.measured()
                            && i.measured() <= i.predicted().get("high").asDouble())
                    .count();
            assertThat(score.get("intervalCoverage").asDouble()).isEqualTo(inside / known.size(), within(1e-12));
            double tau = groups.values().stream()
                    .filter(g -> g.size() >= 5)
                    .mapToDouble(ValidateCommandTest::tau)
                    .filter(t -> !Double.isNaN(t))
                    .average()
                    .orElse(Double.NaN);
            if (Double.isNaN(tau)) {
                assertThat(score.get("kendallTau").isNull()).isTrue();
            } else {
                assertThat(score.get("kendallTau").asDouble()).isEqualTo(tau, within(1e-12));
            }
        });
    }

    /** Linear between the order statistics, as numpy's default. */
    private static double quantile(List<Double> sorted, int percent) {
        int hundredths = (sorted.size() - 1) * percent;
        double below = sorted.get(hundredths / 100);
        double above = sorted.get(Math.min(hundredths / 100 + 1, sorted.size() - 1));
        return below + (above - below) * (hundredths % 100) / 100.0;
    }

    /** Kendall's tau-b from the signs of all pairs. */
    private static double tau(List<Item> group) {
        double product = 0;
        double measured = 0;
        double predicted = 0;
        for (Item a : group) {
            for (Item b : group) {
                double m = Math.signum(a.measured() - b.measured());
                double p = Math.signum(a.predicted().get("predicted").asDouble()
                        - b.predicted().get("predicted").asDouble());
                product += m * p;
                measured += m * m;
                predicted += p * p;
            }
        }
        return measured * predicted == 0 ? Double.NaN : product / Math.sqrt(measured * predicted);
    }

    @Test
    void peopleSeeTheSameNumbersRounded() {
        JsonNode json =
                JsonMapper.shared().readTree(validate(EVIDENCE, "--json").out());
        JsonNode a = json.get("quality").get("A");
        String line = validate(EVIDENCE)
                .out()
                .lines()
                .filter(l -> l.startsWith("A  "))
                .findFirst()
                .orElseThrow();
        String[] cells = line.strip().split(" {2,}");
        assertThat(cells[1]).isEqualTo("948");
        assertThat(cells[3]).isEqualTo(percent(a.get("medianError").asDouble()));
        assertThat(cells[4]).isEqualTo(percent(a.get("p90Error").asDouble()));
        assertThat(cells[5]).isEqualTo(percent(a.get("groupMeanError").asDouble()));
        JsonNode only = JsonMapper.shared()
                .readTree(validate(EVIDENCE, "--json", "--quality", "A").out());
        assertThat(only.get("quality").propertyNames()).containsExactly("A");
        assertThat(only.get("quality").get("A")).isEqualTo(a);
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * fraction);
    }

    @Test
    void predictionsAreTheSameBytesWithoutTheMeasurements(@TempDir Path folder) throws IOException {
        Path seen = folder.resolve("seen.jsonl");
        Path unseen = folder.resolve("unseen.jsonl");
        Path stripped = folder.resolve("rows.jsonl");
        List<String> rows = new ArrayList<>();
        for (JsonNode row : lines(EVIDENCE)) {
            ObjectNode blind = (ObjectNode) row.deepCopy();
            blind.remove(List.of("measured", "derivation", "notes"));
            rows.add(JsonMapper.shared().writeValueAsString(blind));
        }
        Files.write(stripped, rows);
        assertThat(validate(EVIDENCE, "--predictions", seen).exitCode()).isZero();
        Ran blind = validate(stripped, "--predictions", unseen);
        assertThat(blind.exitCode()).isZero();
        assertThat(unseen).hasSameBinaryContentAs(seen);
        // and nothing is claimed about errors that can't be known
        JsonNode json =
                JsonMapper.shared().readTree(validate(stripped, "--json").out());
        assertThat(json.get("metric").get("step_time_s").get("medianError").isNull())
                .isTrue();
        // one row states 64 chips and degrees that multiply to 128
        assertThat(json.get("metric").get("step_time_s").get("coverage").asDouble())
                .isGreaterThan(0.995);
        // nor do rows depend on one another
        Collections.reverse(rows);
        Files.write(stripped, rows);
        Path reversed = folder.resolve("reversed.jsonl");
        validate(stripped, "--predictions", reversed);
        assertThat(Files.readAllLines(reversed)).containsExactlyInAnyOrderElementsOf(Files.readAllLines(seen));
    }

    static List<Arguments> malformed() {
        String good = ROW.replace("ID", "a").replace("\n", " ");
        return List.of(
                Arguments.of("no JSON", good + "\n\n{oops\n", "rows.jsonl:3"),
                Arguments.of("cut", good + "\n{\"id\": \"b\", \"model\": {", "rows.jsonl:2"),
                Arguments.of("two values", good + " " + good + "\n", "rows.jsonl:1"),
                Arguments.of("a list", "[1, 2]\n", "rows.jsonl:1"),
                Arguments.of("text", good + "\n\"hello\"\n", "rows.jsonl:2"),
                Arguments.of("null", "null\n", "rows.jsonl:1"),
                Arguments.of("no id", "{\"model\": {\"ref\": \"llama-2-7b\"}}\n", "rows.jsonl:1: id"),
                Arguments.of("id twice", "{\"id\": \"a\", \"id\": \"b\"}\n", "rows.jsonl:1"),
                Arguments.of("NaN", good + "\n{\"id\": \"b\", \"batch\": {\"micro\": NaN}}\n", "rows.jsonl:2"),
                Arguments.of("infinite", "{\"id\": \"b\", \"batch\": {\"micro\": 1e999}}\n", "rows.jsonl:1"),
                Arguments.of("minus infinity", "{\"id\": \"b\", \"batch\": {\"micro\": -Infinity}}\n", "rows.jsonl:1"),
                Arguments.of("deep list", "{\"id\": " + "[".repeat(100_000) + "\n", "rows.jsonl:1"),
                Arguments.of("deep map", "{\"id\": ".repeat(100_000) + "\n", "rows.jsonl:1"),
                Arguments.of("long line", "{\"id\": \"" + "x".repeat(2 << 20) + "\"}\n", "rows.jsonl:1"),
                Arguments.of("many digits", "{\"id\": \"b\", \"x\": " + "9".repeat(100_000) + "}\n", "rows.jsonl:1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedLineIsNamedByItsNumber(String what, String content, String said, @TempDir Path folder)
            throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), content);
        Path out = folder.resolve("predictions.jsonl");
        Ran ran = validate(rows, "--predictions", out);
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(said);
        assertThat(ran.err()).hasSizeLessThan(1200).doesNotContain("Exception").doesNotContain("internal error");
        assertThat(out).as("no half a file").doesNotExist();
    }

    static List<Arguments> misspelt() {
        return List.of(
                Arguments.of("\"paralelism\": {\"tp\": 2}", "paralelism", "did you mean parallelism?"),
                Arguments.of("\"parallelism\": {\"tensor\": 2}", "parallelism.tensor", "did you mean tp?"),
                Arguments.of("\"recompute\": {\"mode\": \"ful\"}", "recompute.mode", "is 'ful'; it must be full"),
                Arguments.of(
                        "\"parallelism\": {\"tensor_model_parallel_size\": 2}",
                        "parallelism.tensor_model_parallel_size",
                        "did you mean tp?"),
                Arguments.of("\"parallelism\": {\"zero\": 3}", "parallelism.zero", "did you mean zero_stage?"),
                Arguments.of("\"parallelism\": {\"pp\": 1, \"Tp\": 2}", "parallelism.Tp", "did you mean"),
                Arguments.of(
                        "\"parallelism\": {\"schedule\": \"gpip\"}", "parallelism.schedule", "did you mean gpipe?"),
                Arguments.of("\"batch\": {\"mbs\": 2}", "batch.mbs", "did you mean micro?"),
                Arguments.of("\"batch\": {\"sequence_length\": 2}", "batch.sequence_length", "did you mean seq?"),
                Arguments.of("\"batch\": {\"globel\": 8}", "batch.globel", "did you mean global?"),
                Arguments.of("\"precison\": \"fp8\"", "precison", "did you mean precision?"),
                Arguments.of("\"precision\": \"bf61\"", "precision", "it must be one of bf16"),
                Arguments.of(
                        "\"runtime\": {\"cpu_offload_layer\": 4}", "runtime.cpu_offload_layer", "cpu_offload_layers"),
                Arguments.of("\"runtime\": {\"compile\": \"yes\"}", "runtime.compile", "it must be true or false"),
                Arguments.of(
                        "\"runtime\": {\"optimizer\": {\"type\": \"muon\"}}",
                        "runtime.optimizer.type",
                        "is not a field here"),
                Arguments.of(
                        "\"runtime\": {\"optimizer\": \"muon\"}", "runtime.optimizer", "it must be a map of fields"),
                Arguments.of(
                        "\"runtime\": {\"moe_dispatcher\": \"depep\"}",
                        "runtime.moe_dispatcher",
                        "did you mean deepep?"),
                Arguments.of("\"memory_definition\": \"alocated\"", "memory_definition", "it must be allocated"),
                Arguments.of("\"batch\": {\"mean_document\": {\"a\": 1}}", "batch.mean_document.a", "plain value"),
                Arguments.of(
                        "\"finetune\": {\"method\": \"lora\", \"alpha\": 8}", "finetune.alpha", "is not a field here"),
                Arguments.of("\"framework\": {\"nane\": \"NeMo\"}", "framework.nane", "did you mean name?"),
                Arguments.of("\"score\": [\"step_time\"]", "score[0]", "did you mean step_time_s?"),
                Arguments.of("\"score\": \"step_time_s\", \"family\": {}", "family", "it must be plain text"),
                Arguments.of(
                        "\"measured\": {\"step_time_s\": \"fast\"}", "measured.step_time_s", "it must be a number"),
                Arguments.of("\"measured\": {\"step_time\": 3}", "measured.step_time", "did you mean step_time_s?"),
                Arguments.of(
                        "\"measured\": {\"step_time_s\": -3}, \"score\": [\"step_time_s\"]",
                        "measured.step_time_s",
                        "above 0"),
                Arguments.of("\"kind\": \"pretrian\"", "kind", "it must be pretrain"),
                Arguments.of("\"quality\": \"C\"", "quality", "it must be one of A, B"),
                Arguments.of(
                        "\"field_of_the_future\": null", "field_of_the_future", "is not a field here; one of batch, "));
    }

    /** A row that is refused is told by its field's path, the others are scored, and the end is 2. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("misspelt")
    void aMisspeltFieldRefusesItsRowAndNoOther(String field, String path, String said, @TempDir Path folder)
            throws IOException {
        String good = ROW.replace("ID", "good").replace("\n", " ");
        String bad = ROW.replace("ID", "bad").replaceFirst("}}$", "}, " + field + "}");
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), bad + "\n" + good + "\n");
        Path out = folder.resolve("predictions.jsonl");
        Ran ran = validate(rows, "--predictions", out);
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(2);
        List<JsonNode> predictions = lines(out);
        assertThat(predictions).hasSize(2);
        assertThat(predictions.getFirst().get("status").asString()).isEqualTo("unsupported");
        assertThat(predictions.getFirst().get("reason").asString())
                .startsWith("rows.jsonl:1: " + path + ": ")
                .contains(said);
        assertThat(predictions.getLast().get("status").asString()).isEqualTo("ok");
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: rows refused because of their fields: 1; the others are scored. The first: ")
                .contains("rows.jsonl:1: " + path)
                .contains(said);
        assertThat(ran.out()).contains("bad  unsupported  rows.jsonl:1: " + path);
        assertThat(validate(rows, "--lang", "zh").err()).contains("1 条记录因字段有误");
        // JSON is whole, and nothing is fitted or anchored on a row that may mean something else
        Ran json = validate(rows, "--json");
        assertThat(json.exitCode()).isEqualTo(2);
        assertThat(JsonMapper.shared().readTree(json.out()).get("refused").size())
                .isEqualTo(1);
        Ran anchored = Ran.of(
                "estimate",
                "llama-2-7b",
                "--on",
                "dgx-h100",
                "--chips",
                "8",
                "--tokens",
                "1B",
                "--anchor",
                rows.toString());
        assertThat(anchored.exitCode()).isEqualTo(2);
        assertThat(anchored.err()).contains("rows.jsonl:1: " + path).contains(said);
        assertThat(Ran.of("calibrate", rows.toString()).exitCode()).isEqualTo(2);
        assertThat(validate(rows, "--scorecard", folder.resolve("pages")).exitCode())
                .isEqualTo(2);
    }

    /** Every field of the schema, the newest too, in the values that it has there. */
    @Test
    void allFieldsOfTheSchemaAreKnown(@TempDir Path folder) throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), """
                {"id": "whole", "family": "mine", "group": "mine|llama", "quality": "A", "kind": "pretrain", "source": "log", \
                "provenance": {"kind": "file", "where": "log", "confidence": "high"}, "derivation": null, "notes": null, \
                "flags": ["recompute_inferred"], "score": ["step_time_s"], \
                "model": {"ref": "llama-2-7b", "overrides": {"max_position": 4096, "moe.dense_layers": null}, "architecture": null}, \
                "hardware": {"chip": "nvidia-h100-sxm5-80gb", "chips": 8, "chips_per_node": 8, "system": "dgx-h100", \
                "scale_up_domain": 8, "inter_node": {"gbit_per_s_per_chip": 400, "kind": "InfiniBand"}, \
                "overrides": {"hbm_capacity_gb": null, "power_cap_w": null}, "slices": null, "topology": null}, \
                "parallelism": {"tp": 1, "pp": 1, "vp": null, "cp": 1, "ep": 1, "etp": null, "dp": 8, "sequence_parallel": false, \
                "zero_stage": 1, "zero_group": null, "fsdp": null, "fsdp_kind": null, "schedule": "1f1b", "cp_kind": "ring", \
                "mesh": {"ici_fsdp_parallelism": -1, "dcn_data_parallelism": 1}, "layers_per_virtual_stage": null}, \
                "batch": {"micro": 1, "global": 64, "seq": 4096, "mean_document": 700}, "precision": "bf16", \
                "precision_detail": null, "recompute": {"mode": "full", "detail": null}, \
                "framework": {"name": "NeMo", "version": "26.02", "year": 2026}, "memory_definition": "allocated", \
                "runtime": {"tp_comm_overlap": true, "cuda_graph": "none", "cuda_graph_scope": ["attn"], \
                "moe_dispatcher": "deepep", "moe_a2a_overlap": false, "cpu_offload_layers": "0", "pipeline_layout": "Et*4", \
                "overlap_p2p": true, "cross_entropy_fusion": true, "compile": true, "gradient_bucketing": false, \
                "optimizer": {"kind": "muon", "state_precision": "bf16", "offload": "cpu", "in_backward": true}, \
                "parameters_offload": "cpu", "activations_offload": null, "base_weights": "nf4", "attention": null, \
                "loss": "chunked", "fp8_attention": null, "expert_routing": "balanced"}, \
                "finetune": {"method": "none", "rank": 16, "targets": ["q_proj"]}, \
                "measured": {"step_time_s": 6.6, "tokens_per_s_per_chip": 4964, "peak_memory_gib": 70, \
                "memory_parameters_and_optimizer_gib": 40, "memory_activations_gib": 30, "fits_in_memory": true}}
                """.replace("\\\n", ""));
        Ran ran = validate(rows, "--json");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(ran.out())
                        .get("metric")
                        .get("step_time_s")
                        .get("coverage")
                        .asDouble())
                .isEqualTo(1);
    }

    @Test
    void servingRowsAreSaidNotToBePredictedYet(@TempDir Path folder) throws IOException {
        String served = """
                {"id": "ID", "kind": "serving", "quality": "A", "model": {"ref": "llama-2-7b"}, "hardware": {"chip": "h100", "chips": 8}, \
                "parallelism": {"mode": "disaggregated", "tp": null, "attn_dp": 1, "replicas": null, \
                "prefill": {"workers": 1, "gpus_per_worker": 4, "tp": 4, "pp": 1, "attn_dp": 1, "moe_tp": 1, "moe_ep": 1, "batch": 1}, \
                "decode": {"workers": 1, "gpus_per_worker": 4, "tp": 4, "pp": 1, "attn_dp": 1, "moe_tp": 1, "moe_ep": 1, "batch": 64}}, \
                "precision": {"weights": "fp8", "kv": "fp8"}, \
                "engine": {"name": "vllm", "version": "0.17", "launch_command": null, "versions_in_document": {"vLLM": "v0.17"}}, \
                "workload": {"isl": 1024, "osl": 128, "concurrency": 64, "arrival": "closed-loop", "length_distribution": "fixed"}, \
                "measured": {"ttft_s": 0.2, "tpot_p99_s": 0.02, "mean_power_fraction_of_tdp": 0}, "score": ["ttft_s"]}
                """.replace("\\\n", "");
        Path rows = folder.resolve("rows.jsonl");
        Files.writeString(rows, served.replace("ID", "s1") + served.replace("ID", "s2"));
        Path out = folder.resolve("predictions.jsonl");
        Ran ran = validate(rows, "--predictions", out);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains(
                        "s1, s2  unsupported  the row measures serving; serving is not predicted yet, training runs are")
                .contains("2 rows measure serving. Serving is not predicted yet; training runs are.");
        assertThat(validate(rows, "--lang", "zh").out())
                .contains("2 条记录为推理服务的实测")
                .contains("尚不预测推理服务");
        assertThat(lines(out))
                .allSatisfy(p -> assertThat(p.get("reason").asString()).contains("not predicted yet"));
        Files.writeString(rows, served.replace("\"isl\"", "\"input_length\""));
        Ran misspelt = validate(rows);
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).contains("rows.jsonl:1: workload.input_length: 'input_length' is not a field here");
    }

    @Test
    void predictionsNeverReplaceTheirOwnRows(@TempDir Path folder) throws IOException {
        String row = ROW.replace("ID", "a").replace("\n", " ") + "\n";
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), row);
        Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), rows);
        Path hard = Files.createLink(folder.resolve("hard.jsonl"), rows);
        for (Path onto :
                List.of(rows, link, hard, folder.resolve("./none/../rows.jsonl"), folder.resolve(".//rows.jsonl"))) {
            Ran ran = validate(rows, "--predictions", onto);
            assertThat(ran.exitCode()).as(onto.toString()).isEqualTo(2);
            assertThat(ran.err())
                    .startsWith("error: --predictions is '")
                    .endsWith("; that file is read here. Name another one\n");
        }
        assertThat(validate(rows, "--predictions", rows, "--lang", "zh").err()).contains("正是本次的输入");
        assertThat(rows).hasContent(row);
        Path table = Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n");
        Ran calibrate = Ran.of("calibrate", table.toString(), "-o", table.toString());
        assertThat(calibrate.exitCode()).isEqualTo(2);
        assertThat(calibrate.err()).startsWith("error: -o is '");
        assertThat(table).hasContent("a,b\n1,2\n");
    }

    @Test
    void bytesThatAreNoTextAreNamedByTheirLine(@TempDir Path folder) throws IOException {
        Path rows = folder.resolve("rows.jsonl");
        Files.write(rows, new byte[] {'{', '}', '\n', '"', (byte) 0xff, '"', '\n'});
        Ran ran = validate(rows);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().startsWith("error: ");
    }

    @Test
    void filesThatAreNotThereAreBadInput(@TempDir Path folder) throws IOException {
        assertThat(validate(folder.resolve("nothing.jsonl")).exitCode()).isEqualTo(2);
        assertThat(validate(folder).err()).startsWith("error: ").contains("is a folder");
        assertThat(validate().err()).startsWith("error: ").contains("ROWS.jsonl");
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), ROW.replace("\n", " "));
        Ran unwritable = validate(rows, "--predictions", folder.resolve("no/such/folder/out.jsonl"));
        assertThat(unwritable.exitCode()).isEqualTo(2);
        assertThat(unwritable.err().lines()).singleElement().asString().contains("--predictions");
    }

    @Test
    void anEmptyFileIsAnEmptyAnswer(@TempDir Path folder) throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), "\n \r\n\n");
        assertThat(validate(rows).exitCode()).isZero();
        assertThat(validate(rows).out()).startsWith("0 scored numbers");
        JsonNode json = JsonMapper.shared().readTree(validate(rows, "--json").out());
        assertThat(json.get("metric").isEmpty()).isTrue();
    }

    @Test
    void refusalsAreListedWithTheirReasons(@TempDir Path folder) throws IOException {
        Path rows = Files.writeString(
                folder.resolve("rows.jsonl"),
                ROW.replace("ID", "good") + "\n" + ROW.replace("ID", "bad").replace("llama-2-7b", "no-such-model")
                        + "\n");
        Ran ran = validate(rows);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("bad  unsupported  ")
                .contains("no-such-model")
                .doesNotContain("good  ");
        assertThat(validate(rows, "--lang", "zh").out()).contains("未能预测").doesNotContain("scored numbers");
    }
}

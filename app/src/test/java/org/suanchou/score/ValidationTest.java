package org.suanchou.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.tree.BadInput;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

public class ValidationTest {
    private static final Path EVIDENCE =
            Path.of(System.getProperty("suanchou.root", ".."), "evidence", "training.jsonl");

    @TempDir
    private Path folder;

    private static List<ObjectNode> evidence() throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(EVIDENCE)) {
            rows.add((ObjectNode) JsonMapper.shared().readTree(line));
        }
        return rows;
    }

    /** One row of each family, chip, kind of model and kind of run. */
    private static List<ObjectNode> diverseRows() throws IOException {
        Map<String, ObjectNode> first = new LinkedHashMap<>();
        for (ObjectNode row : evidence()) {
            JsonNode architecture = row.get("model").get("architecture");
            String key = row.get("family") + " " + row.get("hardware").get("chip") + " " + row.get("kind") + " "
                    + architecture.get("kind") + " " + architecture.has("mla") + " "
                    + row.get("framework").get("name");
            first.putIfAbsent(key, row);
        }
        assertThat(first).hasSizeGreaterThan(25);
        return List.copyOf(first.values());
    }

    private List<Score.Pair> run(List<? extends JsonNode> rows) throws IOException {
        Path file = folder.resolve("rows.jsonl");
        Files.writeString(
                file, rows.stream().map(JsonMapper.shared()::writeValueAsString).collect(Collectors.joining("\n")));
        return new Validation(Catalog.builtIn(), file).run();
    }

    private Prediction only(ObjectNode row) throws IOException {
        List<Score.Pair> pairs = run(List.of(row));
        assertThat(pairs).hasSize(1);
        return pairs.getFirst().prediction();
    }

    /** A row that says only what it must: Llama 2 7B on eight A100. */
    private static ObjectNode plainRow() {
        return (ObjectNode) JsonMapper.shared().readTree("""
                {"id": "plain", "kind": "pretrain", "model": {"ref": "llama-2-7b"},
                 "hardware": {"chip": "nvidia-a100-sxm4-80gb", "chips": 8},
                 "batch": {"micro": 1, "global": 64, "seq": 4096}}
                """);
    }

    private static ObjectNode object(ObjectNode row, String field) {
        return (ObjectNode) row.get(field);
    }

    private static void assertPredictedOrRefusedWithAReason(Score.Pair pair) {
        switch (pair.prediction()) {
            case Prediction.Value v -> {
                assertThat(v.estimate().low())
                        .as(v.id())
                        .isPositive()
                        .isLessThanOrEqualTo(v.estimate().mid());
                assertThat(v.estimate().high())
                        .as(v.id())
                        .isFinite()
                        .isGreaterThanOrEqualTo(v.estimate().mid());
            }
            case Prediction.Truth t -> assertThat(t.metric()).isEqualTo("fits_in_memory");
            case Prediction.Refusal r ->
                assertThat(r.reason())
                        .as(r.id())
                        .isNotBlank()
                        .doesNotContain("\n")
                        .doesNotContain("Exception");
        }
    }

    /** The bars stand a little above what was reached on these rows. They may only fall. */
    @Test
    void publishedRunsArePredictedAsWellAsTheyWere() throws IOException {
        List<Score.Pair> pairs = new Validation(Catalog.builtIn(), EVIDENCE).run();
        pairs.forEach(ValidationTest::assertPredictedOrRefusedWithAReason);
        List<Score.Pair> steps = pairs.stream()
                .filter(p -> p.measured().metric().equals("step_time_s"))
                .toList();
        assertThat(steps).hasSize(1547);
        Score complete = Score.of(
                steps.stream().filter(p -> p.measured().quality().equals("A")).toList());
        assertThat(complete.items()).isEqualTo(948);
        assertThat(complete.coverage()).isGreaterThanOrEqualTo(0.98);
        assertThat(complete.median()).isLessThanOrEqualTo(0.08);
        Score all = Score.of(steps);
        assertThat(all.coverage()).isGreaterThanOrEqualTo(0.95);
        assertThat(all.median()).isLessThanOrEqualTo(0.095);
        assertThat(all.bias()).isBetween(-0.05, 0.05);
        // 80 % intervals: a share far from that is a fault on either side
        assertThat(all.intervalCoverage()).isBetween(0.75, 0.95);
        Score memory = Score.of(pairs.stream()
                .filter(p -> p.measured().metric().equals("peak_memory_gib"))
                .toList());
        assertThat(memory.items()).isEqualTo(192);
        assertThat(memory.median()).isLessThanOrEqualTo(0.12);
        assertThat(memory.p90()).isLessThanOrEqualTo(0.5);
    }

    @Test
    void everyScoredNumberIsAnsweredOnceInOrder() throws IOException {
        List<String> wanted = new ArrayList<>();
        for (ObjectNode row : evidence()) {
            for (JsonNode metric : row.get("score")) {
                wanted.add(row.get("id").asString() + " " + metric.asString());
            }
        }
        assertThat(new Validation(Catalog.builtIn(), EVIDENCE)
                        .run().stream()
                                .map(p -> p.prediction().id() + " "
                                        + p.prediction().metric()))
                .containsExactlyElementsOf(wanted);
    }

    /**
     * Any one thing may be unpublished. What the reader can't do without is the model and the chip, and the attention of a
     * model that is not the catalogue's because layers were taken out of it.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyOneFieldMayBeNullOrAbsent(boolean absent) throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        Set<String> mayBeRefused = new HashSet<>();
        for (ObjectNode row : diverseRows()) {
            boolean reduced = row.get("model").path("overrides").has("layers");
            boolean systemUnknown = row.get("hardware").get("system").isNull();
            for (List<String> path : paths(row)) {
                String name = String.join(".", path);
                if (name.equals("id")) {
                    continue;
                }
                ObjectNode copy = row.deepCopy();
                ObjectNode parent = copy;
                for (String step : path.subList(0, path.size() - 1)) {
                    parent = object(parent, step);
                }
                if (absent) {
                    parent.remove(path.getLast());
                } else {
                    parent.putNull(path.getLast());
                }
                String id = row.get("id").asString() + " without " + name;
                copy.put("id", id);
                rows.add(copy);
                boolean unknown = row.get("kind").asString().equals("diffusion");
                boolean described = row.get("model").path("ref").isNull() && name.startsWith("model.architecture");
                if (name.equals("model")
                        || described
                        || unknown
                        || name.equals("hardware")
                        || (name.equals("hardware.chip") && systemUnknown)
                        || (name.equals("model.architecture.attention") && reduced)) {
                    mayBeRefused.add(id);
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(2000);
        List<Score.Pair> pairs = run(rows);
        assertThat(pairs.stream().map(p -> p.prediction().id()).collect(Collectors.toSet()))
                .hasSizeGreaterThan(rows.size() * 9 / 10);
        for (Score.Pair pair : pairs) {
            assertPredictedOrRefusedWithAReason(pair);
            if (!mayBeRefused.contains(pair.prediction().id())) {
                assertThat(pair.prediction().status())
                        .as("%s: %s", pair.prediction().id(), pair.prediction().reason())
                        .isEqualTo("ok");
            }
        }
    }

    private static List<List<String>> paths(ObjectNode node) {
        List<List<String>> paths = new ArrayList<>();
        for (String field : node.propertyNames()) {
            paths.add(List.of(field));
            if (node.get(field) instanceof ObjectNode inner) {
                for (List<String> below : paths(inner)) {
                    List<String> path = new ArrayList<>(List.of(field));
                    path.addAll(below);
                    paths.add(path);
                }
            }
        }
        return paths;
    }

    /** What the architecture leaves out is the catalogue's, so the answer is the one for the whole architecture. */
    @Test
    void whatTheArchitectureLeavesOutIsTheCatalogues() throws IOException {
        for (ObjectNode row : diverseRows()) {
            if (!row.get("model").path("overrides").isEmpty()
                    || row.get("model").path("ref").isNull()
                    || row.get("score").isEmpty()) {
                continue;
            }
            Prediction whole = run(List.of(row)).getFirst().prediction();
            for (String field : List.of("vocab", "hidden", "heads", "layers")) {
                ObjectNode partial = row.deepCopy();
                object(object(partial, "model"), "architecture").putNull(field);
                assertThat(run(List.of(partial)).getFirst().prediction())
                        .as(field)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void noWrongValueEverThrows() throws IOException {
        List<String> values = List.of(
                "0",
                "-1",
                "1",
                "3",
                "7",
                "65536",
                "46341",
                "1000000007",
                "2147483647",
                "2147483648",
                "4611686018427387904",
                "0.5",
                "1e300",
                "-1e300",
                "\"x\"",
                "\"\"",
                "true",
                "[]",
                "{}",
                "[[[1]]]",
                "{\"a\": {}}");
        List<ObjectNode> rows = new ArrayList<>();
        int turn = 0;
        for (ObjectNode row : diverseRows()) {
            turn++;
            for (List<String> path : paths(row)) {
                // every seventh field of a row: over all rows each field has its turn
                if (Set.of("id", "score", "measured").contains(path.getFirst()) || turn++ % 7 != 0) {
                    continue;
                }
                for (String value : values) {
                    ObjectNode copy = row.deepCopy();
                    ObjectNode parent = copy;
                    for (String step : path.subList(0, path.size() - 1)) {
                        parent = object(parent, step);
                    }
                    parent.set(path.getLast(), JsonMapper.shared().readTree(value));
                    copy.put("id", row.get("id").asString() + " " + path + " " + value);
                    rows.add(copy);
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(2000);
        run(rows).forEach(ValidationTest::assertPredictedOrRefusedWithAReason);
    }

    @ParameterizedTest
    @CsvSource({
        "tp, pp, 65536",
        "tp, cp, 46341",
        "pp, cp, 16777216",
        "ep, etp, 65536",
        "dp, fsdp, 65536",
        "tp, tp, 2147483647"
    })
    void degreesWhoseProductOverflowsAreRefused(String one, String other, int degree) throws IOException {
        for (Integer chips : new Integer[] {null, 8, 16_777_216}) {
            for (ObjectNode row : diverseRows()) {
                object(row, "parallelism").put(one, degree).put(other, degree);
                object(row, "hardware").put("chips", chips);
                run(List.of(row)).forEach(ValidationTest::assertPredictedOrRefusedWithAReason);
            }
        }
    }

    @Test
    void aRowMayBeAsShortAsModelAndChip() throws IOException {
        ObjectNode row = (ObjectNode) JsonMapper.shared()
                .readTree("{\"id\": 1, \"model\": {\"ref\": \"llama-2-7b\"}, \"hardware\": {\"chip\": \"h100\"}}");
        assertThatThrownBy(() -> run(List.of(row))).isInstanceOf(BadInput.class).hasMessageContaining("id is 1");
        row.put("id", "short");
        assertThat(only(row)).isInstanceOf(Prediction.Value.class);
        object(row, "model").remove("ref");
        assertThat(only(row).reason()).isEqualTo("model.architecture and model.ref are both missing");
        row.remove("hardware");
        object(row, "model").put("ref", "llama-2-7b");
        assertThat(only(row).reason()).isEqualTo("hardware.chip and hardware.system are both missing");
    }

    /** Names of frameworks, families and flags are anyone's; words and fields of the schema are not. */
    @Test
    void namesThatNoOneKnowsAreTakenAsTheUsual() throws IOException {
        ObjectNode row = plainRow();
        Prediction usual = only(row);
        assertThat(usual.status()).isEqualTo("ok");
        for (Consumer<ObjectNode> change : List.<Consumer<ObjectNode>>of(
                r -> r.putObject("framework").put("name", "").putNull("year"),
                r -> r.put("quality", "B").put("family", "mine").putNull("group"),
                r -> r.putArray("flags").add("flag_of_the_future"))) {
            ObjectNode changed = row.deepCopy();
            change.accept(changed);
            assertThat(only(changed)).isEqualTo(usual);
        }
    }

    /** A framework that no one knows runs as it comes: slower than a maker's recipe, and less surely so. */
    @Test
    void aFrameworkThatNoOneKnowsIsUntuned() throws IOException {
        ObjectNode row = plainRow();
        row.putObject("framework").put("name", "Megatron-Core").put("year", 2024);
        Prediction.Value usual = (Prediction.Value) only(row);
        row.putObject("framework").put("name", "whatever-9000").put("year", 2024);
        Prediction.Value unknown = (Prediction.Value) only(row);
        assertThat(unknown.estimate().mid()).isGreaterThan(usual.estimate().mid());
        assertThat(unknown.estimate().high() / unknown.estimate().mid())
                .isGreaterThan(usual.estimate().high() / usual.estimate().mid());
    }

    /** A peak of memory is what the row says that it counts: each of these counts more than the one before. */
    @Test
    void aPeakOfMemoryIsPredictedAsTheRowCountsIt() throws IOException {
        double before = 0;
        for (String definition : List.of("allocated", "reserved", "device")) {
            ObjectNode row = plainRow();
            row.put("memory_definition", definition).putArray("score").add("peak_memory_gib");
            double gib = ((Prediction.Value) only(row)).estimate().mid();
            assertThat(gib).as(definition).isGreaterThan(before);
            before = gib;
        }
        ObjectNode board = plainRow();
        board.put("memory_definition", "nvidia-smi").putArray("score").add("peak_memory_gib");
        assertThat(((Prediction.Value) only(board)).estimate().mid()).isEqualTo(before);
    }

    /** Scores of 4,096 x 4,096 for each head are written and read again: 2 x 32 x 4096^2 bytes a sequence and layer. */
    @Test
    void unfusedAttentionOffloadAndQuantisedAdaptersAreUsed() throws IOException {
        ObjectNode row = plainRow();
        row.putObject("framework")
                .put("name", "Megatron-Core")
                .put("version", "26.02")
                .put("year", 2026);
        row.putObject("recompute").put("mode", "none");
        row.putArray("score").add("peak_memory_gib").add("step_time_s");
        List<Score.Pair> plain = run(List.of(row));
        row.putObject("runtime").put("attention", "unfused");
        List<Score.Pair> unfused = run(List.of(row));
        assertThat(mid(unfused.get(0)) - mid(plain.get(0))).isGreaterThan(32 * 2.0 * 32 * 4096 * 4096 / (1L << 30));
        assertThat(mid(unfused.get(1))).isGreaterThan(mid(plain.get(1)));
        row.putObject("runtime").put("activations_offload", "cpu");
        List<Score.Pair> offloaded = run(List.of(row));
        row.putObject("runtime").put("cpu_offload_layers", 32);
        assertThat(run(List.of(row))).isEqualTo(offloaded);
        row.putObject("runtime");
        row.putObject("finetune").put("method", "lora");
        List<Score.Pair> lora = run(List.of(row));
        object(row, "finetune").put("method", "qlora").put("rank", 64);
        assertThat(run(List.of(row))).isEqualTo(lora);
        assertThat(mid(lora.get(0))).isLessThan(mid(plain.get(0)));
    }

    private static double mid(Score.Pair pair) {
        return ((Prediction.Value) pair.prediction()).estimate().mid();
    }

    /** The catalogue has no system for several of these; what the row says of links and network stands in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nvidia-h100-sxm5-80gb",
                "nvidia-l40s",
                "amd-mi100",
                "iluvatar-bi-v100",
                "enflame-t20",
                "biren-br104",
                "huawei-ascend-950dt",
                "mthreads-s5000",
                "cambricon-mlu370-x8",
            })
    void withoutASystemTheChipItsDomainAndItsNetworkMakeOne(String chip) throws IOException {
        double before = Double.POSITIVE_INFINITY;
        for (int gigabits : new int[] {25, 100, 400}) {
            ObjectNode row = plainRow();
            ObjectNode hardware = object(row, "hardware");
            hardware.put("chip", chip).putNull("system").put("chips", 64).put("scale_up_domain", 8);
            hardware.putObject("inter_node")
                    .put("gbit_per_s_per_chip", gigabits)
                    .put("kind", "RoCE");
            row.putObject("parallelism").put("dp", 64).put("zero_stage", 3);
            Prediction prediction = only(row);
            assertThat(prediction).as(prediction.reason()).isInstanceOf(Prediction.Value.class);
            double seconds = ((Prediction.Value) prediction).estimate().mid();
            assertThat(seconds).as("more bandwidth never makes a step slower").isLessThanOrEqualTo(before);
            before = seconds;
        }
    }

    @Test
    void aChipIsAnIdAndNeverAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("secret.yaml"), "password: hunter2\n");
        ObjectNode row = plainRow();
        object(row, "hardware").put("chip", file.toString());
        assertThat(only(row).reason())
                .contains("chip is '" + file + "'; no file or folder of that path can be read as a chip")
                .doesNotContain("hunter2");
        object(row, "hardware").put("system", file.toString());
        assertThat(only(row).reason()).contains("no file or folder of that path can be read as a system");
        object(row, "model").put("ref", file.toString());
        assertThat(only(row).reason()).contains("no file or folder of that path can be read as a model");
    }

    @Test
    void theFirstOfTwoRowsWithOneIdCounts() throws IOException {
        ObjectNode first = plainRow();
        ObjectNode second = plainRow();
        object(second, "batch").put("global", 128);
        List<Score.Pair> pairs = run(List.of(first, second, first));
        assertThat(pairs).hasSize(1);
        assertThat(pairs.getFirst().prediction()).isEqualTo(only(first));
    }

    @Test
    void metricsThatNoOneModelsAreRefusedByName() throws IOException {
        ObjectNode row = plainRow();
        ArrayNode score = row.putArray("score");
        score.add("step_time_s")
                .add("tokens_per_s_per_chip")
                .add("peak_memory_gib")
                .add("fits_in_memory")
                .add("loss");
        List<Score.Pair> refused = run(List.of(row));
        assertThat(refused.stream().map(p -> p.prediction().status())).containsOnly("unsupported");
        assertThat(refused.getLast().prediction().reason()).contains("score[4] is 'loss'");
        score.remove(4);
        List<Score.Pair> pairs = run(List.of(row));
        assertThat(pairs.stream().map(p -> p.prediction().status())).containsExactly("ok", "ok", "ok", "ok");
        double step = ((Prediction.Value) pairs.get(0).prediction()).estimate().mid();
        double rate = ((Prediction.Value) pairs.get(1).prediction()).estimate().mid();
        assertThat(rate * step).isCloseTo(64 * 4096 / 8.0, org.assertj.core.api.Assertions.withinPercentage(1e-9));
    }

    @Test
    void withoutAScoreTheKindSaysWhatIsWanted() throws IOException {
        for (Map.Entry<String, String> wanted : Map.of(
                        "pretrain",
                        "step_time_s",
                        "oom",
                        "fits_in_memory",
                        "memory",
                        "peak_memory_gib",
                        "sft",
                        "step_time_s")
                .entrySet()) {
            ObjectNode row = plainRow();
            row.put("kind", wanted.getKey());
            assertThat(only(row).metric()).isEqualTo(wanted.getValue());
        }
    }
}

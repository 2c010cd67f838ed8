package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The comparisons of {@code examples/}: what must hold of each, and what NVIDIA said of two of them. */
class CompareGolden {
    private static final Path FOLDER = Path.of(System.getProperty("suanchou.root", ".."), "examples", "compare");
    private static final Path TRANSLATION = FOLDER.resolve("layer");

    /** Each question is asked once. */
    private static final Map<List<String>, PlanAnswer> ANSWERS = new ConcurrentHashMap<>();

    private static PlanAnswer compare(String... words) {
        List<String> all = Stream.concat(Stream.of("compare", "--catalog", TRANSLATION.toString()), Stream.of(words))
                .toList();
        return ANSWERS.computeIfAbsent(all, args -> PlanAnswer.of(args.toArray(String[]::new)));
    }

    private static PlanAnswer example(String name) {
        return compare(FOLDER.resolve(name + ".yaml").toString());
    }

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".yaml"))
                    .map(f -> f.substring(0, f.length() - ".yaml".length()))
                    .sorted()
                    .toList();
            assertThat(names).hasSizeGreaterThanOrEqualTo(7);
            return names;
        }
    }

    private static List<JsonNode> rows(PlanAnswer answer) {
        List<JsonNode> rows = new ArrayList<>();
        answer.json().get("rows").forEach(rows::add);
        return rows;
    }

    private static JsonNode row(PlanAnswer answer, String name) {
        return rows(answer).stream()
                .filter(r -> r.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double product(JsonNode against) {
        double product = 1;
        for (JsonNode step : against.get("steps")) {
            product *= step.get("ratio").asDouble();
        }
        return product;
    }

    private static JsonNode bestPlan(JsonNode row) {
        return row.get("report").get("plans").get(0);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleSaysWhatItIsAndItsStepsMultiplyToWhatIsRealised(String example) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve(example + ".yaml"));
        assertThat(lines.getFirst()).startsWith("# ").endsWith(".");
        assertThat(lines).anyMatch(l -> l.startsWith("#   ./suanchou ") && l.endsWith(example + ".yaml"));

        PlanAnswer answer = example(example);

        assertThat(answer.exitCode()).isZero();
        List<JsonNode> rows = rows(answer);
        assertThat(rows).hasSizeGreaterThan(1);
        for (JsonNode row : rows.subList(1, rows.size())) {
            JsonNode against = row.get("against");
            double perDollar = against.get("perDollar").get("mid").asDouble();
            assertThat(product(against)).as("%s", row.get("name")).isCloseTo(perDollar, withinPercentage(1e-7));
            // tokens per dollar, from the rows themselves
            double dollars = row.get("work").get("tokensPerDollar").asDouble()
                    / rows.getFirst().get("work").get("tokensPerDollar").asDouble();
            assertThat(dollars).isCloseTo(perDollar, withinPercentage(1e-7));
        }
    }

    /** A price is compared with its like: who rents with who rents, who buys with who buys. */
    @ParameterizedTest
    @MethodSource("examples")
    void everyRowOfAnExampleIsPaidForAlike(String example) {
        assertThat(rows(example(example)).stream()
                        .map(r -> r.get("report").get("question").get("basis").asString())
                        .distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ascend-stacks", "gb200-h100-gpt-3", "translation"})
    void swappingTheSystemsInvertsEveryStep(String example, @TempDir Path folder) throws IOException {
        PlanAnswer there = example(example);
        String base = rows(there).getFirst().get("name").asString();

        PlanAnswer back = compare(reversed(example, folder).toString());
        String other = rows(back).getFirst().get("name").asString();

        assertThat(other).isNotEqualTo(base);
        JsonNode one = row(there, other).get("against");
        JsonNode two = row(back, base).get("against");
        inverse(one.get("peak"), two.get("peak"));
        inverse(one.get("perChip").get("mid"), two.get("perChip").get("mid"));
        inverse(one.get("perDollar").get("mid"), two.get("perDollar").get("mid"));
        assertThat(one.get("steps").size()).isEqualTo(two.get("steps").size()).isPositive();
        for (int i = 0; i < one.get("steps").size(); i++) {
            JsonNode step = one.get("steps").get(i);
            assertThat(two.get("steps").get(i).get("factors")).isEqualTo(step.get("factors"));
            inverse(step.get("ratio"), two.get("steps").get(i).get("ratio"));
        }
    }

    private static void inverse(JsonNode one, JsonNode other) {
        assertThat(one.asDouble() * other.asDouble()).isCloseTo(1, within(1e-9));
    }

    /** The example with its systems, or stacks of one system, in reverse order. */
    private static Path reversed(String example, Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> systems = new ArrayList<>();
        for (String line : Files.readAllLines(FOLDER.resolve(example + ".yaml"))) {
            if (line.startsWith("- {on: ")) {
                systems.addFirst(line);
            } else if (line.matches("(on|stack): \\[.*]")) {
                String field = line.substring(0, line.indexOf(':'));
                List<String> names = new ArrayList<>(
                        List.of(line.replaceFirst(".*\\[", "").replace("]", "").split(", ")));
                Collections.reverse(names);
                lines.add(field + ": " + names);
            } else {
                lines.add(line);
            }
        }
        lines.addAll(systems);
        return Files.write(folder.resolve(example + ".yaml"), lines);
    }

    /** Two GPUs and a processor are one GB200; two dies are one GPU. A GPU is a package, and so is an H100. */
    @ParameterizedTest
    @ValueSource(strings = {"gb200-h100-gpt-3", "gb200-h100-gpt-moe"})
    void aSuperchipOfGb200IsTwoChips(String example) {
        for (String precision : List.of("bf16", "fp8")) {
            JsonNode against =
                    row(example(example), "gb200-nvl72, " + precision).get("against");
            double perChip = against.get("perChip").get("mid").asDouble();

            assertThat(against.get("system").asString()).isEqualTo("dgx-h100");
            assertThat(against.get("perSuperchip").asDouble()).isCloseTo(2 * perChip, within(1e-12));
            assertThat(against.get("perPackage").asDouble()).isCloseTo(perChip, within(1e-12));
            assertThat(against.get("perDie").asDouble()).isCloseTo(perChip / 2, within(1e-12));
        }
    }

    /**
     * NVIDIA, GTC 2024: GB200 trains GPT-3 175B four times as fast as H100. Per superchip and at one precision we get 4.6 in
     * bf16; per GPU 2.3. At H100's bf16 against GB200's fp8 a GPU reaches 3.8.
     */
    @Test
    void fourTimesAnH100IsASuperchipNotAGpu() {
        JsonNode bf16 = row(example("gb200-h100-gpt-3"), "gb200-nvl72, bf16").get("against");

        assertThat(bf16.get("perSuperchip").asDouble()).isBetween(4.0, 5.1);
        assertThat(bf16.get("perChip").get("mid").asDouble()).isBetween(2.0, 2.55);
    }

    /** NVIDIA, GTC 2024: 8,000 Hopper draw 15 MW, 2,000 Blackwell 4. Ours are the nameplates of nodes, network and storage. */
    @Test
    void hopperNeedsFifteenMegawattsAndBlackwellFour() {
        PlanAnswer answer = example("gb200-h100-gpt-moe");
        for (String precision : List.of("bf16", "fp8")) {
            assertThat(provisionedMegawatts(row(answer, "dgx-h100, " + precision)))
                    .isCloseTo(15, withinPercentage(5));
            assertThat(provisionedMegawatts(row(answer, "gb200-nvl72, " + precision)))
                    .isCloseTo(4, withinPercentage(5));
        }
    }

    private static double provisionedMegawatts(JsonNode row) {
        return bestPlan(row).get("run").get("provisionedWatts").get("mid").asDouble() / 1e6;
    }

    @Test
    void everyRowReopensAsTheSamePlan() {
        for (JsonNode row : rows(example("translation"))) {
            String again = row.get("again").asString();
            assertThat(again).startsWith("suanchou plan ");
            String[] words = again.substring("suanchou ".length()).split(" ");
            JsonNode reopened = PlanAnswer.of(words).best();

            assertThat(reopened.get("stepSeconds"))
                    .as(again)
                    .isEqualTo(bestPlan(row).get("stepSeconds"));
            assertThat(reopened.get("run").get("usd"))
                    .as(again)
                    .isEqualTo(bestPlan(row).get("run").get("usd"));
        }
    }

    /** What decides the plan and what is assumed reopens too: another objective, ranges, a price of one system alone. */
    @Test
    void aRowReopensWithItsObjectiveAndAssumptions(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("own.yaml"), """
                model: llama-3.2-1b
                chips: 16
                tokens: 100B
                global_batch_size: 64
                seq_length: 2048
                objective: energy
                systems:
                - {on: dgx-h100, usd_per_chip_hour: 2, assume: {pue: [1.1, 1.2, 1.3], failure-scale: {value: 2}}}
                - {on: dgx-a100, usd_per_chip_hour: 1, assume: {pue: 1.3}}
                """);
        for (JsonNode row : rows(compare(file.toString()))) {
            String again = row.get("again").asString();
            JsonNode reopened = PlanAnswer.of(
                            again.substring("suanchou ".length()).split(" "))
                    .best();

            assertThat(reopened.get("stepSeconds"))
                    .as(again)
                    .isEqualTo(bestPlan(row).get("stepSeconds"));
            assertThat(reopened.get("run").get("provisionedWatts").get("mid"))
                    .isEqualTo(bestPlan(row).get("run").get("provisionedWatts").get("mid"));
            assertThat(reopened.get("run").get("usd").get("mid"))
                    .isEqualTo(bestPlan(row).get("run").get("usd").get("mid"));
        }
        JsonNode a100 = rows(compare(file.toString())).getLast().get("against");
        assertThat(product(a100)).isCloseTo(a100.get("perDollar").get("mid").asDouble(), withinPercentage(1e-7));
    }

    @Test
    void whoeverCantIsARowWithItsReason() {
        String question = "--train llama-3.2-1b --chips 8 --tokens 1B --precision nvfp4 --on ";
        PlanAnswer one = compare((question + "dgx-h100,dgx-b200").split(" "));
        PlanAnswer none = compare((question + "dgx-h100,dgx-a100").split(" "));

        assertThat(one.exitCode()).isZero();
        assertThat(one.json().get("status").asString()).isEqualTo("feasible");
        JsonNode hopper = row(one, "dgx-h100, nvfp4");
        assertThat(hopper.get("status").asString()).isEqualTo("infeasible");
        assertThat(hopper.get("reason").get("constraint").asString()).isEqualTo("support");
        assertThat(hopper.get("reason").get("text").asString()).contains("no nvfp4 matrix peak");
        assertThat(row(one, "dgx-b200, nvfp4").get("status").asString()).isEqualTo("feasible");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.json().get("status").asString()).isEqualTo("infeasible");
        assertThat(rows(none))
                .hasSize(2)
                .allSatisfy(row ->
                        assertThat(row.get("reason").get("text").asString()).isNotEmpty());
    }

    /** Memory, degrees that divide nothing, a deadline: each row says its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--train llama-3.1-405b --chips 8 --tokens 1T --global-batch-size 64 | memory",
                "--train llama-3.2-1b --chips 8 --tokens 1T --global-batch-size 7 --micro-batch-size 2 | shape",
                "--train llama-3.2-1b --chips 8 --tokens 1T --global-batch-size 64 --days 0.01 | deadline",
                "--train llama-3.2-1b --chips 8 --tokens 1T --global-batch-size 64 --budget 1 | budget",
                "--train llama-3.2-1b --chips 8 --tokens 1T --global-batch-size 64 --max-mwh 0.001 | energy",
                "--train llama-3.2-1b --chips 8 --tokens 1T --global-batch-size 64 --max-tco2 0.001 | carbon",
                "--train llama-3.2-1b --chips 64 --tokens 1T --megawatts 0.02 | power",
            })
    void aRowSaysWhatStandsAgainstIt(String line) {
        String[] parts = line.split(" \\| ");
        PlanAnswer answer = compare((parts[0] + " --on dgx-h100,dgx-a100").split(" "));

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(rows(answer)).allSatisfy(row -> {
            JsonNode reason = row.get("reason");
            assertThat(reason.get("constraint").asString()).isEqualTo(parts[1]);
            assertThat(reason.get("need").asDouble())
                    .isGreaterThan(reason.get("have").asDouble());
        });
    }
}

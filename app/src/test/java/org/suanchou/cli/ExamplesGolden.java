package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The scenarios of {@code examples/} against what was published about the same runs. Where the model misses, the text says
 * by how much. Of these runs only GPT-3's of 2021 is a row of the evidence that efficiencies are fitted to; other runs of
 * Llama 3.1 405B and of DeepSeek-V3 are among the rows too.
 */
class ExamplesGolden {
    private static final Path FOLDER = Path.of(System.getProperty("suanchou.root", ".."), "examples");

    /** Each question is asked once. */
    private static final Map<List<String>, PlanAnswer> ANSWERS = new ConcurrentHashMap<>();

    private static PlanAnswer answer(String example, String... options) {
        String file = FOLDER.resolve(example + ".yaml").toString();
        String verb = example.endsWith("-plan") ? "estimate" : "plan";
        return ANSWERS.computeIfAbsent(
                Stream.concat(Stream.of(verb, file), Stream.of(options)).toList(),
                args -> PlanAnswer.of(args.toArray(String[]::new)));
    }

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".yaml"))
                    .map(f -> f.substring(0, f.length() - ".yaml".length()))
                    .sorted()
                    .toList();
            assertThat(names).hasSizeGreaterThanOrEqualTo(10);
            return names;
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleSaysWhatItIsAndRuns(String example) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve(example + ".yaml"));
        assertThat(lines.getFirst()).startsWith("# ").endsWith(".");
        assertThat(lines.stream().takeWhile(l -> l.startsWith("#")).count()).isGreaterThanOrEqualTo(3);
        PlanAnswer answer = answer(example);
        assertThat(answer.exitCode()).isZero();
        // nothing that changes the plan is left to a default but the vendor's usual stack
        for (JsonNode taken : answer.json().get("question").get("defaults")) {
            assertThat(taken.get("field").asString())
                    .isIn("stack", "efficiency", "usd-per-chip-hour", "server-usd-per-chip", "site", "basis", "fleet");
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void nothingBeatsThePeakAndPartsSumToTheStep(String example) {
        PlanAnswer answer = answer(example);
        for (JsonNode plan : answer.json().get("plans")) {
            double step = plan.get("stepSeconds").get("mid").asDouble();
            double sum = 0;
            for (JsonNode part : plan.get("parts")) {
                assertThat(part.asDouble()).isNotNegative();
                sum += part.asDouble();
            }
            assertThat(sum).isEqualTo(step, within(1e-9 * step));
            // the most that a published run of any size has shown is about 60 % of the dense peak
            assertThat(plan.get("mfu").get("mid").asDouble()).isBetween(0.05, 0.65);
            double days = Math.ceil(answer.json().get("question").get("tokens").asDouble() / answer.tokensPerStep())
                    * step
                    / plan.get("run").get("goodput").get("mid").asDouble()
                    / 86_400;
            assertThat(plan.get("days").get("mid").asDouble()).isEqualTo(days, within(1e-9 * days));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void noPublishedPlanIsFasterThanTheBestOne(String example) {
        String searched = Map.of(
                        "gpt-3-175b-a100-2021-plan", "gpt-3-175b-a100",
                        "llama-3.1-405b-published-plan", "llama-3.1-405b",
                        "pangu-ultra-135b-published-plan", "pangu-ultra-135b-ascend")
                .getOrDefault(example, example);
        PlanAnswer best = answer(searched);
        assertThat(best.stepSeconds()).isLessThanOrEqualTo(answer(example).stepSeconds() * (1 + 1e-12));
        if (best.json().has("search")) {
            assertThat(best.json().get("search").get("proved").asBoolean()).isTrue();
        }
    }

    /**
     * 140 TFLOP/s a GPU and 34 days (Narayanan et al. 2021, section 5.1). Their FLOPs are those of the hardware, with the
     * recomputed forward pass (equation 3): 96 B s l h^2 (1 + s / 6h + V / 16 l h). Ours was 143 TFLOP/s, 30.8 s a step
     * against "around 32" of the README, 34.0 days.
     */
    @Test
    void gpt3In2021RanAt140TeraflopsAGpu() {
        PlanAnswer plan = answer("gpt-3-175b-a100-2021-plan");
        double h = 12288;
        double flops = 96 * 1536.0 * 2048 * 96 * h * h * (1 + 2048 / (6 * h) + 51200 / (16 * 96 * h));
        assertThat(flops / 1024 / plan.stepSeconds() / 1e12).isCloseTo(140, withinPercentage(10));
        assertThat(plan.inside("stepSeconds", 32)).isTrue();
        assertThat(plan.inside("days", 34)).as("34 days, ours %s", plan.days()).isTrue();
        assertThat(plan.best().get("peakMemoryBytes").asDouble())
                .as("it ran on chips of 80 GB")
                .isLessThan(80.0 * (1L << 30));
    }

    /**
     * Sequence parallelism and selective recomputation (Korthikanti et al. 2022, section 6) took the iteration of this
     * model from 18.13 to 13.75 s on 64 GPUs, a third faster, and flash attention came after them. The search finds the
     * former on the old stack and adds the latter on the new one: 30.8, 19.4 and 16.9 s when this was written.
     */
    @Test
    void softwareAloneMadeGpt3AThirdFaster() {
        double in2021 = answer("gpt-3-175b-a100-2021-plan").stepSeconds();
        double oldStack = answer("gpt-3-175b-a100").stepSeconds();
        double newStack = answer("gpt-3-175b-a100", "--stack", "megatron-core").stepSeconds();
        assertThat(in2021 / oldStack).isBetween(18.13 / 13.75, 1.7);
        assertThat(oldStack / newStack).isBetween(1.05, 1.4);
    }

    /**
     * 400 TFLOP/s a GPU, 41 % of the peak (Llama 3, table 4). With causal model FLOPs, 6 N + 6 L d s a token, ours was 416, 4 %
     * fast; their convention is not stated, and full attention would add 4 % to either.
     */
    @Test
    void llama405bRunsAtTheSpeedThatMetaReports() {
        PlanAnswer plan = answer("llama-3.1-405b-published-plan");
        double matrices = 405_853_388_800.0 - 128_256.0 * 16_384;
        double perToken = 6 * matrices + 6.0 * 126 * 16_384 * 8192;
        double teraflops = perToken * plan.tokensPerStep() / plan.stepSeconds() / 16_384 / 1e12;
        assertThat(teraflops).isCloseTo(400, withinPercentage(10));
        assertThat(plan.mfu()).isCloseTo(0.41, withinPercentage(10));
        // Meta ran it without recomputation on chips of 80 GB
        assertThat(plan.best().get("peakMemoryBytes").asDouble()).isLessThan(80.0 * (1L << 30));
        assertThat(plan.best().get("parallelism").get("recompute").asString()).isEqualTo("none");
    }

    /**
     * Epoch AI (Cottier et al. 2024): 51.04 million USD for hardware, network and electricity. Here with the catalogue's own
     * prices of 2023, on the same scope; none of them was chosen for it. Theirs is 35.1 million chip-hours of a cluster that
     * is always in use, ours 28.5 million of one that is for 0.85 of the time, which offset one another. Tolerance 5 %.
     */
    @Test
    void llama405bCostsWhatEpochFinds() {
        PlanAnswer owned = PlanAnswer.of(
                "estimate",
                FOLDER.resolve("llama-3.1-405b-published-plan.yaml").toString(),
                "--basis",
                "buy",
                "--depreciation",
                "market-value",
                "--year",
                "2023");
        JsonNode parts = owned.best().get("run").get("costParts");
        double theirs = 0;
        for (String part : List.of("accelerators", "restOfServers", "network", "electricity")) {
            theirs += parts.get(part).asDouble();
        }
        assertThat(theirs).isCloseTo(51.04e6, withinPercentage(5));
    }

    /**
     * 15.6T tokens at 400 TFLOP/s are 69.5 days; the model card's 30.84 million GPU hours on 16,384 GPUs are 78, with what
     * stood still. Ours: 66.9, interval 57 to 79. The 54 days of the report are its window of counted interruptions.
     */
    @Test
    void llama405bTakesTheDaysThatItsGpuHoursSay() {
        PlanAnswer plan = answer("llama-3.1-405b-published-plan");
        assertThat(plan.inside("days", 69.5)).isTrue();
        assertThat(plan.days()).isLessThan(30.84e6 / 16_384 / 24);
    }

    /**
     * The best plan for 405B is 9 % faster than Meta's (5.62 against 6.21 s): fewer stages, each cut deeper, and a context
     * cut in two. A much larger gain would rather be a fault of ours: Meta tuned that run.
     */
    @Test
    void metaLeftLittleOnTheTable() {
        double gain = answer("llama-3.1-405b-published-plan").stepSeconds()
                / answer("llama-3.1-405b").stepSeconds();
        assertThat(gain).isBetween(1.0, 1.2);
    }

    /**
     * NVIDIA said 90 days (GTC 2024) and not how. At fp8 ours is 66 (51 to 85): 27 % less, and 90 is outside the interval;
     * at bf16 it is 92, 2 % more, which says that Hopper was counted at 16 bits. Of the 15 MW that it said the site must be
     * able to give 14.6, from its parts, and draws less while it trains.
     */
    @Test
    void eightThousandHoppersTrainTheMoeInNinetyDays() {
        PlanAnswer fp8 = answer("gpt-moe-1.8t-hopper");
        assertThat(fp8.days()).isCloseTo(90, withinPercentage(35));
        PlanAnswer bf16 = answer("gpt-moe-1.8t-hopper", "--precision", "bf16");
        assertThat(bf16.inside("days", 90)).as("ours %s", bf16.days()).isTrue();
        assertThat(bf16.days()).isCloseTo(90, withinPercentage(20));
        JsonNode run = fp8.best().get("run");
        double provisioned = run.get("provisionedWatts").get("mid").asDouble();
        assertThat(provisioned).isCloseTo(15e6, withinPercentage(5));
        assertThat(run.get("joules").get("mid").asDouble() / (fp8.days() * 86_400))
                .isBetween(8000 * 0.5 * 700, provisioned);
    }

    /**
     * NVIDIA said 90 days on 2,000 Blackwell GPUs and 4 MW (GTC 2024), and nothing of failures. Ours at fp8 are 107 days of
     * steps, 19 % more: constants are what several publishers reach, not the maker alone.
     */
    @Test
    void twoThousandBlackwellsTrainTheMoeInNinetyDays() {
        PlanAnswer plan = answer("gpt-moe-1.8t-blackwell");
        double goodput = plan.best().get("run").get("goodput").get("mid").asDouble();
        assertThat(plan.days() * goodput).isCloseTo(90, withinPercentage(20));
        assertThat(plan.inside("days", 90)).isTrue();
        double watts = plan.best().get("energy").get("mid").asDouble() / (plan.days() * 86_400);
        assertThat(watts).isLessThan(4e6);
    }

    /** As a hard deadline the claim fails by those 4 %: the answer says so and by how much. */
    @Test
    void ninetyDaysAsADeadlineAreNamedAsTheConstraint() {
        PlanAnswer late = answer("gpt-moe-1.8t-blackwell", "--days", "90");
        PlanAnswer open = answer("gpt-moe-1.8t-blackwell");
        if (open.days() <= 90) {
            assertThat(late.exitCode()).isZero();
            return;
        }
        assertThat(late.exitCode()).isEqualTo(1);
        JsonNode reason = late.json().get("reason");
        assertThat(reason.get("constraint").asString()).isEqualTo("deadline");
        assertThat(reason.get("need").asDouble()).isEqualTo(open.days(), within(1e-9));
        assertThat(reason.get("have").asDouble()).isEqualTo(90, within(1e-9));
    }

    /**
     * NVIDIA's comparison needs four times the speed a GPU. Ours was 2.8 times at fp8 on both, whose peaks are 2.5 apart, and
     * 3.9 times where Hopper stays at bf16: the claim holds across precisions and not at the same one.
     */
    @Test
    void oneBlackwellIsNotFourHoppersAtTheSamePrecision() {
        double hopper = answer("gpt-moe-1.8t-hopper").days() * 8000;
        double hopperBf16 = answer("gpt-moe-1.8t-hopper", "--precision", "bf16").days() * 8000;
        double blackwell = answer("gpt-moe-1.8t-blackwell").days() * 2000;
        assertThat(hopper / blackwell).isBetween(2.0, 3.2);
        assertThat(hopperBf16 / blackwell).isBetween(2.8, 4.4);
    }

    /**
     * 2.664 million H800 hours on 2,048 chips are 54.2 days (DeepSeek-V3 report, table 1 and section 3.1). Ours is a miss of
     * 31 %: 71 days for the best plan it can express, and 54.2 lies just outside the interval of 55 to 92, which is that of
     * runs left out of the fit. The report's plan hides its
     * all-to-all behind DualPipe and sends a token to at most four nodes; the search has neither.
     */
    @Test
    void deepSeekV3IsAThirdTooSlow() {
        PlanAnswer plan = answer("deepseek-v3-h800");
        double published = 2.664e6 / 2048 / 24;
        assertThat(plan.days()).isCloseTo(published, withinPercentage(35));
    }

    /**
     * An MFU above 50 % (Pangu Ultra report) of an unstated peak and convention. Ours is a miss: 39.2 % (31 to 50) for the
     * published degrees, 42.0 % for the best plan, a fifth below. The Ascend rows of the evidence, all smaller runs, are what
     * it knows of that chip.
     */
    @Test
    void panguUltraIsAQuarterFasterThanWeSay() {
        PlanAnswer plan = answer("pangu-ultra-135b-published-plan");
        assertThat(plan.mfu()).isCloseTo(0.50, withinPercentage(25));
        // the report's own bubble, 7 / (7 + 6 x 16) of the pipeline's time
        double bubble = plan.best().get("parts").get("bubble").asDouble() / plan.stepSeconds();
        assertThat(bubble).isEqualTo(0.068, within(0.015));
        assertThat(answer("pangu-ultra-135b-ascend").mfu()).isBetween(plan.mfu(), 0.55);
    }

    /** 3,072 chips: whole systems, and two and a half times what the FLOPs of the run would need at the full peak. */
    @Test
    void sixtyDaysOfLlama70bNeedAFewThousandChips() {
        PlanAnswer plan = answer("llama-3-70b-in-60-days");
        assertThat(plan.days()).isLessThanOrEqualTo(60);
        assertThat(plan.chips() % 8).isZero();
        double atPeak = 6 * 69.5e9 * 15e12 / (60 * 86_400 * 989.4e12);
        assertThat(atPeak / plan.chips()).isBetween(0.3, 0.6);
    }
}

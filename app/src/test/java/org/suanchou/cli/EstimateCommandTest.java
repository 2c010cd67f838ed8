package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cli.MainTest.Ran;
import tools.jackson.databind.JsonNode;

class EstimateCommandTest {
    private static final String LLAMA = "estimate llama-3-70b --on h100 --global-batch-size 512 --seq-length 8192";

    private static PlanAnswer answer(String line) {
        return PlanAnswer.of(line.split(" "));
    }

    @Test
    void megatronsNamesAreTheShortNames() {
        PlanAnswer brief = answer(LLAMA + " --tp 8 --cp 2 --pp 4 --chips 128");
        PlanAnswer full = answer(LLAMA + " --tensor-model-parallel-size 8 --context-parallel-size 2"
                + " --pipeline-model-parallel-size 4 --data-parallel-size 2");
        assertThat(full.json()).isEqualTo(brief.json());
        assertThat(full.chips()).isEqualTo(128);
        assertThat(brief.json().propertyNames()).containsExactly("question", "status", "plans");
    }

    @Test
    void partsSumToTheStep() {
        PlanAnswer answer = answer(LLAMA + " --tp 8 --pp 4 --chips 128 --recompute selective");
        double sum = 0;
        for (JsonNode part : answer.best().get("parts")) {
            sum += part.asDouble();
        }
        assertThat(sum).isEqualTo(answer.stepSeconds(), within(1e-9 * answer.stepSeconds()));
    }

    @Test
    void recomputingCostsTimeAndSavesMemory() {
        String plan = LLAMA + " --tp 8 --pp 4 --chips 128 --recompute ";
        PlanAnswer none = answer(plan + "none");
        PlanAnswer selective = answer(plan + "selective");
        PlanAnswer full = answer(plan + "full");
        assertThat(List.of(none.stepSeconds(), selective.stepSeconds(), full.stepSeconds()))
                .isSorted();
        // the forward pass again: a quarter more work at most of what the layers do, a third at least of their share
        assertThat(full.stepSeconds() / none.stepSeconds()).isBetween(1.15, 4.0 / 3);
        assertThat(full.best().get("peakMemoryBytes").asDouble())
                .isLessThan(none.best().get("peakMemoryBytes").asDouble());
    }

    /** The word after the option is its own only where it is the one that it knows. */
    @Test
    void theMemoryAloneIsExplained() {
        String plan = "llama-3.1-405b --on h100 --chips 1024 --tp 8 --pp 8 --cp 2 --global-batch-size 512";
        for (String line : List.of("estimate --explain memory " + plan, "estimate " + plan + " --explain=memory")) {
            JsonNode best = answer(line).best();
            JsonNode explained = best.get("explain");
            assertThat(explained.has("stepTime")).isFalse();
            double worst = 0;
            int stages = 0;
            for (JsonNode stage : explained.get("stages")) {
                worst = Math.max(worst, stage.get("memory").get("deviceBytes").asDouble());
                stages += stage.get("count").asInt();
            }
            assertThat(stages).isEqualTo(8);
            assertThat(worst).isEqualTo(best.get("peakMemoryBytes").asDouble());
        }
        assertThat(answer("estimate --explain " + plan).best().get("explain").has("stepTime"))
                .isTrue();
    }

    @Test
    void shardingSavesMemoryStageByStage() {
        double before = Double.POSITIVE_INFINITY;
        for (int stage = 0; stage <= 3; stage++) {
            PlanAnswer answer = answer(
                    "estimate llama-3-8b --on gb200-nvl72 --chips 64 --global-batch-size 512 --zero-stage " + stage);
            double bytes = answer.best().get("peakMemoryBytes").asDouble();
            assertThat(bytes).as("stage %d", stage).isLessThan(before);
            before = bytes;
        }
    }

    /** Compute takes 1 / (.9 x .8 + .1 x .2) times as long; traffic and constants as long as before. */
    @Test
    void aTranslationLayerOfOnesOwnSlowsComputeDown(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), """
                translation_layers:
                - id: my-layer
                  chips: [amd-*]
                  coverage: 0.9
                  efficiency: [0.7, 0.9]
                  fallback: 0.2
                  licence: {value: free}
                """);
        String plan = "estimate llama-3-8b --on amd-mi300x --chips 8 --global-batch-size 64 --stack megatron-core";
        PlanAnswer own = answer(plan + " --explain");
        PlanAnswer through = answer("--catalog " + folder + " " + plan + " --explain --translation my-layer");
        assertThat(through.stepSeconds() / own.stepSeconds()).isBetween(1.2, 1 / 0.74);
        JsonNode wide = through.best().get("stepSeconds");
        JsonNode narrow = own.best().get("stepSeconds");
        assertThat(wide.get("high").asDouble() / wide.get("low").asDouble())
                .isGreaterThan(narrow.get("high").asDouble() / narrow.get("low").asDouble());
        assertThat(through.json().get("question").get("defaults").valueStream())
                .anySatisfy(d -> assertThat(d.get("why").asString()).isEqualTo("translated"));
        assertThat(through.best().get("explain").get("inputs").valueStream()).anySatisfy(input -> {
            assertThat(input.get("name").asString()).isEqualTo("my-layer: compute time over native");
            assertThat(input.get("value").asDouble()).isEqualTo(1 / 0.74, within(1e-9));
        });
    }

    /** No row names a chip of one's own: it runs, and the answer says what is not known. */
    @Test
    void aFrameworkOfWhichNothingIsKnownIsAllowedAndSaid(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), """
                chips:
                - id: my-npu
                  vendor: us
                  peak_dense_tflops: {bf16: 500}
                  memory: {capacity_gb: 192, bandwidth_gb_per_s: 4000}
                  tdp_w: 500
                  scale_up: {unidirectional_gb_per_s_per_chip: 400, max_domain_chips: 8, shape: mesh}
                """);
        PlanAnswer answer =
                answer("--catalog " + folder + " estimate llama-3-8b --on my-npu --chips 8 --global-batch-size 64");
        assertThat(answer.json().get("question").get("defaults").valueStream())
                .anySatisfy(d -> assertThat(d.get("why").asString()).isEqualTo("unknown_framework"));
    }

    @Test
    void moreInterleavingMeansLessBubble() {
        double before = Double.POSITIVE_INFINITY;
        for (int vp : new int[] {1, 2, 4, 5}) {
            double bubble = answer(LLAMA + " --tp 8 --pp 4 --chips 128 --vp " + vp)
                    .best()
                    .get("parts")
                    .get("bubble")
                    .asDouble();
            assertThat(bubble).as("vp %d", vp).isLessThan(before);
            before = bubble;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama-3-8b --on h100 --tp 3 | shape | tp is 3; it must divide the 32 heads",
                "llama-3-8b --on h100 --tp 8 --pp 64 --chips 1024 | shape | the model has 32 layers",
                "llama-3-8b --on h100 --tp 8 --vp 2 | shape | vp is 2 without pipeline stages",
                "llama-3-8b --on h100 --tp 8 --ep 2 | shape | ep is 2, but the model has no experts",
                "deepseek-v3 --on h100 --tp 8 --dp 3 --ep 3 --global-batch-size 3 | shape | must divide the 256 experts",
                "llama-3-8b --on h100 --tp 8 --dp 4 --shard-group 3 | shape | it must divide dp x cp, 4",
                "llama-3-8b --on h100 --cp 16 --seq-length 8 | shape | 8 tokens",
                "llama-3.1-405b --on h100 --tp 8 | memory | the chip has 80.0 GiB",
                "llama-3-8b --on huawei-ascend-310 --tp 2 --chips 2 | fabric | nothing joins more than 1 chips",
                "llama-3-8b --on a100 --tp 8 --precision fp8 | support | no fp8 matrix peak",
                "llama-3-8b --on huawei-ascend-910b2 --stack maxtext | support | runs on JAX, which is not known to run on"
                        + " Ascend 910B2; these are: TensorFlow, PyTorch, MindSpore, PaddlePaddle",
                "llama-3-8b --on jingjia-jm9271 | support | no framework is",
                "llama-3-8b --on amd-mi300x --translation zluda | support | server-class GPUs are not supported",
            })
    void aPlanThatCannotRunSaysWhy(String question, String constraint, String said) {
        String[] args = ("estimate " + question).split(" ");
        Ran ran = Ran.of(args);
        assertThat(ran.exitCode()).as(ran.err() + ran.out()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines().filter(l -> l.startsWith("infeasible: ")))
                .singleElement()
                .asString()
                .contains(said);
        PlanAnswer answer = PlanAnswer.of(args);
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.json().get("reason").get("constraint").asString()).isEqualTo(constraint);
        assertThat(answer.json().get("plans").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "estimate | MODEL is missing",
                "estimate llama-3-8b | --on is missing",
                "estimate llama-3-8b --on h100 --chips 8 --tp 3 | it must divide the 8 chips",
                "estimate llama-3-8b --on h100 --chips 8 --tp 2 --dp 3 | tp x cp x pp x dp is 6; it must be the number of chips, 8",
                "estimate llama-3-8b --on h100 --dp 2 --global-batch-size 7 | dp 2 x micro-batch-size 1 must divide it",
                "estimate llama-3-8b --on h100 --dp 2 --global-batch-size 8 --micro-batch-size 8 | must divide it",
                "estimate llama-3-8b --on h100 --tp 16777216 --pp 16777216 | it can't exceed 16777216",
                "estimate llama-3-8b --on h100 --zero-stage 4 | --zero-stage is 4; it must be between 0 and 3",
                "estimate llama-3-8b --on h100 --shard-group 0 | --shard-group is 0; it must be at least 1",
                "estimate llama-3-8b --on h100 --dp 0 | --dp is 0; it must be at least 1",
                "estimate llama-3-8b --on h100 --recompute some | it must be none, selective or full",
                "estimate llama-3-8b --on h100 --zero-stage 1 --zero-stage 2 | is given twice",
                "estimate llama-3-8b --on h100 --top 3 | unknown option --top",
            })
    void aPlanThatMakesNoSenseIsOneLine(String line, String said) {
        Ran ran = Ran.of(line.split(" "));
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(said);
    }

    @Test
    void anInfeasiblePlanIsExplainedToo() {
        Ran ran = Ran.of("estimate", "llama-3.1-405b", "--on", "h100", "--tp", "8", "--explain");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("infeasible: ").contains("weights").contains("\nSources\n");
    }

    /** The busiest rank's tokens set the pace of dispatch and of its experts' products. */
    @Test
    void expertImbalanceSlowsExpertsAndTheirTraffic() {
        String plan = "estimate deepseek-v3 --on dgx-h200 --chips 1024 --tp 1 --pp 16 --ep 64 --dp 64 --recompute full"
                + " --global-batch-size 2048 --seq-length 4096";
        JsonNode even =
                PlanAnswer.of(plan.split(" ")).json().get("plans").get(0).get("parts");
        JsonNode uneven = PlanAnswer.of((plan + " --expert-imbalance 1.5").split(" "))
                .json()
                .get("plans")
                .get(0)
                .get("parts");

        // bytes by half again, latencies as before
        assertThat(uneven.get("expertParallel").asDouble()
                        / even.get("expertParallel").asDouble())
                .isBetween(1.47, 1.5);
        // products of more tokens reach a little more of the peak
        assertThat(uneven.get("experts").asDouble() / even.get("experts").asDouble())
                .isBetween(1.2, 1.5);
        assertThat(uneven.get("matmul").asDouble()).isEqualTo(even.get("matmul").asDouble());
    }
}

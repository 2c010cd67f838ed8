package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.fixture.ClosedWorld;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.hardware.Cluster;
import org.suanchou.layer.Part;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.RunOptions;

/**
 * Whole steps in worlds with one limit each: 16 layers of hidden width 512, 8 heads of 64, MLP of 2048 with two matrices,
 * vocabulary 1000 of its own at either end, 64 sequences of 1024 tokens, gradients of 4 bytes.
 */
class StepWorldTest {
    private static final int H = 512;
    private static final int S = 1024;
    private static final int LAYERS = 16;
    private static final long BATCH = 64;
    private static final double VOCABULARY = 1000;
    private static final double PEAK = 1e15;
    private static final double MEMORY = 1e12;
    private static final double LINK = 1e11;
    /** Of a layer: four products of attention, two of the MLP; two norms of one gain each. */
    private static final double WEIGHTS = 4.0 * H * H + 2.0 * H * 2048;

    private static final double LAYER_PARAMETERS = WEIGHTS + 2 * H;

    private static final Transformer MODEL = SyntheticModels.decoder(
            "closed",
            H,
            (int) VOCABULARY,
            false,
            Norm.RMS,
            List.of(new LayerRun(
                    new Layer(GroupedQueryAttention.causal(8, 8, 64), new FeedForward.Dense(2048, false, false), 2),
                    LAYERS)),
            0);

    private static StepTime step(ClosedWorld world, ParallelPlan plan) {
        TrainingJob job = new TrainingJob(
                MODEL,
                new Cluster(world.system(), (int) plan.chips()),
                ClosedWorld.stack(ExpertDispatcher.ALL_TO_ALL, 4),
                ClosedWorld.kernels(),
                Precision.BF16,
                S,
                BATCH,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
        StepModel model = new StepModel(job);
        assertThat(PlanRules.broken(job, plan, model.network())).isNull();
        return model.timedRegardless(plan).time();
    }

    private static ParallelPlan plan(int pp, int vp, int dp, int zero, PipelineSchedule schedule) {
        return new ParallelPlan(1, false, 1, pp, vp, 1, 1, dp, 1, zero, zero == 0 ? 1 : dp, Recompute.NONE, schedule);
    }

    private static ParallelPlan plan(int pp, int vp, int dp, int zero) {
        return plan(pp, vp, dp, zero, PipelineSchedule.ONE_F_ONE_B);
    }

    private static void holds(double value, double expected) {
        assertThat(value).isCloseTo(expected, within(1e-9 * Math.max(expected, 1e-15)));
    }

    private static double layer() {
        return (6 * S * WEIGHTS + 3.5 * 4 * S * (S + 1) / 2.0 * H) / PEAK;
    }

    private static double head() {
        return 6 * S * VOCABULARY * H / PEAK;
    }

    /** Six FLOPs a weight and token, 64 times. */
    @Test
    void oneChipDoesEverything() {
        StepTime time = step(ClosedWorld.ofCompute(PEAK), plan(1, 1, 1, 0));

        holds(time.seconds(), BATCH * (LAYERS * layer() + head()));
        holds(time.part(Part.HEAD), BATCH * head());
    }

    /**
     * The last of four stages has a head beside its four layers and works all the time; before its first micro-batch one
     * has passed the other three forward, after its last one backward.
     */
    @Test
    void fourStagesFillAndDrain() {
        StepTime time = step(ClosedWorld.ofCompute(PEAK), plan(4, 1, 1, 0));
        double stage = 4 * layer();

        holds(time.seconds(), BATCH * (stage + head()) + 3 * stage);
        holds(time.part(Part.BUBBLE), 3 * stage);
    }

    /** GPipe has the same length where all stages are of one length but for the last (Huang et al. 2019). */
    @Test
    void gPipeIsAsLong() {
        StepTime flushed = step(ClosedWorld.ofCompute(PEAK), plan(4, 1, 1, 0, PipelineSchedule.GPIPE));

        holds(
                flushed.seconds(),
                step(ClosedWorld.ofCompute(PEAK), plan(4, 1, 1, 0)).seconds());
    }

    /** Sixteen data-parallel ranks: four micro-batches each. */
    @Test
    void ranksShareTheBatch() {
        StepTime time = step(ClosedWorld.ofCompute(PEAK), plan(1, 1, 16, 0));

        holds(time.seconds(), BATCH / 16.0 * (LAYERS * layer() + head()));
    }

    private static double parameters() {
        return LAYERS * LAYER_PARAMETERS + 2 * VOCABULARY * H + H;
    }

    /**
     * Of bytes 4 a gradient and 2 a weight among 8 ranks, 7 of 8 parts travel (Rajbhandari et al. 2020, section 7): stage 0
     * reduces gradients, twice that way; stage 1 scatters them and gathers weights, once a step; stage 2 scatters in each
     * of 8 micro-batches and gathers once; stage 3 scatters once and gathers twice in each. Nothing hides.
     */
    @ParameterizedTest
    @CsvSource({"0, 8, 0, 1", "1, 4, 2, 1", "2, 32, 2, 1", "3, 32, 32, 1"})
    void gradientsAndWeightsTravel(int zero, double gradientBytes, double weightBytes, double times) {
        StepTime time = step(ClosedWorld.ofLinks(LINK), plan(1, 1, 8, zero));

        holds(time.part(Part.DATA), times * (gradientBytes + weightBytes) * parameters() * 7 / 8 / LINK);
    }

    /** Master weight and two moments read and written (24), weight written (2), gradient read (4); of a shard from stage 1. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 8", "3, 8"})
    void adamMovesThirtyBytesAWeight(int zero, double ranks) {
        StepTime time = step(ClosedWorld.ofMemory(MEMORY), plan(1, 1, 8, zero));

        holds(time.part(Part.OPTIMIZER), 30 * parameters() / ranks / MEMORY);
    }

    /** Activations of 2 bytes go to the next of two stages and their gradients back, twice that in two virtual stages. */
    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4"})
    void stagesSendActivations(int vp, double sends) {
        StepTime time = step(ClosedWorld.ofLinks(LINK), plan(2, vp, 1, 0));

        holds(time.part(Part.PIPELINE), BATCH * sends * 2 * S * H / LINK);
    }

    /**
     * A fused cross-entropy passes over 16-bit logits and their 32-bit copies with 24 bytes each; the head's product moves
     * operands and output three times; the embedding moves 14 bytes a number.
     */
    @Test
    void embeddingHeadAndLossPassOverMemory() {
        StepTime time = step(ClosedWorld.ofMemory(MEMORY), plan(1, 1, 1, 0));
        double operands = 2 * (S * H + H * VOCABULARY + S * VOCABULARY);
        double accumulated = 8 * H * VOCABULARY;

        holds(time.part(Part.HEAD), BATCH * (24 * S * VOCABULARY + 3 * operands + accumulated + 14.0 * S * H) / MEMORY);
    }
}

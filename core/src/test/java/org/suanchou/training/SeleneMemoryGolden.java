package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.memory.StageMemory;
import org.suanchou.model.Precision;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.stack.RunOptions;

/**
 * Memory of the first stage of the eight runs of Korthikanti et al. 2022 (arXiv 2205.05198, tables 3 and 5), term by term
 * as the paper counts it in section 4: 18 bytes of weights, gradients and Adam's states for each of {@code 12 h h L / (t
 * p)} weights of layers and {@code v h / t} of the embedding; activations of {@code L / p} layers, {@code p} times in
 * flight ({@code 1 + (p - 1) / (p m)} times as many with m interleaved chunks); the embedding's dropout, and the last
 * norm, output projection and logits where the stage has them.
 *
 * <p>Tolerances: 1 % for states, which covers biases, norms and positions; 3 % for activations, of which what is used is
 * rounding.
 */
class SeleneMemoryGolden {
    private static final int SEQUENCE = 2048;
    private static final int VOCABULARY = 51_200;
    private static final int TP = 8;
    private static final Percentage STATES = Percentage.withPercentage(1);
    private static final Percentage ACTIVATIONS = Percentage.withPercentage(3);

    enum Run {
        M22B_FULL(48, 6144, 64, 1, 1, 4, 4, false),
        M22B_SELECTIVE(48, 6144, 64, 1, 1, 4, 4, true),
        M175B_FULL(96, 12_288, 96, 8, 3, 1, 64, false),
        M175B_SELECTIVE(96, 12_288, 96, 8, 3, 1, 64, true),
        M530B_FULL(105, 20_480, 128, 35, 3, 1, 280, false),
        M530B_SELECTIVE(105, 20_480, 128, 35, 3, 1, 280, true),
        M1T_FULL(128, 25_600, 160, 64, 1, 1, 512, false),
        M1T_SELECTIVE(128, 25_600, 160, 64, 1, 1, 512, true);

        private final double layers;
        private final double hidden;
        private final int pp;
        private final int vp;
        private final int microBatch;
        private final boolean selective;
        private final TrainingJob job;
        private final ParallelPlan plan;

        Run(int layers, int hidden, int heads, int pp, int vp, int microBatch, int globalBatch, boolean selective) {
            this.layers = layers;
            this.hidden = hidden;
            this.pp = pp;
            this.vp = vp;
            this.microBatch = microBatch;
            this.selective = selective;
            this.job = new TrainingJob(
                    SyntheticModels.gpt(name(), layers, hidden, heads, VOCABULARY, SEQUENCE),
                    new Cluster(SyntheticHardware.a100Node(), TP * pp),
                    SyntheticStacks.waiting(),
                    SyntheticStacks.a100Kernels(),
                    Precision.FP16,
                    SEQUENCE,
                    globalBatch,
                    Tuning.PRETRAIN,
                    RunOptions.DEFAULT);
            this.plan = new ParallelPlan(
                    TP,
                    selective,
                    1,
                    pp,
                    vp,
                    1,
                    1,
                    1,
                    microBatch,
                    0,
                    1,
                    selective ? Recompute.SELECTIVE : Recompute.FULL);
        }

        private StageMemory firstStage() {
            StepModel model = new StepModel(job);
            StageLayout layout = model.layout(pp, vp);
            return model.memory(
                    plan, costs(model), layout, layout.shapes().getFirst(), plan.microBatches(job.globalBatch()));
        }

        private StageMemory.Ends ends() {
            StepModel model = new StepModel(job);
            return model.ends(plan, costs(model), model.layout(pp, vp).shapes().getFirst());
        }

        private StepModel.Costs costs(StepModel model) {
            return model.costs(model.cut(plan), plan.recompute());
        }

        /** {@code s b h}, over t where sequence parallelism cuts it. */
        private double residual() {
            return SEQUENCE * microBatch * hidden / (selective ? TP : 1);
        }

        /** Micro-batches in flight of {@code L / p} layers. */
        private double inFlight() {
            return pp * (vp == 1 ? 1 : 1 + (pp - 1.0) / (pp * vp));
        }
    }

    @ParameterizedTest
    @EnumSource
    void parametersAndOptimizerTakeEighteenBytesEach(Run run) {
        double weights = 12 * run.hidden * run.hidden * run.layers / (TP * run.pp) + VOCABULARY * run.hidden / TP;

        StageMemory memory = run.firstStage();

        assertThat(memory.weights()).isCloseTo(2 * weights, STATES);
        assertThat(memory.gradients()).isCloseTo(4 * weights, STATES);
        assertThat(memory.optimizer()).isCloseTo(12 * weights, STATES);
    }

    /** {@code 34 s b h / t} with selective recompute and sequence parallelism, {@code 2 s b h} with full recompute. */
    @ParameterizedTest
    @EnumSource
    void layersInFlightKeepWhatThePaperCounts(Run run) {
        double layer = (run.selective ? 34 : 2) * run.residual();
        double dropout = run.residual();

        double bytes = run.firstStage().activations();

        assertThat(bytes - run.inFlight() * dropout)
                .isCloseTo(run.inFlight() * run.layers / run.pp * layer, ACTIVATIONS);
    }

    /** {@code s b h} of the embedding's dropout; {@code 4 s b h (1 + v / h)} of the head on a stage that has both ends. */
    @ParameterizedTest
    @EnumSource
    void endsKeepWhatThePaperCounts(Run run) {
        double tokens = SEQUENCE * run.microBatch;
        double head = run.pp == 1 ? 4 * run.residual() + 4 * tokens * VOCABULARY / TP : 0;

        assertThat(run.ends().embeddingKept()).isCloseTo(run.residual(), ACTIVATIONS);
        assertThat(run.ends().headKept()).isCloseTo(head, ACTIVATIONS);
    }
}

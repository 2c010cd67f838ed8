package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanchou.layer.Part.ATTENTION;
import static org.suanchou.layer.Part.BUBBLE;
import static org.suanchou.layer.Part.CONTEXT;
import static org.suanchou.layer.Part.DATA;
import static org.suanchou.layer.Part.EXPERT;
import static org.suanchou.layer.Part.EXPERTS;
import static org.suanchou.layer.Part.HEAD;
import static org.suanchou.layer.Part.MATMUL;
import static org.suanchou.layer.Part.MEMORY;
import static org.suanchou.layer.Part.OPTIMIZER;
import static org.suanchou.layer.Part.PIPELINE;
import static org.suanchou.layer.Part.RECOMPUTE;
import static org.suanchou.layer.Part.ROUTING;
import static org.suanchou.layer.Part.TENSOR;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.layer.Part;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.RunOptions;

/**
 * One change of hardware, plan or work moves the parts of a step that it should and no other.
 *
 * <p>The plan: tp 4 with sequence parallelism, cp 2, pp 2, dp 8 with sharded optimizer states, experts over 8 groups of
 * 2, on nodes of 8 chips. So tensor- and context-parallel groups lie inside a node, the all-to-all (16 chips) and the
 * data-parallel group (16 ranks, 4 apart: 2 to a node) span both tiers, and stages are joined by the network. Two
 * stages wait for each other, so whatever lengthens a micro-batch lengthens the bubble. Gradients are reduced behind
 * half a micro-batch; sequences are long enough for that to be the longer one, so what shows is a share of their own
 * time.
 */
class StepPartsTest {
    private static final ParallelPlan PLAN = plan(4, 8, 1, Recompute.NONE);

    /** A dense decoder, one with experts, one with latent attention and experts. */
    enum Kind {
        DENSE(SyntheticModels.llama8b()),
        EXPERTS(SyntheticModels.mixtral()),
        LATENT(SyntheticModels.smallDeepSeek());

        private final Transformer model;

        Kind(Transformer model) {
            this.model = model;
        }

        /** Of these parts, those that this kind of model has. */
        Set<Part> having(Part... parts) {
            Set<Part> set = EnumSet.noneOf(Part.class);
            set.addAll(java.util.Arrays.asList(parts));
            if (this == DENSE) {
                set.remove(Part.EXPERTS);
                set.remove(Part.ROUTING);
                set.remove(Part.EXPERT);
            }
            return set;
        }
    }

    /** The slowest tier sets the bandwidth of a group: what spans the network does not feel a faster switch. */
    @ParameterizedTest
    @EnumSource
    void fasterSwitchesMoveGroupsInsideANode(Kind kind) {
        TrainingJob faster = onFabric(kind, 0, 1.3, 1);

        assertThat(faster(kind, faster)).isEqualTo(kind.having(TENSOR, CONTEXT, BUBBLE));
    }

    @ParameterizedTest
    @EnumSource
    void aFasterNetworkMovesGroupsThatSpanNodes(Kind kind) {
        TrainingJob faster = onFabric(kind, 1, 1.3, 1);

        assertThat(faster(kind, faster)).isEqualTo(kind.having(EXPERT, PIPELINE, DATA, BUBBLE));
    }

    /**
     * Latencies of all tiers add up, so groups across nodes feel the switches too; a send crosses the network
     * alone.
     */
    @ParameterizedTest
    @EnumSource
    void lowerLatencyOfTheSwitchesMovesAllButSends(Kind kind) {
        TrainingJob faster = onFabric(kind, 0, 1, 0.5);

        assertThat(faster(kind, faster)).isEqualTo(kind.having(TENSOR, CONTEXT, EXPERT, DATA, BUBBLE));
    }

    @ParameterizedTest
    @EnumSource
    void lowerLatencyOfTheNetworkMovesGroupsThatSpanNodes(Kind kind) {
        TrainingJob faster = onFabric(kind, 1, 1, 0.5);

        assertThat(faster(kind, faster)).isEqualTo(kind.having(EXPERT, PIPELINE, DATA, BUBBLE));
    }

    /**
     * The head is a product beside the loss; routing holds the router's product beside the permutation. That of eight
     * experts is too narrow to be bound by compute: it reads its tokens.
     */
    @ParameterizedTest
    @EnumSource
    void aHigherPeakMovesProductsAndAttention(Kind kind) {
        TrainingJob job = job(kind);
        TrainingJob faster = onChip(job, job.cluster().chip().withPeakTimes(1.3));

        Set<Part> expected = kind.having(MATMUL, ATTENTION, EXPERTS, ROUTING, HEAD, BUBBLE);
        if (kind == Kind.EXPERTS) {
            expected.remove(ROUTING);
        }
        assertThat(faster(kind, faster)).isEqualTo(expected);
    }

    /** Products of this size, with their gradients' sums, are bound by compute; attention works in the registers. */
    @ParameterizedTest
    @EnumSource
    void fasterMemoryMovesPassesOverMemory(Kind kind) {
        TrainingJob job = job(kind);
        TrainingJob faster = onChip(job, job.cluster().chip().withMemoryBandwidthTimes(1.3));

        assertThat(faster(kind, faster)).isEqualTo(kind.having(MEMORY, ROUTING, HEAD, OPTIMIZER, BUBBLE));
    }

    /** In 8 bits a pass over memory quantises the operands of each product of a layer; the router keeps 16 bits. */
    @ParameterizedTest
    @EnumSource
    void fasterMemoryMovesProductsThatAreQuantised(Kind kind) {
        TrainingJob job = in8Bits(job(kind));
        TrainingJob faster = onChip(job, job.cluster().chip().withMemoryBandwidthTimes(1.3));

        assertThat(moved(timed(job, PLAN), timed(faster, PLAN)))
                .isEqualTo(kind.having(MATMUL, EXPERTS, MEMORY, ROUTING, HEAD, OPTIMIZER, BUBBLE));
    }

    /** Casts of experts' operands are launched one by one. */
    @ParameterizedTest
    @EnumSource
    void eightBitsMoveProductsOfLayersAlone(Kind kind) {
        assertThat(moved(timed(job(kind), PLAN), timed(in8Bits(job(kind)), PLAN)))
                .isEqualTo(kind.having(MATMUL, EXPERTS, ROUTING, BUBBLE));
    }

    /**
     * Twice the chips of a layer at the same micro-batches: all work and all messages are cut anew. What the host does
     * for a layer stays.
     */
    @ParameterizedTest
    @EnumSource
    void tensorParallelismMovesAllButLaunches(Kind kind) {
        TrainingJob job = job(kind);
        TrainingJob larger = job.withCluster(new Cluster(job.cluster().system(), 256));

        assertThat(moved(timed(job, PLAN), timed(larger, plan(8, 8, 1, Recompute.NONE))))
                .isEqualTo(kind.having(
                        MATMUL, ATTENTION, MEMORY, EXPERTS, ROUTING, HEAD, TENSOR, CONTEXT, EXPERT, PIPELINE, DATA,
                        OPTIMIZER, BUBBLE));
    }

    /**
     * Half as many micro-batches of twice the size: products, attention and messages have fewer fixed costs, and routing
     * waits for the host half as often. Gradients are reduced once a step as before, and so runs the optimizer.
     */
    @ParameterizedTest
    @EnumSource
    void theMicroBatchMovesWhatHasFixedCosts(Kind kind) {
        assertThat(moved(timed(job(kind), PLAN), timed(job(kind), plan(4, 8, 2, Recompute.NONE))))
                .isEqualTo(kind.having(
                        MATMUL, ATTENTION, EXPERTS, ROUTING, HEAD, TENSOR, CONTEXT, EXPERT, PIPELINE, BUBBLE));
    }

    @ParameterizedTest
    @EnumSource
    void recomputingAttentionMovesRecomputeAlone(Kind kind) {
        assertThat(moved(timed(job(kind), PLAN), timed(job(kind), plan(4, 8, 1, Recompute.SELECTIVE))))
                .isEqualTo(kind.having(RECOMPUTE, BUBBLE));
    }

    /** A layer run forward again repeats its messages and launches of experts too; sends between stages and gradients stay. */
    @ParameterizedTest
    @EnumSource
    void recomputingLayersRepeatsTheirMessages(Kind kind) {
        assertThat(moved(timed(job(kind), PLAN), timed(job(kind), plan(4, 8, 1, Recompute.FULL))))
                .isEqualTo(kind.having(RECOMPUTE, ROUTING, TENSOR, CONTEXT, EXPERT, BUBBLE));
    }

    /** Longer sequences at the same number of them: all but weights (gradients, optimizer) and launches. */
    @ParameterizedTest
    @EnumSource
    void theSequenceMovesAllThatTokensTake(Kind kind) {
        TrainingJob job = job(kind);
        TrainingJob longer = new TrainingJob(
                job.model(),
                job.cluster(),
                job.stack(),
                job.kernels(),
                job.precision(),
                2 * job.sequence(),
                job.globalBatch(),
                job.tuning(),
                job.options());

        assertThat(moved(timed(job, PLAN), timed(longer, PLAN)))
                .isEqualTo(kind.having(
                        MATMUL, ATTENTION, MEMORY, EXPERTS, ROUTING, HEAD, TENSOR, CONTEXT, EXPERT, PIPELINE, BUBBLE));
    }

    private static ParallelPlan plan(int tp, int dp, int microBatch, Recompute recompute) {
        return new ParallelPlan(tp, true, 2, 2, 1, 8, 2, dp, microBatch, 1, 2 * dp, recompute);
    }

    /** The plan as the kind of model takes it: without experts there are no expert degrees. */
    private static StepTime timed(TrainingJob job, ParallelPlan p) {
        ParallelPlan plan = job.model().hasExperts()
                ? p
                : new ParallelPlan(
                        p.tp(),
                        p.sequenceParallel(),
                        p.cp(),
                        p.pp(),
                        p.vp(),
                        1,
                        1,
                        p.dp(),
                        p.microBatch(),
                        p.zeroStage(),
                        p.shardGroup(),
                        p.recompute());
        StepModel model = new StepModel(job);
        assertThat(PlanRules.broken(job, plan, model.network())).isNull();
        return model.timedRegardless(plan).time();
    }

    private static TrainingJob job(Kind kind) {
        return new TrainingJob(
                kind.model,
                new Cluster(SyntheticHardware.h100Node(), 128),
                SyntheticStacks.overlapping(),
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                65_536,
                128,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
    }

    private static TrainingJob in8Bits(TrainingJob job) {
        return new TrainingJob(
                job.model(),
                job.cluster(),
                job.stack(),
                job.kernels(),
                Precision.FP8,
                job.sequence(),
                job.globalBatch(),
                job.tuning(),
                job.options());
    }

    private static TrainingJob onFabric(Kind kind, int tier, double bandwidth, double latency) {
        TrainingJob job = job(kind);
        SystemSpec system = SyntheticHardware.withFabricTimes(job.cluster().system(), tier, bandwidth, latency);
        return job.withCluster(new Cluster(system, job.cluster().chips()));
    }

    private static TrainingJob onChip(TrainingJob job, Chip chip) {
        return job.withCluster(
                new Cluster(job.cluster().system().withChip(chip), job.cluster().chips()));
    }

    /** The parts that an improvement moves, all of them down. */
    private static Set<Part> faster(Kind kind, TrainingJob improved) {
        StepTime before = timed(job(kind), PLAN);
        StepTime after = timed(improved, PLAN);
        Set<Part> moved = moved(before, after);
        for (Part part : moved) {
            assertThat(after.part(part)).as("%s", part).isLessThan(before.part(part));
        }
        assertThat(after.seconds()).isLessThan(before.seconds());
        return moved;
    }

    private static Set<Part> moved(StepTime before, StepTime after) {
        Set<Part> moved = EnumSet.noneOf(Part.class);
        for (Part part : Part.values()) {
            double larger = Math.max(before.part(part), after.part(part));
            if (Math.abs(after.part(part) - before.part(part)) > 1e-12 * larger) {
                moved.add(part);
            }
        }
        return moved;
    }
}

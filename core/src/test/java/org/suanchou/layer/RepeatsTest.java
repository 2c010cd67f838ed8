package org.suanchou.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.Executions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.memory.LayerMemory;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Precision;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.RunOptions;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * What a selective recompute gives and takes, by hand: a layer of hidden width 1024 with 16 experts of width 256 that work
 * in 512, 4 of them for a token, beside a shared expert of width 384 and a dense branch of width 640, all gated; 2048
 * tokens, tp 2, ep 4.
 */
class RepeatsTest {
    private static final int HIDDEN = 1024;
    private static final double TOKENS = 2048;
    private static final FeedForward.Experts EXPERTS =
            new FeedForward.Experts(16, 4, 256, true, false, 384, false, false, 512, 640, 0);
    private static final Layer LAYER = new Layer(GroupedQueryAttention.causal(8, 8, 128), EXPERTS, 2);
    private static final Sharding CUT = new Sharding(2, true, 1, 4, 1, 1, (int) TOKENS);
    private static final Execution ON = Executions.on(
            SyntheticHardware.rack(), 8, HIDDEN, Precision.BF16, SyntheticStacks.overlapping(), RunOptions.DEFAULT);

    private static Recompute of(Recompute.Module part) {
        return new Recompute.Selective(EnumSet.of(part));
    }

    private static double repeatedFlops(Recompute recompute) {
        LayerWork work = LayerWork.of(LAYER, HIDDEN, CUT, Precision.BF16, 1);
        double flops = 0;
        for (List<Operator> operators : List.of(work.mixer(), work.feedForward())) {
            for (Operator operator : operators) {
                flops += operator.flops() * Repeats.of(recompute, operator.role());
            }
        }
        return flops;
    }

    private static double freed(Recompute recompute) {
        return kept(Recompute.NONE) - kept(recompute);
    }

    private static double kept(Recompute recompute) {
        return LayerMemory.of(LAYER, HIDDEN, Norm.RMS, CUT, AttentionKernel.FLASH_2, recompute, false)
                .keptBytes();
    }

    private static double dispatches(Recompute recompute) {
        return Messages.ofExperts(ON, LAYER, CUT, new Passes.Training(false, 0, recompute))
                .getFirst()
                .times();
    }

    /** Three products of the shared expert and three of the dense branch; 2 bytes of three activations of each. */
    @Test
    void theDenseBranchGoesWithTheSharedExpert() {
        Recompute recompute = of(Recompute.Module.SHARED_EXPERT);

        assertThat(repeatedFlops(recompute)).isEqualTo(2 * TOKENS * 3 * HIDDEN * (384 + 640) / 2);
        assertThat(freed(recompute)).isEqualTo(2 * TOKENS * 3 * (384 + 640) / 2);
        assertThat(dispatches(recompute)).isEqualTo(4);
    }

    /**
     * Router and latent projections of a rank's half of the tokens, three products of its experts; of memory two numbers of
     * 4 bytes an expert for the router, tokens in and out of the experts, three activations. Dispatch and combine go out
     * once more.
     */
    @Test
    void expertsRunTheWholeWayAgain() {
        Recompute recompute = of(Recompute.Module.EXPERTS);
        double routed = TOKENS / 2 * 4;

        assertThat(repeatedFlops(recompute))
                .isEqualTo(2 * TOKENS / 2 * HIDDEN * (16 + 2 * 512) + 2 * routed * 3 * 512 * 256);
        assertThat(freed(recompute)).isEqualTo(8 * TOKENS / 2 * 16 + 2 * routed * 2 * 512 + 2 * routed * 3 * 256);
        assertThat(dispatches(recompute)).isEqualTo(6);
    }

    /** The way of the tokens is not run again for the activation function alone. */
    @Test
    void theActivationAloneRepeatsNoProduct() {
        Recompute recompute = of(Recompute.Module.EXPERT_ACTIVATION);

        assertThat(repeatedFlops(recompute)).isZero();
        assertThat(freed(recompute)).isEqualTo(2 * TOKENS / 2 * 4 * 256);
        assertThat(dispatches(recompute)).isEqualTo(4);
    }

    /** There is no plain MLP in this layer. */
    @Test
    void theDenseBranchIsNoMlp() {
        assertThat(repeatedFlops(of(Recompute.Module.MLP))).isZero();
        assertThat(freed(of(Recompute.Module.MLP))).isZero();
    }

    /** Causal scores and values of half the 8 heads: half of 2048 keys and a half, 4 FLOPs a number of 128. */
    @Test
    void coreAttentionRepeatsScoresAndValues() {
        assertThat(repeatedFlops(Recompute.SELECTIVE)).isEqualTo(4 * TOKENS * (TOKENS + 1) / 2 * 128 * 4);
    }

    /** What runs again launches again: a third of three passes. */
    @Test
    void expertsLaunchTheForwardPassAgain() {
        double all = Launches.ofExperts(ON, EXPERTS, CUT, Recompute.NONE);

        assertThat(Launches.ofExperts(ON, EXPERTS, CUT, of(Recompute.Module.EXPERTS)))
                .isCloseTo(all * 4 / 3, within(1e-12));
        assertThat(Launches.ofExperts(ON, EXPERTS, CUT, of(Recompute.Module.SHARED_EXPERT)))
                .isEqualTo(all);
    }
}

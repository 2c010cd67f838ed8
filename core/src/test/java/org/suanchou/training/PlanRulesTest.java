package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer;
import org.suanchou.model.Norm;
import org.suanchou.model.Precision;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.refusal.Refusal;
import org.suanchou.stack.RunOptions;

/** What a plan may not be. */
class PlanRulesTest {
    /** Of 20 heads and 32 of Mamba, 4 divides both and 8 one alone. */
    @Test
    void parallelHeadsAreCutTogether() {
        Mixer both = new Mixer.ParallelHeads(
                Mixer.GroupedQueryAttention.causal(20, 4, 128), new Mixer.Mamba2(32, 128, 2, 256, 4, false));
        TrainingJob job = new TrainingJob(
                SyntheticModels.decoder(
                        "x",
                        5120,
                        32_000,
                        false,
                        Norm.RMS,
                        List.of(new LayerRun(new Layer(both, new FeedForward.Dense(4096, true, false), 2), 8)),
                        0),
                new Cluster(SyntheticHardware.h100Node(), 8),
                SyntheticStacks.overlapping(),
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                8192,
                8,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);

        assertThat(PlanRules.admits(job, 4, 1)).isTrue();
        assertThat(PlanRules.admits(job, 8, 1)).isFalse();
        ParallelPlan eight = new ParallelPlan(8, true, 1, 1, 1, 1, 1, 1, 1, 0, 1, Recompute.NONE);
        assertThat(PlanRules.broken(job, eight, new StepModel(job).network()).refusal())
                .isEqualTo(Refusal.counted(PlanRefusal.TP_SHARED_HEADS, 8, 4, 8L, 4L));
    }
}

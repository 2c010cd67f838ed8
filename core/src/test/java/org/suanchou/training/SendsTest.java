package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.layer.Message;
import org.suanchou.model.Precision;
import org.suanchou.network.Collective;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.RunOptions;
import org.suanchou.stack.SoftwareStack;

/** Sends between stages of a Llama 3 8B (hidden 4096, 32 heads and 8 of keys and values of 128) at 8192 tokens, in bytes by hand. */
class SendsTest {
    private static final int SEQUENCE = 8192;

    private static TrainingJob job(SoftwareStack stack, @Nullable Double gradientBytes) {
        return new TrainingJob(
                SyntheticModels.llama8b(),
                new Cluster(SyntheticHardware.h100Node(), 64),
                stack,
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                SEQUENCE,
                64,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT.withGradientBytes(gradientBytes));
    }

    private static List<Message> sends(int tp, boolean sequenceParallel) {
        TrainingJob job = job(SyntheticStacks.overlapping(), null);
        StepModel model = new StepModel(job);
        ParallelPlan plan =
                new ParallelPlan(tp, sequenceParallel, 1, 4, 2, 1, 1, 64 / 4 / tp, 1, 1, 64 / 4 / tp, Recompute.NONE);
        assertThat(PlanRules.broken(job, plan, model.network())).isNull();
        return model.sends(plan, model.costs(model.cut(plan), plan.recompute()));
    }

    /** Two bytes of 8192 x 4096 activations, to the next of four stages, 16 chips on; there and back in two virtual stages. */
    @Test
    void aStageSendsItsActivations() {
        assertThat(sends(1, false)).singleElement().satisfies(send -> {
            assertThat(send.collective()).isEqualTo(new Collective.Send(2.0 * 8192 * 4096, 4, 16));
            assertThat(send.times()).isEqualTo(4);
            assertThat(send.forward()).isEqualTo(2);
            assertThat(send.exposed()).isEqualTo(0.3);
        });
    }

    /** Under sequence parallelism a rank holds a quarter and needs no more. */
    @Test
    void tensorParallelRanksSendAPartEach() {
        assertThat(sends(4, true))
                .singleElement()
                .satisfies(send ->
                        assertThat(send.collective()).isEqualTo(new Collective.Send(2.0 * 8192 * 4096 / 4, 4, 16)));
    }

    /** Without it each needs all and gathers the parts of the others. */
    @Test
    void withoutSequenceParallelismTheyGatherTheRest() {
        List<Message> sends = sends(4, false);

        assertThat(sends)
                .extracting(Message::collective)
                .containsExactly(
                        new Collective.Send(2.0 * 8192 * 4096 / 4, 4, 16),
                        new Collective.AllGather(2.0 * 8192 * 4096, 4, 1));
        assertThat(sends).allSatisfy(t -> assertThat(t.times()).isEqualTo(4));
    }

    /** Read and write of the sum: twice the bytes of a gradient, as the run or else the stack has it. */
    @Test
    void gradientsAreSummedInTheProductsUnlessTheyAreSharded() {
        assertThat(accumulated(SyntheticStacks.overlapping(), null)).isEqualTo(2 * 2);
        assertThat(accumulated(SyntheticStacks.waiting(), null)).isEqualTo(2 * 4);
        assertThat(accumulated(SyntheticStacks.overlapping(), 4.0)).isEqualTo(2 * 4);
        assertThat(accumulated(SyntheticStacks.fullySharded(), null)).isZero();
        assertThat(accumulated(SyntheticStacks.fullySharded(), 4.0)).isZero();
    }

    private static double accumulated(SoftwareStack stack, @Nullable Double gradientBytes) {
        return job(stack, gradientBytes).accumulationBytes();
    }
}

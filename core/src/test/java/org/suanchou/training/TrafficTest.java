package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
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
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.ContextExchange;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.workload.Sharding;

/** Messages of a Llama 3 8B (hidden 4096, 32 heads and 8 of keys and values of 128) at 8192 tokens, in bytes by hand. */
class TrafficTest {
    private static final int SEQUENCE = 8192;

    private static TrainingJob job(SoftwareStack stack, ContextExchange exchange, @Nullable Double gradientBytes) {
        return new TrainingJob(
                SyntheticModels.llama8b(),
                new Cluster(SyntheticHardware.h100Node(), 64),
                stack,
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                SEQUENCE,
                64,
                Tuning.PRETRAIN,
                new Runtime(null, null, null, exchange, null, 0, 0, gradientBytes));
    }

    private static Traffic context(ContextExchange exchange, Recompute recompute) {
        TrainingJob job = job(SyntheticStacks.overlapping(), exchange, null);
        Network network = new Network(job.cluster().system(), 64);
        Sharding cut = new Sharding(4, true, 2, 1, 1, 1, SEQUENCE);
        List<Traffic> all = Traffic.ofLayer(job, job.model().runs().getFirst().layer(), cut, recompute, network);
        return all.stream()
                .filter(t -> t.part() == Part.CONTEXT)
                .reduce((a, b) -> {
                    throw new AssertionError("one is enough");
                })
                .orElseThrow();
    }

    /**
     * Two bytes of keys and values of the whole sequence on one of four tensor-parallel ranks, round once forward and, with
     * their gradients, twice backward; compute hides what the stack hides.
     */
    @Test
    void theRingPassesKeysAndValuesOfTheWholeSequence() {
        Traffic ring = context(ContextExchange.RING, Recompute.NONE);

        assertThat(ring.collective()).isEqualTo(new Collective.AllGather(2.0 * 8192 * 2 * 8 * 128 / 4, 2, 4));
        assertThat(ring.times()).isEqualTo(3);
        assertThat(ring.forward()).isEqualTo(1);
        assertThat(ring.exposed().mid()).isEqualTo(0.3);
    }

    /**
     * Two bytes of queries, keys and values in, and of as many outputs as queries, of a rank's half of the sequence: once
     * each way, and attention waits for it.
     */
    @Test
    void theAllToAllExchangesHeadsOfItsShareOfTheSequence() {
        Traffic exchange = context(ContextExchange.ALL_TO_ALL, Recompute.NONE);

        double width = (32 + 8 + 8) * 128 + 32 * 128;
        assertThat(exchange.collective()).isEqualTo(new Collective.AllToAll(2.0 * 4096 * width / 4, 2, 4));
        assertThat(exchange.times()).isEqualTo(2);
        assertThat(exchange.forward()).isEqualTo(1);
        assertThat(exchange.exposed().mid()).isEqualTo(1);
    }

    @Test
    void recomputeRepeatsTheForwardExchange() {
        for (ContextExchange exchange : ContextExchange.values()) {
            double plain = context(exchange, Recompute.NONE).times();

            assertThat(context(exchange, Recompute.FULL).times()).isEqualTo(plain + 1);
            assertThat(context(exchange, new Recompute.Full(0.5)).times()).isEqualTo(plain + 0.5);
            assertThat(context(exchange, Recompute.SELECTIVE).times()).isEqualTo(plain);
        }
    }

    private static List<Traffic> ofMixer(Mixer mixer, ContextExchange exchange) {
        TrainingJob job = job(SyntheticStacks.overlapping(), exchange, null);
        Network network = new Network(job.cluster().system(), 64);
        Layer layer = new Layer(mixer, new FeedForward.None(), 1);
        return Traffic.ofLayer(job, layer, new Sharding(4, true, 2, 1, 1, 1, SEQUENCE), Recompute.NONE, network);
    }

    /** A rank has 1024 x 16 states of each sequence, whatever its length; two bytes each, once forward, twice backward. */
    @Test
    void recurrencesHandOnTheirState() {
        assertThat(passed(new Mixer.Mamba1(4096, 16, 256, 4, true, false, false)))
                .isEqualTo(2.0 * 4096 * 16 / 4);
        assertThat(passed(new Mixer.KimiDeltaAttention(32, 128, 4))).isEqualTo(2.0 * 32 * 128 * 128 / 4);
        assertThat(passed(new Mixer.LightningAttention(32, 128))).isEqualTo(2.0 * 32 * 128 * 128 / 4);
        assertThat(passed(new Mixer.ShortConvolution(4096, 3, false)))
                .as("the two tokens before the edge")
                .isEqualTo(2.0 * 2 * 4096 / 4);
        assertThat(passed(new Mixer.ParallelHeads(
                        Mixer.GroupedQueryAttention.causal(32, 8, 128), new Mixer.Mamba2(32, 64, 1, 128, 4))))
                .as("keys and values of 8192 tokens, and 32 x 64 x 128 states")
                .isEqualTo(2.0 * (8192 * 2 * 8 * 128 + 32 * 64 * 128) / 4);
    }

    private static double passed(Mixer mixer) {
        return ofMixer(mixer, ContextExchange.RING).stream()
                .filter(t -> t.part() == Part.CONTEXT)
                .mapToDouble(t -> ((Collective.AllGather) t.collective()).bytes())
                .sum();
    }

    /** Inputs of the recurrence go out, outputs come back: for delta rule and lightning attention queries, keys and values. */
    @Test
    void recurrencesExchangeChannelsOfTheirShareOfTheSequence() {
        assertThat(exchanged(new Mixer.Mamba1(4096, 16, 256, 4, true, false, false)))
                .isEqualTo(2.0 * 4096 * 2 * 4096 / 4);
        assertThat(exchanged(new Mixer.ShortConvolution(4096, 3, false))).isEqualTo(2.0 * 4096 * 2 * 4096 / 4);
        assertThat(exchanged(new Mixer.KimiDeltaAttention(32, 128, 4))).isEqualTo(2.0 * 4096 * 4 * 4096 / 4);
        assertThat(exchanged(new Mixer.LightningAttention(32, 128))).isEqualTo(2.0 * 4096 * 4 * 4096 / 4);
    }

    private static double exchanged(Mixer mixer) {
        return ofMixer(mixer, ContextExchange.ALL_TO_ALL).stream()
                .filter(t -> t.part() == Part.CONTEXT)
                .mapToDouble(t -> ((Collective.AllToAll) t.collective()).bytes())
                .sum();
    }

    /** 256 + 16 + 16 numbers of 4096 tokens: summed over ranks forward, their gradients backward, two halves each. */
    @Test
    void mambaSumsWhatChooses() {
        List<Traffic> tensor =
                ofMixer(new Mixer.Mamba1(4096, 16, 256, 4, true, false, false), ContextExchange.RING).stream()
                        .filter(t -> t.part() == Part.TENSOR)
                        .toList();

        assertThat(tensor).hasSize(2);
        assertThat(tensor.getLast().collective()).isEqualTo(new Collective.AllGather(2.0 * 4096 * 288, 4, 1));
        assertThat(tensor.getLast().times()).isEqualTo(4);
        assertThat(tensor.getLast().forward()).isEqualTo(2);
        assertThat(tensor.getLast().exposed().mid()).isEqualTo(1);
    }

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
                SEQUENCE,
                8,
                Tuning.PRETRAIN,
                Runtime.DEFAULT);

        assertThat(PlanRules.admits(job, 4, 1)).isTrue();
        assertThat(PlanRules.admits(job, 8, 1)).isFalse();
        ParallelPlan eight = new ParallelPlan(8, true, 1, 1, 1, 1, 1, 1, 1, 0, 1, Recompute.NONE);
        assertThat(PlanRules.broken(job, eight, new StepModel(job).network()).reason())
                .isEqualTo("tp is 8; it must divide the 4 heads that attention and Mamba share");
    }

    private static List<Traffic> sends(int tp, boolean sequenceParallel) {
        TrainingJob job = job(SyntheticStacks.overlapping(), ContextExchange.RING, null);
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
            assertThat(send.exposed().mid()).isEqualTo(0.3);
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
        List<Traffic> sends = sends(4, false);

        assertThat(sends)
                .extracting(Traffic::collective)
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
        return job(stack, ContextExchange.RING, gradientBytes).accumulationBytes();
    }
}

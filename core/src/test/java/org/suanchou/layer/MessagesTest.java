package org.suanchou.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.Executions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Precision;
import org.suanchou.network.Collective;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.ContextExchange;
import org.suanchou.stack.RunOptions;
import org.suanchou.workload.Sharding;

/** Messages of a Llama 3 8B (hidden 4096, 32 heads and 8 of keys and values of 128) at 8192 tokens, in bytes by hand. */
class MessagesTest {
    private static final int SEQUENCE = 8192;

    private static Execution on(ContextExchange exchange) {
        return Executions.on(
                SyntheticHardware.h100Node(),
                64,
                4096,
                Precision.BF16,
                SyntheticStacks.overlapping(),
                RunOptions.DEFAULT.withContextExchange(exchange));
    }

    private static Message context(ContextExchange exchange, Recompute recompute) {
        Sharding cut = new Sharding(4, true, 2, 1, 1, 1, SEQUENCE);
        Layer layer = SyntheticModels.llama8b().runs().getFirst().layer();
        List<Message> found =
                Messages.ofMixer(on(exchange), layer, cut, new Passes.Training(false, 0, recompute)).stream()
                        .filter(m -> m.part() == Part.CONTEXT)
                        .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /**
     * Two bytes of keys and values of the whole sequence on one of four tensor-parallel ranks, round once forward and, with
     * their gradients, twice backward; compute hides what the stack hides.
     */
    @Test
    void theRingPassesKeysAndValuesOfTheWholeSequence() {
        Message ring = context(ContextExchange.RING, Recompute.NONE);

        assertThat(ring.collective()).isEqualTo(new Collective.AllGather(2.0 * 8192 * 2 * 8 * 128 / 4, 2, 4));
        assertThat(ring.times()).isEqualTo(3);
        assertThat(ring.forward()).isEqualTo(1);
        assertThat(ring.exposed()).isEqualTo(0.3);
    }

    /**
     * Two bytes of queries, keys and values in, and of as many outputs as queries, of a rank's half of the sequence: once
     * each way, and attention waits for it.
     */
    @Test
    void theAllToAllExchangesHeadsOfItsShareOfTheSequence() {
        Message exchange = context(ContextExchange.ALL_TO_ALL, Recompute.NONE);

        double width = (32 + 8 + 8) * 128 + 32 * 128;
        assertThat(exchange.collective()).isEqualTo(new Collective.AllToAll(2.0 * 4096 * width / 4, 2, 4));
        assertThat(exchange.times()).isEqualTo(2);
        assertThat(exchange.forward()).isEqualTo(1);
        assertThat(exchange.exposed()).isEqualTo(1);
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

    private static List<Message> ofMixer(Mixer mixer, ContextExchange exchange) {
        Layer layer = new Layer(mixer, new FeedForward.None(), 1);
        return Messages.ofMixer(
                on(exchange),
                layer,
                new Sharding(4, true, 2, 1, 1, 1, SEQUENCE),
                new Passes.Training(false, 0, Recompute.NONE));
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

    /** The index's key of 64 is whole on each of four ranks; its queries, one head for each of 8, are cut with theirs. */
    @Test
    void anIndexTravelsWithItsAttention() {
        Mixer sparse = new Mixer.BlockSparseAttention(Mixer.GroupedQueryAttention.causal(32, 8, 128), 64, 128, 16);

        assertThat(passed(sparse)).isEqualTo(2.0 * 8192 * (2 * 8 * 128 / 4 + 64));
        assertThat(exchanged(sparse)).isEqualTo(2.0 * 4096 * ((2 * (32 + 8) * 128 + 8 * 64) / 4 + 64));
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
        List<Message> tensor =
                ofMixer(new Mixer.Mamba1(4096, 16, 256, 4, true, false, false), ContextExchange.RING).stream()
                        .filter(t -> t.part() == Part.TENSOR)
                        .toList();

        assertThat(tensor).hasSize(2);
        assertThat(tensor.getLast().collective()).isEqualTo(new Collective.AllGather(2.0 * 4096 * 288, 4, 1));
        assertThat(tensor.getLast().times()).isEqualTo(4);
        assertThat(tensor.getLast().forward()).isEqualTo(2);
        assertThat(tensor.getLast().exposed()).isEqualTo(1);
    }
}

package org.suanchou.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Norm;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.Sharding;

/**
 * What mixers with a state of fixed size keep, by hand: 2048 tokens, a hidden width of 64, 2 tensor-parallel ranks, 2 bytes
 * an activation.
 */
class RecurrentMemoryTest {
    private static final int HIDDEN = 64;
    private static final double TOKENS = 2048;

    private static LayerMemory memory(Mixer mixer) {
        return LayerMemory.of(
                new Layer(mixer, new FeedForward.None(), 1),
                HIDDEN,
                Norm.RMS,
                new Sharding(2, true, 1, 1, 1, 2, 1024),
                AttentionKernel.NATIVE,
                Recompute.NONE,
                false);
    }

    /** Input and output of the norm, half of them on a rank. */
    private static double kept(double numbers) {
        return 2 * TOKENS * (2 * HIDDEN / 2.0 + numbers);
    }

    /** 64 channels a rank, five numbers each; 4 + 16 + 16 numbers that choose, on either rank. */
    @Test
    void mambaKeepsNoStates() {
        LayerMemory mamba = memory(new Mixer.Mamba1(128, 16, 4, 4, true, false, true));

        assertThat(mamba.keptBytes()).isEqualTo(kept(5 * 64 + 36));
        // 64 x 256 in, 128 x 5 convolution, 128 x 36 selection, 4 x 128 + 128 time steps, 128 x 17 states, 128 x 64
        // out:
        // 16384 + 640 + 4608 + 640 + 2176 + 8192 = 32640, half a rank; norms of 36, and the layer's of 64, whole
        assertThat(mamba.denseParameters()).isEqualTo(32_640 / 2.0 + 36 + 64);
    }

    @Test
    void aShortConvolutionKeepsSixNumbersAChannel() {
        LayerMemory convolution = memory(new Mixer.ShortConvolution(64, 3, false));

        assertThat(convolution.keptBytes()).isEqualTo(kept(6 * 32));
        // 64 x 192 + 64 x 3 + 64 x 64 = 16576
        assertThat(convolution.denseParameters()).isEqualTo(16_576 / 2.0 + 64);
    }

    /** 2 heads of 16 a rank: queries, keys and values before and after their convolution, decay, gate, output twice. */
    @Test
    void kimiDeltaKeepsTheLowRanksWhole() {
        LayerMemory delta = memory(new Mixer.KimiDeltaAttention(4, 16, 4));

        assertThat(delta.keptBytes()).isEqualTo(kept(10 * 32 + 2 * 16));
        // 3 x 64 x 64 in, 3 x 64 x 4 convolution, 2 x 16 x 64 gates up, 64 + 4 + 64 x 4 rates, 16 norm, 64 x 64 out:
        // 12288 + 768 + 2048 + 324 + 16 + 4096 = 19540, half a rank; 2 x 64 x 16 gates down and the norm whole
        assertThat(delta.denseParameters()).isEqualTo(19_540 / 2.0 + 2048 + 64);
    }

    @Test
    void lightningKeepsTenNumbersAChannel() {
        LayerMemory lightning = memory(new Mixer.LightningAttention(4, 16));

        assertThat(lightning.keptBytes()).isEqualTo(kept(10 * 32));
        // 5 x 64 x 64 + 64 = 20544
        assertThat(lightning.denseParameters()).isEqualTo(20_544 / 2.0 + 64);
    }

    /** A key-value head of 16 on each of two ranks, as both have it; the norm's input and output are there once. */
    @Test
    void parallelHeadsKeepBoth() {
        GroupedQueryAttention attention = GroupedQueryAttention.causal(4, 1, 16);
        Mixer.Mamba2 mamba = new Mixer.Mamba2(4, 16, 2, 32, 4, false);

        LayerMemory both = memory(new Mixer.ParallelHeads(attention, mamba));

        // queries of 32, a key and a value of 16, output of 32; statistics of 4 bytes for 2 heads
        double ofAttention = 32 + 2 * 16 + 32;
        // 64 + 2 x 2 x 32 = 192 convolved channels before and after, three inner widths of 64, half a rank
        double ofMamba = (2 * 192 + 3 * 64) / 2.0;
        assertThat(both.keptBytes()).isEqualTo(kept(ofAttention + ofMamba) + 4 * TOKENS * 2);
        // queries and out 2 x 64 x 64; Mamba: 64 x (64 + 192 + 4) in, 192 x 5, 3 x 4, 64 x 64 out = 21708
        assertThat(both.denseParameters()).isEqualTo((8192 + 21_708) / 2.0 + 2 * 64 * 16 + 64);
    }

    /** One of two key-value heads on a rank, with its index head of 8; the index's key of 8 on both. */
    @Test
    void anIndexIsKeptBesideItsAttention() {
        LayerMemory sparse = memory(new Mixer.BlockSparseAttention(GroupedQueryAttention.causal(4, 2, 16), 8, 32, 4));

        // queries of 32, a key and a value of 16, output of 32; statistics of 4 bytes for 2 heads
        assertThat(sparse.keptBytes()).isEqualTo(kept(32 + 2 * 16 + 32 + 8 + 8) + 4 * TOKENS * 2);
        // queries and out 2 x 64 x 64, keys and values 64 x 64, index queries 64 x 16: half; key 64 x 8, norms 16 and
        // 64
        assertThat(sparse.denseParameters()).isEqualTo((8192 + 4096 + 1024) / 2.0 + 512 + 16 + 64);
    }

    /** A width of 8: input, gate and their product, and input and output of the norm, of half the tokens. */
    @Test
    void aLayersOwnEmbeddingIsKeptAndHeldWhole() {
        Sharding cut = new Sharding(2, true, 1, 1, 1, 2, 1024);
        LayerMemory bare = LayerMemory.of(
                new Layer(new Mixer.None(), new FeedForward.Dense(128, true, false), 2),
                HIDDEN,
                Norm.RMS,
                cut,
                AttentionKernel.NATIVE,
                Recompute.NONE,
                false);
        LayerMemory with = LayerMemory.of(
                new Layer(new Mixer.None(), new FeedForward.Dense(128, true, false), 2, 8),
                HIDDEN,
                Norm.RMS,
                cut,
                AttentionKernel.NATIVE,
                Recompute.NONE,
                false);

        assertThat(with.keptBytes() - bare.keptBytes()).isEqualTo(2 * TOKENS / 2 * (3 * 8 + 2 * 64));
        assertThat(with.denseParameters() - bare.denseParameters()).isEqualTo(3 * 64 * 8 + 64);
    }
}

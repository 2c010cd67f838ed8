package org.suanchou.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.suanchou.model.Mixer.CompressedSparseAttention;
import org.suanchou.model.Mixer.GatedDeltaNet;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.Indexer;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.MultiLatentAttention;

/** Sizes that each can be, and products that can't: no count comes near the end of a long. */
class BoundsTest {
    private static final int BIG = 1 << 24;

    private static void refused(ThrowingCallable making, String said) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(said);
    }

    private static FeedForward.Experts experts(int experts, int width, int latent) {
        return new FeedForward.Experts(experts, 2, width, true, false, 0, false, false, latent, 0, 0);
    }

    private static Transformer network(int hidden, int vocabulary, Mixer mixer, FeedForward feedForward, int layers) {
        return new Transformer(
                "x",
                hidden,
                vocabulary,
                false,
                0,
                4096,
                Norm.RMS,
                false,
                false,
                0,
                List.of(new LayerRun(new Layer(mixer, feedForward, 2), layers)),
                0);
    }

    @Test
    void productsOfSizesAreBounded() {
        // 2^24 x 2^24 = 281474976710656: 4.6e18 weights at a hidden width of 16,384
        refused(() -> GroupedQueryAttention.causal(BIG, 1, BIG), "heads x head_dim is 281474976710656");
        refused(() -> GroupedQueryAttention.causal(1 << 13, 1, 1 << 12), "heads x head_dim is 33554432");
        refused(() -> new MultiLatentAttention(BIG, null, 512, 64, 128, 128, null), "heads x (rope_dim + nope_dim)");
        refused(() -> new MultiLatentAttention(128, null, 512, 0, 128, BIG, null), "heads x v_dim");
        refused(() -> new MultiLatentAttention(128, BIG, 512, 64, 128, 128, null), "q_lora is 16777216");
        refused(() -> new Indexer(BIG, BIG, 8), "index_heads x index_dim");
        refused(() -> new CompressedSparseAttention(8, 128, 64, 64, BIG, 128, 4, null), "o_groups x o_lora");
        refused(() -> new GatedDeltaNet(BIG, 2, 8, 8, 4), "key_heads x key_dim");
        refused(() -> new GatedDeltaNet(8, 2, BIG, 8, 4), "value_heads x value_dim");
        refused(() -> new Mamba2(BIG, 64, 8, 128, 4), "mamba_heads x mamba_head_dim");
        refused(() -> new Mamba2(8, 64, BIG, 128, 4), "groups x state");
        refused(() -> new Mixer.Mamba1(BIG, 16, 256, 4, true, false, false), "inner x state is 268435456");
        refused(() -> new Mixer.Mamba1(8192, 16, BIG, 4, true, false, false), "dt_rank is 16777216");
        refused(() -> new Mixer.ShortConvolution(BIG, 3, false), "conv_width is 16777216");
        refused(() -> new Mixer.ShortConvolution(1 << 20, BIG, false), "conv_width x conv_kernel");
        refused(() -> new Mixer.KimiDeltaAttention(BIG, 128, 4), "heads x head_dim");
        refused(() -> new Mixer.LightningAttention(BIG, BIG), "heads x head_dim is 281474976710656");
        Mixer.GroupedQueryAttention heads = GroupedQueryAttention.causal(32, 8, 128);
        refused(() -> new Mixer.BlockSparseAttention(heads, BIG, 128, 16), "kv_heads x index_dim is 134217728");
        refused(() -> new Layer(heads, new FeedForward.None(), 1, BIG), "per_layer_embedding is 16777216");
        refused(() -> experts(BIG, BIG, 0), "moe.experts x moe.expert_ffn");
        refused(() -> experts(8, 1024, BIG), "moe.expert_hidden");
        refused(() -> new FeedForward.Dense(Integer.MAX_VALUE, true, false), "ffn is 2147483647");
        refused(() -> new DiffusionTransformer("x", 4, 1 << 21, 8, 8, true, false, 0, 0, 0, 0), "hidden is 2097152");
        refused(
                () -> new DiffusionTransformer("x", 4, 64, 8, 8, true, false, 0, 0, -1, 0),
                "adaln_params_per_layer is -1");
        refused(() -> new DiffusionTransformer("x", 4, 64, 8, 8, true, false, 0, 0, 0, Long.MAX_VALUE), "other_params");
    }

    @Test
    void aNetworksOwnSizesAreBounded() {
        Mixer mixer = GroupedQueryAttention.causal(32, 8, 128);
        FeedForward dense = new FeedForward.Dense(14336, true, false);
        refused(() -> network(BIG, 32000, mixer, dense, 32), "hidden is 16777216");
        refused(() -> network(4096, Integer.MAX_VALUE, mixer, dense, 32), "vocab is 2147483647");
        refused(() -> network(4096, 32000, mixer, dense, 1 << 15), "layers is 32768");
    }

    /** The largest of everything: 3 x 2^26 x 2^20 of experts, 2^24 (2 + 2 / 2^0) x 2^20 of attention, 2^14 layers. */
    @Test
    void theLargestCountsAreExact() {
        int hidden = 1 << 20;
        FeedForward.Experts most = experts(1 << 13, 1 << 13, 0);
        assertThat(most.parameters(hidden)).isEqualTo(3L * (1L << 46) + (1L << 33));
        Mixer widest = GroupedQueryAttention.causal(1 << 12, 1 << 12, 1 << 12);
        assertThat(widest.parameters(hidden)).isEqualTo(4L * (1L << 44));
        assertThat(Math.multiplyExact(1L << 14, Math.addExact(most.parameters(hidden), widest.parameters(hidden))))
                .isPositive();
        // Llama 3.1 405B: 405,853,388,800 by its weight index
        assertThat(network(
                                16384,
                                128256,
                                GroupedQueryAttention.causal(128, 8, 128),
                                new FeedForward.Dense(53248, true, false),
                                126)
                        .parameters())
                .isEqualTo(405_853_388_800L);
    }
}

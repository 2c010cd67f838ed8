package org.suanchou.inspect;

import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.KimiDeltaAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Transformer;

/** Kimi Linear: Kimi delta attention on three layers of four, latent attention without positions on the fourth. */
final class KimiFamily {
    private KimiFamily() {}

    static Transformer linear(ConfigFields c, String name) {
        c.mustBe("attention_bias", false, false);
        Mixer latent = DeepSeekFamily.attention(c, null);
        int heads = c.heads("num_attention_heads");
        int layers = c.layers("num_hidden_layers");
        ConfigFields linear = c.section("linear_attn_config");
        Mixer delta = linear == null
                ? new KimiDeltaAttention(
                        c.heads("linear_num_heads", 32),
                        c.heads("linear_head_dim", 128),
                        c.heads("linear_conv_kernel_dim", 4))
                : new KimiDeltaAttention(
                        linear.heads("num_heads", 32),
                        linear.heads("head_dim", 128),
                        linear.heads("short_conv_kernel_size", 4));
        IntPredicate attends = attending(c, linear, layers);
        int width = c.size("moe_intermediate_size");
        int groups = c.count("num_expert_group", c.count("n_group", 1));
        int chosen = c.count("topk_group", groups);
        Experts experts = ExpertFields.gated(
                        c,
                        c.experts("num_experts", "num_local_experts"),
                        c.experts("num_experts_per_token", "num_experts_per_tok"),
                        width,
                        ExpertFields.sharedWidth(
                                c, c.count("num_shared_experts", c.count("n_shared_experts", 1)), width),
                        false,
                        true)
                .withNodeLimit(chosen < groups ? chosen : 0);
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        int first = c.count("first_k_dense_replace", 1);
        int every = c.sizeOrDerived("moe_layer_freq", 1);
        List<String> types = DeepSeekFamily.perLayer(c, "mlp_layer_types", layers, "dense", "sparse");
        DecoderShape shape = new DecoderShape(
                c.size("hidden_size"),
                layers,
                heads,
                heads,
                1,
                c.size("vocab_size"),
                c.tokens("model_max_length", c.tokens("max_position_embeddings", 0)));
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> {
                    boolean sparse = types == null
                            ? i >= first && i % every == 0
                            : types.get(i).equals("sparse");
                    return new Layer(attends.test(i) ? latent : delta, sparse ? experts : dense, 2);
                },
                c.count("num_nextn_predict_layers", 0));
    }

    /** Layers are counted from 1 in the lists of the checkpoint, and each is in one of them. */
    private static IntPredicate attending(ConfigFields c, @Nullable ConfigFields linear, int layers) {
        List<Integer> full = linear == null ? null : linear.numbers("full_attn_layers", layers);
        List<Integer> delta = linear == null ? null : linear.numbers("kda_layers", layers);
        if (linear == null || full == null || delta == null) {
            LayerTypes types = LayerTypes.of(c, layers, i -> i > 0 && i % 4 == 0 ? LayerTypes.FULL : LayerTypes.LINEAR);
            for (int i = 0; i < layers; i++) {
                if (!types.isLinear(i)) {
                    types.span(i, null);
                }
            }
            return i -> !types.isLinear(i);
        }
        for (int i = 1; i <= layers; i++) {
            if (full.contains(i) == delta.contains(i)) {
                throw linear.invalid(
                        "full_attn_layers", full, "layer {0} must be in it or in kda_layers, and in one alone", i);
            }
        }
        return i -> full.contains(i + 1);
    }
}

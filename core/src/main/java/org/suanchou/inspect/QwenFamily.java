package org.suanchou.inspect;

import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.GatedDeltaNet;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/**
 * Qwen 1.5 to 3.5. Qwen 2 has biases on queries, keys and values; Qwen 3 replaced them with norms of each query and key
 * head; Qwen3-Next and 3.5 mix three layers of gated delta net with one of gated attention.
 */
final class QwenFamily {
    private QwenFamily() {}

    /** Qwen 1: the width given is that of both branches, the biases of queries, keys and values are always there. */
    static Transformer qwen(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        int heads = c.heads("num_attention_heads");
        int headDim = c.given("kv_channels") ? c.heads("kv_channels", 128) : DecoderShape.share(c, hidden, heads);
        boolean bias = !c.flag("no_bias", true);
        int both = c.size("intermediate_size");
        if (both % 2 != 0) {
            throw c.invalid("intermediate_size", both, "it must be even: it is the width of both branches");
        }
        DecoderShape shape = new DecoderShape(
                hidden,
                c.layers("num_hidden_layers"),
                heads,
                heads,
                headDim,
                c.size("vocab_size"),
                c.tokens("max_position_embeddings", c.tokens("seq_length", 0)));
        Layer layer = new Layer(
                shape.attention(Span.FULL, true, bias, QueryKeyNorm.NONE), new Dense(both / 2, true, bias), 2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    /** Qwen 2's block, and modules of multi-token prediction. */
    static Transformer mimo(ConfigFields c, String name) {
        return qwen2(c, name).withMtpModules(c.count("num_nextn_predict_layers", 0));
    }

    static Transformer qwen2(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        return biased(c, name, shape, true, i -> dense);
    }

    static Transformer qwen2Moe(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        Experts experts = experts(c, 60, 4, c.size("shared_expert_intermediate_size", 5632), true);
        return biased(c, name, shape, c.flag("qkv_bias", true), sparseOrDense(c, shape.layers(), experts));
    }

    private static Transformer biased(
            ConfigFields c, String name, DecoderShape shape, boolean qkvBias, IntFunction<FeedForward> feedForward) {
        IntFunction<Span> span = upperLayersSlide(c, shape.layers());
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(
                        shape.attention(span.apply(i), qkvBias, false, QueryKeyNorm.NONE), feedForward.apply(i), 2));
    }

    static Transformer qwen3(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 0, 128);
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        return normed(c, name, shape, i -> dense);
    }

    static Transformer qwen3Moe(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        Experts experts = experts(c, 128, 8, 0, false);
        return normed(c, name, shape, sparseOrDense(c, shape.layers(), experts));
    }

    private static Transformer normed(
            ConfigFields c, String name, DecoderShape shape, IntFunction<FeedForward> feedForward) {
        IntFunction<Span> span = upperLayersSlide(c, shape.layers());
        boolean bias = c.flag("attention_bias", false);
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(shape.attention(span.apply(i), bias, bias, QueryKeyNorm.HEAD), feedForward.apply(i), 2));
    }

    static Transformer qwen3Next(ConfigFields c, String name) {
        return hybridMoe(c, name, DecoderShape.of(c, 2, 256));
    }

    static Transformer qwen35(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 4, 256);
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        return hybrid(c, name, shape, i -> dense);
    }

    static Transformer qwen35Moe(ConfigFields c, String name) {
        return hybridMoe(c, name, DecoderShape.of(c, 2, 256));
    }

    private static Transformer hybridMoe(ConfigFields c, String name, DecoderShape shape) {
        Experts experts = experts(c, 512, 10, c.size("shared_expert_intermediate_size", 512), true);
        return hybrid(c, name, shape, sparseOrDense(c, shape.layers(), experts));
    }

    private static Transformer hybrid(
            ConfigFields c, String name, DecoderShape shape, IntFunction<FeedForward> feedForward) {
        LayerTypes types = LayerTypes.of(
                c,
                shape.layers(),
                LayerTypes.everyNth(c.sizeOrDerived("full_attention_interval", 4), LayerTypes.LINEAR));
        GatedDeltaNet linear = gatedDeltaNet(c);
        boolean bias = c.flag("attention_bias", false);
        boolean gate = c.flag("attn_output_gate", true);
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(
                        types.isLinear(i)
                                ? linear
                                : new GroupedQueryAttention(
                                        shape.heads(),
                                        shape.kvHeads(),
                                        shape.headDim(),
                                        types.span(i, null),
                                        true,
                                        bias,
                                        bias,
                                        gate,
                                        QueryKeyNorm.HEAD,
                                        false,
                                        false,
                                        false),
                        feedForward.apply(i),
                        2),
                c.count("num_nextn_predict_layers", c.count("mtp_num_hidden_layers", 0)));
    }

    private static GatedDeltaNet gatedDeltaNet(ConfigFields c) {
        int keyHeads = c.heads("linear_num_key_heads", 16);
        int valueHeads = c.heads("linear_num_value_heads", 32);
        if (valueHeads % keyHeads != 0) {
            throw c.invalid("linear_num_value_heads", valueHeads, "it must be a multiple of key heads, {0}", keyHeads);
        }
        return new GatedDeltaNet(
                keyHeads,
                c.heads("linear_key_head_dim", 128),
                valueHeads,
                c.heads("linear_value_head_dim", 128),
                c.heads("linear_conv_kernel_dim", 4));
    }

    private static Experts experts(ConfigFields c, int experts, int topK, int sharedWidth, boolean sharedGate) {
        return ExpertFields.gated(
                c,
                c.experts("num_experts", experts),
                c.experts("num_experts_per_tok", topK),
                c.size("moe_intermediate_size"),
                sharedWidth,
                sharedGate,
                false);
    }

    /** Experts on every {@code decoder_sparse_step}-th layer that {@code mlp_only_layers} doesn't name. */
    private static IntFunction<FeedForward> sparseOrDense(ConfigFields c, int layers, Experts experts) {
        int step = c.sizeOrDerived("decoder_sparse_step", 1);
        boolean[] dense = new boolean[layers];
        List<Integer> named = c.numbers("mlp_only_layers", layers - 1);
        if (named != null) {
            named.forEach(i -> dense[i] = true);
        }
        if (named == null && step == 1) {
            return i -> experts;
        }
        Dense narrow = new Dense(c.size("intermediate_size"), true, false);
        return i -> dense[i] || (i + 1) % step != 0 ? narrow : experts;
    }

    private static IntFunction<Span> upperLayersSlide(ConfigFields c, int layers) {
        @Nullable
        Integer window = c.flag("use_sliding_window", false) ? LayerTypes.window(c, "sliding_window", 4096) : null;
        int below = c.count("max_window_layers", 28);
        LayerTypes types =
                LayerTypes.of(c, layers, i -> window != null && i >= below ? LayerTypes.SLIDING : LayerTypes.FULL);
        return i -> types.span(i, window);
    }
}

package org.suanchou.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** Llama and what keeps its block: two RMS norms, grouped-query attention, a gated feed-forward part. */
final class LlamaFamily {
    private LlamaFamily() {}

    static Transformer llama(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        boolean attentionBias = c.flag("attention_bias", false);
        Layer layer = new Layer(
                shape.attention(Span.FULL, attentionBias, attentionBias, QueryKeyNorm.NONE),
                new Dense(c.size("intermediate_size"), true, c.flag("mlp_bias", false)),
                2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    static Transformer mistral(ConfigFields c, String name) {
        return slidingLlama(c, name, 4096);
    }

    static Transformer ministral3(ConfigFields c, String name) {
        return slidingLlama(c, name, null);
    }

    private static Transformer slidingLlama(ConfigFields c, String name, @Nullable Integer windowWhereAbsent) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        Layer layer = new Layer(
                shape.attention(LayerTypes.span(LayerTypes.window(c, "sliding_window", windowWhereAbsent))),
                new Dense(c.size("intermediate_size"), true, false),
                2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    /** Granite MoE; its later kind has a shared expert. */
    static Transformer graniteMoe(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        boolean bias = c.flag("attention_bias", false);
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_local_experts", 8),
                c.experts("num_experts_per_tok", 2),
                c.size("intermediate_size"),
                c.optionalSize("shared_intermediate_size", 0),
                false,
                false);
        Layer layer = new Layer(shape.attention(Span.FULL, bias, bias, QueryKeyNorm.NONE), experts, 2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    static Transformer mixtral(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_local_experts", 8),
                c.experts("num_experts_per_tok", 2),
                c.size("intermediate_size"),
                0,
                false,
                false);
        Layer layer =
                new Layer(shape.attention(LayerTypes.span(LayerTypes.window(c, "sliding_window", null))), experts, 2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    static Transformer baichuan(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        Layer layer = new Layer(
                GroupedQueryAttention.causal(shape.heads(), shape.heads(), shape.headDim()),
                new Dense(c.size("intermediate_size"), true, false),
                2);
        DecoderShape positions = new DecoderShape(
                shape.hidden(),
                shape.layers(),
                shape.heads(),
                shape.heads(),
                shape.headDim(),
                shape.vocabulary(),
                c.tokens("max_position_embeddings", c.tokens("model_max_length", 0)));
        return positions.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    /** InternLM and InternLM2: one flag for the biases of all four attention projections. */
    static Transformer internlm(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        boolean bias = c.flag("bias", true);
        Layer layer = new Layer(
                shape.attention(Span.FULL, bias, bias, QueryKeyNorm.NONE),
                new Dense(c.size("intermediate_size"), true, false),
                2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    /**
     * Llama 4: chunked attention but on every fourth layer, experts on every n-th, one shared expert as wide as a
     * routed one. Its norm of queries and keys has no weights.
     */
    static Transformer llama4(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 128);
        int width = c.size("intermediate_size");
        Experts experts = ExpertFields.gated(
                c, c.experts("num_local_experts", 16), c.experts("num_experts_per_tok", 1), width, width, false, false);
        Dense dense = new Dense(c.size("intermediate_size_mlp", 16_384), true, false);
        boolean[] sparse = sparseLayers(c, shape.layers());
        List<Integer> rotary = c.numbers("no_rope_layers", 1);
        if (rotary != null && rotary.size() < shape.layers()) {
            throw c.invalid("no_rope_layers", rotary, "it must have an entry for each of {0} layers", shape.layers());
        }
        int interval = c.sizeOrDerived("no_rope_layer_interval", 4);
        LayerTypes types = LayerTypes.of(
                c,
                shape.layers(),
                i -> (rotary == null ? (i + 1) % interval != 0 : rotary.get(i) == 1)
                        ? LayerTypes.CHUNKED
                        : LayerTypes.FULL);
        Integer chunk = LayerTypes.window(c, "attention_chunk_size", 8192);
        boolean bias = c.flag("attention_bias", false);
        return shape.decoder(c, name, false, Norm.RMS, i -> {
            Span span = chunk == null ? Span.FULL : types.span(i, null, chunk);
            FeedForward feedForward = sparse[i] ? experts : dense;
            return new Layer(shape.attention(span, bias, bias, QueryKeyNorm.NONE), feedForward, 2);
        });
    }

    private static boolean[] sparseLayers(ConfigFields c, int layers) {
        boolean[] sparse = new boolean[layers];
        List<Integer> listed = c.numbers("moe_layers", layers - 1);
        if (listed != null) {
            listed.forEach(i -> sparse[i] = true);
        } else if (!c.given("moe_layers")) {
            int step = c.sizeOrDerived("interleave_moe_layer_step", 1);
            for (int i = step - 1; i < layers; i += step) {
                sparse[i] = true;
            }
        }
        return sparse;
    }
}

package org.suanchou.inspect;

import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** OLMo 1 to 3 and OLMoE; norms of all queries and keys together since OLMo 2, norms without weights in OLMo 1. */
final class OlmoFamily {
    private OlmoFamily() {}

    static Transformer olmo(ConfigFields c, String name) {
        return full(c, name, QueryKeyNorm.NONE, Norm.PLAIN, dense(c));
    }

    static Transformer olmo2(ConfigFields c, String name) {
        return full(c, name, QueryKeyNorm.LAYER, Norm.RMS, dense(c));
    }

    static Transformer olmoe(ConfigFields c, String name) {
        FeedForward experts = ExpertFields.gated(
                c,
                c.experts("num_experts", 64),
                c.experts("num_experts_per_tok", 8),
                c.size("intermediate_size"),
                0,
                false,
                false);
        return full(c, name, QueryKeyNorm.LAYER, Norm.RMS, experts);
    }

    private static Transformer full(
            ConfigFields c, String name, QueryKeyNorm queryKeyNorm, Norm norm, FeedForward feedForward) {
        DecoderShape shape = DecoderShape.of(c);
        boolean bias = c.flag("attention_bias", false);
        Layer layer = new Layer(shape.attention(Span.FULL, bias, bias, queryKeyNorm), feedForward, 2);
        return shape.decoder(c, name, false, norm, i -> layer);
    }

    static Transformer olmo3(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        boolean bias = c.flag("attention_bias", false);
        LayerTypes types = LayerTypes.of(c, shape.layers(), LayerTypes.everyNth(4, LayerTypes.SLIDING));
        Integer window = LayerTypes.window(c, "sliding_window", 4096);
        Dense dense = dense(c);
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(shape.attention(types.span(i, window), bias, bias, QueryKeyNorm.LAYER), dense, 2));
    }

    private static Dense dense(ConfigFields c) {
        return new Dense(c.size("intermediate_size"), true, false);
    }
}

package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** Phi-1 and 2 (biases everywhere, one norm before both parts), Phi-3 and 4, Phi-3.5-MoE. */
final class PhiFamily {
    private PhiFamily() {}

    static Transformer phi(ConfigFields c, String name) {
        c.mustBe("qk_layernorm", false, false);
        DecoderShape shape = DecoderShape.of(c);
        Layer layer = new Layer(
                shape.attention(Span.FULL, true, true, QueryKeyNorm.NONE),
                new Dense(c.size("intermediate_size"), false, true),
                1);
        return withHeadBias(shape.decoder(c, name, false, Norm.LAYER, i -> layer));
    }

    static Transformer phi3(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        Layer layer = new Layer(
                shape.attention(LayerTypes.span(LayerTypes.window(c, "sliding_window", null))),
                new Dense(c.size("intermediate_size"), true, false),
                2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    static Transformer phiMoe(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        boolean bias = c.flag("attention_bias", false);
        Span span = LayerTypes.span(LayerTypes.window(c, "sliding_window", null));
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_local_experts", 16),
                c.experts("num_experts_per_tok", 2),
                c.size("intermediate_size"),
                0,
                false,
                false);
        Layer layer = new Layer(shape.attention(span, bias, bias, QueryKeyNorm.NONE), experts, 2);
        Transformer decoder = shape.decoder(c, name, false, Norm.LAYER, i -> layer);
        return c.flag("lm_head_bias", false) ? withHeadBias(decoder) : decoder;
    }

    private static Transformer withHeadBias(Transformer t) {
        return new Transformer(
                t.name(),
                t.hidden(),
                t.vocabulary(),
                t.tiedEmbeddings(),
                t.learnedPositions(),
                t.maxPosition(),
                t.norm(),
                t.embeddingNorm(),
                true,
                t.perLayerEmbedding(),
                t.runs(),
                t.mtpModules());
    }
}

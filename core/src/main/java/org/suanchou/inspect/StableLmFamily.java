package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** StableLM (Llama's matrices under layer norms) and Persimmon (biases everywhere, a squared ReLU). */
final class StableLmFamily {
    private StableLmFamily() {}

    static Transformer stableLm(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        QueryKeyNorm norm = c.flag("qk_layernorm", false) ? QueryKeyNorm.LAYER : QueryKeyNorm.NONE;
        Layer layer = new Layer(
                shape.attention(Span.FULL, c.flag("use_qkv_bias", false), false, norm),
                new Dense(c.size("intermediate_size"), true, false),
                c.flag("use_parallel_residual", false) ? 1 : 2);
        return shape.decoder(c, name, false, Norm.LAYER, i -> layer);
    }

    static Transformer persimmon(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        QueryKeyNorm norm = c.flag("qk_layernorm", true) ? QueryKeyNorm.HEAD : QueryKeyNorm.NONE;
        Layer layer = new Layer(
                shape.attention(Span.FULL, true, true, norm), new Dense(c.size("intermediate_size"), false, true), 2);
        return shape.decoder(c, name, false, Norm.LAYER, i -> layer);
    }
}

package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Transformer;

/** Gemma 1 to 3: heads wider than their share, a large tied vocabulary; norms before and after each part since Gemma 2. */
final class GemmaFamily {
    private GemmaFamily() {}

    static Transformer gemma(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 0, 256);
        return gemma(c, name, shape, QueryKeyNorm.NONE, 2, LayerTypes.of(c, shape.layers(), i -> LayerTypes.FULL));
    }

    static Transformer gemma2(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 4, 256);
        LayerTypes types = LayerTypes.of(c, shape.layers(), LayerTypes.everyNth(2, LayerTypes.SLIDING));
        return gemma(c, name, shape, QueryKeyNorm.NONE, 4, types);
    }

    /** Files of the multimodal sizes leave out what equals the text configuration's defaults. */
    static Transformer gemma3(ConfigFields c, String name) {
        int heads = c.heads("num_attention_heads", 8);
        DecoderShape shape = DecoderShape.of(c, heads, 4, 256, c.size("vocab_size", 262_208));
        int period = c.sizeOrDerived("sliding_window_pattern", c.sizeOrDerived("_sliding_window_pattern", 6));
        LayerTypes types = LayerTypes.of(c, shape.layers(), LayerTypes.everyNth(period, LayerTypes.SLIDING));
        return gemma(c, name, shape, QueryKeyNorm.HEAD, 4, types);
    }

    private static Transformer gemma(
            ConfigFields c, String name, DecoderShape shape, QueryKeyNorm norm, int norms, LayerTypes types) {
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        boolean bias = c.flag("attention_bias", false);
        Integer window = LayerTypes.window(c, "sliding_window", 4096);
        return shape.decoder(
                c,
                name,
                true,
                Norm.RMS,
                i -> new Layer(shape.attention(types.span(i, window), bias, bias, norm), dense, norms));
    }
}

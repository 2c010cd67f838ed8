package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Transformer;

/** Command R, R+ and A: attention and feed-forward part side by side behind one layer norm without bias. */
final class CohereFamily {
    private static final Norm NORM = new Norm(Norm.Kind.LAYER, false);

    private CohereFamily() {}

    static Transformer cohere(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        QueryKeyNorm norm = c.flag("use_qk_norm", false) ? QueryKeyNorm.LAYER : QueryKeyNorm.NONE;
        return parallel(c, name, shape, norm, LayerTypes.of(c, shape.layers(), i -> LayerTypes.FULL));
    }

    static Transformer cohere2(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        int period = c.sizeOrDerived("sliding_window_pattern", c.sizeOrDerived("_sliding_window_pattern", 4));
        LayerTypes types = LayerTypes.of(c, shape.layers(), LayerTypes.everyNth(period, LayerTypes.SLIDING));
        return parallel(c, name, shape, QueryKeyNorm.NONE, types);
    }

    private static Transformer parallel(
            ConfigFields c, String name, DecoderShape shape, QueryKeyNorm norm, LayerTypes types) {
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        boolean bias = c.flag("attention_bias", false);
        Integer window = LayerTypes.window(c, "sliding_window", 4096);
        return shape.decoder(
                c,
                name,
                true,
                NORM,
                i -> new Layer(shape.attention(types.span(i, window), bias, bias, norm), dense, 1));
    }
}

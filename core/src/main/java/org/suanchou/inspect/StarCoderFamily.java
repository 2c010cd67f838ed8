package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** StarCoder2: layer norms, biases and two feed-forward matrices of GPT, grouped queries and rotary positions of Llama. */
final class StarCoderFamily {
    private StarCoderFamily() {}

    static Transformer starCoder2(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 2, 0);
        boolean bias = c.flag("use_bias", true);
        Span span = LayerTypes.span(LayerTypes.window(c, "sliding_window", null));
        Layer layer = new Layer(
                shape.attention(span, bias, bias, QueryKeyNorm.NONE),
                new Dense(c.size("intermediate_size"), false, bias),
                2);
        return shape.decoder(c, name, true, Norm.LAYER, i -> layer);
    }
}

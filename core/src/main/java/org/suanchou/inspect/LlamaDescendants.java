package org.suanchou.inspect;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** Llama's block with one thing changed: which biases, norms of query and key heads, no gate, windows on some layers. */
final class LlamaDescendants {
    private LlamaDescendants() {}

    /** Rotary positions on three layers of four. */
    static Transformer smolLm3(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 4, 0);
        Integer window = c.flag("use_sliding_window", false) ? LayerTypes.window(c, "sliding_window", null) : null;
        LayerTypes types = LayerTypes.of(c, shape.layers(), i -> window == null ? LayerTypes.FULL : LayerTypes.SLIDING);
        boolean bias = c.flag("attention_bias", false);
        Dense dense = new Dense(c.size("intermediate_size"), true, c.flag("mlp_bias", false));
        return shape.decoder(
                c,
                name,
                true,
                Norm.RMS,
                i -> new Layer(shape.attention(types.span(i, window), bias, bias, QueryKeyNorm.NONE), dense, 2));
    }

    static Transformer seedOss(ConfigFields c, String name) {
        return plain(
                c,
                name,
                DecoderShape.of(c, 8, 128),
                c.flag("attention_bias", true),
                c.flag("attention_out_bias", false),
                QueryKeyNorm.NONE,
                new Dense(c.size("intermediate_size"), true, c.flag("mlp_bias", false)),
                false);
    }

    /** A squared ReLU in place of the gate. */
    static Transformer arcee(ConfigFields c, String name) {
        boolean bias = c.flag("attention_bias", false);
        return plain(
                c,
                name,
                DecoderShape.of(c),
                bias,
                bias,
                QueryKeyNorm.NONE,
                new Dense(c.size("intermediate_size"), false, c.flag("mlp_bias", false)),
                false);
    }

    /** No gate either; the two learned numbers of each activation are not counted. */
    static Transformer apertus(ConfigFields c, String name) {
        boolean bias = c.flag("attention_bias", false);
        return plain(
                c,
                name,
                DecoderShape.of(c),
                bias,
                bias,
                QueryKeyNorm.HEAD,
                new Dense(c.size("intermediate_size"), false, c.flag("mlp_bias", false)),
                false);
    }

    static Transformer helium(ConfigFields c, String name) {
        return plain(
                c,
                name,
                DecoderShape.of(c, 20, 128),
                c.flag("attention_bias", false),
                false,
                QueryKeyNorm.NONE,
                new Dense(c.size("intermediate_size"), true, c.flag("mlp_bias", false)),
                false);
    }

    static Transformer ernie45(ConfigFields c, String name) {
        boolean bias = c.flag("use_bias", false);
        return plain(
                c,
                name,
                DecoderShape.of(c, 2, 128),
                bias,
                bias,
                QueryKeyNorm.NONE,
                new Dense(c.size("intermediate_size"), true, bias),
                true);
    }

    static Transformer hunyuanDense(ConfigFields c, String name) {
        boolean bias = c.flag("attention_bias", false);
        return plain(
                c,
                name,
                DecoderShape.of(c),
                bias,
                bias,
                QueryKeyNorm.HEAD,
                new Dense(c.size("intermediate_size"), true, false),
                false);
    }

    /** MiniCPM scales what Llama doesn't; the shapes are the same. */
    static Transformer miniCpm(ConfigFields c, String name) {
        boolean bias = c.flag("attention_bias", false);
        return plain(
                c,
                name,
                DecoderShape.of(c),
                bias,
                bias,
                QueryKeyNorm.NONE,
                new Dense(c.size("intermediate_size"), true, false),
                true);
    }

    private static Transformer plain(
            ConfigFields c,
            String name,
            DecoderShape shape,
            boolean qkvBias,
            boolean outputBias,
            QueryKeyNorm queryKeyNorm,
            Dense dense,
            boolean tied) {
        Layer layer = new Layer(shape.attention(Span.FULL, qkvBias, outputBias, queryKeyNorm), dense, 2);
        return shape.decoder(c, name, tied, Norm.RMS, i -> layer);
    }

    /** EXAONE 4: norms of the outputs of both parts; the larger size slides on three layers of four. */
    static Transformer exaone4(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        Integer window = LayerTypes.window(c, "sliding_window", 4096);
        LayerTypes types = LayerTypes.of(c, shape.layers(), pattern(c, window));
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(shape.attention(types.span(i, window), false, false, QueryKeyNorm.HEAD), dense, 2));
    }

    /** A period, or its letters: L for a layer that slides, G for one that doesn't. */
    private static IntFunction<String> pattern(ConfigFields c, @Nullable Integer window) {
        if (window == null || !c.given("sliding_window_pattern") && c.present("sliding_window_pattern")) {
            return i -> LayerTypes.FULL;
        }
        if (!c.isText("sliding_window_pattern")) {
            return LayerTypes.everyNth(c.size("sliding_window_pattern", 4), LayerTypes.SLIDING);
        }
        String letters = c.text("sliding_window_pattern", "");
        if (letters.isEmpty() || letters.length() > 1000) {
            throw c.invalid("sliding_window_pattern", letters, "it must have between 1 and 1000 letters");
        }
        return i -> letters.charAt(i % letters.length()) == 'L' ? LayerTypes.SLIDING : LayerTypes.FULL;
    }

    /** EXAONE 3 in the field names of its own modelling code. */
    static Transformer exaone(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        int heads = c.heads("num_attention_heads");
        int kvHeads = DecoderShape.keyValueHeads(c, heads, heads);
        if (heads % kvHeads != 0) {
            throw c.invalid("num_key_value_heads", kvHeads, "it must divide the number of heads, {0}", heads);
        }
        DecoderShape shape = new DecoderShape(
                hidden,
                c.layers("num_layers", "num_hidden_layers"),
                heads,
                kvHeads,
                c.given("head_dim") ? c.heads("head_dim", 1) : DecoderShape.share(c, hidden, heads),
                c.size("vocab_size"),
                c.tokens("max_position_embeddings", 0));
        return plain(
                c,
                name,
                shape,
                false,
                false,
                QueryKeyNorm.NONE,
                new Dense(c.sizeOrDerived("intermediate_size", 4 * hidden), true, false),
                false);
    }
}

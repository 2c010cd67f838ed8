package org.suanchou.inspect;

import java.util.function.IntFunction;
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

/**
 * Gemma 4: wider heads, and keys that serve as values, where attention is full; in the small sizes an embedding for each
 * layer, keys and values that the upper layers take from below and, with them, a feed-forward part twice as wide; experts
 * beside the dense part. Projections of keys and values that are not used stand in the published files and are counted.
 */
final class Gemma4 {
    private Gemma4() {}

    static Transformer read(ConfigFields c, String name) {
        String bidirectional = c.text("use_bidirectional_attention", "vision");
        if (!bidirectional.equals("vision")) {
            throw c.invalid("use_bidirectional_attention", bidirectional, "only null and vision are modelled");
        }
        int vocabulary = c.size("vocab_size", 262_144);
        DecoderShape shape = DecoderShape.of(c, c.heads("num_attention_heads", 8), 4, 256, vocabulary);
        int layers = shape.layers();
        int perLayer = c.optionalSize("hidden_size_per_layer_input", 256);
        int rows = c.size("vocab_size_per_layer_input", vocabulary);
        if (perLayer > 0 && rows != vocabulary) {
            throw c.invalid("vocab_size_per_layer_input", rows, "only vocab_size, {0}, is modelled", vocabulary);
        }
        int sharing = c.count("num_kv_shared_layers", 0);
        if (sharing >= layers) {
            throw c.invalid("num_kv_shared_layers", sharing, "it must be below the number of layers, {0}", layers);
        }
        LayerTypes types = LayerTypes.of(c, layers, LayerTypes.everyNth(6, LayerTypes.SLIDING));
        Integer window = LayerTypes.window(c, "sliding_window", 512);
        IntFunction<FeedForward> feedForward = feedForward(c, layers - sharing);
        boolean sparse = c.flag("enable_moe_block", false);
        // a norm before and after each part; with experts three more, and the router's, whose gain is called its scale
        int norms = sparse ? 8 : 4;
        return new Transformer(
                name,
                shape.hidden(),
                vocabulary,
                c.tiedEmbeddings(true),
                0,
                shape.maxPosition(),
                Norm.RMS,
                false,
                false,
                perLayer,
                DecoderShape.stack(layers, i -> {
                    // the library makes the last layer full whatever the list says
                    Span span = i == layers - 1 ? Span.FULL : types.span(i, window);
                    return new Layer(
                            attention(c, shape, span, i >= layers - sharing), feedForward.apply(i), norms, perLayer);
                }),
                0);
    }

    private static GroupedQueryAttention attention(ConfigFields c, DecoderShape shape, Span span, boolean shares) {
        boolean full = span instanceof Span.Full;
        boolean keyIsValue = full && c.flag("attention_k_eq_v", false);
        int kvHeads = keyIsValue && c.given("num_global_key_value_heads")
                ? c.heads("num_global_key_value_heads", 1)
                : shape.kvHeads();
        if (shape.heads() % kvHeads != 0) {
            throw c.invalid(
                    "num_global_key_value_heads", kvHeads, "it must divide the number of heads, {0}", shape.heads());
        }
        boolean bias = c.flag("attention_bias", false);
        return new GroupedQueryAttention(
                shape.heads(),
                kvHeads,
                full ? c.heads("global_head_dim", 512) : shape.headDim(),
                span,
                true,
                bias,
                bias,
                false,
                QueryKeyNorm.HEAD,
                keyIsValue,
                shares,
                false);
    }

    private static IntFunction<FeedForward> feedForward(ConfigFields c, int firstSharing) {
        int width = c.size("intermediate_size");
        if (!c.flag("enable_moe_block", false)) {
            Dense narrow = new Dense(width, true, false);
            @Nullable Dense wide = c.flag("use_double_wide_mlp", false) ? new Dense(2 * width, true, false) : null;
            return i -> wide != null && i >= firstSharing ? wide : narrow;
        }
        c.mustBe("use_double_wide_mlp", false, false);
        int number = c.experts("num_experts");
        int topK = c.experts("top_k_experts");
        ExpertFields.checkTopK(c, number, topK);
        // a scale for each expert is among the router's weights
        Experts experts =
                new Experts(number, topK, c.size("moe_intermediate_size"), true, false, 0, false, true, 0, width, 0);
        return i -> experts;
    }
}

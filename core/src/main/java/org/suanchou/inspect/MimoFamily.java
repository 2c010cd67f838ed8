package org.suanchou.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** MiMo-V2-Flash: values narrower than keys, windows with sinks on five layers of six, experts but on the first layer. */
final class MimoFamily {
    private MimoFamily() {}

    static Transformer v2Flash(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 4, 192);
        List<Integer> pattern = perLayer(c, "hybrid_layer_pattern", shape.layers());
        LayerTypes types = LayerTypes.of(c, shape.layers(), i -> {
            boolean slides = pattern == null ? i != 0 && (i + 1) % 6 != 0 : pattern.get(i) == 1;
            return slides ? LayerTypes.SLIDING : LayerTypes.FULL;
        });
        Integer window = LayerTypes.window(c, "sliding_window", 128);
        GroupedQueryAttention full = attention(
                c,
                shape.heads(),
                shape.kvHeads(),
                shape.headDim(),
                c.heads("v_head_dim", 128),
                Span.FULL,
                c.flag("add_full_attention_sink_bias", false));
        int heads = c.heads("swa_num_attention_heads", shape.heads());
        int kvHeads = c.heads("swa_num_key_value_heads", 2 * shape.kvHeads());
        if (heads % kvHeads != 0) {
            throw c.invalid("swa_num_key_value_heads", kvHeads, "it must divide the number of heads, {0}", heads);
        }
        GroupedQueryAttention sliding = attention(
                c,
                heads,
                kvHeads,
                c.heads("swa_head_dim", shape.headDim()),
                c.heads("swa_v_head_dim", full.valueDim()),
                LayerTypes.span(window),
                c.flag("add_swa_attention_sink_bias", true));
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        @Nullable Experts experts = DeepSeekFamily.experts(c, true);
        List<Integer> sparse = perLayer(c, "moe_layer_freq", shape.layers());
        List<String> named = DeepSeekFamily.perLayer(c, "mlp_layer_types", shape.layers(), "dense", "sparse");
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> {
                    boolean routed =
                            named != null ? named.get(i).equals("sparse") : sparse == null ? i > 0 : sparse.get(i) == 1;
                    boolean slides = types.span(i, window == null ? 1 : window) instanceof Span.Sliding;
                    return new Layer(slides ? sliding : full, experts != null && routed ? experts : dense, 2);
                },
                c.count("num_nextn_predict_layers", 0));
    }

    private static GroupedQueryAttention attention(
            ConfigFields c, int heads, int kvHeads, int headDim, int valueDim, Span span, boolean sinks) {
        return new GroupedQueryAttention(
                heads,
                kvHeads,
                headDim,
                valueDim,
                span,
                true,
                c.flag("attention_bias", false),
                false,
                false,
                QueryKeyNorm.NONE,
                false,
                false,
                sinks);
    }

    private static @Nullable List<Integer> perLayer(ConfigFields c, String field, int layers) {
        List<Integer> flags = c.numbers(field, 1);
        if (flags != null && flags.size() != layers) {
            throw c.invalid(field, flags, "it must have one entry for each of {0} layers", layers);
        }
        return flags;
    }
}

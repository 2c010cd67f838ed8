package org.suanchou.inspect;

import java.util.List;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/**
 * MiniMax-Text-01 and M1: lightning attention on seven layers of eight; M2: full attention with one norm over all query
 * heads and one over all key heads. Experts on every layer.
 */
final class MiniMaxFamily {
    private MiniMaxFamily() {}

    /** The layers stand in {@code attn_type_list}, 1 for softmax attention, or in the library's {@code layer_types}. */
    static Transformer m1(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        if (c.optionalSize("shared_intermediate_size", 0) > 0) {
            throw c.invalid(
                    "shared_intermediate_size",
                    c.raw("shared_intermediate_size"),
                    "only 0 is modelled: how a shared expert is weighed is not published");
        }
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_local_experts", 8),
                c.experts("num_experts_per_tok", 2),
                c.size("intermediate_size"),
                0,
                false,
                false);
        List<Integer> listed = c.numbers("attn_type_list", 1);
        if (listed != null && listed.size() != shape.layers()) {
            throw c.invalid(
                    "attn_type_list", listed, "it must have one entry for each of " + shape.layers() + " layers");
        }
        LayerTypes types = LayerTypes.of(
                c,
                shape.layers(),
                i -> (listed == null ? i % 2 == 0 : listed.get(i) == 1) ? LayerTypes.FULL : LayerTypes.LINEAR);
        Integer window = LayerTypes.window(c, "sliding_window", null);
        Mixer lightning = new Mixer.LightningAttention(shape.heads(), shape.headDim());
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(types.isLinear(i) ? lightning : shape.attention(types.span(i, window)), experts, 2));
    }

    static Transformer m2(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 128);
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_local_experts", 256),
                c.experts("num_experts_per_tok", 8),
                c.size("intermediate_size"),
                c.optionalSize("shared_intermediate_size", 0),
                false,
                c.flag("use_routing_bias", true));
        Layer layer = new Layer(shape.attention(Span.FULL, false, false, queryKeyNorm(c)), experts, 2);
        int modules = c.flag("use_mtp", true) ? c.count("num_mtp_modules", 0) : 0;
        return shape.decoder(c, name, false, Norm.RMS, i -> layer, modules);
    }

    private static QueryKeyNorm queryKeyNorm(ConfigFields c) {
        if (!c.flag("use_qk_norm", true)) {
            return QueryKeyNorm.NONE;
        }
        String type = c.text("qk_norm_type", "per_layer");
        return switch (type) {
            case "per_layer" -> QueryKeyNorm.LAYER;
            case "per_head" -> QueryKeyNorm.HEAD;
            default -> throw c.invalid("qk_norm_type", type, "it must be per_layer or per_head");
        };
    }
}

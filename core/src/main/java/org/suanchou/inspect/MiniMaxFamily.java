package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** MiniMax-M2: full attention with one norm over all query heads and one over all key heads, experts on every layer. */
final class MiniMaxFamily {
    private MiniMaxFamily() {}

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

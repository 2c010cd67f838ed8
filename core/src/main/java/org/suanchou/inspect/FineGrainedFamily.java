package org.suanchou.inspect;

import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/**
 * Grouped-query attention with DeepSeekMoE's feed-forward part (Dai et al. 2024, arXiv 2401.06066): a few dense layers, then
 * many narrow experts beside shared ones. DeepSeek 1, dots.llm1, Ling, ERNIE 4.5.
 */
final class FineGrainedFamily {
    private FineGrainedFamily() {}

    static Transformer deepSeek(ConfigFields c, String name) {
        boolean bias = c.flag("attention_bias", false);
        return mixed(
                c,
                name,
                DecoderShape.of(c),
                bias,
                bias,
                QueryKeyNorm.NONE,
                DeepSeekFamily.experts(c, false),
                c.count("first_k_dense_replace", 0),
                c.sizeOrDerived("moe_layer_freq", 1));
    }

    static Transformer dots1(ConfigFields c, String name) {
        boolean bias = c.flag("attention_bias", false);
        return mixed(
                c,
                name,
                DecoderShape.of(c),
                bias,
                bias,
                QueryKeyNorm.HEAD,
                DeepSeekFamily.experts(c, true),
                c.count("first_k_dense_replace", 0),
                1);
    }

    static Transformer bailing(ConfigFields c, String name) {
        int width = c.size("moe_intermediate_size");
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_experts"),
                c.experts("num_experts_per_tok"),
                width,
                ExpertFields.sharedWidth(c, c.count("num_shared_experts", 0), width),
                false,
                c.flag("moe_router_enable_expert_bias", false));
        return mixed(
                c,
                name,
                DecoderShape.of(c),
                c.flag("use_qkv_bias", false),
                c.flag("use_bias", false),
                c.flag("use_qk_norm", false) ? QueryKeyNorm.HEAD : QueryKeyNorm.NONE,
                experts,
                c.count("first_k_dense_replace", 0),
                1);
    }

    /** A correction of each expert's score is among the weights. */
    static Transformer ernieMoe(ConfigFields c, String name) {
        int width = c.size("moe_intermediate_size");
        boolean bias = c.flag("use_bias", false);
        Experts experts = ExpertFields.gated(
                c,
                c.experts("moe_num_experts"),
                c.experts("moe_k"),
                width,
                ExpertFields.sharedWidth(c, c.count("moe_num_shared_experts", 0), width),
                false,
                c.flag("moe_use_aux_free", true));
        Dense dense = new Dense(c.size("intermediate_size"), true, bias);
        DecoderShape shape = DecoderShape.of(c);
        int from = c.count("moe_layer_start_index", 1);
        int to = c.last("moe_layer_end_index", shape.layers());
        int every = c.sizeOrDerived("moe_layer_interval", 1);
        return shape.decoder(c, name, true, Norm.RMS, i -> {
            boolean sparse = (i + 1) % every == 0 && i >= from && i <= to;
            return new Layer(shape.attention(Span.FULL, bias, bias, QueryKeyNorm.NONE), sparse ? experts : dense, 2);
        });
    }

    private static Transformer mixed(
            ConfigFields c,
            String name,
            DecoderShape shape,
            boolean qkvBias,
            boolean outputBias,
            QueryKeyNorm queryKeyNorm,
            @Nullable Experts experts,
            int firstDense,
            int every) {
        FeedForward dense = new Dense(c.size("intermediate_size"), true, false);
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(
                        shape.attention(Span.FULL, qkvBias, outputBias, queryKeyNorm),
                        experts != null && i >= firstDense && i % every == 0 ? experts : dense,
                        2),
                c.count("num_nextn_predict_layers", 0));
    }
}

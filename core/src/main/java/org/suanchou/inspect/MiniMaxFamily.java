package org.suanchou.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/**
 * MiniMax-Text-01 and M1: lightning attention on seven layers of eight; M2: full attention with one norm over all query
 * heads and one over all key heads; M3: attention to blocks of keys that an index picks. Experts on every layer but M3's
 * first.
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
        List<Integer> listed = perLayer(c, "attn_type_list", shape.layers());
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
        Layer layer = new Layer(shape.attention(Span.FULL, false, false, queryKeyNorm(c, "per_layer")), experts, 2);
        int modules = c.flag("use_mtp", true) ? c.count("num_mtp_modules", 0) : 0;
        return shape.decoder(c, name, false, Norm.RMS, i -> layer, modules);
    }

    /**
     * M3: dense layers of full attention, then experts beside a shared one and attention to blocks of keys that an index
     * picks, one head of it for each key-value head.
     */
    static Transformer m3(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 4, 128);
        int layers = shape.layers();
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_local_experts", 128),
                c.experts("num_experts_per_tok", 4),
                c.size("intermediate_size"),
                c.optionalSize("shared_intermediate_size", 3072),
                false,
                c.flag("use_routing_bias", true));
        Dense dense = new Dense(c.size("dense_intermediate_size", 12_288), true, false);
        List<Integer> freq = perLayer(c, "moe_layer_freq", layers);
        List<String> parts = DeepSeekFamily.perLayer(c, "mlp_layer_types", layers, "dense", "sparse");
        ConfigFields selection = c.section("sparse_attention_config");
        List<Integer> indexed = selection == null ? null : perLayer(selection, "sparse_attention_freq", layers);
        List<String> types = DeepSeekFamily.perLayer(c, "layer_types", layers, LayerTypes.FULL, "minimax_m3_sparse");
        Mixer full = shape.attention(Span.FULL, false, false, queryKeyNorm(c, "per_head"));
        Mixer sparse = blocks(c, selection, shape, queryKeyNorm(c, "per_head"));
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> {
                    boolean routed = parts != null ? parts.get(i).equals("sparse") : freq == null || freq.get(i) == 1;
                    boolean picks = types != null
                            ? !types.get(i).equals(LayerTypes.FULL)
                            : indexed != null && indexed.get(i) == 1;
                    return new Layer(picks ? sparse : full, routed ? experts : dense, 2);
                },
                c.count("num_mtp_modules", 0));
    }

    private static Mixer blocks(
            ConfigFields c, @Nullable ConfigFields selection, DecoderShape shape, QueryKeyNorm norm) {
        ConfigFields from = selection == null ? c : selection;
        String heads = selection == null ? "index_n_heads" : "sparse_num_index_heads";
        if (from.heads(heads, shape.kvHeads()) != shape.kvHeads()) {
            throw from.invalid(
                    heads, from.raw(heads), "it must be the number of key-value heads, {0}", shape.kvHeads());
        }
        List<Integer> bare =
                selection == null ? null : perLayer(selection, "sparse_disable_index_value", shape.layers());
        List<Integer> indexed = selection == null ? null : perLayer(selection, "sparse_attention_freq", shape.layers());
        for (int i = 0; bare != null && indexed != null && i < shape.layers(); i++) {
            if (indexed.get(i) == 1 && bare.get(i) == 0) {
                throw from.invalid("sparse_disable_index_value[" + i + "]", 0, "an index with values is not modelled");
            }
        }
        return new Mixer.BlockSparseAttention(
                shape.attention(Span.FULL, false, false, norm),
                from.heads(selection == null ? "index_head_dim" : "sparse_index_dim", 128),
                from.size(selection == null ? "index_block_size" : "sparse_block_size", 128),
                from.experts(selection == null ? "index_topk_blocks" : "sparse_topk_blocks", 16));
    }

    private static @Nullable List<Integer> perLayer(ConfigFields c, String field, int layers) {
        List<Integer> flags = c.numbers(field, 1);
        if (flags != null && flags.size() != layers) {
            throw c.invalid(field, flags, "it must have one entry for each of {0} layers", layers);
        }
        return flags;
    }

    private static QueryKeyNorm queryKeyNorm(ConfigFields c, String family) {
        if (!c.flag("use_qk_norm", true)) {
            return QueryKeyNorm.NONE;
        }
        String type = c.text("qk_norm_type", family);
        return switch (type) {
            case "per_layer" -> QueryKeyNorm.LAYER;
            case "per_head" -> QueryKeyNorm.HEAD;
            default -> throw c.invalid("qk_norm_type", type, "it must be per_layer or per_head");
        };
    }
}

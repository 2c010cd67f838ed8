package org.suanchou.inspect;

import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** MPT and DBRX: layer norms and matrices without biases, attention's settings one level down. */
final class MosaicFamily {
    private MosaicFamily() {}

    static Transformer mpt(ConfigFields c, String name) {
        int hidden = c.size("d_model");
        int heads = c.heads("n_heads");
        @Nullable ConfigFields attention = c.section("attn_config");
        boolean bias = !c.flag("no_bias", true);
        int positions = c.size("max_seq_len");
        boolean alibi = attention != null && (attention.flag("alibi", false) || attention.flag("rope", false));
        boolean learned = c.flag("learned_pos_emb", true) && !alibi;
        QueryKeyNorm norm =
                attention != null && attention.flag("qk_ln", false) ? QueryKeyNorm.LAYER : QueryKeyNorm.NONE;
        Layer layer = new Layer(
                shape(c, attention, hidden, heads).attention(Span.FULL, bias, bias, norm),
                new Dense(c.times("expansion_ratio", 4, hidden), false, bias),
                2);
        return transformer(
                c, name, hidden, layer, learned ? positions : 0, positions, new Norm(Norm.Kind.LAYER, bias), true);
    }

    static Transformer dbrx(ConfigFields c, String name) {
        int hidden = c.size("d_model");
        int heads = c.heads("n_heads");
        @Nullable ConfigFields ffn = c.section("ffn_config");
        if (ffn == null) {
            throw c.missing("ffn_config", "it must hold ffn_hidden_size, moe_num_experts and moe_top_k");
        }
        FeedForward experts = ExpertFields.gated(
                ffn,
                ffn.experts("moe_num_experts", 4),
                ffn.experts("moe_top_k", 1),
                ffn.size("ffn_hidden_size", 3584),
                0,
                false,
                false);
        Layer layer =
                new Layer(shape(c, c.section("attn_config"), hidden, heads).attention(Span.FULL), experts, 2);
        return transformer(
                c, name, hidden, layer, 0, c.tokens("max_seq_len", 0), new Norm(Norm.Kind.LAYER, false), false);
    }

    private static DecoderShape shape(ConfigFields c, @Nullable ConfigFields attention, int hidden, int heads) {
        int kvHeads = attention == null ? heads : keyValueHeads(attention, heads);
        if (heads % kvHeads != 0) {
            throw c.invalid("n_heads", heads, "it must be a multiple of attn_config.kv_n_heads, {0}", kvHeads);
        }
        return new DecoderShape(
                hidden,
                c.layers("n_layers"),
                heads,
                kvHeads,
                DecoderShape.share(c, hidden, heads),
                c.size("vocab_size"),
                0);
    }

    private static int keyValueHeads(ConfigFields attention, int heads) {
        if (attention.text("attn_type", "").equals("multiquery_attention")) {
            return 1;
        }
        return attention.given("kv_n_heads") ? attention.heads("kv_n_heads", heads) : heads;
    }

    private static Transformer transformer(
            ConfigFields c,
            String name,
            int hidden,
            Layer layer,
            int learnedPositions,
            int positions,
            Norm norm,
            boolean tied) {
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(tied),
                learnedPositions,
                positions,
                norm,
                false,
                false,
                0,
                DecoderShape.stack(c.layers("n_layers"), i -> layer),
                0);
    }
}

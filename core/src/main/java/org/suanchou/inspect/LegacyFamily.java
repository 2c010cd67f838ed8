package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** Decoders of 2022 and 2023 that follow GPT-3 more than Llama: OPT, BLOOM, Falcon. */
final class LegacyFamily {
    private LegacyFamily() {}

    /** Its position table has two rows more than positions. */
    static Transformer opt(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        int heads = c.heads("num_attention_heads");
        c.mustBe("do_layer_norm_before", true, true);
        c.mustBe("_remove_final_layer_norm", false, false);
        c.mustBe("layer_norm_elementwise_affine", true, true);
        if (c.sizeOrDerived("word_embed_proj_dim", hidden) != hidden) {
            throw c.invalid("word_embed_proj_dim", c.size("word_embed_proj_dim"), "only hidden_size is modelled");
        }
        boolean bias = c.flag("enable_bias", true);
        int positions = c.size("max_position_embeddings");
        Layer layer = new Layer(
                attention(heads, heads, DecoderShape.share(c, hidden, heads), bias),
                new Dense(c.size("ffn_dim"), false, bias),
                2);
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(true),
                positions + 2,
                positions,
                Norm.LAYER,
                false,
                false,
                0,
                DecoderShape.stack(c.layers("num_hidden_layers"), i -> layer),
                0);
    }

    static Transformer bloom(ConfigFields c, String name) {
        int hidden = c.size("hidden_size", "n_embed");
        int heads = c.heads("n_head", "num_attention_heads");
        Layer layer = new Layer(
                attention(heads, heads, DecoderShape.share(c, hidden, heads), true),
                new Dense(4 * hidden, false, true),
                2);
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(true),
                0,
                c.tokens("seq_length", 0),
                Norm.LAYER,
                true,
                false,
                0,
                DecoderShape.stack(c.layers("n_layer", "num_hidden_layers"), i -> layer),
                0);
    }

    /** One norm where both parts read the same input; two of them in the newer block, which norms each part's input. */
    static Transformer falcon(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        int heads = c.heads("num_attention_heads", "n_head");
        boolean newer = c.flag("new_decoder_architecture", false);
        int kvHeads = newer ? keyValueHeads(c, heads) : c.flag("multi_query", true) ? 1 : heads;
        if (heads % kvHeads != 0) {
            throw c.invalid("num_kv_heads", kvHeads, "it must divide the number of heads, {0}", heads);
        }
        int norms = newer
                ? c.given("num_ln_in_parallel_attn") ? c.count("num_ln_in_parallel_attn", 2) : 2
                : c.flag("parallel_attn", true) ? 1 : 2;
        boolean bias = c.flag("bias", false);
        Layer layer = new Layer(
                attention(heads, kvHeads, DecoderShape.share(c, hidden, heads), bias),
                new Dense(c.sizeOrDerived("ffn_hidden_size", 4 * hidden), false, bias),
                norms);
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(true),
                0,
                c.tokens("max_position_embeddings", 2048),
                Norm.LAYER,
                false,
                false,
                0,
                DecoderShape.stack(c.layers("num_hidden_layers", "n_layer"), i -> layer),
                0);
    }

    /** Null and absent are as many as heads. */
    private static int keyValueHeads(ConfigFields c, int heads) {
        if (c.given("num_kv_heads")) {
            return c.heads("num_kv_heads", heads);
        }
        return c.given("n_head_kv") ? c.heads("n_head_kv", heads) : heads;
    }

    private static GroupedQueryAttention attention(int heads, int kvHeads, int headDim, boolean bias) {
        return new GroupedQueryAttention(
                heads, kvHeads, headDim, Span.FULL, true, bias, bias, false, QueryKeyNorm.NONE, false, false, false);
    }
}

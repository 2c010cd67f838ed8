package org.suanchou.inspect;

import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** GLM from ChatGLM2 to GLM-4.5: few key-value heads, biases on queries, keys and values alone. */
final class GlmFamily {
    private GlmFamily() {}

    static Transformer glm(ConfigFields c, String name) {
        return dense(c, name, 2);
    }

    /** GLM-4-0414 norms the outputs of both parts too. */
    static Transformer glm4(ConfigFields c, String name) {
        return dense(c, name, 4);
    }

    private static Transformer dense(ConfigFields c, String name, int norms) {
        DecoderShape shape = DecoderShape.of(c, 2, 128);
        Layer layer = new Layer(
                shape.attention(Span.FULL, c.flag("attention_bias", false), false, QueryKeyNorm.NONE),
                new Dense(c.size("intermediate_size"), true, false),
                norms);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    static Transformer glm4Moe(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        int width = c.size("moe_intermediate_size");
        Experts experts = ExpertFields.gated(
                c,
                c.experts("n_routed_experts", 128),
                c.experts("num_experts_per_tok", 8),
                width,
                ExpertFields.sharedWidth(c, c.count("n_shared_experts", 1), width),
                false,
                true);
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        int firstDense = c.count("first_k_dense_replace", 1);
        boolean bias = c.flag("attention_bias", false);
        QueryKeyNorm norm = c.flag("use_qk_norm", false) ? QueryKeyNorm.HEAD : QueryKeyNorm.NONE;
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> {
                    FeedForward feedForward = i < firstDense ? dense : experts;
                    return new Layer(shape.attention(Span.FULL, bias, false, norm), feedForward, 2);
                },
                c.count("num_nextn_predict_layers", 0));
    }

    /** ChatGLM2, ChatGLM3 and GLM-4-9B in the field names of their own modelling code. */
    static Transformer chatglm(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        int heads = c.heads("num_attention_heads");
        c.mustBe("post_layer_norm", true, true);
        int kvHeads = c.flag("multi_query_attention", false) ? c.heads("multi_query_group_num", 1) : heads;
        if (heads % kvHeads != 0) {
            throw c.invalid("multi_query_group_num", kvHeads, "it must divide the number of heads, {0}", heads);
        }
        DecoderShape shape = new DecoderShape(
                hidden,
                c.layers("num_layers"),
                heads,
                kvHeads,
                c.given("kv_channels") ? c.heads("kv_channels") : DecoderShape.share(c, hidden, heads),
                c.size("padded_vocab_size", "vocab_size"),
                c.tokens("seq_length", 0));
        boolean linearBias = c.flag("add_bias_linear", false);
        boolean qkvBias = linearBias || c.flag("add_qkv_bias", false);
        Layer layer = new Layer(
                shape.attention(Span.FULL, qkvBias, linearBias, QueryKeyNorm.NONE),
                new Dense(c.size("ffn_hidden_size"), true, linearBias),
                2);
        return shape.decoder(c, name, false, c.flag("rmsnorm", true) ? Norm.RMS : Norm.LAYER, i -> layer);
    }
}

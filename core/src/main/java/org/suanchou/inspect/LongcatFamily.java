package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.MultiLatentAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Transformer;

/**
 * LongCat-Flash (arXiv 2509.01322, section 2): a layer of its configuration is two blocks of latent attention and a dense
 * part; experts, some of which do nothing, see what the first dense part sees, and their sum joins the stream after the
 * second. Here they stand beside the first dense part: what is computed and held is the same, what could hide their messages
 * is not modelled.
 */
final class LongcatFamily {
    private LongcatFamily() {}

    static Transformer flash(ConfigFields c, String name) {
        c.mustBe("attention_bias", false, false);
        c.mustBe("router_bias", false, false);
        int layers = c.layers("num_layers", "num_hidden_layers");
        MultiLatentAttention attention = DeepSeekFamily.attention(c, 1536);
        Dense dense = new Dense(c.size("ffn_hidden_size", "intermediate_size"), true, false);
        Layer first = new Layer(attention, experts(c, dense.width()), 2);
        Layer second = new Layer(attention, dense, 2);
        DecoderShape shape = new DecoderShape(
                c.size("hidden_size"),
                2 * layers,
                attention.heads(),
                attention.heads(),
                attention.queryKeyDim(),
                c.size("vocab_size"),
                c.tokens("max_position_embeddings", 0));
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> i % 2 == 0 ? first : second,
                c.count("num_nextn_predict_layers", c.count("mtp_num_layers", 0)));
    }

    /** A token chooses among all; the controller of its router holds those with weights to their share (section 2.1.1). */
    private static Experts experts(ConfigFields c, int denseWidth) {
        String kind = c.text("zero_expert_type", "identity");
        if (!kind.equals("identity")) {
            throw c.invalid("zero_expert_type", kind, "only identity is modelled");
        }
        int experts = c.experts("n_routed_experts", 512);
        int identity = c.count("zero_expert_num", 256);
        int chosen = c.experts("moe_topk", c.experts("num_experts_per_tok", 12));
        long share = (long) chosen * experts;
        if (chosen > experts + identity || share % (experts + identity) != 0) {
            throw c.invalid(
                    "moe_topk",
                    chosen,
                    "the share of {0} experts with weights among {1} must be a whole number of it",
                    experts,
                    (experts + identity));
        }
        return new Experts(
                experts,
                (int) (share / (experts + identity)),
                c.size("expert_ffn_hidden_size", "moe_intermediate_size"),
                true,
                false,
                0,
                false,
                true,
                0,
                denseWidth,
                0,
                identity);
    }
}

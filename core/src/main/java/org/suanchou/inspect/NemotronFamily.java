package org.suanchou.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** Nemotron-4 and Minitron (dense, squared ReLU without gate), Nemotron-H and Nemotron 3 (one part per layer). */
final class NemotronFamily {
    private NemotronFamily() {}

    static Transformer nemotron(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        boolean bias = c.flag("attention_bias", false);
        Layer layer = new Layer(
                shape.attention(Span.FULL, bias, bias, QueryKeyNorm.NONE),
                new Dense(c.size("intermediate_size"), false, c.flag("mlp_bias", false)),
                2);
        return shape.decoder(c, name, false, Norm.LAYER, i -> layer);
    }

    /** Each layer is Mamba-2, attention, a feed-forward part or experts, behind one norm. */
    static Transformer hybrid(ConfigFields c, String name) {
        List<String> blocks = blocks(c);
        Map<String, Layer> kinds = new HashMap<>();
        for (String block : blocks) {
            kinds.computeIfAbsent(block, b -> layer(c, b));
        }
        return new Transformer(
                name,
                c.size("hidden_size"),
                c.size("vocab_size"),
                c.tiedEmbeddings(false),
                0,
                c.tokens("max_position_embeddings", 0),
                Norm.RMS,
                false,
                false,
                0,
                DecoderShape.stack(blocks.size(), i -> kind(c, kinds, blocks.get(i))),
                c.count("num_nextn_predict_layers", 0));
    }

    private static Layer kind(ConfigFields c, Map<String, Layer> kinds, String block) {
        Layer layer = kinds.get(block);
        if (layer == null) {
            throw unknown(c, block);
        }
        return layer;
    }

    private static Layer layer(ConfigFields c, String block) {
        return switch (block) {
            case "M", "mamba", "linear_attention" -> new Layer(mamba(c), new FeedForward.None(), 1);
            case "*", "attention", "full_attention" -> new Layer(attention(c), new FeedForward.None(), 1);
            case "-", "mlp" ->
                new Layer(
                        new Mixer.None(), new Dense(c.size("intermediate_size"), false, c.flag("mlp_bias", false)), 1);
            case "E", "moe" -> new Layer(new Mixer.None(), experts(c), 1);
            default -> throw unknown(c, block);
        };
    }

    private static InvalidConfig unknown(ConfigFields c, String block) {
        return c.invalid(
                c.given("hybrid_override_pattern") ? "hybrid_override_pattern" : "layers_block_type",
                block,
                "a layer must be M, *, - or E (linear_attention, full_attention, mlp or moe)");
    }

    /** The letters of the older pattern, or the words of the newer list. */
    private static List<String> blocks(ConfigFields c) {
        List<String> words = c.words("layers_block_type");
        if (words != null) {
            return words;
        }
        String pattern = c.text("hybrid_override_pattern", "");
        if (pattern.isEmpty()) {
            throw c.missing("hybrid_override_pattern", "it or layers_block_type must name the layers");
        }
        if (pattern.length() > 100_000) {
            throw c.invalid("hybrid_override_pattern", pattern, "it must name at most 100000 layers");
        }
        List<String> letters = new ArrayList<>(pattern.length());
        for (int i = 0; i < pattern.length(); i++) {
            letters.add(pattern.substring(i, i + 1));
        }
        return letters;
    }

    private static Mamba2 mamba(ConfigFields c) {
        c.mustBe("use_conv_bias", true, true);
        c.mustBe("use_bias", false, false);
        c.mustBe("mamba_proj_bias", false, false);
        return new Mamba2(
                c.heads("mamba_num_heads", 128),
                c.heads("mamba_head_dim", 64),
                c.heads("mamba_n_groups", c.heads("n_groups", 8)),
                c.heads("ssm_state_size", 128),
                c.heads("mamba_d_conv", c.heads("conv_kernel", 4)));
    }

    private static Mixer attention(ConfigFields c) {
        int heads = c.heads("num_attention_heads");
        int kvHeads = DecoderShape.keyValueHeads(c, heads, 8);
        if (heads % kvHeads != 0) {
            throw c.invalid("num_key_value_heads", kvHeads, "it must divide the number of heads, " + heads);
        }
        boolean bias = c.flag("attention_bias", false);
        return new Mixer.GroupedQueryAttention(
                heads,
                kvHeads,
                c.heads("head_dim", c.heads("attention_head_dim", 128)),
                LayerTypes.span(LayerTypes.window(c, "sliding_window", null)),
                true,
                bias,
                bias,
                false,
                QueryKeyNorm.NONE,
                false,
                false,
                false);
    }

    private static Experts experts(ConfigFields c) {
        c.mustBe("mlp_bias", false, false);
        int experts = c.experts("n_routed_experts");
        int topK = c.experts("num_experts_per_tok");
        ExpertFields.checkTopK(c, experts, topK);
        int shared = c.count("n_shared_experts", 1) == 0 ? 0 : c.size("moe_shared_expert_intermediate_size");
        return new Experts(
                experts,
                topK,
                c.size("moe_intermediate_size"),
                false,
                false,
                shared,
                false,
                true,
                c.optionalSize("moe_latent_size", 0),
                0,
                0);
    }
}

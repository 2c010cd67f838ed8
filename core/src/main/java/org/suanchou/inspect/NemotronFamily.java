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

/**
 * Nemotron-4 and Minitron (dense, squared ReLU without gate), Nemotron-H and Nemotron 3 (one part per layer),
 * Llama-Nemotron (a width of its own for each layer).
 */
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

    /**
     * Llama-Nemotron: Llama's block, pruned layer by layer (Puzzle, arXiv 2411.19146); a part that is gone takes its norm
     * along, and widths are multiples of the hidden one.
     */
    static Transformer nas(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        int layers = c.layers("num_hidden_layers");
        List<ConfigFields> blocks = c.sections("block_configs");
        if (blocks == null || blocks.size() != layers) {
            throw blocks == null
                    ? c.missing("block_configs", "it must say what each layer holds")
                    : c.invalid(
                            "block_configs",
                            c.raw("block_configs"),
                            "it must have one entry for each of {0} layers",
                            layers);
        }
        int heads = c.heads("num_attention_heads");
        List<Layer> stack = new ArrayList<>();
        for (ConfigFields block : blocks) {
            ConfigFields attention = required(block, "attention");
            ConfigFields ffn = required(block, "ffn");
            Mixer mixer = attention.flag("no_op", false) ? new Mixer.None() : grouped(c, attention, hidden, heads);
            FeedForward feedForward = ffn.flag("no_op", false) ? new FeedForward.None() : gated(c, ffn, hidden);
            int norms = (mixer instanceof Mixer.None ? 0 : 1) + (feedForward instanceof FeedForward.None ? 0 : 1);
            stack.add(new Layer(mixer, feedForward, norms));
        }
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(false),
                0,
                c.tokens("max_position_embeddings", 0),
                Norm.RMS,
                false,
                false,
                0,
                DecoderShape.stack(layers, stack::get),
                0);
    }

    private static ConfigFields required(ConfigFields block, String name) {
        ConfigFields section = block.section(name);
        if (section == null) {
            throw block.missing(name, "it must be an object");
        }
        section.mustBe("replace_with_linear", false, false);
        if (section.given("sparsify")) {
            throw section.invalid("sparsify", section.raw("sparsify"), "only null is modelled");
        }
        return section;
    }

    private static Mixer grouped(ConfigFields c, ConfigFields attention, int hidden, int heads) {
        attention.mustBe("unshifted_sink", false, false);
        if (attention.given("num_sink_tokens")) {
            throw attention.invalid("num_sink_tokens", attention.raw("num_sink_tokens"), "only null is modelled");
        }
        int group = attention.heads("n_heads_in_group");
        if (heads % group != 0) {
            throw attention.invalid("n_heads_in_group", group, "it must divide the number of heads, {0}", heads);
        }
        boolean bias = c.flag("attention_bias", false);
        return new Mixer.GroupedQueryAttention(
                heads,
                heads / group,
                c.given("head_dim") ? c.heads("head_dim", 1) : DecoderShape.share(c, hidden, heads),
                LayerTypes.span(LayerTypes.window(attention, "window_length", null)),
                true,
                bias,
                bias,
                false,
                QueryKeyNorm.NONE,
                false,
                false,
                false);
    }

    /** Two thirds of so many hidden widths, rounded up to a multiple of 256. */
    private static Dense gated(ConfigFields c, ConfigFields ffn, int hidden) {
        if (ffn.given("moe")) {
            throw ffn.invalid("moe", ffn.raw("moe"), "only null is modelled");
        }
        if (ffn.given("intermediate_size")) {
            return new Dense(ffn.size("intermediate_size", 1), true, c.flag("mlp_bias", false));
        }
        if (!ffn.given("ffn_mult")) {
            throw ffn.missing("ffn_mult", "it must be the width in hidden widths");
        }
        int width = ffn.twoThirds("ffn_mult", hidden);
        return new Dense(Math.ceilDiv(width, 256) * 256, true, c.flag("mlp_bias", false));
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
            throw c.invalid("num_key_value_heads", kvHeads, "it must divide the number of heads, {0}", heads);
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

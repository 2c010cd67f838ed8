package org.suanchou.inspect;

import java.util.List;
import java.util.function.IntPredicate;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** Granite 4 and Bamba: Mamba-2 on most layers and attention on a few, each before a feed-forward part of its own. */
final class GraniteFamily {
    private static final String MAMBA = "mamba";
    private static final String ATTENTION = "attention";

    private GraniteFamily() {}

    /** Granite 4; without experts the shared one is all there is, and sizes without Mamba are of this type too. */
    static Transformer hybrid(ConfigFields c, String name) {
        int experts = c.count("num_local_experts", 8);
        int shared = c.optionalSize("shared_intermediate_size", 1024);
        FeedForward feedForward = experts == 0
                ? new Dense(c.size("shared_intermediate_size", 1024), true, false)
                : ExpertFields.gated(
                        c,
                        c.experts("num_local_experts", 8),
                        c.experts("num_experts_per_tok", 2),
                        c.size("intermediate_size"),
                        shared,
                        false,
                        false);
        int layers = c.layers("num_hidden_layers");
        List<String> listed = c.words("layer_types");
        List<String> kinds = listed == null ? c.words("layers_block_type") : listed;
        if (kinds != null) {
            check(c, kinds, listed == null ? "layers_block_type" : "layer_types", layers);
        }
        return decoder(c, name, feedForward, i -> kinds != null && kinds.get(i).equals(ATTENTION));
    }

    static Transformer bamba(ConfigFields c, String name) {
        List<Integer> attention = c.numbers("attn_layer_indices", c.layers("num_hidden_layers") - 1);
        return decoder(
                c,
                name,
                new Dense(c.size("intermediate_size"), true, false),
                i -> attention != null && attention.contains(i));
    }

    private static Transformer decoder(ConfigFields c, String name, FeedForward feedForward, IntPredicate attends) {
        DecoderShape shape = DecoderShape.of(c);
        boolean bias = c.flag("attention_bias", false);
        Mixer attention = shape.attention(Span.FULL, bias, bias, QueryKeyNorm.NONE);
        boolean recurrent = false;
        for (int i = 0; i < shape.layers(); i++) {
            recurrent |= !attends.test(i);
        }
        Mixer mamba = recurrent ? mamba(c, shape.hidden()) : attention;
        return shape.decoder(
                c, name, false, Norm.RMS, i -> new Layer(attends.test(i) ? attention : mamba, feedForward, 2));
    }

    private static Mamba2 mamba(ConfigFields c, int hidden) {
        c.mustBe("mamba_conv_bias", true, true);
        c.mustBe("mamba_proj_bias", false, false);
        int heads = c.heads("mamba_n_heads", 128);
        int inner = c.times("mamba_expand", 2, hidden);
        if (inner % heads != 0) {
            throw c.invalid("mamba_n_heads", heads, "it must divide the inner width, {0}", inner);
        }
        if (c.given("mamba_d_head") && !c.isText("mamba_d_head") && c.heads("mamba_d_head", 1) != inner / heads) {
            throw c.invalid("mamba_d_head", c.raw("mamba_d_head"), "heads share the inner width: {0}", inner / heads);
        }
        return new Mamba2(
                heads,
                inner / heads,
                c.heads("mamba_n_groups", 1),
                c.heads("mamba_d_state", 256),
                c.heads("mamba_d_conv", 4));
    }

    private static void check(ConfigFields c, List<String> kinds, String field, int layers) {
        if (kinds.size() != layers) {
            throw c.invalid(field, kinds, "it must have one entry for each of {0} layers", layers);
        }
        for (int i = 0; i < layers; i++) {
            if (!kinds.get(i).equals(MAMBA) && !kinds.get(i).equals(ATTENTION)) {
                throw c.invalid(field + "[" + i + "]", kinds.get(i), "it must be {0} or {1}", MAMBA, ATTENTION);
            }
        }
    }
}

package org.suanchou.inspect;

import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.Mamba1;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** State spaces: Mamba and Falcon Mamba, Mamba-2 (Codestral), Jamba (attention on a few layers), Falcon-H1 (beside it). */
final class MambaFamily {
    private MambaFamily() {}

    /** One norm and one mixer a layer, nothing else. Falcon Mamba's norms of time steps, B and C have no weights. */
    static Transformer mamba(ConfigFields c, String name) {
        int hidden = c.size("hidden_size", "d_model");
        Mamba1 mixer = new Mamba1(
                c.given("intermediate_size") ? c.size("intermediate_size", 1) : c.times("expand", 2, hidden),
                c.heads("state_size", 16),
                rank(c, "time_step_rank", hidden),
                c.heads("conv_kernel", 4),
                c.flag("use_conv_bias", true),
                c.flag("use_bias", false),
                false);
        return recurrent(c, name, hidden, mixer, true);
    }

    static Transformer mamba2(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        c.mustBe("use_conv_bias", true, true);
        c.mustBe("use_bias", false, false);
        int heads = c.heads("num_heads", 128);
        int headDim = c.heads("head_dim", 64);
        int inner = c.times("expand", 2, hidden);
        if ((long) heads * headDim != inner) {
            throw c.invalid("num_heads", heads, "times head_dim, {0}, it must be the inner width, {1}", headDim, inner);
        }
        Mamba2 mixer = new Mamba2(
                heads, headDim, c.heads("n_groups", 8), c.heads("state_size", 128), c.heads("conv_kernel", 4));
        return recurrent(c, name, hidden, mixer, false);
    }

    private static Transformer recurrent(ConfigFields c, String name, int hidden, Mixer mixer, boolean tied) {
        Layer layer = new Layer(mixer, new FeedForward.None(), 1);
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(tied),
                0,
                c.tokens("max_position_embeddings", 0),
                Norm.RMS,
                false,
                false,
                0,
                DecoderShape.stack(c.layers("num_hidden_layers", "n_layer"), i -> layer),
                0);
    }

    /** Attention without positions on one layer of a period, experts on one of another. */
    static Transformer jamba(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        GroupedQueryAttention attention =
                shape.attention(LayerTypes.span(LayerTypes.window(c, "sliding_window", null)));
        Mamba1 mamba = new Mamba1(
                c.times("mamba_expand", 2, shape.hidden()),
                c.heads("mamba_d_state", 16),
                rank(c, "mamba_dt_rank", shape.hidden()),
                c.heads("mamba_d_conv", 4),
                c.flag("mamba_conv_bias", true),
                c.flag("mamba_proj_bias", false),
                true);
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        int number = c.experts("num_experts", 16);
        @Nullable
        Experts experts = number == 1
                ? null
                : ExpertFields.gated(c, number, c.experts("num_experts_per_tok", 2), dense.width(), 0, false, false);
        Period attends = Period.of(c, "attn_layer_period", 8, "attn_layer_offset", 4);
        Period sparse = Period.of(c, "expert_layer_period", 2, "expert_layer_offset", 1);
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(
                        attends.holds(i) ? attention : mamba, experts != null && sparse.holds(i) ? experts : dense, 2));
    }

    /** One layer of each {@code length}, the one at {@code offset}. */
    private record Period(int length, int offset) {
        static Period of(ConfigFields c, String period, int length, String at, int offset) {
            Period made = new Period(c.size(period, length), c.count(at, offset));
            if (made.offset >= made.length) {
                throw c.invalid(at, made.offset, "it must be below {0}, {1}", period, made.length);
            }
            return made;
        }

        boolean holds(int layer) {
            return layer % length == offset;
        }
    }

    /** Attention and Mamba-2 side by side in every layer; the multipliers of its branches are no weights. */
    static Transformer falconH1(ConfigFields c, String name) {
        c.mustBe("mamba_conv_bias", true, true);
        c.mustBe("mamba_proj_bias", false, false);
        c.mustBe("projectors_bias", false, false);
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        boolean bias = c.flag("attention_bias", false);
        int heads = c.heads("mamba_n_heads", 128);
        boolean expanded = c.present("mamba_d_ssm") && !c.given("mamba_d_ssm");
        int inner = expanded ? c.times("mamba_expand", 2, shape.hidden()) : c.size("mamba_d_ssm", 1024);
        if (inner % heads != 0) {
            throw c.invalid("mamba_n_heads", heads, "it must divide the inner width, {0}", inner);
        }
        if (c.given("mamba_d_head") && !c.isText("mamba_d_head") && c.heads("mamba_d_head", 1) != inner / heads) {
            throw c.invalid("mamba_d_head", c.raw("mamba_d_head"), "heads share the inner width: {0}", inner / heads);
        }
        Mamba2 mamba = new Mamba2(
                heads,
                inner / heads,
                c.heads("mamba_n_groups", 1),
                c.heads("mamba_d_state", 256),
                c.heads("mamba_d_conv", 4),
                c.flag("mamba_rms_norm", false));
        Layer layer = new Layer(
                new Mixer.ParallelHeads(shape.attention(Span.FULL, bias, bias, QueryKeyNorm.NONE), mamba),
                new Dense(c.size("intermediate_size"), true, c.flag("mlp_bias", false)),
                2);
        return shape.decoder(c, name, false, Norm.RMS, i -> layer);
    }

    /** A number, or "auto" for a sixteenth of the hidden width. */
    private static int rank(ConfigFields c, String field, int hidden) {
        if (!c.present(field) || c.isText(field)) {
            String rule = c.text(field, "auto");
            if (!rule.equals("auto")) {
                throw c.invalid(field, rule, "it must be a whole number or auto");
            }
            return Math.ceilDiv(hidden, 16);
        }
        return c.size(field, 1);
    }
}

package org.suanchou.inspect;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Mixer.ShortConvolution;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** LFM2: gated short convolutions on most layers, attention with norms of query and key heads on the rest. */
final class LiquidFamily {
    private LiquidFamily() {}

    static Transformer lfm2(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        Dense dense = new Dense(width(c), true, false);
        return decoder(c, name, shape, i -> dense);
    }

    static Transformer moe(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 0);
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        Experts experts = ExpertFields.gated(
                c,
                c.experts("num_experts", 32),
                c.experts("num_experts_per_tok", 4),
                c.size("moe_intermediate_size"),
                0,
                false,
                c.flag("use_expert_bias", true));
        int first = c.count("num_dense_layers", 2);
        return decoder(c, name, shape, i -> i < first ? dense : experts);
    }

    private static Transformer decoder(
            ConfigFields c, String name, DecoderShape shape, IntFunction<FeedForward> feedForward) {
        IntPredicate attends = attending(c, shape.layers());
        Mixer attention = shape.attention(Span.FULL, false, false, QueryKeyNorm.HEAD);
        Mixer convolution =
                new ShortConvolution(shape.hidden(), c.heads("conv_L_cache", 3), c.flag("conv_bias", false));
        boolean tied = c.flag("tie_embedding", true);
        if (c.given("tie_embedding") && c.tiedEmbeddings(tied) != tied) {
            throw c.invalid("tie_embedding", tied, "tie_word_embeddings says otherwise");
        }
        return shape.decoder(
                c,
                name,
                tied,
                Norm.RMS,
                i -> new Layer(attends.test(i) ? attention : convolution, feedForward.apply(i), 2));
    }

    /** The list of newer files, the indices of older ones, or all. */
    private static IntPredicate attending(ConfigFields c, int layers) {
        List<String> types = DeepSeekFamily.perLayer(c, "layer_types", layers, LayerTypes.FULL, "conv");
        if (types != null) {
            return i -> types.get(i).equals(LayerTypes.FULL);
        }
        List<Integer> indices = c.numbers("full_attn_idxs", layers - 1);
        return i -> indices == null || indices.contains(i);
    }

    /** Two thirds of the width given, times a factor, rounded up, unless the file says that its width is meant. */
    private static int width(ConfigFields c) {
        int stated = c.given("block_ff_dim") ? c.size("block_ff_dim", 1) : c.size("intermediate_size");
        if (!c.flag("block_auto_adjust_ff_dim", true)) {
            return stated;
        }
        int gated = Math.max(1, 2 * stated / 3);
        if (c.present("block_ffn_dim_multiplier") && !c.given("block_ffn_dim_multiplier")) {
            return gated;
        }
        int scaled = c.timesWhole("block_ffn_dim_multiplier", 1, gated);
        int multiple = c.size("block_multiple_of", 256);
        return Math.ceilDiv(scaled, multiple) * multiple;
    }
}

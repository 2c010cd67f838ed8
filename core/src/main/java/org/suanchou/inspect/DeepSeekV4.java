package org.suanchou.inspect;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.CompressedSparseAttention;
import org.suanchou.model.Mixer.Indexer;
import org.suanchou.model.Norm;
import org.suanchou.model.Transformer;

/**
 * DeepSeek V4: one shared key-value head, keys pooled four to one behind an indexer, 128 to one, or not at all beyond a
 * sliding window; experts on every layer, the first few chosen by a hash of the token.
 *
 * <p>Its hyper-connections (about one weight in 20,000) are not counted.
 */
final class DeepSeekV4 {
    private static final String SPARSE = "compressed_sparse_attention";
    private static final String HEAVY = "heavily_compressed_attention";

    private DeepSeekV4() {}

    static Transformer read(ConfigFields c, String name) {
        c.mustBe("attention_bias", false, false);
        c.mustBe("mlp_bias", false, false);
        int layers = c.layers("num_hidden_layers");
        int heads = c.heads("num_attention_heads");
        int groups = c.heads("o_groups", 8);
        if (heads % groups != 0) {
            throw c.invalid("o_groups", groups, "it must divide the number of heads, {0}", heads);
        }
        DecoderShape shape = new DecoderShape(
                c.size("hidden_size"),
                layers,
                heads,
                1,
                c.heads("head_dim", 512),
                c.size("vocab_size"),
                c.tokens("max_position_embeddings", 0));
        Indexer indexer = DeepSeekFamily.indexer(c, 64, false);
        IntUnaryOperator compress = compression(c, layers);
        Experts learned = experts(c, true);
        Experts hashed = experts(c, false);
        int hashLayers = c.count("num_hash_layers", 3);
        List<String> types = DeepSeekFamily.perLayer(c, "mlp_layer_types", layers, "hash_moe", "moe");
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> {
                    boolean hash = types == null ? i < hashLayers : types.get(i).equals("hash_moe");
                    return new Layer(
                            attention(c, shape, groups, compress.applyAsInt(i), indexer), hash ? hashed : learned, 2);
                },
                c.count("num_nextn_predict_layers", 1));
    }

    private static CompressedSparseAttention attention(
            ConfigFields c, DecoderShape shape, int groups, int compress, Indexer indexer) {
        // only the layers of low compression keep so many pooled keys that a choice among them pays
        @Nullable Indexer choice = compress > 0 && compress <= 4 ? indexer : null;
        return new CompressedSparseAttention(
                shape.heads(),
                shape.headDim(),
                c.size("q_lora_rank"),
                c.size("o_lora_rank", 1024),
                groups,
                c.size("sliding_window", 128),
                compress,
                choice);
    }

    /** Tokens pooled into one, by layer; 0 for none. */
    private static IntUnaryOperator compression(ConfigFields c, int layers) {
        List<Integer> ratios = c.numbers("compress_ratios", 1 << 20);
        if (ratios != null) {
            if (ratios.size() < layers) {
                throw c.invalid("compress_ratios", ratios, "it must have an entry for each of {0} layers", layers);
            }
            return ratios::get;
        }
        ConfigFields rates = c.section("compress_rates");
        int sparse = c.size("compress_rate_csa", rates == null ? 4 : rates.size(SPARSE, 4));
        int heavy = c.size("compress_rate_hca", rates == null ? 128 : rates.size(HEAVY, 128));
        LayerTypes types = LayerTypes.of(c, layers, i -> i >= 2 && i % 2 == 1 ? SPARSE : HEAVY);
        return i -> switch (types.of(i)) {
            case SPARSE -> sparse;
            case HEAVY -> heavy;
            case LayerTypes.SLIDING -> 0;
            default ->
                throw c.invalid(
                        "layer_types[" + i + "]",
                        types.of(i),
                        "it must be one of {0}, {1}, {2}",
                        SPARSE,
                        HEAVY,
                        LayerTypes.SLIDING);
        };
    }

    private static Experts experts(ConfigFields c, boolean correctionBias) {
        int width = c.size("moe_intermediate_size");
        return ExpertFields.gated(
                c,
                c.experts("n_routed_experts"),
                c.experts("num_experts_per_tok"),
                width,
                ExpertFields.sharedWidth(c, c.count("n_shared_experts", 1), width),
                false,
                correctionBias);
    }
}

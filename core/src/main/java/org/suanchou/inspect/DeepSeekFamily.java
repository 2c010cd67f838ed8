package org.suanchou.inspect;

import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.Indexer;
import org.suanchou.model.Mixer.MultiLatentAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Transformer;

/**
 * DeepSeek V2 to V3.2 and those who took over the block (Kimi K2, GLM-5): multi-head latent attention, a few dense layers,
 * then fine-grained experts beside shared ones.
 */
final class DeepSeekFamily {
    private DeepSeekFamily() {}

    static Transformer v2(ConfigFields c, String name) {
        return latent(c, name, false, 0, i -> null);
    }

    static Transformer v3(ConfigFields c, String name) {
        return latent(c, name, true, 3, i -> null);
    }

    /** GLM-4.7-Flash: the block of V3 with one dense layer. */
    static Transformer glm4Lite(ConfigFields c, String name) {
        return latent(c, name, true, 1, i -> null);
    }

    static Transformer v32(ConfigFields c, String name) {
        Indexer indexer = indexer(c, 64, false);
        return latent(c, name, true, 3, i -> indexer);
    }

    /** GLM-5 has an indexer on every layer; in GLM-5.2 most layers reuse the choice of an earlier one. */
    static Transformer glm5(ConfigFields c, String name) {
        Indexer full = indexer(c, 32, false);
        Indexer shared = indexer(c, 32, true);
        int layers = c.layers("num_hidden_layers");
        List<String> types = perLayer(c, "indexer_types", layers, "full", "shared");
        String pattern = c.text("index_topk_pattern", "");
        int every = Math.max(1, c.count("index_topk_freq", 1));
        int offset = c.count("index_skip_topk_offset", 2);
        if (types == null && !pattern.isEmpty() && pattern.length() < layers) {
            throw c.invalid("index_topk_pattern", pattern, "it must have a letter for each of {0} layers", layers);
        }
        return latent(c, name, true, 3, i -> {
            boolean own = types != null
                    ? types.get(i).equals("full")
                    : pattern.isEmpty() ? Math.max(i - offset + 1, 0) % every == 0 : pattern.charAt(i) == 'F';
            return own ? full : shared;
        });
    }

    private static Transformer latent(
            ConfigFields c,
            String name,
            boolean correctionBias,
            int firstDenseWhereAbsent,
            IntFunction<@Nullable Indexer> indexer) {
        c.mustBe("attention_bias", false, false);
        int layers = c.layers("num_hidden_layers");
        Dense dense = new Dense(c.size("intermediate_size"), true, false);
        @Nullable Experts experts = experts(c, correctionBias);
        int firstDense = c.count("first_k_dense_replace", firstDenseWhereAbsent);
        int every = c.sizeOrDerived("moe_layer_freq", 1);
        List<String> types = perLayer(c, "mlp_layer_types", layers, "dense", "sparse");
        MultiLatentAttention attention = attention(c, 1536);
        DecoderShape shape = new DecoderShape(
                c.size("hidden_size"),
                layers,
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
                i -> {
                    boolean sparse = types == null
                            ? i >= firstDense && i % every == 0
                            : types.get(i).equals("sparse");
                    return new Layer(with(attention, indexer.apply(i)), experts != null && sparse ? experts : dense, 2);
                },
                c.count("num_nextn_predict_layers", 0));
    }

    /** @param absent rank of queries where the field is absent, null for a full projection, which null always means */
    static MultiLatentAttention attention(ConfigFields c, @Nullable Integer absent) {
        boolean fullQueries = !c.given("q_lora_rank") && (absent == null || c.present("q_lora_rank"));
        return new MultiLatentAttention(
                c.heads("num_attention_heads"),
                fullQueries ? null : Integer.valueOf(c.size("q_lora_rank", absent == null ? 1 : absent)),
                c.size("kv_lora_rank", 512),
                c.heads("qk_rope_head_dim", 64),
                c.heads("qk_nope_head_dim", 128),
                c.heads("v_head_dim", 128),
                null);
    }

    private static MultiLatentAttention with(MultiLatentAttention a, @Nullable Indexer indexer) {
        return new MultiLatentAttention(
                a.heads(), a.queryRank(), a.kvRank(), a.ropeDim(), a.nopeDim(), a.valueDim(), indexer);
    }

    /** Null where the field is: a dense network of the same block. */
    static @Nullable Experts experts(ConfigFields c, boolean correctionBias) {
        if (c.present("n_routed_experts") && !c.given("n_routed_experts")) {
            return null;
        }
        String routing = c.text("topk_method", correctionBias ? "noaux_tc" : "greedy");
        int width = c.size("moe_intermediate_size");
        int groups = c.count("n_group", 1);
        int chosen = c.count("topk_group", groups);
        return ExpertFields.gated(
                        c,
                        c.experts("n_routed_experts", "num_experts"),
                        c.experts("num_experts_per_tok"),
                        width,
                        ExpertFields.sharedWidth(c, c.count("n_shared_experts", 0), width),
                        false,
                        routing.equals("noaux_tc"))
                .withNodeLimit(chosen < groups ? chosen : 0);
    }

    static Indexer indexer(ConfigFields c, int heads, boolean shared) {
        return new Indexer(
                c.heads("index_n_heads", heads), c.heads("index_head_dim", 128), c.size("index_topk", 2048), shared);
    }

    /** A list of one word or the other for each layer, or null where the file has none. */
    static @Nullable List<String> perLayer(ConfigFields c, String field, int layers, String one, String other) {
        List<String> words = c.words(field);
        if (words == null) {
            return null;
        }
        if (words.size() < layers) {
            throw c.invalid(field, words, "it must have an entry for each of {0} layers", layers);
        }
        for (int i = 0; i < layers; i++) {
            if (!words.get(i).equals(one) && !words.get(i).equals(other)) {
                throw c.invalid(field + "[" + i + "]", words.get(i), "it must be {0} or {1}", one, other);
            }
        }
        return words;
    }
}

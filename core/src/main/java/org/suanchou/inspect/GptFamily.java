package org.suanchou.inspect;

import java.util.List;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** GPT-2 and its descendants GPT-J, GPT-NeoX and StarCoder; gpt-oss. */
final class GptFamily {
    private GptFamily() {}

    static Transformer gpt2(ConfigFields c, String name) {
        int heads = heads(c);
        return learnedPositions(c, name, heads, heads);
    }

    /** StarCoder and SantaCoder: GPT-2 with one key-value head. */
    static Transformer gptBigCode(ConfigFields c, String name) {
        int heads = heads(c);
        return learnedPositions(c, name, heads, c.flag("multi_query", true) ? 1 : heads);
    }

    private static int heads(ConfigFields c) {
        return c.heads("n_head", "num_attention_heads");
    }

    private static Transformer learnedPositions(ConfigFields c, String name, int heads, int kvHeads) {
        int hidden = c.size("n_embd", "hidden_size");
        int positions = c.size("n_positions", "max_position_embeddings");
        Layer layer = new Layer(
                biased(heads, kvHeads, DecoderShape.share(c, hidden, heads)),
                new Dense(c.sizeOrDerived("n_inner", 4 * hidden), false, true),
                2);
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(true),
                positions,
                positions,
                Norm.LAYER,
                false,
                false,
                0,
                DecoderShape.stack(c.layers("n_layer", "num_hidden_layers"), i -> layer),
                0);
    }

    static Transformer gptj(ConfigFields c, String name) {
        int hidden = c.size("n_embd", "hidden_size");
        int heads = heads(c);
        Layer layer = new Layer(
                GroupedQueryAttention.causal(heads, heads, DecoderShape.share(c, hidden, heads)),
                new Dense(c.sizeOrDerived("n_inner", 4 * hidden), false, true),
                1);
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(false),
                0,
                c.tokens("n_positions", c.tokens("max_position_embeddings", 0)),
                Norm.LAYER,
                false,
                true,
                0,
                DecoderShape.stack(c.layers("n_layer", "num_hidden_layers"), i -> layer),
                0);
    }

    /** GPT-Neo: every second layer attends to a window; biases but on queries, keys and values. */
    static Transformer gptNeo(ConfigFields c, String name) {
        int hidden = c.size("hidden_size");
        int heads = c.heads("num_heads", "num_attention_heads");
        int layers = c.layers("num_layers", "num_hidden_layers");
        int positions = c.size("max_position_embeddings");
        List<String> kinds = c.words("attention_layers");
        Span window = new Span.Sliding(c.size("window_size", 256));
        Dense dense = new Dense(c.sizeOrDerived("intermediate_size", 4 * hidden), false, true);
        int headDim = DecoderShape.share(c, hidden, heads);
        if (kinds != null && kinds.size() != layers) {
            throw c.invalid("attention_layers", kinds, "it must have one entry for each of {0} layers", layers);
        }
        return new Transformer(
                name,
                hidden,
                c.size("vocab_size"),
                c.tiedEmbeddings(true),
                positions,
                positions,
                Norm.LAYER,
                false,
                false,
                0,
                DecoderShape.stack(layers, i -> {
                    boolean local = kinds == null ? i % 2 == 1 : kinds.get(i).equals("local");
                    return new Layer(
                            new GroupedQueryAttention(
                                    heads,
                                    heads,
                                    headDim,
                                    local ? window : Span.FULL,
                                    true,
                                    false,
                                    true,
                                    false,
                                    QueryKeyNorm.NONE,
                                    false,
                                    false,
                                    false),
                            dense,
                            2);
                }),
                0);
    }

    static Transformer gptNeoX(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c);
        boolean bias = c.flag("attention_bias", true);
        Layer layer = new Layer(
                shape.attention(Span.FULL, bias, bias, QueryKeyNorm.NONE),
                new Dense(c.size("intermediate_size"), false, true),
                2);
        return shape.decoder(c, name, false, Norm.LAYER, i -> layer);
    }

    /** Biases on every matrix, the router's included, and a learned sink per head. */
    static Transformer gptOss(ConfigFields c, String name) {
        DecoderShape shape = DecoderShape.of(c, 8, 64);
        int experts = c.experts("num_local_experts", 128);
        int topK = c.experts("num_experts_per_tok", 4);
        ExpertFields.checkTopK(c, experts, topK);
        Experts feedForward =
                new Experts(experts, topK, c.size("intermediate_size"), true, true, 0, false, true, 0, 0, 0);
        LayerTypes types = LayerTypes.of(c, shape.layers(), LayerTypes.everyNth(2, LayerTypes.SLIDING));
        Integer window = LayerTypes.window(c, "sliding_window", 128);
        boolean bias = c.flag("attention_bias", true);
        return shape.decoder(
                c,
                name,
                false,
                Norm.RMS,
                i -> new Layer(
                        new GroupedQueryAttention(
                                shape.heads(),
                                shape.kvHeads(),
                                shape.headDim(),
                                types.span(i, window),
                                true,
                                bias,
                                bias,
                                false,
                                QueryKeyNorm.NONE,
                                false,
                                false,
                                true),
                        feedForward,
                        2));
    }

    private static GroupedQueryAttention biased(int heads, int kvHeads, int headDim) {
        return new GroupedQueryAttention(
                heads, kvHeads, headDim, Span.FULL, true, true, true, false, QueryKeyNorm.NONE, false, false, false);
    }
}

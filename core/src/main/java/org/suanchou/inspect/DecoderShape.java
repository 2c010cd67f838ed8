package org.suanchou.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** The sizes that nearly every decoder states under the same names. */
record DecoderShape(int hidden, int layers, int heads, int kvHeads, int headDim, int vocabulary, int maxPosition) {

    /** Key-value heads as many as heads, and heads that share the hidden width, where the file says nothing else. */
    static DecoderShape of(ConfigFields c) {
        return of(c, 0, 0);
    }

    /**
     * @param kvHeads of the family where the field is absent; 0 for as many as heads, which null always means
     * @param headDim of the family where the field is absent; 0 for the hidden width shared out, which null means
     */
    static DecoderShape of(ConfigFields c, int kvHeads, int headDim) {
        return of(c, c.heads("num_attention_heads"), kvHeads, headDim, c.size("vocab_size"));
    }

    static DecoderShape of(ConfigFields c, int heads, int kvHeads, int headDim, int vocabulary) {
        int hidden = c.size("hidden_size");
        return new DecoderShape(
                        hidden,
                        c.layers("num_hidden_layers"),
                        heads,
                        keyValueHeads(c, heads, kvHeads == 0 ? heads : kvHeads),
                        headDim(c, hidden, heads, headDim),
                        vocabulary,
                        c.tokens("max_position_embeddings", 0))
                .checked(c);
    }

    private static int headDim(ConfigFields c, int hidden, int heads, int fallback) {
        if (c.given("head_dim") || fallback > 0 && !c.present("head_dim")) {
            return c.heads("head_dim", fallback);
        }
        return share(c, hidden, heads);
    }

    /** The family's number where the field is absent; null always means as many as heads. */
    static int keyValueHeads(ConfigFields c, int heads, int fallback) {
        return c.given("num_key_value_heads") || !c.present("num_key_value_heads")
                ? c.heads("num_key_value_heads", fallback)
                : heads;
    }

    /** Width of a head where heads share the hidden width. */
    static int share(ConfigFields c, int hidden, int heads) {
        if (hidden % heads != 0) {
            throw c.invalid("hidden_size", hidden, "it must be a multiple of the number of heads, {0}", heads);
        }
        return hidden / heads;
    }

    private DecoderShape checked(ConfigFields c) {
        if (heads % kvHeads != 0) {
            throw c.invalid("num_key_value_heads", kvHeads, "it must divide the number of heads, {0}", heads);
        }
        return this;
    }

    GroupedQueryAttention attention(Span span, boolean qkvBias, boolean outputBias, QueryKeyNorm norm) {
        return new GroupedQueryAttention(
                heads, kvHeads, headDim, span, true, qkvBias, outputBias, false, norm, false, false, false);
    }

    GroupedQueryAttention attention(Span span) {
        return attention(span, false, false, QueryKeyNorm.NONE);
    }

    Transformer decoder(ConfigFields c, String name, boolean tied, Norm norm, IntFunction<Layer> layer) {
        return decoder(c, name, tied, norm, layer, 0);
    }

    /** @param tied whether the family shares table and head where the file doesn't say */
    Transformer decoder(
            ConfigFields c, String name, boolean tied, Norm norm, IntFunction<Layer> layer, int mtpModules) {
        return new Transformer(
                name,
                hidden,
                vocabulary,
                c.tiedEmbeddings(tied),
                0,
                maxPosition,
                norm,
                false,
                false,
                0,
                stack(layers, layer),
                mtpModules);
    }

    /** Runs of equal layers. */
    static List<LayerRun> stack(int layers, IntFunction<Layer> layer) {
        List<LayerRun> runs = new ArrayList<>();
        Layer last = layer.apply(0);
        int count = 1;
        for (int i = 1; i < layers; i++) {
            Layer next = layer.apply(i);
            if (next.equals(last)) {
                count++;
            } else {
                runs.add(new LayerRun(last, count));
                last = next;
                count = 1;
            }
        }
        runs.add(new LayerRun(last, count));
        return runs;
    }
}

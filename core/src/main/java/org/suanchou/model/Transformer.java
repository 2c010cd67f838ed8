package org.suanchou.model;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.words.WordedException;

/**
 * A stack of {@link Layer}s between an embedding and a vocabulary head: dense, mixture-of-experts and hybrid decoders,
 * and encoders.
 *
 * @param learnedPositions rows of a learned position table; 0 for rotary, ALiBi or none
 * @param maxPosition longest sequence it was made for; 0 where unknown
 * @param perLayerEmbedding width of a further embedding per layer (Gemma 3n and 4), which every layer takes; 0 for none
 * @param mtpModules multi-token-prediction modules, not in the parameter counts
 */
public record Transformer(
        String name,
        int hidden,
        int vocabulary,
        boolean tiedEmbeddings,
        int learnedPositions,
        int maxPosition,
        Norm norm,
        boolean embeddingNorm,
        boolean headBias,
        int perLayerEmbedding,
        List<LayerRun> runs,
        int mtpModules)
        implements ModelSpec {
    public Transformer {
        Check.hidden("hidden", hidden);
        Check.positive("vocab", vocabulary);
        Check.tokens("max_position", maxPosition, 0);
        Check.tokens("position table", learnedPositions, 0);
        if (perLayerEmbedding != 0) {
            Check.hidden("per_layer_embedding", perLayerEmbedding);
        }
        for (LayerRun run : runs) {
            if (run.layer().perLayerInput() != perLayerEmbedding) {
                throw new WordedException(
                        "per_layer_embedding is {0}; a layer's own input must be as wide, not {1}",
                        perLayerEmbedding, run.layer().perLayerInput());
            }
        }
        Check.nonNegative("mtp_layers", mtpModules);
        if (runs.isEmpty()) {
            throw new WordedException("layers is 0; a transformer has at least one");
        }
        runs = List.copyOf(runs);
        long layers = 0;
        for (LayerRun run : runs) {
            layers += run.count();
        }
        Check.layers("layers", layers);
    }

    public Transformer withMtpModules(int modules) {
        return new Transformer(
                name,
                hidden,
                vocabulary,
                tiedEmbeddings,
                learnedPositions,
                maxPosition,
                norm,
                embeddingNorm,
                headBias,
                perLayerEmbedding,
                runs,
                modules);
    }

    public int layers() {
        int layers = 0;
        for (LayerRun run : runs) {
            layers += run.count();
        }
        return layers;
    }

    /** The distinct layers, in order of first appearance. */
    public List<Layer> kinds() {
        List<Layer> kinds = new ArrayList<>();
        for (LayerRun run : runs) {
            if (!kinds.contains(run.layer())) {
                kinds.add(run.layer());
            }
        }
        return List.copyOf(kinds);
    }

    /** For each layer in order, the index of its kind in {@link #kinds()}. */
    public int[] order() {
        List<Layer> kinds = kinds();
        int[] order = new int[layers()];
        int at = 0;
        for (LayerRun run : runs) {
            int kind = kinds.indexOf(run.layer());
            for (int i = 0; i < run.count(); i++) {
                order[at++] = kind;
            }
        }
        return order;
    }

    public boolean hasExperts() {
        return runs.stream().anyMatch(r -> r.layer().feedForward() instanceof FeedForward.Experts);
    }

    /** Weights of the token table, position table and their norm. */
    public long embeddingParameters() {
        long perLayer =
                perLayerEmbedding == 0 ? 0 : (long) vocabulary * layers() * perLayerEmbedding + perLayerEmbedding;
        return ((long) vocabulary + learnedPositions) * hidden
                + (embeddingNorm ? norm.parameters(hidden) : 0)
                + perLayer;
    }

    /** Weights of the vocabulary head of its own (none where tied), its bias and the last norm. */
    public long headParameters() {
        return (tiedEmbeddings ? 0 : (long) vocabulary * hidden)
                + (headBias ? vocabulary : 0)
                + norm.parameters(hidden);
    }

    @Override
    public long parameters() {
        long sum = embeddingParameters() + headParameters();
        for (LayerRun run : runs) {
            sum += run.count() * run.layer().parameters(hidden, norm);
        }
        return sum;
    }

    @Override
    public long activeParameters() {
        long sum = embeddingParameters() + headParameters();
        for (LayerRun run : runs) {
            sum += run.count() * run.layer().activeParameters(hidden, norm);
        }
        return sum;
    }

    /**
     * Matrix weights that one token is multiplied with: layers and head, without the embedding table; the N of the
     * 6 N rule.
     */
    public long matrixParametersPerToken() {
        return activeParameters() - embeddingParameters() + (tiedEmbeddings ? (long) vocabulary * hidden : 0);
    }
}

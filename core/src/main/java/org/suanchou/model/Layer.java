package org.suanchou.model;

import org.suanchou.words.WordedException;

/**
 * One block: norms, a mixer and a feed-forward part, either of which may be absent.
 *
 * @param norms norms over the hidden width in this block
 * @param perLayerInput width of what a further embedding of the token adds to this layer behind a gate (Gemma 3n and 4); 0
 *     for none
 */
public record Layer(Mixer mixer, FeedForward feedForward, int norms, int perLayerInput) {
    private static final int MOST_NORMS = 64;

    public Layer {
        if (norms < 0 || norms > MOST_NORMS) {
            throw new WordedException("norms_per_layer is {0}; it must be between 0 and {1}", norms, MOST_NORMS);
        }
        if (perLayerInput != 0) {
            Check.hidden("per_layer_embedding", perLayerInput);
        }
    }

    /** Without an embedding of its own. */
    public Layer(Mixer mixer, FeedForward feedForward, int norms) {
        this(mixer, feedForward, norms, 0);
    }

    public long parameters(int hidden, Norm norm) {
        return mixer.parameters(hidden)
                + feedForward.parameters(hidden)
                + norms * norm.parameters(hidden)
                + perLayerParameters(hidden);
    }

    public long activeParameters(int hidden, Norm norm) {
        return mixer.parameters(hidden)
                + feedForward.activeParameters(hidden)
                + norms * norm.parameters(hidden)
                + perLayerParameters(hidden);
    }

    /** Weights around the layer's own embedding: its share of the projection to all layers, gate, projection back, norm. */
    public long perLayerParameters(int hidden) {
        return perLayerInput == 0 ? 0 : 3L * hidden * perLayerInput + hidden;
    }
}

package org.suanchou.model;

/**
 * One block: norms, a mixer and a feed-forward part, either of which may be absent.
 *
 * @param norms norms over the hidden width in this block
 */
public record Layer(Mixer mixer, FeedForward feedForward, int norms) {
    private static final int MOST_NORMS = 64;

    public Layer {
        if (norms < 0 || norms > MOST_NORMS) {
            throw new IllegalArgumentException(
                    "norms_per_layer is " + norms + "; it must be between 0 and " + MOST_NORMS);
        }
    }

    public long parameters(int hidden, Norm norm) {
        return mixer.parameters(hidden) + feedForward.parameters(hidden) + norms * norm.parameters(hidden);
    }

    public long activeParameters(int hidden, Norm norm) {
        return mixer.parameters(hidden) + feedForward.activeParameters(hidden) + norms * norm.parameters(hidden);
    }
}

package org.suanchou.model;

import org.suanchou.words.WordedException;

/** The part of a layer that treats each token alone. */
public sealed interface FeedForward {
    /** All weights in a network of the given hidden width. */
    long parameters(int hidden);

    /** Weights that one token meets. */
    long activeParameters(int hidden);

    /** A layer that only mixes tokens. */
    record None() implements FeedForward {
        @Override
        public long parameters(int hidden) {
            return 0;
        }

        @Override
        public long activeParameters(int hidden) {
            return 0;
        }
    }

    /** Two matrices, or three where {@code gated}; {@code width} is that of one branch. */
    record Dense(int width, boolean gated, boolean bias) implements FeedForward {
        public Dense {
            Check.positive("ffn", width);
        }

        @Override
        public long parameters(int hidden) {
            long up = (gated ? 2L : 1L) * width;
            return hidden * up + (long) width * hidden + (bias ? up + hidden : 0);
        }

        @Override
        public long activeParameters(int hidden) {
            return parameters(hidden);
        }
    }

    /**
     * Mixture of experts: {@code topK} of {@code experts} per token, beside shared experts that see every token.
     *
     * @param sharedWidth width of one branch of all shared experts together; 0 for none
     * @param latentWidth width that the routed experts work in; 0 for the hidden width
     * @param parallelDenseWidth width of a dense branch beside the experts; 0 for none
     * @param nodeLimit nodes that the experts of a token may lie on; 0 for any number
     * @param identityExperts experts beside the others that hand a token back as it is (LongCat-Flash, arXiv 2509.01322):
     *     the router scores them, nothing else does; {@code topK} counts the experts with weights that a token meets on
     *     average
     */
    record Experts(
            int experts,
            int topK,
            int expertWidth,
            boolean gated,
            boolean bias,
            int sharedWidth,
            boolean sharedGate,
            boolean routerBias,
            int latentWidth,
            int parallelDenseWidth,
            int nodeLimit,
            int identityExperts)
            implements FeedForward {
        /** Every expert has weights. */
        public Experts(
                int experts,
                int topK,
                int expertWidth,
                boolean gated,
                boolean bias,
                int sharedWidth,
                boolean sharedGate,
                boolean routerBias,
                int latentWidth,
                int parallelDenseWidth,
                int nodeLimit) {
            this(
                    experts,
                    topK,
                    expertWidth,
                    gated,
                    bias,
                    sharedWidth,
                    sharedGate,
                    routerBias,
                    latentWidth,
                    parallelDenseWidth,
                    nodeLimit,
                    0);
        }

        public Experts {
            Check.positive("moe.experts", experts);
            Check.positive("moe.top_k", topK);
            Check.positive("moe.expert_ffn", expertWidth);
            Check.nonNegative("moe.shared_ffn", sharedWidth);
            Check.nonNegative("moe.expert_hidden", latentWidth);
            Check.nonNegative("moe.parallel_dense_ffn", parallelDenseWidth);
            Check.nonNegative("moe.node_limit", nodeLimit);
            Check.nonNegative("moe.identity_experts", identityExperts);
            Check.experts("moe.experts x moe.expert_ffn", experts, expertWidth);
            if (latentWidth != 0) {
                Check.hidden("moe.expert_hidden", latentWidth);
            }
            if (topK > experts) {
                throw new WordedException("moe.top_k is {0}; it can't exceed moe.experts, {1}", topK, experts);
            }
        }

        public Experts withNodeLimit(int nodes) {
            return new Experts(
                    experts,
                    topK,
                    expertWidth,
                    gated,
                    bias,
                    sharedWidth,
                    sharedGate,
                    routerBias,
                    latentWidth,
                    parallelDenseWidth,
                    nodes,
                    identityExperts);
        }

        /** Scores that the router gives a token. */
        public int scores() {
            return experts + identityExperts;
        }

        /** Width of a token as a routed expert sees it. */
        public int expertHidden(int hidden) {
            return latentWidth == 0 ? hidden : latentWidth;
        }

        /** Weights of one routed expert. */
        public long expertParameters(int hidden) {
            return new Dense(expertWidth, gated, bias).parameters(expertHidden(hidden));
        }

        /** Weights outside the routed experts: router, shared experts, projections to the latent width and back. */
        public long commonParameters(int hidden) {
            long shared = sharedWidth == 0 ? 0 : new Dense(sharedWidth, gated, false).parameters(hidden);
            long latent = latentWidth == 0 ? 0 : 2L * hidden * latentWidth;
            long dense = parallelDenseWidth == 0 ? 0 : new Dense(parallelDenseWidth, gated, false).parameters(hidden);
            return routerParameters(hidden) + shared + (sharedGate ? hidden : 0) + latent + dense;
        }

        public long routerParameters(int hidden) {
            return (long) hidden * scores() + (routerBias ? scores() : 0);
        }

        @Override
        public long parameters(int hidden) {
            return experts * expertParameters(hidden) + commonParameters(hidden);
        }

        @Override
        public long activeParameters(int hidden) {
            return topK * expertParameters(hidden) + commonParameters(hidden);
        }
    }
}

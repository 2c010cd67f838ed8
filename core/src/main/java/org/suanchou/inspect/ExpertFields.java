package org.suanchou.inspect;

import org.suanchou.model.FeedForward.Experts;

/** Routed experts as most families state them: gated, without biases, at the hidden width. */
final class ExpertFields {
    private ExpertFields() {}

    /** @param sharedWidth of all shared experts together; 0 for none */
    static Experts gated(
            ConfigFields c, int experts, int topK, int width, int sharedWidth, boolean sharedGate, boolean routerBias) {
        checkTopK(c, experts, topK);
        return new Experts(experts, topK, width, true, false, sharedWidth, sharedGate, routerBias, 0, 0, 0);
    }

    static void checkTopK(ConfigFields c, int experts, int topK) {
        if (topK > experts) {
            throw c.invalid("num_experts_per_tok", topK, "it can't exceed the number of experts, {0}", experts);
        }
    }

    /** Width of {@code shared} experts of {@code width} side by side. */
    static int sharedWidth(ConfigFields c, int shared, int width) {
        long together = (long) shared * width;
        if (together > 1 << 20) {
            throw c.invalid("n_shared_experts", shared, "shared experts together must be at most 2^20 wide");
        }
        return (int) together;
    }
}

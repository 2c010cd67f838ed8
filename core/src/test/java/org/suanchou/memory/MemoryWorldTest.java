package org.suanchou.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Norm;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.Sharding;

/**
 * Experts and latent attention in a world small enough to count by hand: 1024 tokens of a hidden width of 64, 2 bytes an
 * activation, one chip or 4 expert-parallel ranks.
 */
class MemoryWorldTest {
    private static final int HIDDEN = 64;
    private static final double TOKENS = 1024;
    /** 8 experts of 32, 2 a token, gated, beside a shared one of 16. */
    private static final FeedForward.Experts EXPERTS =
            new FeedForward.Experts(8, 2, 32, true, false, 16, false, false, 0, 0, 0);

    private static final Mixer LATENT = new Mixer.MultiLatentAttention(4, 24, 32, 8, 16, 16, null);
    /** Input and output of a norm. */
    private static final double NORM = 2 * 2 * TOKENS * HIDDEN;

    private static LayerMemory memory(
            Mixer mixer, FeedForward feedForward, int ep, double imbalance, Recompute recompute) {
        return LayerMemory.of(
                new Layer(mixer, feedForward, 1),
                HIDDEN,
                Norm.RMS,
                new Sharding(1, false, 1, ep, 1, 1, 1024, imbalance),
                AttentionKernel.NATIVE,
                recompute,
                false);
    }

    private static LayerMemory experts(int ep, double imbalance, Recompute recompute) {
        return memory(new Mixer.None(), EXPERTS, ep, imbalance, recompute);
    }

    private static Recompute of(Recompute.Module... modules) {
        return new Recompute.Selective(Set.of(modules));
    }

    /**
     * Of a token: logits and scores of 8 experts in 4 bytes; 2 copies of 64 in and out; 2 x 32 through gate, branch and their
     * product; 16 through those of the shared expert.
     */
    @Test
    void expertsKeepWhatIsRoutedAndWhatIsShared() {
        double router = 8 * 8;
        double routed = 2 * 2 * 2 * 64;
        double inside = 2 * 2 * 3 * 32;
        double shared = 2 * 3 * 16;

        assertThat(experts(1, 1, Recompute.NONE).keptBytes())
                .isEqualTo(NORM + TOKENS * (router + routed + inside + shared));
    }

    /** A rank of four holds 2 experts of 3 x 64 x 32 and meets as many tokens; router and shared expert are whole. */
    @Test
    void expertParallelismCutsWeightsAlone() {
        LayerMemory one = experts(1, 1, Recompute.NONE);
        LayerMemory four = experts(4, 1, Recompute.NONE);

        assertThat(four.keptBytes()).isEqualTo(one.keptBytes());
        assertThat(one.expertParameters()).isEqualTo(8 * 3 * 64 * 32);
        assertThat(four.expertParameters()).isEqualTo(2 * 3 * 64 * 32);
        assertThat(four.denseParameters()).isEqualTo(8 * 64 + 3 * 64 * 16 + 64);
    }

    /** The busiest rank meets half as many tokens more: of what is routed, and of nothing else. */
    @Test
    void imbalanceIsOfRoutedTokens() {
        double routed = TOKENS * (2 * 2 * 2 * 64 + 2 * 2 * 3 * 32);

        assertThat(experts(4, 1.5, Recompute.NONE).keptBytes()
                        - experts(4, 1, Recompute.NONE).keptBytes())
                .isEqualTo(routed / 2);
    }

    /** Recomputed experts keep no router, no copies, no branches; a recomputed activation function drops one of three. */
    @Test
    void recomputedModulesLetGoOfTheirOwn() {
        assertThat(experts(1, 1, of(Recompute.Module.EXPERTS)).keptBytes()).isEqualTo(NORM + TOKENS * 2 * 3 * 16);
        assertThat(experts(1, 1, of(Recompute.Module.SHARED_EXPERT)).keptBytes())
                .isEqualTo(experts(1, 1, Recompute.NONE).keptBytes() - TOKENS * 2 * 3 * 16);
        assertThat(experts(1, 1, of(Recompute.Module.EXPERT_ACTIVATION)).keptBytes())
                .isEqualTo(experts(1, 1, Recompute.NONE).keptBytes() - TOKENS * 2 * 2 * 32);
        assertThat(experts(1, 1, Recompute.FULL).keptBytes()).isEqualTo(TOKENS * 2 * HIDDEN);
    }

    /**
     * Latents of 24, 32 and 8 before and after their norm; 4 heads of query and key of 16 + 8 and value of 16; output of 4 x
     * 16; a statistic of 4 bytes a head.
     */
    @Test
    void latentAttentionKeepsLatentsAndHeads() {
        double latents = 2 * 2 * (24 + 32 + 8);
        double heads = 2 * 4 * (2 * 24 + 16);
        double output = 2 * 4 * 16;
        double statistics = 4 * 4;
        LayerMemory latent = memory(LATENT, new FeedForward.None(), 1, 1, Recompute.NONE);

        assertThat(latent.keptBytes()).isEqualTo(NORM + TOKENS * (latents + heads + output + statistics));
        assertThat(memory(LATENT, new FeedForward.None(), 1, 1, of(Recompute.Module.LATENT_UP))
                        .keptBytes())
                .isEqualTo(latent.keptBytes() - TOKENS * heads);
    }
}

package org.suanchou.stack;

import org.jspecify.annotations.Nullable;

/**
 * Options of a run that override what its stack does by default.
 *
 * @param tensorOverlap of tensor-parallel traffic
 * @param expertOverlap of the all-to-all of experts
 * @param dispatcher of tokens to experts; null for the stack's
 * @param contextExchange of keys and values
 * @param pipelineOverlap of sends between stages
 * @param graphedShare share of a layer's launches that CUDA graphs replay, 0 to 1
 * @param offloadedLayers layers whose activations go to host memory
 * @param gradientBytes bytes of a gradient element where the run states them; null for the stack's
 * @param meanDocument tokens of the documents packed into a sequence, on average; null where that is not said
 * @param baseBytes bytes of a frozen weight as it is held and gathered, above 0, at most 2; each product expands it to 16 bits
 * @param expertImbalance routed tokens of the busiest expert-parallel rank over their mean, at least 1
 * @param held of the state of the weights
 * @param fusedLoss the loss is computed with its projection, piece by piece, and keeps no logits
 */
public record RunOptions(
        Overlap tensorOverlap,
        Overlap expertOverlap,
        @Nullable ExpertDispatcher dispatcher,
        ContextExchange contextExchange,
        Overlap pipelineOverlap,
        double graphedShare,
        int offloadedLayers,
        @Nullable Double gradientBytes,
        double expertImbalance,
        @Nullable Double meanDocument,
        double baseBytes,
        HeldState held,
        boolean fusedLoss) {
    /** Bytes of a weight in 16 bits. */
    public static final double HALF_PRECISION = 2;

    public static final RunOptions DEFAULT = new RunOptions(
            Overlap.USUAL,
            Overlap.USUAL,
            null,
            ContextExchange.RING,
            Overlap.USUAL,
            0,
            0,
            null,
            1,
            null,
            HALF_PRECISION,
            HeldState.MIXED_PRECISION_ADAM,
            false);

    public RunOptions withDispatcher(@Nullable ExpertDispatcher other) {
        return new RunOptions(
                tensorOverlap,
                expertOverlap,
                other,
                contextExchange,
                pipelineOverlap,
                graphedShare,
                offloadedLayers,
                gradientBytes,
                expertImbalance,
                meanDocument,
                baseBytes,
                held,
                fusedLoss);
    }

    public RunOptions withContextExchange(ContextExchange other) {
        return new RunOptions(
                tensorOverlap,
                expertOverlap,
                dispatcher,
                other,
                pipelineOverlap,
                graphedShare,
                offloadedLayers,
                gradientBytes,
                expertImbalance,
                meanDocument,
                baseBytes,
                held,
                fusedLoss);
    }

    public RunOptions withGraphedShare(double other) {
        return new RunOptions(
                tensorOverlap,
                expertOverlap,
                dispatcher,
                contextExchange,
                pipelineOverlap,
                other,
                offloadedLayers,
                gradientBytes,
                expertImbalance,
                meanDocument,
                baseBytes,
                held,
                fusedLoss);
    }

    public RunOptions withGradientBytes(@Nullable Double other) {
        return new RunOptions(
                tensorOverlap,
                expertOverlap,
                dispatcher,
                contextExchange,
                pipelineOverlap,
                graphedShare,
                offloadedLayers,
                other,
                expertImbalance,
                meanDocument,
                baseBytes,
                held,
                fusedLoss);
    }

    public RunOptions withExpertImbalance(double other) {
        return new RunOptions(
                tensorOverlap,
                expertOverlap,
                dispatcher,
                contextExchange,
                pipelineOverlap,
                graphedShare,
                offloadedLayers,
                gradientBytes,
                other,
                meanDocument,
                baseBytes,
                held,
                fusedLoss);
    }
}

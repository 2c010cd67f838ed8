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
 * @param expertImbalance routed tokens of the busiest expert-parallel rank over their mean, at least 1
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
        double expertImbalance) {
    public static final RunOptions DEFAULT =
            new RunOptions(Overlap.USUAL, Overlap.USUAL, null, ContextExchange.RING, Overlap.USUAL, 0, 0, null, 1);

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
                expertImbalance);
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
                expertImbalance);
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
                expertImbalance);
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
                expertImbalance);
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
                other);
    }
}

package org.suanchou.training;

import org.jspecify.annotations.Nullable;
import org.suanchou.stack.ContextExchange;
import org.suanchou.stack.ExpertDispatcher;

/**
 * Switches of a run that override what its stack does by default.
 *
 * @param tensorOverlap whether tensor-parallel traffic is overlapped; null for the stack's habit
 * @param expertOverlap the same for the all-to-all of experts
 * @param dispatcher of tokens to experts; null for the stack's
 * @param contextExchange of keys and values
 * @param pipelineOverlap the same for sends between stages
 * @param graphedShare share of a layer's launches that CUDA graphs replay, 0 to 1
 * @param offloadedLayers layers whose activations go to host memory
 * @param gradientBytes bytes of a gradient element where the run states them; null for the stack's habit
 * @param expertImbalance routed tokens of the busiest expert-parallel rank over their mean, at least 1
 */
public record Runtime(
        @Nullable Boolean tensorOverlap,
        @Nullable Boolean expertOverlap,
        @Nullable ExpertDispatcher dispatcher,
        ContextExchange contextExchange,
        @Nullable Boolean pipelineOverlap,
        double graphedShare,
        int offloadedLayers,
        @Nullable Double gradientBytes,
        double expertImbalance) {
    public static final Runtime DEFAULT = new Runtime(null, null, null, ContextExchange.RING, null, 0, 0, null);

    /** Routing is balanced. */
    public Runtime(
            @Nullable Boolean tensorOverlap,
            @Nullable Boolean expertOverlap,
            @Nullable ExpertDispatcher dispatcher,
            ContextExchange contextExchange,
            @Nullable Boolean pipelineOverlap,
            double graphedShare,
            int offloadedLayers,
            @Nullable Double gradientBytes) {
        this(
                tensorOverlap,
                expertOverlap,
                dispatcher,
                contextExchange,
                pipelineOverlap,
                graphedShare,
                offloadedLayers,
                gradientBytes,
                1);
    }

    public Runtime withDispatcher(@Nullable ExpertDispatcher other) {
        return new Runtime(
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

    public Runtime withExpertImbalance(double other) {
        return new Runtime(
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

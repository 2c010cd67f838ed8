package org.suanchou.memory;

import java.util.List;
import org.suanchou.parallel.ParallelPlan;

/**
 * Peak bytes of one chip of a pipeline stage, by what they hold.
 *
 * @param weights of the compute precision, with the gathering buffer where they are sharded
 * @param gradients as accumulated
 * @param optimizer master weights and moments
 * @param activations kept for micro-batches in flight, and the working set of a recomputed layer
 * @param logits of the last stage
 * @param framework context, libraries, workspaces and communication buffers; not seen by the allocator
 */
public record StageMemory(
        int stage,
        double weights,
        double gradients,
        double optimizer,
        double activations,
        double logits,
        double framework) {
    private static final double WEIGHT_BYTES = 2;
    /** A 32-bit master copy and two 32-bit moments of Adam. */
    private static final double OPTIMIZER_BYTES = 12;
    /** Logits in 16 bits and their 32-bit softmax, which the gradient overwrites. */
    private static final double LOGIT_BYTES = 6;
    /** Share of allocated bytes that the caching allocator loses to fragments. */
    private static final double FRAGMENTED = 0.04;

    /** Bytes that live tensors take: what frameworks print as allocated. */
    public double allocatedBytes() {
        return weights + gradients + optimizer + activations + logits;
    }

    /** Bytes that the allocator holds of the device. */
    public double reservedBytes() {
        return allocatedBytes() * (1 + FRAGMENTED);
    }

    /** Bytes of the device that are taken: what decides whether a plan fits. */
    public double deviceBytes() {
        return reservedBytes() + framework;
    }

    /**
     * Peak of one stage.
     *
     * @param layers one for each kind of layer
     * @param counts layers of each kind on this stage
     * @param inFlight micro-batches whose activations are held
     * @param endParameters weights of the embedding and head on this stage, of this chip
     * @param largestEnd the larger of the two, which sharded training gathers whole
     * @param logitElements logits of one micro-batch on this chip; 0 where the stage has no head
     * @param keptShare share of kept activations that stay on the device (the rest is offloaded)
     */
    public static StageMemory of(
            int stage,
            LayerMemory[] layers,
            List<Integer> counts,
            ParallelPlan plan,
            double inFlight,
            double endParameters,
            double largestEnd,
            double logitElements,
            double keptShare,
            boolean frozen,
            double gradientBytes,
            double frameworkBytes) {
        double dense = endParameters;
        double experts = 0;
        double kept = 0;
        double working = 0;
        double largest = 0;
        for (int k = 0; k < layers.length; k++) {
            int n = counts.get(k);
            if (n > 0) {
                dense += n * layers[k].denseParameters();
                experts += n * layers[k].expertParameters();
                kept += n * layers[k].keptBytes();
                working = Math.max(working, layers[k].workingBytes());
                largest = Math.max(largest, layers[k].denseParameters() + layers[k].expertParameters());
            }
        }
        double expertShard = Math.min(plan.shardGroup(), plan.expertDp());
        double sharded = dense / plan.shardGroup() + experts / expertShard;
        double whole = dense + experts;
        int zero = plan.zeroStage();
        double weights = WEIGHT_BYTES * (zero >= 3 ? sharded + largest + Math.max(largest, largestEnd) : whole);
        double gradients = frozen
                ? 0
                : gradientBytes * (zero >= 2 ? sharded : whole)
                        + (zero >= 3 ? gradientBytes * Math.max(largest, largestEnd) : 0);
        double optimizer = frozen ? 0 : OPTIMIZER_BYTES * (zero >= 1 ? sharded : whole);
        return new StageMemory(
                stage,
                weights,
                gradients,
                optimizer,
                keptShare * kept * inFlight + working,
                LOGIT_BYTES * logitElements,
                frameworkBytes);
    }
}

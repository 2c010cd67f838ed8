package org.suanchou.memory;

import java.util.List;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.stack.HeldState;

/**
 * Peak bytes of one chip of a pipeline stage, by what they hold.
 *
 * <pre>
 * allocated = weights + gathered + gradients + placeholders + optimizer + activations + logits + working
 * reserved  = allocated + fragments
 * device    = reserved + framework
 * </pre>
 *
 * <p>The peak comes either while the output head runs backward (all activations, logits, the gradient of the head's
 * weight before it is accumulated) or while a layer does (all activations, what is computed again, the gradients of its
 * activations): {@code logits} is 0 in the second case.
 *
 * @param weights of the compute precision
 * @param gathered whole layers that fully sharded training gathers, weights and gradients
 * @param gradients as accumulated
 * @param placeholders tensors that stand for gradients which a product has already accumulated
 * @param optimizer master weights and moments
 * @param activations kept for micro-batches in flight
 * @param logits of the last stage, with the inputs of its norm and of the output projection
 * @param working what lives only while one layer, or the head, runs backward
 * @param fragments bytes that the caching allocator holds beside live tensors
 * @param framework context, libraries, workspaces and communication buffers; not seen by the allocator
 */
public record StageMemory(
        int stage,
        double weights,
        double gathered,
        double gradients,
        double placeholders,
        double optimizer,
        double activations,
        double logits,
        double working,
        double fragments,
        double framework) {
    /** Of weights and activations in the compute precision. */
    public static final double WEIGHT_BYTES = 2;
    /** A 32-bit master copy. */
    public static final double MASTER_BYTES = 4;
    /** Two 32-bit moments of Adam. */
    public static final double MOMENT_BYTES = 8;

    /** Bytes that live tensors take: what frameworks print as allocated. */
    public double allocatedBytes() {
        return weights + gathered + gradients + placeholders + optimizer + activations + logits + working;
    }

    /** Bytes that the allocator holds of the device. */
    public double reservedBytes() {
        return allocatedBytes() + fragments;
    }

    /**
     * Bytes of a checkpoint: weights, master weights and moments, 14 a parameter; the weights alone where they are frozen.
     */
    public static double checkpointBytes(double parameters, boolean frozen) {
        return parameters * (frozen ? WEIGHT_BYTES : WEIGHT_BYTES + MASTER_BYTES + MOMENT_BYTES);
    }

    /** Bytes of the device that are taken: what decides whether a plan fits. */
    public double deviceBytes() {
        return reservedBytes() + framework;
    }

    /**
     * How a run and its stack treat memory, whatever the plan.
     *
     * @param frozen weights take neither gradients nor optimizer states
     * @param weightBytes of a layer's weight; embedding and head are in 16 bits
     * @param gradientBytes of a gradient element in its buffer
     * @param placeholders share of shapes of weights for which a 16-bit tensor stands in the gradient's place
     * @param held of the state of the weights
     * @param keptShare share of kept activations that stay on the device (the rest is offloaded)
     * @param fragmented bytes lost to fragments over those allocated
     */
    public record Habits(
            boolean frozen,
            double weightBytes,
            double gradientBytes,
            double placeholders,
            HeldState held,
            double keptShare,
            double fragmented,
            double frameworkBytes) {}

    /**
     * What a stage holds outside its layers, of one chip.
     *
     * @param parameters weights of the embedding and head
     * @param largestTable the larger of the two, which sharded training gathers whole
     * @param headTable weights of the output projection; 0 where the stage has no head
     * @param embeddingKept activations that the embedding keeps of one micro-batch
     * @param headKept activations that the head keeps of one micro-batch, logits included
     */
    public record Ends(
            double parameters, double largestTable, double headTable, double embeddingKept, double headKept) {}

    /**
     * Peak of one stage.
     *
     * @param layers one for each kind of layer
     * @param counts layers of each kind on this stage
     * @param inFlight micro-batches whose activations are held
     */
    public static StageMemory of(
            int stage,
            List<LayerMemory> layers,
            List<Integer> counts,
            Ends ends,
            ParallelPlan plan,
            double inFlight,
            Habits habits) {
        double dense = ends.parameters;
        double experts = 0;
        double kept = ends.embeddingKept;
        double layerWorking = 0;
        double largest = 0;
        double products = 0;
        for (int k = 0; k < layers.size(); k++) {
            int n = counts.get(k);
            if (n > 0) {
                LayerMemory layer = layers.get(k);
                dense += n * layer.denseParameters();
                experts += n * layer.expertParameters();
                kept += n * layer.keptBytes();
                layerWorking = Math.max(layerWorking, layer.recomputedBytes() + layer.flowingBytes());
                largest = Math.max(largest, layer.denseParameters() + layer.expertParameters());
                products = Math.max(products, layer.productElements());
            }
        }
        boolean trains = !habits.frozen;
        double expertShard = Math.min(plan.shardGroup(), plan.expertDp());
        double sharded = dense / plan.shardGroup() + experts / expertShard;
        double whole = dense + experts;
        int zero = plan.zeroStage();
        double second = Math.max(largest, ends.largestTable);
        double gathered = zero < 3
                ? 0
                : habits.weightBytes * largest
                        + (second > largest ? WEIGHT_BYTES : habits.weightBytes) * second
                        + (trains ? habits.gradientBytes * second : 0);
        double headWorking = trains && zero < 3 ? WEIGHT_BYTES * ends.headTable : 0;
        boolean atHead = ends.headKept + headWorking >= layerWorking;
        StageMemory bare = new StageMemory(
                stage,
                habits.held.weights()
                        * (habits.weightBytes * (zero >= 3 ? sharded : whole)
                                + (WEIGHT_BYTES - habits.weightBytes)
                                        * ends.parameters
                                        / (zero >= 3 ? plan.shardGroup() : 1)),
                gathered,
                trains ? habits.held.gradients() * habits.gradientBytes * (zero >= 2 ? sharded : whole) : 0,
                trains ? habits.placeholders * WEIGHT_BYTES * products : 0,
                trains ? (habits.held.masterBytes() + habits.held.momentBytes()) * (zero >= 1 ? sharded : whole) : 0,
                habits.keptShare * kept * inFlight,
                atHead ? ends.headKept : 0,
                atHead ? headWorking : layerWorking,
                0,
                habits.frameworkBytes);
        return bare.withFragments(habits.fragmented * bare.allocatedBytes());
    }

    private StageMemory withFragments(double bytes) {
        return new StageMemory(
                stage,
                weights,
                gathered,
                gradients,
                placeholders,
                optimizer,
                activations,
                logits,
                working,
                bytes,
                framework);
    }
}

package org.suanchou.training;

import org.suanchou.hardware.Cluster;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.SoftwareStack;

/**
 * A training step to be done, before anyone has decided how.
 *
 * @param sequence tokens of a sequence
 * @param globalBatch sequences of an optimizer step
 */
public record TrainingJob(
        Transformer model,
        Cluster cluster,
        SoftwareStack stack,
        ChipKernels kernels,
        Precision precision,
        int sequence,
        long globalBatch,
        Tuning tuning,
        Runtime runtime) {
    public TrainingJob {
        if (sequence < 1) {
            throw new IllegalArgumentException("seq-length is " + sequence + "; it must be at least 1");
        }
        if (globalBatch < 1) {
            throw new IllegalArgumentException("global-batch-size is " + globalBatch + "; it must be at least 1");
        }
    }

    /** Tokens of one optimizer step. */
    public double tokensPerStep() {
        return (double) globalBatch * sequence;
    }

    /** Bytes of a gradient element on the wire and in its buffer. */
    public double gradientBytes() {
        Double stated = runtime.gradientBytes();
        return stated == null ? stack.gradientBytes().mid() : stated;
    }

    /**
     * Bytes moved to add one weight's gradient to the sum over micro-batches, in the product that makes it; fully sharded
     * gradients are summed in shards.
     */
    public double accumulationBytes() {
        return stack.fullySharded() ? 0 : 2 * gradientBytes();
    }

    public ExpertDispatcher dispatcher() {
        ExpertDispatcher stated = runtime.dispatcher();
        return stated == null ? stack.dispatcher() : stated;
    }

    public TrainingJob withConstants(SoftwareStack otherStack, ChipKernels otherKernels) {
        return new TrainingJob(
                model, cluster, otherStack, otherKernels, precision, sequence, globalBatch, tuning, runtime);
    }

    public TrainingJob withRuntime(Runtime other) {
        return new TrainingJob(model, cluster, stack, kernels, precision, sequence, globalBatch, tuning, other);
    }

    public TrainingJob withPrecision(Precision other) {
        return new TrainingJob(model, cluster, stack, kernels, other, sequence, globalBatch, tuning, runtime);
    }

    public TrainingJob withGlobalBatch(long sequences) {
        return new TrainingJob(model, cluster, stack, kernels, precision, sequence, sequences, tuning, runtime);
    }

    public TrainingJob withCluster(Cluster other) {
        return new TrainingJob(model, other, stack, kernels, precision, sequence, globalBatch, tuning, runtime);
    }
}

package org.suanchou.training;

import org.suanchou.hardware.Cluster;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.KernelModel;
import org.suanchou.layer.Execution;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.network.Network;
import org.suanchou.stack.RunOptions;
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
        RunOptions options) {
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
        Double stated = options.gradientBytes();
        return stated == null ? stack.gradientBytes().mid() : stated;
    }

    /**
     * Bytes moved to add one weight's gradient to the sum over micro-batches, in the product that makes it; fully sharded
     * gradients are summed in shards.
     */
    public double accumulationBytes() {
        return stack.fullySharded() ? 0 : 2 * gradientBytes();
    }

    /** Bytes of a weight of a layer as it is held: of a frozen one, those that the run says. */
    public double weightBytes() {
        return tuning.frozen() ? options.baseBytes() : RunOptions.HALF_PRECISION;
    }

    /** Bytes of a logit at the peak of memory. */
    public double logitBytes() {
        return options.fusedLoss() ? 0 : stack.logitBytes();
    }

    /** What a layer of this job runs on. */
    public Execution execution(KernelModel kernels, Network network) {
        return new Execution(
                model.hidden(), precision, kernels, network, cluster.system().chips(), stack, options, contextShare());
    }

    public TrainingJob withConstants(SoftwareStack otherStack, ChipKernels otherKernels) {
        return new TrainingJob(
                model, cluster, otherStack, otherKernels, precision, sequence, globalBatch, tuning, options);
    }

    public TrainingJob withOptions(RunOptions other) {
        return new TrainingJob(model, cluster, stack, kernels, precision, sequence, globalBatch, tuning, other);
    }

    public TrainingJob withPrecision(Precision other) {
        return new TrainingJob(model, cluster, stack, kernels, other, sequence, globalBatch, tuning, options);
    }

    public TrainingJob withGlobalBatch(long sequences) {
        return new TrainingJob(model, cluster, stack, kernels, precision, sequence, sequences, tuning, options);
    }

    public TrainingJob withCluster(Cluster other) {
        return new TrainingJob(model, other, stack, kernels, precision, sequence, globalBatch, tuning, options);
    }

    /**
     * Share of the nominal context that a query sees: that of the run's documents where it says how long they are. Makers'
     * recipes pack short ones; a framework as it comes is taken to fill the sequence.
     */
    public double contextShare() {
        Double stated = options.meanDocument();
        if (stated != null) {
            return Math.min(1, stated / sequence);
        }
        return stack.tuned() ? tuning.contextShare() : 1;
    }
}

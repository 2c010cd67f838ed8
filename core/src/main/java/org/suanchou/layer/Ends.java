package org.suanchou.layer;

import org.suanchou.kernel.KernelModel;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/** What stands before the first layer and after the last, in one micro-batch: embedding; output head, loss, prediction modules. */
public final class Ends {
    private static final int PARTS = Part.values().length;

    private Ends() {}

    /** The lookup writes activations and its gradient adds into the table: read, read, write, in 16 and 32 bits. */
    public static LayerSeconds embedding(Execution on, Sharding cut, Passes passes) {
        double[] parts = new double[PARTS];
        KernelModel kernels = on.kernels();
        double elements = cut.tokens() * on.hidden() / (cut.sequenceParallel() ? cut.tp() : 1);
        boolean weights = passes instanceof Passes.Training t && !t.frozen();
        parts[Part.HEAD.ordinal()] = kernels.memorySeconds(elements * (weights ? 14 : 4));
        double forward = kernels.memorySeconds(elements * 4);
        return new LayerSeconds(parts, forward, parts[Part.HEAD.ordinal()] - forward);
    }

    /**
     * Training computes a loss of every token, and a multi-token-prediction module is a projection, a layer and a head more;
     * inference computes the logits of every token that the cut holds.
     *
     * @param last of the model's last layer, whose kind the modules have
     */
    public static LayerSeconds head(Execution on, Transformer model, Sharding cut, Passes passes, LayerSeconds last) {
        double vocabulary = (double) model.vocabulary() / cut.tp();
        Operator product = projection(model, cut);
        return switch (passes) {
            case Passes.Forward f -> {
                double[] parts = new double[PARTS];
                double seconds = on.kernels().forwardSeconds(product);
                parts[Part.HEAD.ordinal()] = seconds;
                yield new LayerSeconds(parts, seconds, 0);
            }
            case Passes.Training t -> trained(on, model, cut, t, product, vocabulary, last);
        };
    }

    /** The product with the table of the vocabulary. */
    public static Operator projection(Transformer model, Sharding cut) {
        double vocabulary = (double) model.vocabulary() / cut.tp();
        return new Operator.MatMul(Operator.Role.OUTPUT_HEAD, Precision.BF16, cut.tokens(), vocabulary, model.hidden());
    }

    private static LayerSeconds trained(
            Execution on,
            Transformer model,
            Sharding cut,
            Passes.Training passes,
            Operator product,
            double vocabulary,
            LayerSeconds last) {
        KernelModel kernels = on.kernels();
        boolean frozen = passes.frozen();
        double accumulated = passes.accumulationBytes();
        int modules = model.mtpModules();
        double loss = kernels.lossSeconds(cut.tokens(), vocabulary);
        double[] parts = new double[PARTS];
        double once = kernels.forwardSeconds(product) + kernels.backwardSeconds(product, frozen, accumulated) + loss;
        parts[Part.HEAD.ordinal()] += once * (1 + modules);
        // a third of the loss's passes over the logits come before its gradient
        double forward = (kernels.forwardSeconds(product) + loss / 3) * (1 + modules);
        double weights = frozen ? 0 : kernels.weightGradientSeconds(product, accumulated) * (1 + modules);
        if (modules > 0) {
            Operator merge = new Operator.MatMul(
                    Operator.Role.MTP_PROJECTION,
                    on.precision(),
                    cut.tokens(),
                    (double) model.hidden() / cut.tp(),
                    2.0 * model.hidden());
            for (int p = 0; p < PARTS; p++) {
                parts[p] += modules * last.parts()[p];
            }
            parts[Part.MATMUL.ordinal()] +=
                    modules * (kernels.forwardSeconds(merge) + kernels.backwardSeconds(merge, frozen, accumulated));
            forward += modules * (last.forward() + kernels.forwardSeconds(merge));
            weights += modules
                    * (last.weightGradient() + (frozen ? 0 : kernels.weightGradientSeconds(merge, accumulated)));
        }
        return new LayerSeconds(parts, forward, weights);
    }
}

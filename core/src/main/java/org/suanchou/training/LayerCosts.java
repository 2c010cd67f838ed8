package org.suanchou.training;

import java.util.List;
import org.suanchou.kernel.KernelModel;
import org.suanchou.memory.LayerMemory;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * What each kind of layer costs one chip in one micro-batch, forward, backward and recompute, under one sharding; shared
 * by all plans that cut a layer alike.
 *
 * <p>{@link Traffic} lists the messages inside a layer.
 */
final class LayerCosts {

    private final Sharding cut;
    private final double[][] parts;
    private final LayerMemory[] memory;
    private final double[] head;
    private final double[] embedding;
    private final Passes[] passes;
    private final Passes headPasses;
    private final Passes embeddingPasses;

    private LayerCosts(
            Sharding cut,
            double[][] parts,
            LayerMemory[] memory,
            double[] head,
            double[] embedding,
            Passes[] passes,
            Passes headPasses,
            Passes embeddingPasses) {
        this.cut = cut;
        this.parts = parts;
        this.memory = memory;
        this.head = head;
        this.embedding = embedding;
        this.passes = passes;
        this.headPasses = headPasses;
        this.embeddingPasses = embeddingPasses;
    }

    /**
     * Seconds of the forward pass and of gradients by weights. What is left of the parts is the gradient by inputs, with
     * what is recomputed for it. What waits for the host is shared by thirds.
     */
    static final class Passes {
        private double forward;
        private double weightGradient;

        double forward() {
            return forward;
        }

        double weightGradient() {
            return weightGradient;
        }

        /**
         * Lets each pass last as long as its launches.
         *
         * @param busy seconds of all passes on the device
         * @param host seconds of launches, which the passes share evenly
         * @param again those of what is recomputed
         * @return what the passes have grown by
         */
        private double waitForHost(double busy, double host, double again, boolean frozen) {
            double share = frozen ? host / 2 : host / 3;
            double ofForward = Math.max(0, share - forward);
            double ofWeights = frozen ? 0 : Math.max(0, share - weightGradient);
            double ofInputs = Math.max(0, share + again - (busy - forward - weightGradient));
            forward += ofForward;
            weightGradient += ofWeights;
            return ofForward + ofWeights + ofInputs;
        }
    }

    /** Layers alone: enough for {@link StepModel#leastSeconds}. */
    record Layers(Sharding cut, Recompute recompute, double[][] parts, Passes[] passes) {}

    static Layers layers(TrainingJob job, LayerPrices prices, Sharding cut, Recompute recompute) {
        int kinds = prices.kinds().size();
        double[][] parts = new double[kinds][];
        Passes[] passes = new Passes[kinds];
        for (int k = 0; k < kinds; k++) {
            passes[k] = new Passes();
            parts[k] = layer(job, prices, k, cut, recompute, passes[k]);
        }
        return new Layers(cut, recompute, parts, passes);
    }

    /** With what layers keep, and with embedding and head. */
    static LayerCosts of(TrainingJob job, KernelModel kernels, List<Layer> kinds, Layers layers) {
        Sharding cut = layers.cut();
        LayerMemory[] memory = new LayerMemory[kinds.size()];
        Passes headPasses = new Passes();
        Passes embeddingPasses = new Passes();
        Transformer model = job.model();
        boolean dropout = kernels.attentionKernel() == AttentionKernel.UNFUSED;
        for (int k = 0; k < memory.length; k++) {
            memory[k] = LayerMemory.of(
                    kinds.get(k),
                    model.hidden(),
                    model.norm(),
                    cut,
                    kernels.attentionKernel(),
                    layers.recompute(),
                    dropout);
        }
        return new LayerCosts(
                cut,
                layers.parts(),
                memory,
                head(job, kernels, cut, layers.parts(), model, layers.passes(), headPasses),
                embedding(job, kernels, cut, model, embeddingPasses),
                layers.passes(),
                headPasses,
                embeddingPasses);
    }

    Sharding cut() {
        return cut;
    }

    /** Seconds of a kind of layer by part, in the order of {@link Part}. */
    double[] parts(int kind) {
        return parts[kind];
    }

    LayerMemory[] memory() {
        return memory;
    }

    /** Seconds of the output head, loss and multi-token-prediction modules. */
    double[] head() {
        return head;
    }

    double[] embedding() {
        return embedding;
    }

    Passes passes(int kind) {
        return passes[kind];
    }

    Passes headPasses() {
        return headPasses;
    }

    Passes embeddingPasses() {
        return embeddingPasses;
    }

    private static double[] layer(
            TrainingJob job, LayerPrices prices, int kind, Sharding cut, Recompute recompute, Passes passes) {
        double[] out = new double[Part.values().length];
        boolean frozen = job.tuning().frozen();
        LayerPrices.Price mixer = prices.mixer(kind, cut, recompute);
        LayerPrices.Price feedForward = prices.feedForward(kind, cut, recompute);
        double again = addOperators(feedForward, addOperators(mixer, 0, out, passes), out, passes);
        addTraffic(mixer, out, passes);
        addTraffic(feedForward, out, passes);
        out[Part.RECOMPUTE.ordinal()] += again;
        double busy = 0;
        for (double part : out) {
            busy += part;
        }
        double launches = launchShare(job, recompute);
        out[Part.OVERHEAD.ordinal()] += passes.waitForHost(
                busy, hostSeconds(job), hostSeconds(job) * (launches / launchShare(job, Recompute.NONE) - 1), frozen);
        if (prices.kinds().get(kind).feedForward() instanceof FeedForward.Experts experts) {
            double launched = expertLaunchSeconds(job, experts, cut) * expertLaunchShare(job, recompute);
            out[Part.ROUTING.ordinal()] += launched;
            passes.forward += launched / 3;
            passes.weightGradient += frozen ? 0 : launched / 3;
        }
        return out;
    }

    /** @return {@code again}, the seconds repeated so far, with those of these operators */
    private static double addOperators(LayerPrices.Price price, double again, double[] out, Passes passes) {
        double sum = again;
        for (LayerPrices.OperatorSeconds o : price.operators()) {
            out[o.part()] += o.seconds();
            sum += o.repeated();
            passes.forward += o.forward();
            passes.weightGradient += o.weightGradient();
        }
        return sum;
    }

    private static void addTraffic(LayerPrices.Price price, double[] out, Passes passes) {
        for (LayerPrices.TrafficSeconds t : price.traffic()) {
            out[t.part()] += t.seconds();
            passes.forward += t.forward();
        }
    }

    /** Time in which the host launches the kernels of a layer, forward and backward. */
    static double hostSeconds(TrainingJob job) {
        return job.stack().layerLaunchSeconds().mid() * launchShare(job, Recompute.NONE);
    }

    /**
     * Time in which a layer's routing waits for the host, which must know how many tokens go where, and launches the
     * products of the experts that one chip holds; below 16 bits, two casts go with each.
     */
    static double expertLaunchSeconds(TrainingJob job, FeedForward.Experts experts, Sharding cut) {
        double kernels = job.precision().bytes() < 2 ? 3 : 1;
        double held = Math.max(1, (double) experts.experts() / cut.ep());
        return fusedShare(job)
                * (job.stack().expertLaunchSeconds().mid()
                        + kernels * held * job.stack().eachExpertLaunchSeconds().mid());
    }

    /** Share of the work around experts' products that their kernels have not taken in. */
    static double fusedShare(TrainingJob job) {
        return job.precision().microScaled() ? job.stack().microScaledExperts().mid() : 1;
    }

    /** What remains of an operator of the feed-forward part. */
    static double unfusedShare(TrainingJob job, Operator operator) {
        return switch (operator.role()) {
            case PERMUTATION, EXPERT_ACTIVATION -> fusedShare(job);
            default -> 1;
        };
    }

    /** Launches of a layer over those of its forward and backward pass: graphs replay some, recompute adds a third. */
    static double launchShare(TrainingJob job, Recompute recompute) {
        return launchShare(job, recompute instanceof Recompute.Full(double share) ? share : 0);
    }

    /** The same for what routing and experts launch. */
    static double expertLaunchShare(TrainingJob job, Recompute recompute) {
        return launchShare(job, Repeats.of(recompute, Operator.Role.EXPERTS_UP));
    }

    private static double launchShare(TrainingJob job, double repeated) {
        double graphed = job.runtime().graphedShare();
        double remaining =
                1 - graphed + graphed * job.stack().graphedLaunchShare().mid();
        return remaining * (1 + repeated / 3);
    }

    static Part partOf(Operator operator) {
        return switch (operator) {
            case Operator.MatMul m -> m.role() == Operator.Role.ROUTER ? Part.ROUTING : Part.MATMUL;
            case Operator.GroupedMatMul g -> Part.EXPERTS;
            case Operator.Attention a -> Part.ATTENTION;
            case Operator.Scan s -> Part.ATTENTION;
            case Operator.Elementwise e -> e.role() == Operator.Role.PERMUTATION ? Part.ROUTING : Part.MEMORY;
        };
    }

    private static double[] head(
            TrainingJob job,
            KernelModel kernels,
            Sharding cut,
            double[][] layers,
            Transformer model,
            Passes[] passes,
            Passes own) {
        double[] out = new double[Part.values().length];
        double tokens = cut.tokens();
        double vocabulary = (double) model.vocabulary() / cut.tp();
        Operator product =
                new Operator.MatMul(Operator.Role.OUTPUT_HEAD, Precision.BF16, tokens, vocabulary, model.hidden());
        double once = kernels.forwardSeconds(product)
                + kernels.backwardSeconds(product, job.tuning().frozen(), job.accumulationBytes())
                + kernels.lossSeconds(tokens, vocabulary);
        out[Part.HEAD.ordinal()] += once * (1 + model.mtpModules());
        // a third of the loss's passes over the logits come before its gradient
        double forward = kernels.forwardSeconds(product) + kernels.lossSeconds(tokens, vocabulary) / 3;
        own.forward += forward * (1 + model.mtpModules());
        own.weightGradient += job.tuning().frozen()
                ? 0
                : kernels.weightGradientSeconds(product, job.accumulationBytes()) * (1 + model.mtpModules());
        if (model.mtpModules() > 0) {
            double[] last = layers[model.order()[model.layers() - 1]];
            Operator merge = new Operator.MatMul(
                    Operator.Role.MTP_PROJECTION,
                    job.precision(),
                    tokens,
                    (double) model.hidden() / cut.tp(),
                    2.0 * model.hidden());
            for (int p = 0; p < out.length; p++) {
                out[p] += model.mtpModules() * last[p];
            }
            double accumulated = job.accumulationBytes();
            out[Part.MATMUL.ordinal()] += model.mtpModules()
                    * (kernels.forwardSeconds(merge)
                            + kernels.backwardSeconds(merge, job.tuning().frozen(), accumulated));
            Passes lastPasses = passes[model.order()[model.layers() - 1]];
            own.forward += model.mtpModules() * (lastPasses.forward + kernels.forwardSeconds(merge));
            own.weightGradient += model.mtpModules()
                    * (lastPasses.weightGradient
                            + (job.tuning().frozen() ? 0 : kernels.weightGradientSeconds(merge, accumulated)));
        }
        return out;
    }

    /** The lookup writes activations and its gradient adds into the table: read, read, write, in 16 and 32 bits. */
    private static double[] embedding(
            TrainingJob job, KernelModel kernels, Sharding cut, Transformer model, Passes passes) {
        double[] out = new double[Part.values().length];
        double elements = cut.tokens() * model.hidden() / (cut.sequenceParallel() ? cut.tp() : 1);
        out[Part.HEAD.ordinal()] =
                kernels.memorySeconds(elements * (job.tuning().frozen() ? 4 : 14));
        passes.forward = kernels.memorySeconds(elements * 4);
        passes.weightGradient = out[Part.HEAD.ordinal()] - passes.forward;
        return out;
    }
}

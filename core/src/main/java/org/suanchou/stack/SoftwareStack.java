package org.suanchou.stack;

import java.util.List;
import org.suanchou.source.Constant;
import org.suanchou.source.Fact;
import org.suanchou.words.Words;

/**
 * A framework and its release years: which kernels it calls, what it hides behind compute, what a launch costs.
 *
 * @param frameworks names that published runs use, in lower case; a run's name that contains one of them belongs here
 * @param vendors vendors of the chips that it runs on
 * @param firstYear first year of the releases meant; the last year is open
 * @param dispatcher of tokens to experts, where a run names none
 * @param tensorExposed share of tensor- and sequence-parallel traffic that compute does not hide, 0 to 1
 * @param contextExposed the same for context parallelism
 * @param expertExposed the same for the all-to-all of experts
 * @param expertOverlappedExposed the same where the run overlaps it with other micro-batches
 * @param pipelineExposed the same for sends between stages
 * @param dataExposed share of data-parallel traffic that shows although it fits behind a backward pass
 * @param shardedExposed share of the shorter of compute and parameter gathering that shows in fully sharded training
 * @param gradientBytes bytes of a gradient element on the wire and in the accumulation buffer
 * @param layerLaunchSeconds host and launch cost of one layer in one micro-batch, forward and backward
 * @param expertLaunchSeconds host and launch cost that a mixture-of-experts layer adds in one micro-batch
 * @param eachExpertLaunchSeconds the same for each expert that a chip holds, in 16 bits
 * @param graphedLaunchShare share of those costs that remains under CUDA graphs
 * @param microScaledExperts share of the work around experts' products (launches, permutation, activation, quantisation)
 *     that remains where micro-scaled formats are fused into them; 1 where they are not
 * @param stepSeconds constant cost of a step
 * @param frameworkBytes device memory of context, libraries and workspaces
 * @param gradientPlaceholders share of shapes of weights, 0 to 1, for which a 16-bit tensor stands where a product has
 *     accumulated the gradient itself (Transformer Engine, {@code get_dummy_wgrad}: one tensor a shape)
 * @param fragmentation bytes that the allocator holds beside live tensors, over the bytes of those
 * @param elementwisePasses time of a layer's element-wise operators over that of fused ones: each operator of an eager
 *     framework reads and writes memory; 1 where they are fused
 * @param tuned whether runs under it follow a maker's recipe; else they run as a framework comes
 * @param compiled whether a run compiles its model, which fuses those operators and launches fewer kernels
 * @param runsOn ids of the frameworks that it is built on, any of which will do; empty where that is unknown
 * @param batchPerChip the framework counts its micro-batch per chip and runs no accumulation (MaxText)
 */
public record SoftwareStack(
        String id,
        String name,
        List<String> frameworks,
        List<String> vendors,
        int firstYear,
        AttentionKernel attention,
        boolean fullySharded,
        boolean batchPerChip,
        ExpertDispatcher dispatcher,
        Fact tensorExposed,
        Fact contextExposed,
        Fact expertExposed,
        Fact expertOverlappedExposed,
        Fact pipelineExposed,
        Fact dataExposed,
        Fact shardedExposed,
        Fact gradientBytes,
        Fact layerLaunchSeconds,
        Fact expertLaunchSeconds,
        Fact eachExpertLaunchSeconds,
        Fact graphedLaunchShare,
        Fact microScaledExperts,
        Fact stepSeconds,
        Fact frameworkBytes,
        Fact gradientPlaceholders,
        Fact fragmentation,
        Fact elementwisePasses,
        boolean tuned,
        boolean compiled,
        List<String> runsOn) {
    private static final double FUSED_LOGIT = 4;
    private static final double COMPILED_LOGIT = 8;
    private static final double EAGER_LOGIT = 12;

    public SoftwareStack {
        frameworks = List.copyOf(frameworks);
        vendors = List.copyOf(vendors);
        runsOn = List.copyOf(runsOn);
    }

    /** A number that the time or the memory of a run under this stack may rest on. */
    public Constant constant(StackConstant which) {
        return new Constant(Words.of(which.label()), which.unit(), which.of(this));
    }

    /** The same release with other kernels. */
    public SoftwareStack with(
            AttentionKernel otherAttention, ExpertDispatcher otherDispatcher, Fact otherMicroScaledExperts) {
        return with(otherAttention, otherDispatcher, otherMicroScaledExperts, compiled);
    }

    /** The same release under a compiler. */
    public SoftwareStack withCompiler() {
        return compiled ? this : with(attention, dispatcher, microScaledExperts, true);
    }

    /** The kernels that this run calls, under the constants of the same release in another calibration. */
    public SoftwareStack under(SoftwareStack other) {
        return other.with(attention, dispatcher, other.microScaledExperts, compiled);
    }

    /** Element-wise operators over fused ones, as this run has them. */
    public double elementwise() {
        return compiled ? 1 : elementwisePasses.mid();
    }

    /** Host and launch cost of a layer, as this run has it: a compiler leaves as many kernels as passes. */
    public double layerLaunch() {
        return layerLaunchSeconds.mid() / (compiled ? Math.max(1, elementwisePasses.mid()) : 1);
    }

    /**
     * Bytes of a logit at the peak: its gradient's alone in 32 bits where the loss is fused with the softmax (Korthikanti et
     * al. 2022, section 4.3); of eager frameworks its 16 bits, a 32-bit copy, that one's gradient and the gradient's 16 bits,
     * of which a compiler drops two.
     */
    public double logitBytes() {
        return tuned ? FUSED_LOGIT : compiled ? COMPILED_LOGIT : EAGER_LOGIT;
    }

    private SoftwareStack with(
            AttentionKernel otherAttention,
            ExpertDispatcher otherDispatcher,
            Fact otherMicroScaledExperts,
            boolean otherCompiled) {
        return new SoftwareStack(
                id,
                name,
                frameworks,
                vendors,
                firstYear,
                otherAttention,
                fullySharded,
                batchPerChip,
                otherDispatcher,
                tensorExposed,
                contextExposed,
                expertExposed,
                expertOverlappedExposed,
                pipelineExposed,
                dataExposed,
                shardedExposed,
                gradientBytes,
                layerLaunchSeconds,
                expertLaunchSeconds,
                eachExpertLaunchSeconds,
                graphedLaunchShare,
                otherMicroScaledExperts,
                stepSeconds,
                frameworkBytes,
                gradientPlaceholders,
                fragmentation,
                elementwisePasses,
                tuned,
                otherCompiled,
                runsOn);
    }
}

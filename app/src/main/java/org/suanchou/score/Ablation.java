package org.suanchou.score;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.suanchou.catalog.Stacks;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.GemmFit;
import org.suanchou.kernel.Tiling;
import org.suanchou.layer.Part;
import org.suanchou.model.Precision;
import org.suanchou.rows.RowReader;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.training.TrainingJob;

/**
 * The model without one of its ingredients: other constants, or a sum that leaves out parts of the step. What is fitted to
 * runs is fitted again, so an error that other parameters can take over does not show.
 *
 * @param id its name in texts and data
 * @param leftOut parts of the step that do not count
 */
record Ablation(String id, UnaryOperator<Stacks> stacks, UnaryOperator<TrainingJob> job, Set<Part> leftOut) {
    static final Ablation NONE = new Ablation("none", UnaryOperator.identity(), UnaryOperator.identity(), Set.of());

    private static final Fact ALL = Fact.given(1);

    /** One ingredient each; the last two take the differences between software stacks. */
    static final List<Ablation> EACH = List.of(
            of("sustained", job -> kernels(job, fit -> fit.with(fit.tiling(), ALL), ALL)),
            of(
                    "tiles",
                    job -> kernels(
                            job,
                            fit -> fit.with(new Tiling.Smooth(0), fit.sustained()),
                            job.kernels().attention().sustained())),
            without("recompute", Part.RECOMPUTE),
            without("memory", Part.MEMORY),
            without("communication", Part.TENSOR, Part.CONTEXT, Part.EXPERT, Part.PIPELINE, Part.DATA),
            without("bubble", Part.BUBBLE),
            without("routing", Part.ROUTING),
            of("deduplication", Ablation::oneCopyForEachExpert),
            of(
                    "micro_scaled",
                    job -> stack(job, job.stack().attention(), job.stack().dispatcher(), ALL)),
            of("attention", Ablation::nativeAttention),
            new Ablation("stack_factors", Stacks::alike, UnaryOperator.identity(), Set.of()),
            new Ablation("stacks", Stacks::alike, Ablation::nativeAttention, Set.of()));

    Ablation {
        leftOut = Set.copyOf(leftOut);
    }

    private static Ablation of(String id, UnaryOperator<TrainingJob> job) {
        return new Ablation(id, UnaryOperator.identity(), job, Set.of());
    }

    private static Ablation without(String id, Part... parts) {
        return new Ablation(id, UnaryOperator.identity(), UnaryOperator.identity(), Set.of(parts));
    }

    Stacks of(Stacks all) {
        return stacks.apply(all);
    }

    RowReader.Run of(RowReader.Run run) {
        return run.with(job.apply(run.job()));
    }

    private static TrainingJob kernels(TrainingJob job, UnaryOperator<GemmFit> product, Fact attentionSustained) {
        ChipKernels kernels = job.kernels();
        Map<Precision, GemmFit> gemm = new EnumMap<>(Precision.class);
        kernels.gemm().forEach((precision, fit) -> gemm.put(precision, product.apply(fit)));
        return job.withConstants(
                job.stack(), kernels.with(gemm, kernels.attention().withSustained(attentionSustained)));
    }

    private static TrainingJob oneCopyForEachExpert(TrainingJob job) {
        SoftwareStack stack = job.stack();
        return stack(job, stack.attention(), ExpertDispatcher.ALL_TO_ALL, stack.microScaledExperts())
                .withOptions(job.options().withDispatcher(ExpertDispatcher.ALL_TO_ALL));
    }

    private static TrainingJob nativeAttention(TrainingJob job) {
        SoftwareStack stack = job.stack();
        return stack(job, AttentionKernel.NATIVE, stack.dispatcher(), stack.microScaledExperts());
    }

    private static TrainingJob stack(
            TrainingJob job, AttentionKernel attention, ExpertDispatcher dispatcher, Fact microScaled) {
        return job.withConstants(job.stack().with(attention, dispatcher, microScaled), job.kernels());
    }
}

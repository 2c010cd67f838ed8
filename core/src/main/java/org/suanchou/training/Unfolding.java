package org.suanchou.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Fabric;
import org.suanchou.kernel.AttentionFit;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.GemmFit;
import org.suanchou.kernel.KernelModel;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Precision;
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.StageLayout;
import org.suanchou.source.Fact;
import org.suanchou.source.Term;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * A step time and a memory figure taken apart: parts, then the operators and messages of the longest stage with their
 * shapes, then the constants with their sources. Operators are timed anew one by one; their sum is the part.
 */
public final class Unfolding {
    private final StepModel model;
    private final TrainingJob job;
    private final ParallelPlan plan;
    private final Feasible timed;
    private final StepModel.Costs costs;
    private final StageLayout layout;
    private final StageLayout.Shape stage;

    /** @param timed what {@code model} made of a plan */
    public Unfolding(StepModel model, Feasible timed) {
        this.model = model;
        this.job = model.job();
        this.plan = timed.plan();
        this.timed = timed;
        this.costs = model.costs(model.cut(plan), plan.recompute());
        this.layout = model.layout(plan.pp(), plan.vp());
        this.stage = layout.shapes().stream()
                .filter(s -> s.first() == timed.longestStage())
                .findFirst()
                .orElseThrow();
    }

    /** The step time: a sum of parts, each a sum of operators or messages. */
    public Term stepTime() {
        Map<Part, List<Term>> terms = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            terms.put(part, new ArrayList<>());
        }
        layers(terms);
        ends(terms);
        traffic(terms);
        double bubble = timed.time().part(Part.BUBBLE);
        List<Term> bubbles = terms.get(Part.BUBBLE);
        if (bubbles != null && bubble > 0) {
            bubbles.add(Term.of(
                    "fill and drain",
                    bubble,
                    Unit.SECONDS,
                    plan.schedule().id() + (plan.vp() > 1 ? ", interleaved, vp " + plan.vp() : "") + ", " + plan.pp()
                            + " stages: the pipeline less " + timed.microBatches()
                            + " micro-batches of the longest stage"));
        }
        List<Term> optimizer = terms.get(Part.OPTIMIZER);
        if (optimizer != null && timed.time().part(Part.OPTIMIZER) > 0) {
            optimizer.add(Term.of(
                    "Adam",
                    timed.time().part(Part.OPTIMIZER),
                    Unit.SECONDS,
                    number(StepModel.OPTIMIZER_BYTES + job.gradientBytes())
                            + " bytes per weight of this chip's share, at the memory's rate"));
        }
        List<Term> overhead = terms.get(Part.OVERHEAD);
        if (overhead != null) {
            overhead.add(Term.of("step", job.stack().stepSeconds().mid(), Unit.SECONDS, "constant of the stack"));
        }
        List<Term> parts = new ArrayList<>();
        for (Map.Entry<Part, List<Term>> entry : terms.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                parts.add(Term.sum(entry.getKey().id(), Unit.SECONDS, "", entry.getValue()));
            }
        }
        return Term.sum(
                "step",
                Unit.SECONDS,
                timed.microBatches() + " micro-batches of the longest stage (stage " + timed.longestStage() + ", "
                        + stage.layers() + " layers), bubble, gradients, optimizer, constant",
                parts);
    }

    private void layers(Map<Part, List<Term>> terms) {
        List<Layer> kinds = job.model().kinds();
        KernelModel kernels = model.kernels();
        Sharding cut = costs.layers().cut();
        for (int k = 0; k < kinds.size(); k++) {
            int n = stage.layersOfKind().get(k);
            if (n == 0) {
                continue;
            }
            double times = (double) n * timed.microBatches();
            String of = timed.microBatches() + " micro-batches x " + n + " layers"
                    + (kinds.size() > 1 ? " of kind " + k : "");
            LayerWork work = LayerWork.of(
                    kinds.get(k),
                    job.model().hidden(),
                    cut,
                    job.precision(),
                    job.tuning().contextShare());
            for (boolean mixer : new boolean[] {true, false}) {
                for (Operator operator : mixer ? work.mixer() : work.feedForward()) {
                    double share = mixer ? 1 : LayerCosts.unfusedShare(job, operator);
                    double forward = share * kernels.forwardSeconds(operator);
                    double backward = share
                            * kernels.backwardSeconds(operator, job.tuning().frozen(), job.accumulationBytes());
                    add(
                            terms,
                            LayerCosts.partOf(operator),
                            operator.role().label(),
                            times * (forward + backward),
                            of + " x (" + seconds(forward) + " forward + " + seconds(backward) + " backward), "
                                    + shape(operator));
                    double again = forward * Repeats.of(plan.recompute(), operator.role());
                    add(terms, Part.RECOMPUTE, operator.role().label(), times * again, of + " x " + seconds(again));
                }
            }
            double waiting = costs.layers().parts(k)[Part.OVERHEAD.ordinal()];
            add(
                    terms,
                    Part.OVERHEAD,
                    "waiting for the host",
                    times * waiting,
                    of + " x " + seconds(waiting) + "  by which passes outlast their share of "
                            + seconds(LayerCosts.hostSeconds(job)) + " of launches");
            if (kinds.get(k).feedForward() instanceof FeedForward.Experts experts) {
                double launched = LayerCosts.expertLaunchSeconds(job, experts, cut)
                        * LayerCosts.expertLaunchShare(job, plan.recompute());
                add(terms, Part.ROUTING, "expert launches", times * launched, of + " x " + seconds(launched));
            }
            for (Traffic t : Traffic.ofLayer(job, kinds.get(k), cut, plan.recompute(), model.network())) {
                add(
                        terms,
                        t.part(),
                        t.name(),
                        times * t.exposedSeconds(model.network()),
                        of + " x " + number(t.times()) + " x " + message(t.collective()) + " x "
                                + number(t.exposed().mid()) + " exposed");
            }
        }
    }

    private void ends(Map<Part, List<Term>> terms) {
        for (Part part : Part.values()) {
            if (stage.embedding()) {
                add(
                        terms,
                        part,
                        "embedding",
                        timed.microBatches() * costs.layers().embedding()[part.ordinal()],
                        timed.microBatches() + " micro-batches of lookup and gradient");
            }
            if (stage.head()) {
                add(
                        terms,
                        part,
                        "output head and loss",
                        timed.microBatches() * costs.layers().head()[part.ordinal()],
                        timed.microBatches() + " micro-batches, vocabulary "
                                + job.model().vocabulary()
                                + (job.model().mtpModules() > 0 ? ", multi-token prediction included" : ""));
            }
        }
    }

    private void traffic(Map<Part, List<Term>> terms) {
        for (Traffic sent : model.sends(plan, costs)) {
            add(
                    terms,
                    Part.PIPELINE,
                    sent.name(),
                    timed.microBatches() * sent.exposedSeconds(model.network()),
                    timed.microBatches() + " micro-batches x " + number(sent.times()) + " x "
                            + message(sent.collective()) + " x "
                            + number(sent.exposed().mid()) + " exposed");
        }
        DataTraffic data = model.dataTraffic(plan, costs, stage);
        StringBuilder how = new StringBuilder();
        for (DataTraffic.Message m : data.perMicroBatch()) {
            how.append(m.name())
                    .append(" each micro-batch: ")
                    .append(number(m.times()))
                    .append(" x ")
                    .append(message(m.collective()))
                    .append("; ");
        }
        for (DataTraffic.Message m : data.perStep()) {
            how.append(m.name())
                    .append(" each step: ")
                    .append(message(m.collective()))
                    .append("; ");
        }
        add(
                terms,
                Part.DATA,
                "gradients and weights, exposed",
                timed.time().part(Part.DATA),
                how + "what compute does not hide");
    }

    private static void add(Map<Part, List<Term>> terms, Part part, String name, double seconds, String how) {
        List<Term> list = terms.get(part);
        if (list != null && seconds > 0) {
            list.add(Term.of(name, seconds, Unit.SECONDS, how));
        }
    }

    /** The memory of the fullest stage: a sum of what it holds. */
    public Term memory() {
        return new MemoryUnfolding(model, timed, costs, layout).term();
    }

    /** The memory of every shape of stage. */
    public List<MemoryUnfolding.Stage> stages() {
        return new MemoryUnfolding(model, timed, costs, layout).stages();
    }

    /** The constants that the memory rests on. */
    public List<Term> memoryInputs() {
        List<Term> list = new ArrayList<>();
        SoftwareStack stack = job.stack();
        input(list, "device memory", Unit.BYTES, job.cluster().chip().memoryBytes());
        input(list, "bytes of a gradient", Unit.BYTES, stack.gradientBytes());
        if (stack.gradientPlaceholders().mid() > 0) {
            input(list, "gradient placeholders, share of shapes", Unit.COUNT, stack.gradientPlaceholders());
        }
        input(list, "fragments over allocated bytes", Unit.COUNT, stack.fragmentation());
        input(list, "framework memory", Unit.BYTES, stack.frameworkBytes());
        return list;
    }

    /** The constants that the answer rests on. */
    public List<Term> inputs() {
        List<Term> list = new ArrayList<>();
        Chip chip = job.cluster().chip();
        input(list, "dense " + job.precision().id() + " peak", Unit.FLOP_PER_SECOND, chip.peak(job.precision()));
        if (job.precision() != Precision.BF16) {
            input(list, "dense bf16 peak", Unit.FLOP_PER_SECOND, chip.peak(Precision.BF16));
        }
        input(list, "memory bandwidth", Unit.BYTES_PER_SECOND, chip.memoryBytesPerSecond());
        for (Fabric fabric : job.cluster().system().fabrics()) {
            String name = fabric.name() + " (joins " + fabric.reach() + ")";
            input(list, name + " bandwidth, one way, per chip", Unit.BYTES_PER_SECOND, fabric.bytesPerSecond());
            input(list, name + " latency", Unit.SECONDS, fabric.latencySeconds());
            input(list, name + " share that collectives reach", Unit.COUNT, fabric.efficiency());
        }
        ChipKernels kernels = job.kernels();
        if (kernels.translation() != null) {
            input(
                    list,
                    "translation layer: compute time over native",
                    Unit.COUNT,
                    kernels.translation().slowdownFact());
        }
        GemmFit gemm = kernels.gemm(job.precision());
        if (gemm != null) {
            input(list, "matrix products: share of peak", Unit.COUNT, gemm.efficiency());
            input(list, "matrix products: share sustained", Unit.COUNT, gemm.sustained());
            if (gemm.quantiseBytes().mid() > 0) {
                input(list, "matrix products: bytes to quantise an element", Unit.BYTES, gemm.quantiseBytes());
            }
        }
        AttentionFit attention = kernels.attention();
        switch (job.stack().attention()) {
            case UNFUSED ->
                input(list, "unfused attention: share of bf16 peak of its products", Unit.COUNT, attention.unfused());
            case FLASH_1, FLASH_2, NATIVE -> {
                Fact published = attention.published(job.stack().attention());
                if (published == null) {
                    input(list, "attention: share of bf16 peak", Unit.COUNT, attention.efficiency());
                    input(list, "attention: share sustained", Unit.COUNT, attention.sustained());
                } else {
                    input(list, "attention: share of bf16 peak, forward and backward", Unit.COUNT, published);
                }
                input(list, "attention: backward rate over forward", Unit.COUNT, attention.backwardShare());
            }
        }
        input(list, "memory-bound kernels: share of bandwidth", Unit.COUNT, kernels.memoryEfficiency());
        if (job.model().hasExperts()) {
            input(list, "experts: tokens at half rate", Unit.COUNT, kernels.groupedHalfTokens());
            input(
                    list,
                    "exposed expert traffic",
                    Unit.COUNT,
                    Boolean.TRUE.equals(job.runtime().expertOverlap())
                            ? job.stack().expertOverlappedExposed()
                            : job.stack().expertExposed());
            if (job.precision().microScaled()) {
                input(
                        list,
                        "work around experts that fusion leaves",
                        Unit.COUNT,
                        job.stack().microScaledExperts());
            }
            input(list, "launches of an expert layer", Unit.SECONDS, job.stack().expertLaunchSeconds());
            input(list, "launches of each expert", Unit.SECONDS, job.stack().eachExpertLaunchSeconds());
        }
        SoftwareStack stack = job.stack();
        input(list, "exposed tensor-parallel traffic", Unit.COUNT, stack.tensorExposed());
        input(list, "exposed context-parallel traffic", Unit.COUNT, stack.contextExposed());
        input(list, "exposed pipeline sends", Unit.COUNT, stack.pipelineExposed());
        input(list, "exposed data-parallel traffic", Unit.COUNT, stack.dataExposed());
        input(list, "exposed sharded traffic", Unit.COUNT, stack.shardedExposed());
        input(list, "launches of a layer", Unit.SECONDS, stack.layerLaunchSeconds());
        input(list, "constant of a step", Unit.SECONDS, stack.stepSeconds());
        list.addAll(memoryInputs());
        return list;
    }

    private static void input(List<Term> list, String name, Unit unit, @org.jspecify.annotations.Nullable Fact fact) {
        if (fact != null) {
            list.add(Term.input(name, unit, fact));
        }
    }

    private static String shape(Operator operator) {
        return switch (operator) {
            case Operator.MatMul m -> "m " + number(m.m()) + ", n " + number(m.n()) + ", k " + number(m.k());
            case Operator.GroupedMatMul g ->
                number(g.groups()) + " experts x " + number(g.tokens()) + " tokens, " + number(g.in()) + " to "
                        + number(g.out());
            case Operator.Attention a ->
                number(a.batch() * a.heads()) + " heads x " + number(a.queries()) + " queries x " + number(a.meanKeys())
                        + " keys";
            case Operator.Scan s -> Quantity.format(s.flops(), Unit.FLOP);
            case Operator.Elementwise e -> Quantity.format(e.forwardBytes() + e.backwardBytes(), Unit.BYTES) + " moved";
        };
    }

    private String message(Collective c) {
        Network network = model.network();
        int tier = network.widestTier(c.size(), c.stride());
        String name = switch (c) {
            case Collective.AllGather g -> "all-gather";
            case Collective.ReduceScatter r -> "reduce-scatter";
            case Collective.AllReduce r -> "all-reduce";
            case Collective.AllToAll a -> "all-to-all";
            case Collective.Dispatch d -> "dispatch (" + d.copies() + " experts a token)";
            case Collective.Send s -> "send";
        };
        return name + " of " + Quantity.format(c.bytes(), Unit.BYTES) + " over " + c.size() + " chips"
                + (tier < 0 ? "" : " (" + network.fabric(tier).name() + ")") + ", " + seconds(network.seconds(c));
    }

    private static String seconds(double seconds) {
        return Quantity.format(seconds, Unit.SECONDS);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}

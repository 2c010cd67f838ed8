package org.suanchou.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.suanchou.hardware.Cluster;
import org.suanchou.kernel.KernelModel;
import org.suanchou.layer.LayerLedgers;
import org.suanchou.layer.Message;
import org.suanchou.layer.Part;
import org.suanchou.memory.LayerMemory;
import org.suanchou.memory.StageMemory;
import org.suanchou.model.Layer;
import org.suanchou.model.Transformer;
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.refusal.Refusal;
import org.suanchou.schedule.Timeline;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.Overlap;
import org.suanchou.stack.StackConstant;
import org.suanchou.training.Evaluation.Infeasible;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
import org.suanchou.workload.Sharding;

/**
 * The time and memory of one training step.
 *
 * <pre>step = M max(T_s) + bubble + exposed gradients + optimizer + constant</pre>
 *
 * <p>with T_s the forward and backward time of one micro-batch on stage s, M micro-batches, and the bubble that
 * {@link org.suanchou.schedule.PipelineSeconds} finds for the plan's schedule. Fully sharded training gathers and scatters weights in
 * every micro-batch beside all of its compute; otherwise gradients are reduced, and updated weights gathered, beside half
 * a micro-batch. Of traffic t beside b seconds of compute {@code max(0, t - b) + x min(t, b)} shows.
 *
 * <p>Instances are immutable; {@link #costs} is the expensive part and depends on the sharding of a layer alone.
 */
public final class StepModel {
    /** Master weights and two moments read and written in 32 bits, the 16-bit copy written; gradients are read besides. */
    static final double OPTIMIZER_BYTES = 26;
    /** Share of a micro-batch that the reduction of gradients hides behind. */
    private static final double BACKWARD_SHARE = 0.5;

    /** Sums in another order differ in their last digits. */
    private static final double ROUNDING = 1e-12;

    private static final int PARTS = Part.values().length;

    private final TrainingJob job;
    private final KernelModel kernels;
    private final Network network;
    private final List<Layer> kinds;
    private final int[] order;
    private final int[] layersOfKind;
    private final double deviceMemory;
    private final double tail;
    private final StageMemory.Habits memoryHabits;
    private final LayerLedgers ledgers;
    private final Map<Stages, StageLayout> layouts;

    /** @throws KernelModel.UnsupportedPrecision where the chip can't compute in the job's precision */
    public StepModel(TrainingJob job) {
        this.job = job;
        this.kernels =
                new KernelModel(job.cluster().chip(), job.kernels(), job.stack().attention());
        kernels.peak(job.precision());
        this.network = new Network(job.cluster().system(), job.cluster().chips());
        this.kinds = job.model().kinds();
        this.order = job.model().order();
        this.layersOfKind = new int[kinds.size()];
        for (int kind : order) {
            layersOfKind[kind]++;
        }
        this.tail = StageLayout.tail(job.model());
        this.memoryHabits = new StageMemory.Habits(
                job.tuning().frozen(),
                job.weightBytes(),
                job.gradientBytes(),
                job.stack().gradientPlaceholders().mid(),
                job.options().held(),
                1
                        - Math.min(
                                1,
                                (double) job.options().offloadedLayers()
                                        / job.model().layers()),
                job.stack().fragmentation().mid(),
                job.stack().frameworkBytes().mid());
        this.deviceMemory = job.cluster().chip().memoryBytes().mid();
        this.ledgers = new LayerLedgers(
                job.execution(kernels, network),
                kinds,
                job.sequence(),
                job.tuning().frozen(),
                job.accumulationBytes());
        this.layouts = new ConcurrentHashMap<>();
    }

    private StepModel(StepModel other, TrainingJob job, Network network) {
        this.job = job;
        this.kernels = other.kernels;
        this.network = network;
        this.kinds = other.kinds;
        this.order = other.order;
        this.layersOfKind = other.layersOfKind;
        this.tail = other.tail;
        this.memoryHabits = other.memoryHabits;
        this.deviceMemory = other.deviceMemory;
        this.layouts = other.layouts;
        this.ledgers = other.ledgers.on(network);
    }

    /**
     * The same training on another number of chips in batches of another size. Both models share what layers cost where
     * the chips fill the same tiers of the fabric.
     */
    public StepModel sized(int chips, long globalBatch) {
        TrainingJob sized = job.withCluster(new Cluster(job.cluster().system(), chips));
        return new StepModel(
                this,
                globalBatch == job.globalBatch() ? sized : sized.withGlobalBatch(globalBatch),
                new Network(job.cluster().system(), chips));
    }

    public TrainingJob job() {
        return job;
    }

    public Network network() {
        return network;
    }

    LayerLedgers ledgers() {
        return ledgers;
    }

    public KernelModel kernels() {
        return kernels;
    }

    /** Costs of every kind of layer under one cut. */
    public Costs costs(Sharding cut, Recompute recompute) {
        return costs(layers(cut, recompute));
    }

    /** Seconds of every kind of layer under one cut; enough for {@link #leastSeconds}. */
    public Layers layers(Sharding cut, Recompute recompute) {
        return new Layers(LayerCosts.Layers.of(ledgers, cut, recompute));
    }

    /** Costs of the same cut with what its layers keep, and with embedding and head. */
    public Costs costs(Layers layers) {
        return new Costs(LayerCosts.of(job.model(), ledgers, layers.layers));
    }

    /** Opaque to callers: what {@link #layers} computed. */
    public static final class Layers {
        private final LayerCosts.Layers layers;

        private Layers(LayerCosts.Layers layers) {
            this.layers = layers;
        }
    }

    /** Opaque to callers: what {@link #costs} computed, to be handed back to {@link #evaluate}. */
    public static final class Costs {
        private final LayerCosts layers;

        private Costs(LayerCosts layers) {
            this.layers = layers;
        }

        LayerCosts layers() {
            return layers;
        }
    }

    public StageLayout layout(int pp, int vp) {
        return layouts.computeIfAbsent(
                new Stages(pp, vp), s -> StageLayout.of(order, kinds.size(), s.pp(), s.vp(), tail));
    }

    private record Stages(int pp, int vp) {}

    /** How a plan cuts a layer. */
    public Sharding cut(ParallelPlan plan) {
        return new Sharding(
                plan.tp(),
                plan.sequenceParallel(),
                plan.cp(),
                plan.ep(),
                plan.etp(),
                plan.microBatch(),
                job.sequence(),
                job.options().expertImbalance());
    }

    /** Checks, costs and times one plan. */
    public Evaluation evaluate(ParallelPlan plan) {
        Infeasible broken = PlanRules.broken(job, plan, network);
        return broken != null
                ? broken
                : evaluate(plan, costs(cut(plan), plan.recompute()), layout(plan.pp(), plan.vp()));
    }

    /**
     * Times a plan that {@link PlanRules} lets through; a plan that doesn't fit the memory is infeasible.
     *
     * @param costs of {@code cut(plan)} and the plan's recompute
     * @param layout of the plan's pp and vp
     */
    public Evaluation evaluate(ParallelPlan plan, Costs costs, StageLayout layout) {
        StageMemory memory = memory(plan, costs, layout);
        if (memory.deviceBytes() > deviceMemory) {
            return tooLarge(plan, memory);
        }
        return timed(plan, costs, layout, memory);
    }

    /** The same; null where it doesn't fit the memory. */
    public Evaluation.@Nullable Feasible timedIfItFits(ParallelPlan plan, Costs costs, StageLayout layout) {
        long microBatches = plan.microBatches(job.globalBatch());
        StageMemory worst = null;
        for (StageLayout.Shape shape : layout.shapes()) {
            StageMemory memory = memory(plan, costs, layout, shape, microBatches);
            if (memory.deviceBytes() > deviceMemory) {
                return null;
            }
            if (worst == null || memory.deviceBytes() > worst.deviceBytes()) {
                worst = memory;
            }
        }
        return worst == null ? null : timed(plan, costs, layout, worst);
    }

    /** Times a plan whether or not it fits. */
    public Evaluation.Feasible timedRegardless(ParallelPlan plan) {
        Costs costs = costs(cut(plan), plan.recompute());
        StageLayout layout = layout(plan.pp(), plan.vp());
        return timed(plan, costs, layout, memory(plan, costs, layout));
    }

    private Infeasible tooLarge(ParallelPlan plan, StageMemory memory) {
        return new Infeasible(
                plan,
                Refusal.counted(
                        PlanRefusal.STAGE_MEMORY,
                        memory.deviceBytes(),
                        deviceMemory,
                        memory.stage(),
                        new Quantity(memory.deviceBytes(), Unit.BYTES),
                        new Quantity(deviceMemory, Unit.BYTES)));
    }

    /** Memory of the stage that needs the most. */
    public StageMemory memory(ParallelPlan plan, Costs costs, StageLayout layout) {
        long microBatches = plan.microBatches(job.globalBatch());
        StageMemory worst = null;
        for (StageLayout.Shape shape : layout.shapes()) {
            StageMemory memory = memory(plan, costs, layout, shape, microBatches);
            if (worst == null || memory.deviceBytes() > worst.deviceBytes()) {
                worst = memory;
            }
        }
        if (worst == null) {
            throw new IllegalStateException("a layout has at least one stage");
        }
        return worst;
    }

    StageMemory memory(ParallelPlan plan, Costs costs, StageLayout layout, StageLayout.Shape shape, long microBatches) {
        return StageMemory.of(
                shape.first(),
                costs.layers.memory(),
                held(shape),
                ends(plan, costs, shape),
                plan,
                layout.inFlight(plan.schedule(), shape.first(), microBatches),
                memoryHabits);
    }

    /**
     * What embedding and head keep follows Korthikanti et al. 2022, section 4.3: {@code s b h} of the embedding's dropout
     * mask, {@code 2 s b h} of each input of the last norm and of the output projection, and the bytes of logits.
     */
    StageMemory.Ends ends(ParallelPlan plan, Costs costs, StageLayout.Shape shape) {
        Transformer model = job.model();
        double tp = plan.tp();
        double table = (double) model.vocabulary() * model.hidden() / tp;
        double residual = costs.layers.cut().residualTokens() * model.hidden();
        double logits = costs.layers.cut().tokens() * model.vocabulary() / tp;
        boolean masks = shape.embedding() && kernels.attentionKernel() == AttentionKernel.UNFUSED;
        return new StageMemory.Ends(
                endParameters(shape) / tp,
                largestEnd(shape) / tp,
                shape.head() ? table : 0,
                masks ? residual : 0,
                shape.head()
                        ? (1 + model.mtpModules())
                                * (2 * StageMemory.WEIGHT_BYTES * residual + job.logitBytes() * logits)
                        : 0);
    }

    StageMemory.Habits memoryHabits() {
        return memoryHabits;
    }

    /** Layers of each kind whose weights a stage holds: its own, and those of multi-token-prediction modules at the end. */
    List<Integer> held(StageLayout.Shape shape) {
        int modules = job.model().mtpModules();
        if (!shape.head() || modules == 0) {
            return shape.layersOfKind();
        }
        List<Integer> counts = new ArrayList<>(shape.layersOfKind());
        int last = order[order.length - 1];
        counts.set(last, counts.get(last) + modules);
        return counts;
    }

    /** A tied table is held by the first and by the last stage, once where they are one. */
    private double endParameters(StageLayout.Shape shape) {
        Transformer model = job.model();
        double ends = 0;
        if (shape.embedding()) {
            ends += model.embeddingParameters();
        }
        if (shape.head()) {
            ends += model.headParameters() + 2.0 * model.mtpModules() * model.hidden() * model.hidden();
            if (model.tiedEmbeddings() && !shape.embedding()) {
                ends += (double) model.vocabulary() * model.hidden();
            }
        }
        return ends;
    }

    /** The larger of the embedding and the head of a stage. */
    private double largestEnd(StageLayout.Shape shape) {
        Transformer model = job.model();
        double table = (double) model.vocabulary() * model.hidden();
        return Math.max(shape.embedding() ? model.embeddingParameters() : 0, shape.head() ? table : 0);
    }

    private Evaluation.Feasible timed(ParallelPlan plan, Costs costs, StageLayout layout, StageMemory memory) {
        long microBatches = plan.microBatches(job.globalBatch());
        double[] longest = new double[PARTS];
        double[] parts = new double[PARTS];
        double longestSeconds = -1;
        int longestStage = 0;
        double gradients = 0;
        double optimizer = 0;
        StagePasses passes = passes(plan, costs, layout);
        List<StageLayout.Shape> shapes = layout.shapes();
        for (int i = 0; i < shapes.size(); i++) {
            StageLayout.Shape shape = shapes.get(i);
            double seconds = stageSeconds(plan, costs, shape, passes, i, parts);
            if (seconds > longestSeconds) {
                longestSeconds = seconds;
                longestStage = shape.first();
                System.arraycopy(parts, 0, longest, 0, PARTS);
            }
            if (!job.tuning().frozen()) {
                DataTraffic data = dataTraffic(plan, costs, shape);
                double budget = BACKWARD_SHARE * (seconds - parts[Part.DATA.ordinal()]);
                if (plan.zeroStage() >= 2) {
                    // the sharded traffic of the last micro-batch has used up part of it
                    budget = Math.max(0, budget - DataTraffic.seconds(data.perMicroBatch(), network));
                }
                double shown = shown(
                        DataTraffic.seconds(data.perStep(), network),
                        budget,
                        job.stack().dataExposed());
                gradients = Math.max(gradients, shown);
                optimizer = Math.max(optimizer, optimizerSeconds(plan, costs, shape));
            }
        }
        for (int p = 0; p < PARTS; p++) {
            longest[p] *= microBatches;
        }
        longest[Part.BUBBLE.ordinal()] = passes.bubbleSeconds(microBatches);
        longest[Part.DATA.ordinal()] += gradients;
        longest[Part.OPTIMIZER.ordinal()] = optimizer;
        longest[Part.OVERHEAD.ordinal()] += job.stack().stepSeconds().mid();
        return new Evaluation.Feasible(plan, new StepTime(longest), memory, microBatches, longestStage);
    }

    private StagePasses passes(ParallelPlan plan, Costs costs, StageLayout layout) {
        double sent = 0;
        for (Message message : sends(plan, costs)) {
            sent += message.exposedSeconds(network) / message.times();
        }
        return new StagePasses(plan, costs.layers, layout, sent);
    }

    /**
     * A plan's step drawn out in time.
     *
     * @param timed what this model made of the plan
     * @param mostPasses draws no more, by leaving micro-batches out; at least one round of them is drawn
     */
    public StepTimeline timeline(Evaluation.Feasible timed, long mostPasses) {
        ParallelPlan plan = timed.plan();
        Costs costs = costs(cut(plan), plan.recompute());
        StageLayout layout = layout(plan.pp(), plan.vp());
        StagePasses passes = passes(plan, costs, layout);
        double[] parts = new double[PARTS];
        double perMicroBatch = 0;
        for (int i = 0; i < layout.shapes().size(); i++) {
            StageLayout.Shape shape = layout.shapes().get(i);
            stageSeconds(plan, costs, shape, passes, i, parts);
            if (shape.first() == timed.longestStage()) {
                perMicroBatch = parts[Part.DATA.ordinal()];
            }
        }
        long one = Timeline.events(plan.schedule(), plan.pp(), plan.vp(), 1);
        long most = Math.max(plan.pp(), mostPasses / one / plan.pp() * plan.pp());
        int drawn = (int) Math.min(timed.microBatches(), most);
        Timeline pipeline = Timeline.of(plan.schedule(), plan.pp(), drawn, passes.chunks());
        double constant = job.stack().stepSeconds().mid();
        double gradients = Math.max(0, timed.time().part(Part.DATA) - timed.microBatches() * perMicroBatch);
        double optimizer = timed.time().part(Part.OPTIMIZER);
        double stretch = drawn < timed.microBatches()
                ? 1
                : (timed.seconds() - gradients - optimizer - constant) / pipeline.seconds();
        return new StepTimeline(pipeline, stretch, drawn, gradients, optimizer, constant);
    }

    /** Seconds of one micro-batch on one stage, their parts in {@code out} and their passes in {@code passes}. */
    private double stageSeconds(
            ParallelPlan plan, Costs costs, StageLayout.Shape shape, StagePasses passes, int index, double[] out) {
        Arrays.fill(out, 0);
        LayerCosts layers = costs.layers;
        List<Integer> counts = shape.layersOfKind();
        for (int k = 0; k < counts.size(); k++) {
            add(out, layers.layers().get(k).parts(), counts.get(k));
        }
        if (shape.embedding()) {
            add(out, layers.embedding().parts(), 1);
        }
        if (shape.head()) {
            add(out, layers.head().parts(), 1);
        }
        double compute = 0;
        for (double part : out) {
            compute += part;
        }
        double exposed = plan.zeroStage() < 2
                ? 0
                : shown(
                        DataTraffic.seconds(dataTraffic(plan, costs, shape).perMicroBatch(), network),
                        scattersAlone(plan) ? BACKWARD_SHARE * compute : compute,
                        shardedShare(plan).of(job.stack()));
        double sent = 0;
        for (Message message : sends(plan, costs)) {
            sent += message.exposedSeconds(network);
        }
        passes.stage(index, shape, compute + sent);
        out[Part.DATA.ordinal()] += exposed;
        out[Part.PIPELINE.ordinal()] += sent;
        return compute + exposed + sent;
    }

    private static void add(double[] out, double[] more, int times) {
        if (times > 0) {
            for (int p = 0; p < PARTS; p++) {
                out[p] += times * more[p];
            }
        }
    }

    /**
     * Messages of one micro-batch between one stage and the next, forward and backward, every virtual stage. Tensor-parallel
     * ranks that hold the same activations send a part each and gather the rest (Narayanan et al. 2021, section 4.1).
     */
    List<Message> sends(ParallelPlan plan, Costs costs) {
        Sharding cut = costs.layers.cut();
        double bytes = 2 * cut.tokens() * job.model().hidden();
        List<Message> list = new ArrayList<>(2);
        list.add(send(
                Message.Role.NEXT_STAGE,
                new Collective.Send(bytes / plan.tp(), plan.pp(), plan.tp() * plan.cp() * plan.dp()),
                plan.vp()));
        if (plan.tp() > 1 && !plan.sequenceParallel() && plan.pp() > 1) {
            list.add(send(Message.Role.NEXT_STAGE_GATHER, new Collective.AllGather(bytes, plan.tp(), 1), plan.vp()));
        }
        return list;
    }

    private Message send(Message.Role role, Collective collective, int vp) {
        return job.options().pipelineOverlap() == Overlap.OFF
                ? Message.exposed(role, collective, 2.0 * vp, vp)
                : Message.hidden(role, collective, 2.0 * vp, vp, job.stack(), StackConstant.PIPELINE_EXPOSED);
    }

    DataTraffic dataTraffic(ParallelPlan plan, Costs costs, StageLayout.Shape shape) {
        double dense = endParameters(shape) / plan.tp();
        double experts = 0;
        List<LayerMemory> memory = costs.layers.memory();
        List<Integer> counts = held(shape);
        for (int k = 0; k < memory.size(); k++) {
            dense += counts.get(k) * memory.get(k).denseParameters();
            experts += counts.get(k) * memory.get(k).expertParameters();
        }
        return new DataTraffic(
                plan,
                job.stack().fullySharded(),
                job.gradientBytes(),
                dense,
                experts,
                job.weightBytes(),
                job.tuning().frozen());
    }

    /** Gradients are scattered in every micro-batch, weights gathered once a step. */
    private boolean scattersAlone(ParallelPlan plan) {
        return plan.zeroStage() == 2 && !job.stack().fullySharded();
    }

    /** What shows of the traffic of every micro-batch. */
    StackConstant shardedShare(ParallelPlan plan) {
        return scattersAlone(plan) ? StackConstant.DATA_EXPOSED : StackConstant.SHARDED_EXPOSED;
    }

    /** What shows of traffic that can hide behind {@code budget} seconds of compute: the excess, and a share of the rest. */
    private static double shown(double traffic, double budget, Fact share) {
        return Math.max(0, traffic - budget) + share.mid() * Math.min(traffic, budget);
    }

    private double optimizerSeconds(ParallelPlan plan, Costs costs, StageLayout.Shape shape) {
        DataTraffic state = dataTraffic(plan, costs, shape);
        double share = plan.zeroStage() == 0
                ? state.denseParameters() + state.expertParameters()
                : state.denseParameters() / plan.shardGroup()
                        + state.expertParameters() / Math.min(plan.shardGroup(), plan.expertDp());
        return kernels.memorySeconds((OPTIMIZER_BYTES + job.gradientBytes()) * share);
    }

    /**
     * Seconds that no plan with this cut and recompute beats, whatever its pipeline, sharding and data parallelism: the
     * layers' own work spread evenly over all chips.
     */
    public double leastSeconds(Layers layers) {
        double sum = 0;
        for (int kind = 0; kind < kinds.size(); kind++) {
            sum += layersOfKind[kind] * layers.layers.seconds().get(kind).seconds();
        }
        return spread(sum, layers.layers.cut());
    }

    /**
     * Seconds that no plan with these stages beats under 1F1B, interleaved or not: a stage works off all its micro-batches;
     * before its first, and after its last, one micro-batch passes the first chunks of the stages before it.
     *
     * @param layerSeconds of each kind of layer, one micro-batch
     * @param microBatches on one data-parallel rank
     */
    public static double leastSeconds(double[] layerSeconds, StageLayout layout, long microBatches) {
        double least = 0;
        for (StageLayout.Shape shape : layout.shapes()) {
            List<Integer> before = layout.layersBefore().get(shape.last());
            double seconds = 0;
            for (int kind = 0; kind < layerSeconds.length; kind++) {
                seconds += layerSeconds[kind]
                        * ((double) microBatches * shape.layersOfKind().get(kind) + before.get(kind));
            }
            least = Math.max(least, seconds);
        }
        return (1 - ROUNDING) * least;
    }

    /** Seconds of a layer of each kind, one micro-batch. */
    public double[] layerSeconds(Layers layers) {
        double[] seconds = new double[kinds.size()];
        for (int kind = 0; kind < seconds.length; kind++) {
            seconds[kind] = layers.layers.seconds().get(kind).seconds();
        }
        return seconds;
    }

    /** The same at the least, whatever degrees experts have and whatever is recomputed. */
    public double[] leastLayerSeconds(Sharding cut) {
        double[] seconds = new double[kinds.size()];
        for (int kind = 0; kind < seconds.length; kind++) {
            seconds[kind] = ledgers.leastSeconds(kind, cut);
        }
        return seconds;
    }

    /** Seconds that no plan with this cut beats, whatever degrees its experts have and whatever it recomputes. */
    public double leastSeconds(Sharding cut) {
        double sum = 0;
        for (int kind = 0; kind < kinds.size(); kind++) {
            sum += layersOfKind[kind] * ledgers.leastSeconds(kind, cut);
        }
        return spread(sum, cut);
    }

    /** Whether the layers of a plan with this cut may fit the memory, however experts are cut and whatever is recomputed. */
    public boolean mayFit(Sharding cut) {
        for (Layer kind : kinds) {
            if (LayerMemory.leastBytes(kind, job.model().hidden(), cut, kernels.attentionKernel()) > deviceMemory) {
                return false;
            }
        }
        return true;
    }

    /** The work of one micro-batch's layers, all micro-batches, over all chips. */
    private double spread(double layerSeconds, Sharding cut) {
        double rankMicroBatches = job.globalBatch() / cut.microBatch();
        return (1 - ROUNDING)
                * rankMicroBatches
                * layerSeconds
                * cut.tp()
                * cut.cp()
                / job.cluster().chips();
    }
}

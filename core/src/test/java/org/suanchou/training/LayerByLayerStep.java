package org.suanchou.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.suanchou.kernel.KernelModel;
import org.suanchou.memory.LayerMemory;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.schedule.PipelineSeconds;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.ContextExchange;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.Overlap;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * The slow obvious twin of {@link StepModel}: every stage with its own list of layers, every layer with its own list of
 * operators and messages, nothing shared and nothing kept.
 *
 * <pre>step = pipeline + exposed gradients + optimizer + constant</pre>
 *
 * <p>The pipeline's length from the seconds of its chunks is {@link PipelineSeconds}, whose own twin is a timeline.
 */
final class LayerByLayerStep {
    private final TrainingJob job;
    private final ParallelPlan plan;
    private final Transformer model;
    private final SoftwareStack stack;
    private final KernelModel kernels;
    private final Network network;
    private final Sharding cut;

    LayerByLayerStep(TrainingJob job, ParallelPlan plan) {
        this.job = job;
        this.plan = plan;
        model = job.model();
        stack = job.stack();
        kernels = new KernelModel(job.cluster().chip(), job.kernels(), stack.attention());
        network = new Network(job.cluster().system(), job.cluster().chips());
        cut = new Sharding(
                plan.tp(),
                plan.sequenceParallel(),
                plan.cp(),
                plan.ep(),
                plan.etp(),
                plan.microBatch(),
                job.sequence(),
                job.options().expertImbalance());
    }

    double seconds() {
        double micros = Math.ceil(job.globalBatch() / (plan.dp() * plan.microBatch()));
        double gradients = 0;
        double optimizer = 0;
        List<List<Layer>> stages = stages();
        for (int stage = 0; stage < plan.pp(); stage++) {
            if (job.tuning() != Tuning.LORA) {
                double traffic = trafficOfStep(stage, stages.get(stage));
                double behind = undisturbedSeconds(stage, stages.get(stage)) / 2;
                if (plan.zeroStage() >= 2) {
                    behind = Math.max(0, behind - trafficOfMicroBatch(stage, stages.get(stage)));
                }
                double hidden = Math.min(traffic, behind);
                double shown = traffic - hidden + stack.dataExposed().mid() * hidden;
                gradients = Math.max(gradients, shown);
                optimizer = Math.max(optimizer, updateSeconds(stage, stages.get(stage)));
            }
        }
        double longest = 0;
        double undisturbed = 0;
        for (int stage = 0; stage < plan.pp(); stage++) {
            double seconds = undisturbedSeconds(stage, stages.get(stage));
            undisturbed = Math.max(undisturbed, seconds);
            longest = Math.max(longest, seconds + shownOfMicroBatch(stage, stages.get(stage)));
        }
        double bubble = Math.max(0, pipelineSeconds((long) micros) - micros * undisturbed);
        return micros * longest
                + bubble
                + gradients
                + optimizer
                + stack.stepSeconds().mid();
    }

    double memoryBytes() {
        double worst = 0;
        List<List<Layer>> stages = stages();
        for (int stage = 0; stage < plan.pp(); stage++) {
            worst = Math.max(worst, memoryBytes(stage, stages.get(stage)));
        }
        return worst;
    }

    /** The layers of each stage; a stage with virtual stages holds several chunks. */
    List<List<Layer>> stages() {
        List<List<Layer>> stages = new ArrayList<>();
        for (int stage = 0; stage < plan.pp(); stage++) {
            stages.add(new ArrayList<>());
        }
        List<List<Layer>> chunks = chunks();
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            stages.get(chunk % plan.pp()).addAll(chunks.get(chunk));
        }
        return stages;
    }

    private List<List<Layer>> chunks() {
        List<Layer> layers = new ArrayList<>();
        for (LayerRun run : model.runs()) {
            for (int i = 0; i < run.count(); i++) {
                layers.add(run.layer());
            }
        }
        List<List<Layer>> chunks = new ArrayList<>();
        int count = plan.pp() * plan.vp();
        int next = 0;
        for (int chunk = 0; chunk < count; chunk++) {
            int end = next + layersOfChunk(layers.size(), chunk, count);
            chunks.add(layers.subList(next, end));
            next = end;
        }
        return chunks;
    }

    private double pipelineSeconds(long micros) {
        List<List<Layer>> stages = stages();
        List<List<Layer>> chunks = chunks();
        int pp = plan.pp();
        int vp = plan.vp();
        double send = sendSeconds() / (2 * vp);
        double[] f = new double[pp * vp];
        double[] b = new double[pp * vp];
        double[] w = new double[pp * vp];
        for (int chunk = 0; chunk < pp * vp; chunk++) {
            boolean first = chunk == 0;
            boolean last = chunk == pp * vp - 1;
            List<Layer> own = chunks.get(chunk);
            double forward = forwardSeconds(own, first, last);
            double backward = computeSeconds(own, first, last) - forward;
            double weights = weightGradientSeconds(own, first, last);
            f[chunk] = forward + send;
            w[chunk] = weights;
            b[chunk] = backward - weights + send;
        }
        if (vp == 1) {
            return PipelineSeconds.of(plan.schedule(), micros, f, b, w);
        }
        for (int chunk = 0; chunk < pp * vp; chunk++) {
            b[chunk] += w[chunk];
        }
        for (int chunk = 0; chunk < pp * vp; chunk++) {
            List<Layer> rest = new ArrayList<>(chunks.get(1));
            boolean within = chunks.get(chunk).stream().allMatch(rest::remove);
            boolean end = chunk == 0 || chunk == pp * vp - 1;
            if (!within || (!end && !rest.isEmpty())) {
                return PipelineSeconds.played(micros, pp, f, b);
            }
        }
        double[] stageF = new double[pp];
        double[] stageB = new double[pp];
        for (int chunk = 0; chunk < pp * vp; chunk++) {
            stageF[chunk % pp] += f[chunk];
            stageB[chunk % pp] += b[chunk];
        }
        int last = (vp - 1) * pp;
        return PipelineSeconds.interleaved(
                micros,
                vp,
                stageF,
                stageB,
                Arrays.copyOf(f, pp),
                Arrays.copyOf(b, pp),
                Arrays.copyOfRange(f, last, last + pp),
                Arrays.copyOfRange(b, last, last + pp));
    }

    /**
     * Equal chunks where the layers divide. Else none holds more than the next whole number of layers; the last is
     * spared what its head weighs, and of the others the later ones take what is over.
     */
    private int layersOfChunk(int layers, int chunk, int chunks) {
        if (layers % chunks == 0) {
            return layers / chunks;
        }
        int most = (int) Math.ceil(layers / (double) chunks);
        long spared = Math.min(most, Math.round(StageLayout.tail(model) - 1e-9));
        int last = (int) Math.max(most - spared, layers - (long) most * (chunks - 1));
        int others = layers - last;
        if (chunk == chunks - 1) {
            return last;
        }
        int fewer = others / (chunks - 1);
        int over = others % (chunks - 1);
        return chunk >= chunks - 1 - over ? fewer + 1 : fewer;
    }

    private double computeSeconds(int stage, List<Layer> layers) {
        return computeSeconds(layers, stage == 0, stage == plan.pp() - 1);
    }

    private double computeSeconds(List<Layer> layers, boolean first, boolean last) {
        double seconds = 0;
        for (Layer layer : layers) {
            seconds += layerSeconds(layer);
        }
        if (first) {
            seconds += (job.tuning() == Tuning.LORA ? 4 : 14) * embeddedBytes();
        }
        if (last) {
            seconds += headSeconds();
            for (int module = 0; module < model.mtpModules(); module++) {
                seconds += layerSeconds(model.runs().getLast().layer())
                        + headSeconds()
                        + kernels.forwardSeconds(merge())
                        + kernels.backwardSeconds(merge(), job.tuning() == Tuning.LORA, accumulationBytes());
            }
        }
        return seconds;
    }

    /** Seconds of a byte for each element that the embedding puts out. */
    private double embeddedBytes() {
        return kernels.memorySeconds(cut.residualTokens() * model.hidden());
    }

    private Operator merge() {
        return new Operator.MatMul(
                Operator.Role.MTP_PROJECTION,
                job.precision(),
                cut.tokens(),
                model.hidden() / (double) plan.tp(),
                2.0 * model.hidden());
    }

    /** The forward passes among {@link #computeSeconds}. */
    private double forwardSeconds(List<Layer> layers, boolean first, boolean last) {
        double seconds = first ? 4 * embeddedBytes() : 0;
        List<Layer> all = new ArrayList<>(layers);
        if (last) {
            seconds += (1 + model.mtpModules())
                    * (kernels.forwardSeconds(head())
                            + kernels.lossSeconds(cut.tokens(), model.vocabulary() / (double) plan.tp()) / 3);
            seconds += model.mtpModules() * kernels.forwardSeconds(merge());
            all.addAll(Collections.nCopies(
                    model.mtpModules(), model.runs().getLast().layer()));
        }
        for (Layer layer : all) {
            seconds += deviceForward(layer);
            seconds += waitingOf(deviceForward(layer), 0) + expertLaunchSeconds(layer) / 3;
        }
        return seconds;
    }

    /** The gradients by weights among {@link #computeSeconds}. */
    private double weightGradientSeconds(List<Layer> layers, boolean first, boolean last) {
        boolean frozen = job.tuning() == Tuning.LORA;
        double seconds = first && !frozen ? 10 * embeddedBytes() : 0;
        List<Layer> all = new ArrayList<>(layers);
        if (last) {
            seconds +=
                    frozen ? 0 : (1 + model.mtpModules()) * kernels.weightGradientSeconds(head(), accumulationBytes());
            seconds += frozen ? 0 : model.mtpModules() * kernels.weightGradientSeconds(merge(), accumulationBytes());
            all.addAll(Collections.nCopies(
                    model.mtpModules(), model.runs().getLast().layer()));
        }
        for (Layer layer : frozen ? List.<Layer>of() : all) {
            seconds += deviceWeightGradient(layer);
            seconds += waitingOf(deviceWeightGradient(layer), 0) + expertLaunchSeconds(layer) / 3;
        }
        return seconds;
    }

    private double deviceForward(Layer layer) {
        double seconds = 0;
        for (Operator operator : operators(layer)) {
            seconds += forward(operator);
        }
        double again = fullShare();
        return seconds
                + tensorSeconds(layer, 2, 0)
                + contextSeconds(layer)
                        / (job.options().contextExchange() == ContextExchange.RING ? 3 + again : 2 + again)
                + expertSeconds(layer) / (4 + 2 * again) * 2;
    }

    private double deviceWeightGradient(Layer layer) {
        double seconds = 0;
        for (Operator operator : operators(layer)) {
            seconds += left(operator) * kernels.weightGradientSeconds(operator, accumulationBytes());
        }
        return job.tuning() == Tuning.LORA ? 0 : seconds;
    }

    private List<Operator> operators(Layer layer) {
        double packed = job.tuning() == Tuning.PRETRAIN ? 1 : 0.1;
        LayerWork work = LayerWork.of(layer, model.hidden(), cut, job.precision(), packed);
        List<Operator> operators = new ArrayList<>(work.mixer());
        operators.addAll(work.feedForward());
        return operators;
    }

    private double forward(Operator operator) {
        return left(operator) * kernels.forwardSeconds(operator) + adapterSeconds(operator);
    }

    /** Five bytes of each input element and ten of each output element, where nothing is fused. */
    private double adapterSeconds(Operator operator) {
        return job.tuning() == Tuning.LORA
                        && stack.elementwisePasses().mid() > 1
                        && operator instanceof Operator.MatMul m
                ? kernels.memorySeconds(5 * m.m() * m.k() + 10 * m.m() * m.n())
                : 0;
    }

    private double left(Operator operator) {
        boolean permutes = operator.role() == Operator.Role.PERMUTATION;
        double passes = operator instanceof Operator.Elementwise && !permutes
                ? stack.elementwisePasses().mid()
                : 1;
        return permutes || operator.role() == Operator.Role.EXPERT_ACTIVATION ? passes * leftOfMicroScaling() : passes;
    }

    private double shownOfMicroBatch(int stage, List<Layer> layers) {
        double compute = computeSeconds(stage, layers);
        boolean scattersAlone = plan.zeroStage() == 2 && !stack.fullySharded();
        double traffic = trafficOfMicroBatch(stage, layers);
        double hidden = Math.min(traffic, scattersAlone ? compute / 2 : compute);
        double share = scattersAlone
                ? stack.dataExposed().mid()
                : stack.shardedExposed().mid();
        return traffic - hidden + share * hidden;
    }

    /** A micro-batch without what shows of data-parallel traffic. */
    private double undisturbedSeconds(int stage, List<Layer> layers) {
        return computeSeconds(stage, layers) + sendSeconds();
    }

    private double headSeconds() {
        double vocabulary = model.vocabulary() / (double) plan.tp();
        return kernels.forwardSeconds(head())
                + kernels.backwardSeconds(head(), job.tuning() == Tuning.LORA, accumulationBytes())
                + kernels.lossSeconds(cut.tokens(), vocabulary);
    }

    private Operator head() {
        double vocabulary = model.vocabulary() / (double) plan.tp();
        return new Operator.MatMul(Operator.Role.OUTPUT_HEAD, Precision.BF16, cut.tokens(), vocabulary, model.hidden());
    }

    private double sendSeconds() {
        double bytes = 2 * cut.tokens() * model.hidden();
        Collective send = new Collective.Send(bytes / plan.tp(), plan.pp(), plan.tp() * plan.cp() * plan.dp());
        double shown = job.options().pipelineOverlap() == Overlap.OFF
                ? 1
                : stack.pipelineExposed().mid();
        double once = network.seconds(send);
        boolean sentInParts = plan.tp() > 1 && !plan.sequenceParallel() && plan.pp() > 1;
        if (sentInParts) {
            once += network.seconds(new Collective.AllGather(bytes, plan.tp(), 1));
        }
        double seconds = 0;
        for (int chunk = 0; chunk < plan.vp(); chunk++) {
            double forward = once;
            double backward = once;
            seconds += shown * (forward + backward);
        }
        return seconds;
    }

    /** Forward, backward, recompute, exposed messages and launches of one layer in one micro-batch. */
    private double layerSeconds(Layer layer) {
        return deviceSeconds(layer) + waitingSeconds(layer);
    }

    private double deviceSeconds(Layer layer) {
        double seconds = 0;
        for (Operator operator : operators(layer)) {
            seconds += (1 + repeats(operator)) * forward(operator);
            seconds += left(operator)
                    * kernels.backwardSeconds(operator, job.tuning() == Tuning.LORA, accumulationBytes());
            seconds += adapterSeconds(operator);
        }
        return seconds + tensorSeconds(layer) + contextSeconds(layer) + expertSeconds(layer);
    }

    /** What the device waits for the host: launches that outlast the work of a pass, and those of routing. */
    private double waitingSeconds(Layer layer) {
        double forward = deviceForward(layer);
        double weights = deviceWeightGradient(layer);
        double inputs = deviceSeconds(layer) - forward - weights;
        double host = stack.layerLaunchSeconds().mid() * launchesLeft() / (1 + fullShare() / 3);
        double waiting = waitingOf(forward, 0) + waitingOf(inputs, fullShare() * host / 3);
        if (job.tuning() != Tuning.LORA) {
            waiting += waitingOf(weights, 0);
        }
        return waiting + expertLaunchSeconds(layer);
    }

    /** A pass has its share of the layer's launches: two passes halves, three thirds. */
    private double waitingOf(double device, double more) {
        double host = stack.layerLaunchSeconds().mid() * launchesLeft() / (1 + fullShare() / 3);
        return Math.max(0, host / (job.tuning() == Tuning.LORA ? 2 : 3) + more - device);
    }

    /** What kernels of micro-scaled formats leave of the work around experts. */
    private double leftOfMicroScaling() {
        boolean microScaled = job.precision() == Precision.MXFP8 || job.precision() == Precision.NVFP4;
        return microScaled ? stack.microScaledExperts().mid() : 1;
    }

    /** Gradients of a micro-batch are added to those before: one read, one write; fully sharded ones in shards. */
    private double accumulationBytes() {
        return stack.fullySharded() ? 0 : job.gradientBytes() + job.gradientBytes();
    }

    private double fullShare() {
        return plan.recompute() instanceof Recompute.Full full ? full.share() : 0;
    }

    /** Selective recompute here means that of attention alone. */
    private double repeats(Operator operator) {
        boolean attention = operator instanceof Operator.Attention || operator instanceof Operator.Scan;
        return plan.recompute() instanceof Recompute.Selective && attention ? 1 : fullShare();
    }

    private double tensorSeconds(Layer layer) {
        return tensorSeconds(layer, 2 + 2 * fullShare(), plan.sequenceParallel() ? 3 : 2);
    }

    /** @param forward half all-reduces around a cut sublayer, run forward; @param backward the same backward */
    private double tensorSeconds(Layer layer, double forward, double backward) {
        int cutSublayers = 0;
        if (!(layer.mixer() instanceof Mixer.None)) {
            cutSublayers++;
        }
        if (layer.feedForward() instanceof FeedForward.Dense) {
            cutSublayers++;
        }
        if (layer.feedForward() instanceof FeedForward.Experts experts
                && (experts.sharedWidth() > 0 || experts.parallelDenseWidth() > 0)) {
            cutSublayers++;
        }
        double half = network.seconds(new Collective.AllGather(2 * cut.tokens() * model.hidden(), plan.tp(), 1));
        boolean leavesDomain = plan.tp() > job.cluster().system().scaleUpDomain();
        double shown = job.options().tensorOverlap() == Overlap.OFF || leavesDomain
                ? 1
                : stack.tensorExposed().mid();
        return shown * cutSublayers * (forward + backward) * half
                + expertTensorSeconds(layer, backward == 0 ? 2 : 4 + 2 * fullShare())
                + selectionSeconds(layer, backward == 0 ? 2 : 4 + 2 * fullShare());
    }

    /** Mamba's time steps, B and C are sums over the channels of all ranks; a gate for all work on them, they wait. */
    private double selectionSeconds(Layer layer, double times) {
        return layer.mixer() instanceof Mixer.Mamba1 m
                ? times
                        * network.seconds(
                                new Collective.AllGather(2 * cut.tokens() * (m.rank() + 2 * m.state()), plan.tp(), 1))
                : 0;
    }

    /** Routed tokens are gathered before and scattered after an expert's cut matrices. */
    private double expertTensorSeconds(Layer layer, double times) {
        if (!(layer.feedForward() instanceof FeedForward.Experts experts)) {
            return 0;
        }
        double pairs = busiest() * cut.tokens() * experts.topK() * plan.etp() / plan.tp();
        double half = network.seconds(new Collective.AllGather(2 * pairs * model.hidden(), plan.etp(), 1));
        boolean leavesDomain = plan.etp() > job.cluster().system().scaleUpDomain();
        double shown = job.options().tensorOverlap() == Overlap.OFF || leavesDomain
                ? 1
                : stack.tensorExposed().mid();
        return shown * times * half;
    }

    private double contextSeconds(Layer layer) {
        double elements = switch (layer.mixer()) {
            case Mixer.None() -> 0;
            case Mixer.GroupedQueryAttention a -> 2.0 * Math.max(a.kvHeads(), plan.tp()) * a.headDim() * job.sequence();
            case Mixer.MultiLatentAttention a ->
                (double) a.heads() * (a.ropeDim() + a.nopeDim() + a.valueDim()) * job.sequence();
            case Mixer.CompressedSparseAttention a -> throw new AssertionError("the generator makes no such layer");
            case Mixer.BlockSparseAttention a -> throw new AssertionError("the generator makes no such layer");
            case Mixer.GatedDeltaNet g -> (double) g.valueHeads() * g.valueDim() * g.keyDim();
            case Mixer.Mamba2 m -> (double) m.heads() * m.headDim() * m.state();
            case Mixer.Mamba1 m -> (double) m.inner() * m.state();
            case Mixer.ShortConvolution c -> (c.convKernel() - 1.0) * c.width();
            case Mixer.KimiDeltaAttention a -> (double) a.heads() * a.headDim() * a.headDim();
            case Mixer.LightningAttention a -> (double) a.heads() * a.headDim() * a.headDim();
            case Mixer.ParallelHeads p ->
                2.0
                                * Math.max(p.attention().kvHeads(), plan.tp())
                                * p.attention().headDim()
                                * job.sequence()
                        + (double) p.mamba().heads()
                                * p.mamba().headDim()
                                * p.mamba().state();
        };
        double bytes = 2 * plan.microBatch() * elements / plan.tp();
        if (job.options().contextExchange() == ContextExchange.ALL_TO_ALL) {
            return exchangeSeconds(layer);
        }
        double ring = network.seconds(new Collective.AllGather(bytes, plan.cp(), plan.tp()));
        return stack.contextExposed().mid() * (ring + 2 * ring + fullShare() * ring);
    }

    /** Queries, keys, values and outputs of this rank change hands once forward and once backward. */
    private double exchangeSeconds(Layer layer) {
        double width = switch (layer.mixer()) {
            case Mixer.None() -> 0;
            case Mixer.GroupedQueryAttention a ->
                (2.0 * a.heads() + 2.0 * Math.max(a.kvHeads(), plan.tp())) * a.headDim();
            case Mixer.MultiLatentAttention a -> 2.0 * a.heads() * (a.ropeDim() + a.nopeDim() + a.valueDim());
            case Mixer.CompressedSparseAttention a -> throw new AssertionError("the generator makes no such layer");
            case Mixer.BlockSparseAttention a -> throw new AssertionError("the generator makes no such layer");
            case Mixer.GatedDeltaNet g -> 2.0 * g.keyHeads() * g.keyDim() + 2.0 * g.valueHeads() * g.valueDim();
            case Mixer.Mamba2 m -> 2.0 * m.heads() * m.headDim();
            case Mixer.Mamba1 m -> 2.0 * m.inner();
            case Mixer.ShortConvolution c -> 2.0 * c.width();
            case Mixer.KimiDeltaAttention a -> 4.0 * a.heads() * a.headDim();
            case Mixer.LightningAttention a -> 4.0 * a.heads() * a.headDim();
            case Mixer.ParallelHeads p ->
                2.0
                                * (p.attention().heads()
                                        + Math.max(p.attention().kvHeads(), plan.tp()))
                                * p.attention().headDim()
                        + 2.0 * p.mamba().heads() * p.mamba().headDim();
        };
        double bytes = 2 * cut.tokens() * width / plan.tp();
        double once = network.seconds(new Collective.AllToAll(bytes, plan.cp(), plan.tp()));
        return once + once + fullShare() * once;
    }

    /** All experts on one chip leave none busier than another. */
    private double busiest() {
        return plan.ep() == 1 ? 1 : job.options().expertImbalance();
    }

    private double expertSeconds(Layer layer) {
        if (!(layer.feedForward() instanceof FeedForward.Experts experts)) {
            return 0;
        }
        double bytes = busiest() * 2 * cut.tokens() / plan.tp() * model.hidden();
        ExpertDispatcher named = job.options().dispatcher();
        double once = network.seconds(
                (named == null ? stack.dispatcher() : named) == ExpertDispatcher.ALL_TO_ALL
                        ? new Collective.AllToAll(experts.topK() * bytes, plan.ep(), plan.etp())
                        : new Collective.Dispatch(bytes, experts.topK(), experts.nodeLimit(), plan.ep(), plan.etp()));
        double dispatchAndCombine = 2 * once;
        double shown = job.options().expertOverlap() == Overlap.ON
                ? stack.expertOverlappedExposed().mid()
                : stack.expertExposed().mid();
        return shown * (dispatchAndCombine + dispatchAndCombine + fullShare() * dispatchAndCombine);
    }

    private double expertLaunchSeconds(Layer layer) {
        if (!(layer.feedForward() instanceof FeedForward.Experts experts)) {
            return 0;
        }
        boolean cast = job.precision() != Precision.BF16;
        double each = (cast ? 3 : 1) * stack.eachExpertLaunchSeconds().mid();
        double held = Math.max(1, experts.experts() / (double) plan.ep());
        return leftOfMicroScaling() * (stack.expertLaunchSeconds().mid() + held * each) * launchesLeft();
    }

    private double launchesLeft() {
        double graphed = job.options().graphedShare();
        double left = (1 - graphed) + graphed * stack.graphedLaunchShare().mid();
        return left * (1 + fullShare() / 3);
    }

    /** Layers whose weights and activations a stage holds: multi-token-prediction modules are one more each. */
    private List<Layer> held(int stage, List<Layer> layers) {
        List<Layer> held = new ArrayList<>(layers);
        for (int module = 0; stage == plan.pp() - 1 && module < model.mtpModules(); module++) {
            held.add(model.runs().getLast().layer());
        }
        return held;
    }

    /** Weights on one chip: dense, of experts. */
    private double[] parameters(int stage, List<Layer> layers) {
        double dense = 0;
        double experts = 0;
        for (Layer layer : held(stage, layers)) {
            LayerMemory memory = memoryOf(layer);
            dense += memory.denseParameters();
            experts += memory.expertParameters();
        }
        return new double[] {dense + endParameters(stage), experts};
    }

    private double endParameters(int stage) {
        double ends = 0;
        if (stage == 0) {
            ends += model.embeddingParameters();
        }
        if (stage == plan.pp() - 1) {
            ends += model.headParameters();
            for (int module = 0; module < model.mtpModules(); module++) {
                ends += 2.0 * model.hidden() * model.hidden();
            }
            if (model.tiedEmbeddings() && plan.pp() > 1) {
                ends += (double) model.vocabulary() * model.hidden();
            }
        }
        return ends / plan.tp();
    }

    private LayerMemory memoryOf(Layer layer) {
        return LayerMemory.of(
                layer,
                model.hidden(),
                model.norm(),
                cut,
                stack.attention(),
                plan.recompute(),
                stack.attention() == AttentionKernel.UNFUSED);
    }

    private int expertRanks() {
        return plan.tp() * plan.cp() * plan.dp() / (plan.ep() * plan.etp());
    }

    private double gathered(double[] parameters) {
        int shard = plan.shardGroup();
        int expertShard = Math.min(shard, expertRanks());
        return network.seconds(new Collective.AllGather(2 * parameters[0], shard, plan.tp()))
                + network.seconds(new Collective.AllGather(2 * parameters[1], expertShard, plan.ep() * plan.etp()));
    }

    private double scattered(double[] parameters) {
        int shard = plan.shardGroup();
        int expertShard = Math.min(shard, expertRanks());
        double bytes = job.gradientBytes();
        return network.seconds(new Collective.ReduceScatter(bytes * parameters[0], shard, plan.tp()))
                + network.seconds(
                        new Collective.ReduceScatter(bytes * parameters[1], expertShard, plan.ep() * plan.etp()));
    }

    private double trafficOfMicroBatch(int stage, List<Layer> layers) {
        double[] parameters = parameters(stage, layers);
        double scatter = job.tuning() == Tuning.LORA ? 0 : scattered(parameters);
        return switch (plan.zeroStage()) {
            case 2 -> (stack.fullySharded() ? gathered(parameters) : 0) + scatter;
            case 3 -> gathered(parameters) + gathered(parameters) + scatter;
            default -> 0;
        };
    }

    private double trafficOfStep(int stage, List<Layer> layers) {
        double[] parameters = parameters(stage, layers);
        int ranks = plan.dp() * plan.cp();
        double bytes = job.gradientBytes();
        if (plan.zeroStage() == 0) {
            return network.seconds(new Collective.AllReduce(bytes * parameters[0], ranks, plan.tp()))
                    + network.seconds(
                            new Collective.AllReduce(bytes * parameters[1], expertRanks(), plan.ep() * plan.etp()));
        }
        double seconds = 0;
        if (plan.zeroStage() == 1) {
            seconds += scattered(parameters) + gathered(parameters);
        }
        if (plan.zeroStage() == 2 && !stack.fullySharded()) {
            seconds += gathered(parameters);
        }
        double shard = bytes * (parameters[0] + parameters[1]) / plan.shardGroup();
        return seconds
                + network.seconds(
                        new Collective.AllReduce(shard, ranks / plan.shardGroup(), plan.tp() * plan.shardGroup()));
    }

    private double updateSeconds(int stage, List<Layer> layers) {
        double[] parameters = parameters(stage, layers);
        double owned = plan.zeroStage() == 0
                ? parameters[0] + parameters[1]
                : parameters[0] / plan.shardGroup() + parameters[1] / Math.min(plan.shardGroup(), expertRanks());
        return kernels.memorySeconds((26 + job.gradientBytes()) * owned);
    }

    private double memoryBytes(int stage, List<Layer> layers) {
        double[] parameters = parameters(stage, layers);
        double whole = parameters[0] + parameters[1];
        double shard = parameters[0] / plan.shardGroup() + parameters[1] / Math.min(plan.shardGroup(), expertRanks());
        boolean trained = job.tuning() != Tuning.LORA;
        boolean last = stage == plan.pp() - 1;
        double residual = cut.residualTokens() * model.hidden();
        double largestLayer = 0;
        double products = 0;
        double backward = 0;
        double kept = stage == 0 && stack.attention() == AttentionKernel.UNFUSED ? residual : 0;
        for (Layer layer : held(stage, layers)) {
            LayerMemory memory = memoryOf(layer);
            largestLayer = Math.max(largestLayer, memory.denseParameters() + memory.expertParameters());
            products = Math.max(products, memory.productElements());
            backward = Math.max(backward, memory.recomputedBytes() + memory.flowingBytes());
            kept += memory.kept().stream().mapToDouble(LayerMemory.Kept::bytes).sum();
        }
        double headTable = last ? (double) model.vocabulary() * model.hidden() / plan.tp() : 0;
        double table = stage == 0 ? Math.max(headTable, model.embeddingParameters() / (double) plan.tp()) : headTable;
        double second = Math.max(largestLayer, table);
        double weights = plan.zeroStage() < 3 ? 2 * whole : 2 * (shard + largestLayer + second);
        double state = 0;
        double head = 0;
        if (last) {
            head = (1 + model.mtpModules()) * (4 * residual + 4 * cut.tokens() * model.vocabulary() / plan.tp());
        }
        if (trained) {
            double bytes = job.gradientBytes();
            state += plan.zeroStage() < 2 ? bytes * whole : bytes * shard;
            state += plan.zeroStage() < 3 ? 0 : bytes * second;
            state += 12 * (plan.zeroStage() < 1 ? whole : shard);
            state += 2 * stack.gradientPlaceholders().mid() * products;
            head += plan.zeroStage() < 3 ? 2 * headTable : 0;
        }
        double onDevice = 1 - Math.min(1, job.options().offloadedLayers() / (double) model.layers());
        double activations = onDevice * kept * inFlight(stage) + Math.max(head, backward);
        return (1 + stack.fragmentation().mid()) * (weights + state + activations)
                + stack.frameworkBytes().mid();
    }

    /** Micro-batches whose activations a stage holds: those that entered before the first one came back. */
    private double inFlight(int stage) {
        double micros = Math.ceil(job.globalBatch() / (plan.dp() * plan.microBatch()));
        if (plan.schedule() == PipelineSchedule.GPIPE) {
            return micros;
        }
        if (plan.schedule() == PipelineSchedule.ZB_H1) {
            return Math.min(micros, plan.pp());
        }
        if (plan.vp() == 1) {
            return Math.min(micros, plan.pp() - stage);
        }
        double warmUp = 2.0 * (plan.pp() - stage - 1) + (plan.vp() - 1.0) * plan.pp();
        return Math.min(micros * plan.vp(), warmUp + 1) / plan.vp();
    }
}

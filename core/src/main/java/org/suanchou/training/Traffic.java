package org.suanchou.training;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Span;
import org.suanchou.network.Collective;
import org.suanchou.network.Network;
import org.suanchou.parallel.Recompute;
import org.suanchou.source.Fact;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * A collective that a layer repeats in every micro-batch, and the share of it that compute does not hide.
 *
 * <p>Tensor parallelism gathers before and scatters after each of attention and MLP: four half all-reduces forward, six
 * backward under sequence parallelism, four without (Korthikanti et al. 2022, section 4.2.2); products hide them
 * inside a scale-up domain alone. Mamba, whose time steps are a product over all channels, sums them as well. Ring
 * context parallelism
 * passes keys and values around forward, and with their gradients backward (Liu et al. 2023, arXiv 2310.01889). Experts
 * dispatch and combine once each way (Lepikhin et al. 2020, arXiv 2006.16668).
 *
 * @param times repetitions in one micro-batch, forward, backward and recompute
 * @param forward those of them in the forward pass
 * @param exposed share that shows in the step time, 0 to 1
 */
record Traffic(Part part, String name, Collective collective, double times, double forward, Fact exposed) {
    private static final double ACTIVATION_BYTES = 2;
    /** Nothing is overlapped. */
    static final Fact ALL = Fact.given(1);

    double exposedSeconds(Network network) {
        return network.seconds(collective) * times * exposed.mid();
    }

    static List<Traffic> ofLayer(TrainingJob job, Layer layer, Sharding cut, Recompute recompute, Network network) {
        List<Traffic> list = new ArrayList<>(ofMixer(job, layer, cut, recompute, network));
        list.addAll(ofExperts(job, layer, cut, recompute, network));
        return list;
    }

    /** That of tensor parallelism, of mixer and common feed-forward alike, and that of context parallelism. */
    static List<Traffic> ofMixer(TrainingJob job, Layer layer, Sharding cut, Recompute recompute, Network network) {
        List<Traffic> list = new ArrayList<>();
        SoftwareStack stack = job.stack();
        Runtime runtime = job.runtime();
        int hidden = job.model().hidden();
        double again = recompute instanceof Recompute.Full(double share) ? share : 0;
        int sublayers = tensorParallelSublayers(layer);
        if (cut.tp() > 1 && sublayers > 0) {
            double bytes = ACTIVATION_BYTES * cut.tokens() * hidden;
            double halves = sublayers * (2 + (cut.sequenceParallel() ? 3 : 2) + 2 * again);
            boolean waits = Boolean.FALSE.equals(runtime.tensorOverlap()) || leavesDomain(job, network, cut.tp());
            Fact exposed = waits ? ALL : stack.tensorExposed();
            list.add(new Traffic(
                    Part.TENSOR,
                    "half all-reduce of activations",
                    new Collective.AllGather(bytes, cut.tp(), 1),
                    halves,
                    sublayers * 2,
                    exposed));
            if (layer.mixer() instanceof Mixer.Mamba1 m) {
                list.add(new Traffic(
                        Part.TENSOR,
                        "half all-reduce of time steps, B and C",
                        new Collective.AllGather(ACTIVATION_BYTES * cut.tokens() * m.selection(), cut.tp(), 1),
                        4 + 2 * again,
                        2,
                        ALL));
            }
        }
        if (cut.cp() > 1) {
            list.add(
                    switch (runtime.contextExchange()) {
                        case RING ->
                            new Traffic(
                                    Part.CONTEXT,
                                    "ring of keys and values",
                                    new Collective.AllGather(keyValueBytes(layer.mixer(), cut), cut.cp(), cut.tp()),
                                    3 + again,
                                    1,
                                    stack.contextExposed());
                        case ALL_TO_ALL ->
                            new Traffic(
                                    Part.CONTEXT,
                                    "heads for shares of the sequence and back",
                                    new Collective.AllToAll(exchangedBytes(layer.mixer(), cut), cut.cp(), cut.tp()),
                                    2 + again,
                                    1,
                                    ALL);
                    });
        }
        return list;
    }

    /** That of routed tokens; none where there are no experts. */
    static List<Traffic> ofExperts(TrainingJob job, Layer layer, Sharding cut, Recompute recompute, Network network) {
        List<Traffic> list = new ArrayList<>();
        SoftwareStack stack = job.stack();
        Runtime runtime = job.runtime();
        int hidden = job.model().hidden();
        // routing, dispatch, experts and combine run again together
        double again = Repeats.of(recompute, Operator.Role.EXPERTS_UP);
        if (cut.etp() > 1 && layer.feedForward() instanceof FeedForward.Experts e) {
            double bytes = ACTIVATION_BYTES * LayerWork.routedTokens(e, cut) * e.expertHidden(hidden);
            boolean waits = Boolean.FALSE.equals(runtime.tensorOverlap()) || leavesDomain(job, network, cut.etp());
            list.add(new Traffic(
                    Part.TENSOR,
                    "half all-reduce of routed tokens",
                    new Collective.AllGather(bytes, cut.etp(), 1),
                    4 + 2 * again,
                    2,
                    waits ? ALL : stack.tensorExposed()));
        }
        if (cut.ep() > 1 && layer.feedForward() instanceof FeedForward.Experts e) {
            double bytes = ACTIVATION_BYTES * cut.tokens() / cut.tp() * e.expertHidden(hidden) * cut.busiest();
            Fact exposed = Boolean.TRUE.equals(runtime.expertOverlap())
                    ? stack.expertOverlappedExposed()
                    : stack.expertExposed();
            list.add(new Traffic(
                    Part.EXPERT,
                    "routed tokens to experts and back",
                    switch (job.dispatcher()) {
                        case ALL_TO_ALL -> new Collective.AllToAll(e.topK() * bytes, cut.ep(), cut.etp());
                        case DEDUPLICATING ->
                            new Collective.Dispatch(bytes, e.topK(), e.nodeLimit(), cut.ep(), cut.etp());
                    },
                    4 + 2 * again,
                    2,
                    exposed));
        }
        return list;
    }

    /** Whether a group needs more than the scale-up links; a system without them has its network as the first fabric. */
    private static boolean leavesDomain(TrainingJob job, Network network, int size) {
        int tier = network.widestTier(size, 1);
        return tier > 0
                || (tier == 0
                        && network.fabric(0).reach() > job.cluster().system().chips());
    }

    private static int tensorParallelSublayers(Layer layer) {
        int mixers = layer.mixer() instanceof Mixer.None ? 0 : 1;
        return mixers
                + switch (layer.feedForward()) {
                    case FeedForward.None() -> 0;
                    case FeedForward.Dense d -> 1;
                    case FeedForward.Experts e -> e.sharedWidth() + e.parallelDenseWidth() > 0 ? 1 : 0;
                };
    }

    /** Bytes of a rank's queries, keys, values and outputs; of a recurrence, which keeps to its heads, its inputs. */
    private static double exchangedBytes(Mixer mixer, Sharding cut) {
        return ACTIVATION_BYTES * cut.tokens() * exchangedWidth(mixer, cut) / cut.tp();
    }

    private static double exchangedWidth(Mixer mixer, Sharding cut) {
        return switch (mixer) {
            case Mixer.None() -> 0;
            case Mixer.GroupedQueryAttention a ->
                (double) (a.heads() + Math.max(a.kvHeads(), cut.tp())) * (a.headDim() + a.valueDim());
            case Mixer.MultiLatentAttention a -> 2.0 * a.heads() * (a.queryKeyDim() + a.valueDim());
            case Mixer.CompressedSparseAttention a -> 2.0 * (a.heads() + 1) * a.headDim();
            case Mixer.GatedDeltaNet g -> 2.0 * (g.keyHeads() * g.keyDim() + g.valueHeads() * g.valueDim());
            case Mixer.Mamba2 m -> 2.0 * m.inner();
            case Mixer.Mamba1 m -> 2.0 * m.inner();
            case Mixer.ShortConvolution c -> 2.0 * c.width();
            case Mixer.KimiDeltaAttention a -> 4.0 * a.width();
            case Mixer.LightningAttention a -> 4.0 * a.width();
            case Mixer.ParallelHeads p -> exchangedWidth(p.attention(), cut) + exchangedWidth(p.mamba(), cut);
        };
    }

    /** Bytes of keys and values of the whole sequence on one tensor-parallel rank. */
    private static double keyValueBytes(Mixer mixer, Sharding cut) {
        double tokens = cut.microBatch() * cut.sequence();
        return ACTIVATION_BYTES * tokens * passedWidth(mixer, cut) / cut.tp();
    }

    private static double passedWidth(Mixer mixer, Sharding cut) {
        return switch (mixer) {
            case Mixer.None() -> 0;
            // ranks beyond the key-value heads hold copies
            case Mixer.GroupedQueryAttention a ->
                (double) Math.max(a.kvHeads(), cut.tp())
                        * (a.headDim() + a.valueDim())
                        * reach(a.span(), cut.sequence());
            case Mixer.MultiLatentAttention a -> (double) a.heads() * (a.queryKeyDim() + a.valueDim());
            case Mixer.CompressedSparseAttention a -> 2.0 * a.headDim() * cut.tp();
            // a recurrence hands on its state once a rank
            case Mixer.GatedDeltaNet g -> (double) g.valueHeads() * g.valueDim() * g.keyDim() / cut.sequence();
            case Mixer.Mamba2 m -> (double) m.inner() * m.state() / cut.sequence();
            case Mixer.Mamba1 m -> (double) m.inner() * m.state() / cut.sequence();
            // the tokens that reach over the edge
            case Mixer.ShortConvolution c -> (double) c.width() * (c.convKernel() - 1) / cut.sequence();
            case Mixer.KimiDeltaAttention a -> (double) a.width() * a.headDim() / cut.sequence();
            case Mixer.LightningAttention a -> (double) a.width() * a.headDim() / cut.sequence();
            case Mixer.ParallelHeads p -> passedWidth(p.attention(), cut) + passedWidth(p.mamba(), cut);
        };
    }

    /** Share of the sequence whose keys a query may see. */
    private static double reach(Span span, int sequence) {
        return switch (span) {
            case Span.Full f -> 1;
            case Span.Sliding s -> Math.min(1, (double) s.window() / sequence);
            case Span.Chunked c -> Math.min(1, (double) c.chunk() / sequence);
        };
    }
}

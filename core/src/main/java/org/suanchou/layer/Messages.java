package org.suanchou.layer;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Span;
import org.suanchou.network.Collective;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.Overlap;
import org.suanchou.stack.StackConstant;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * The messages inside a layer.
 *
 * <p>Tensor parallelism gathers before and scatters after each of attention and MLP: four half all-reduces forward, six
 * backward under sequence parallelism, four without (Korthikanti et al. 2022, section 4.2.2); products hide them
 * inside a scale-up domain alone. Mamba, whose time steps are a product over all channels, sums them as well. Ring
 * context parallelism
 * passes keys and values around forward, and with their gradients backward (Liu et al. 2023, arXiv 2310.01889). Experts
 * dispatch and combine once each way (Lepikhin et al. 2020, arXiv 2006.16668).
 */
final class Messages {
    private static final double ACTIVATION_BYTES = 2;

    private Messages() {}

    /** Those of tensor parallelism, of mixer and common feed-forward alike, and those of context parallelism. */
    static List<Message> ofMixer(Execution on, Layer layer, Sharding cut, Passes passes) {
        List<Message> list = new ArrayList<>();
        boolean trains = passes instanceof Passes.Training;
        double again = passes.recompute() instanceof Recompute.Full(double share) ? share : 0;
        int sublayers = tensorParallelSublayers(layer);
        if (cut.tp() > 1 && sublayers > 0) {
            double bytes = ACTIVATION_BYTES * cut.tokens() * on.hidden();
            double backward = trains ? cut.sequenceParallel() ? 3 : 2 : 0;
            list.add(tensor(
                    on,
                    Message.Role.TENSOR_ACTIVATIONS,
                    new Collective.AllGather(bytes, cut.tp(), 1),
                    sublayers * (2 + backward + 2 * again),
                    sublayers * 2));
            if (layer.mixer() instanceof Mixer.Mamba1 m) {
                list.add(Message.exposed(
                        Message.Role.TENSOR_SELECTION,
                        new Collective.AllGather(ACTIVATION_BYTES * cut.tokens() * m.selection(), cut.tp(), 1),
                        (trains ? 4 : 2) + 2 * again,
                        2));
            }
        }
        if (cut.cp() > 1) {
            list.add(
                    switch (on.options().contextExchange()) {
                        case RING ->
                            Message.hidden(
                                    Message.Role.KEY_VALUE_RING,
                                    new Collective.AllGather(keyValueBytes(layer.mixer(), cut), cut.cp(), cut.tp()),
                                    (trains ? 3 : 1) + again,
                                    1,
                                    on.stack(),
                                    StackConstant.CONTEXT_EXPOSED);
                        case ALL_TO_ALL ->
                            Message.exposed(
                                    Message.Role.HEAD_EXCHANGE,
                                    new Collective.AllToAll(exchangedBytes(layer.mixer(), cut), cut.cp(), cut.tp()),
                                    (trains ? 2 : 1) + again,
                                    1);
                    });
        }
        return list;
    }

    /** Those of routed tokens; none where there are no experts. */
    static List<Message> ofExperts(Execution on, Layer layer, Sharding cut, Passes passes) {
        List<Message> list = new ArrayList<>();
        if (!(layer.feedForward() instanceof FeedForward.Experts e)) {
            return list;
        }
        // routing, dispatch, experts and combine run again together
        double again = Repeats.of(passes.recompute(), Operator.Role.EXPERTS_UP);
        double times = (passes instanceof Passes.Training ? 4 : 2) + 2 * again;
        int width = e.expertHidden(on.hidden());
        if (cut.etp() > 1) {
            double bytes = ACTIVATION_BYTES * LayerWork.routedTokens(e, cut) * width;
            list.add(tensor(on, Message.Role.TENSOR_ROUTED, new Collective.AllGather(bytes, cut.etp(), 1), times, 2));
        }
        if (cut.ep() > 1) {
            double bytes = ACTIVATION_BYTES * cut.tokens() / cut.tp() * width * cut.busiest();
            list.add(Message.hidden(
                    Message.Role.DISPATCH_COMBINE,
                    switch (on.dispatcher()) {
                        case ALL_TO_ALL -> new Collective.AllToAll(e.topK() * bytes, cut.ep(), cut.etp());
                        case DEDUPLICATING ->
                            new Collective.Dispatch(bytes, e.topK(), e.nodeLimit(), cut.ep(), cut.etp());
                    },
                    times,
                    2,
                    on.stack(),
                    on.options().expertOverlap() == Overlap.ON
                            ? StackConstant.EXPERT_OVERLAPPED_EXPOSED
                            : StackConstant.EXPERT_EXPOSED));
        }
        return list;
    }

    private static Message tensor(
            Execution on, Message.Role role, Collective collective, double times, double forward) {
        boolean waits = on.options().tensorOverlap() == Overlap.OFF || on.leavesScaleUp(collective.size());
        return waits
                ? Message.exposed(role, collective, times, forward)
                : Message.hidden(role, collective, times, forward, on.stack(), StackConstant.TENSOR_EXPOSED);
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
            case Mixer.BlockSparseAttention s ->
                exchangedWidth(s.attention(), cut)
                        + (Math.max(s.attention().kvHeads(), cut.tp()) + cut.tp()) * (double) s.indexDim();
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
            // the index's key goes with them, whole on every rank
            case Mixer.BlockSparseAttention s -> passedWidth(s.attention(), cut) + (double) s.indexDim() * cut.tp();
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

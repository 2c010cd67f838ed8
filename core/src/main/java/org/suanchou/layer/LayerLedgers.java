package org.suanchou.layer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.network.Network;
import org.suanchou.parallel.Recompute;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Sharding;

/**
 * Ledgers of mixers and of feed-forwards, apart and each once: a mixer does not see how experts are cut, and a feed-forward
 * sees the tokens of a rank, not how sequences were cut to get them. Nothing here depends on the number of chips beyond
 * which tiers of the fabric they fill, so counts that fill the same tiers share them.
 *
 * <p>Safe for use by many threads.
 */
public final class LayerLedgers {
    private record MixerKey(
            int kind, int tp, boolean sequenceParallel, int cp, double microBatch, Recompute recompute) {}

    private record FeedForwardKey(
            int kind, int tp, boolean sequenceParallel, int ep, int etp, double tokens, Recompute recompute) {}

    private final Execution on;
    private final LayerWalk walk;
    private final List<Layer> kinds;
    private final int sequence;
    private final boolean frozen;
    private final double accumulationBytes;
    private final Map<MixerKey, Ledger> mixers = new ConcurrentHashMap<>();
    private final Map<FeedForwardKey, Ledger> feedForwards = new ConcurrentHashMap<>();
    private final double[] leastFeedForwardPerToken;

    /** @param sequence tokens of a sequence that every cut will have */
    public LayerLedgers(Execution on, List<Layer> kinds, int sequence, boolean frozen, double accumulationBytes) {
        this.on = on;
        this.walk = new LayerWalk(on);
        this.kinds = List.copyOf(kinds);
        this.sequence = sequence;
        this.frozen = frozen;
        this.accumulationBytes = accumulationBytes;
        this.leastFeedForwardPerToken =
                kinds.stream().mapToDouble(this::leastFeedForwardPerToken).toArray();
    }

    /** The same on another network, which may keep what is here if it prices alike. */
    public LayerLedgers on(Network network) {
        return network.pricesAs(on.network())
                ? this
                : new LayerLedgers(on.with(network), kinds, sequence, frozen, accumulationBytes);
    }

    public Execution execution() {
        return on;
    }

    public List<Layer> kinds() {
        return kinds;
    }

    public Passes passes(Recompute recompute) {
        return new Passes.Training(frozen, accumulationBytes, recompute);
    }

    public Ledger mixer(int kind, Sharding cut, Recompute recompute) {
        return mixers.computeIfAbsent(
                new MixerKey(kind, cut.tp(), cut.sequenceParallel(), cut.cp(), cut.microBatch(), recompute),
                key -> walk.mixer(kinds.get(kind), cut, passes(recompute)));
    }

    public Ledger feedForward(int kind, Sharding cut, Recompute recompute) {
        boolean experts = kinds.get(kind).feedForward() instanceof FeedForward.Experts;
        return feedForwards.computeIfAbsent(
                new FeedForwardKey(
                        kind,
                        cut.tp(),
                        cut.sequenceParallel(),
                        experts ? cut.ep() : 1,
                        experts ? cut.etp() : 1,
                        cut.tokens(),
                        recompute),
                key -> walk.feedForward(kinds.get(kind), cut, passes(recompute)));
    }

    /** A layer's ledgers added up. */
    public LayerSeconds seconds(int kind, Sharding cut, Recompute recompute) {
        return LayerSeconds.of(
                on,
                kinds.get(kind),
                cut,
                passes(recompute),
                mixer(kind, cut, recompute),
                feedForward(kind, cut, recompute));
    }

    /**
     * Seconds of a mixer and of a feed-forward that no degrees of experts, and no recompute, undercut: of the feed-forward
     * the products alone, at a rate that none of them exceeds.
     */
    public double leastSeconds(int kind, Sharding cut) {
        return mixer(kind, cut, Recompute.NONE).seconds() + leastFeedForwardPerToken[kind] * cut.tokens() / cut.tp();
    }

    /** Seconds a token of the products of a feed-forward on one chip that holds it whole, at the greatest rate. */
    private double leastFeedForwardPerToken(Layer layer) {
        Sharding whole = new Sharding(1, false, 1, 1, 1, 1, sequence);
        double flops =
                LayerWork.feedForward(layer, on.hidden(), whole, on.precision()).productFlops();
        // the gradient by the input costs as much again, and so does that by the weight where there is one
        return (frozen ? 2 : 3) * flops / whole.tokens() / on.kernels().greatestRate(on.precision());
    }
}

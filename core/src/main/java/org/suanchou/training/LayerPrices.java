package org.suanchou.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.suanchou.kernel.KernelModel;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.network.Network;
import org.suanchou.parallel.Recompute;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * Seconds of mixers and of feed-forwards, apart and each once: a mixer does not see how experts are cut, and a feed-forward
 * sees the tokens of a rank, not how sequences were cut to get them. Nothing here depends on the number of chips beyond
 * which tiers of the fabric they fill, so counts that fill the same tiers share prices.
 *
 * <p>Safe for use by many threads.
 */
final class LayerPrices {
    private record MixerKey(
            int kind, int tp, boolean sequenceParallel, int cp, double microBatch, Recompute recompute) {}

    private record FeedForwardKey(
            int kind, int tp, boolean sequenceParallel, int ep, int etp, double tokens, Recompute recompute) {}

    /**
     * Forward and backward of one operator.
     *
     * @param part ordinal of its {@link Part}
     * @param repeated what recompute adds
     */
    record OperatorSeconds(int part, double seconds, double forward, double weightGradient, double repeated) {}

    /** What shows of one collective, and what of that in the forward pass. */
    record TrafficSeconds(int part, double seconds, double forward) {}

    record Price(List<OperatorSeconds> operators, List<TrafficSeconds> traffic) {
        Price {
            operators = List.copyOf(operators);
            traffic = List.copyOf(traffic);
        }

        double seconds() {
            double sum = 0;
            for (OperatorSeconds o : operators) {
                sum += o.seconds() + o.repeated();
            }
            for (TrafficSeconds t : traffic) {
                sum += t.seconds();
            }
            return sum;
        }
    }

    private final TrainingJob job;
    private final List<Layer> kinds;
    private final KernelModel kernels;
    private final Network network;
    private final Map<MixerKey, Price> mixers = new ConcurrentHashMap<>();
    private final Map<FeedForwardKey, Price> feedForwards = new ConcurrentHashMap<>();
    private final double[] leastFeedForwardPerToken;

    LayerPrices(TrainingJob job, List<Layer> kinds, KernelModel kernels, Network network) {
        this.job = job;
        this.kinds = kinds;
        this.kernels = kernels;
        this.network = network;
        this.leastFeedForwardPerToken =
                kinds.stream().mapToDouble(this::leastFeedForwardPerToken).toArray();
    }

    List<Layer> kinds() {
        return kinds;
    }

    Network network() {
        return network;
    }

    Price mixer(int kind, Sharding cut, Recompute recompute) {
        return mixers.computeIfAbsent(
                new MixerKey(kind, cut.tp(), cut.sequenceParallel(), cut.cp(), cut.microBatch(), recompute),
                key -> priced(kinds.get(kind), cut, recompute, true));
    }

    Price feedForward(int kind, Sharding cut, Recompute recompute) {
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
                key -> priced(kinds.get(kind), cut, recompute, false));
    }

    /**
     * Seconds of a mixer and of a feed-forward that no degrees of experts, and no recompute, undercut: of the feed-forward
     * the products alone, at a rate that none of them exceeds.
     */
    double leastSeconds(int kind, Sharding cut) {
        return mixer(kind, cut, Recompute.NONE).seconds() + leastFeedForwardPerToken[kind] * cut.tokens() / cut.tp();
    }

    /** Seconds a token of the products of a feed-forward on one chip that holds it whole, at the greatest rate. */
    private double leastFeedForwardPerToken(Layer layer) {
        Sharding whole = new Sharding(1, false, 1, 1, 1, 1, job.sequence());
        double flops = LayerWork.feedForward(layer, job.model().hidden(), whole, job.precision())
                .productFlops();
        // the gradient by the input costs as much again, and so does that by the weight where there is one
        return (job.tuning().frozen() ? 2 : 3) * flops / whole.tokens() / kernels.greatestRate(job.precision());
    }

    private Price priced(Layer layer, Sharding cut, Recompute recompute, boolean mixer) {
        int hidden = job.model().hidden();
        LayerWork work = mixer
                ? LayerWork.mixer(
                        layer, hidden, cut, job.precision(), job.tuning().contextShare())
                : LayerWork.feedForward(layer, hidden, cut, job.precision());
        boolean frozen = job.tuning().frozen();
        List<OperatorSeconds> operators = new ArrayList<>();
        for (Operator operator : mixer ? work.mixer() : work.feedForward()) {
            double share = mixer ? 1 : LayerCosts.unfusedShare(job, operator);
            double forward = share * kernels.forwardSeconds(operator);
            operators.add(new OperatorSeconds(
                    LayerCosts.partOf(operator).ordinal(),
                    forward + share * kernels.backwardSeconds(operator, frozen, job.accumulationBytes()),
                    forward,
                    frozen ? 0 : share * kernels.weightGradientSeconds(operator, job.accumulationBytes()),
                    forward * Repeats.of(recompute, operator.role())));
        }
        List<TrafficSeconds> traffic = new ArrayList<>();
        for (Traffic t : mixer
                ? Traffic.ofMixer(job, layer, cut, recompute, network)
                : Traffic.ofExperts(job, layer, cut, recompute, network)) {
            double exposed = t.exposedSeconds(network);
            traffic.add(new TrafficSeconds(t.part().ordinal(), exposed, exposed * t.forward() / t.times()));
        }
        return new Price(operators, traffic);
    }
}

package org.suanchou.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.suanchou.model.FeedForward;
import org.suanchou.model.LayerRun;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.training.PlanRules;
import org.suanchou.training.TrainingJob;
import org.suanchou.workload.Sharding;

/**
 * All plans of a job: every divisor on every axis that has an effect.
 *
 * <p>Sequence parallelism is an axis where tp exceeds 1, virtual stages where pp does, ep and etp where there are
 * experts, sharding where there is more than one data- or context-parallel rank. Virtual stages need equal chunks and a
 * multiple of pp micro-batches (Narayanan et al. 2021, section 2.2). A data-parallel degree must divide the global
 * batch, a micro-batch its share.
 */
final class PlanSpace {
    private final TrainingJob job;
    private final Axes axes;
    private final int layers;
    private final double tail;
    private final int experts;
    private final Map<Integer, List<Integer>> interleavings = new ConcurrentHashMap<>();
    private final Map<Integer, List<Integer>> divisors = new ConcurrentHashMap<>();

    PlanSpace(TrainingJob job, Axes axes) {
        this.job = job;
        this.axes = axes;
        this.layers = job.model().layers();
        this.tail = StageLayout.tail(job.model());
        int most = 0;
        for (LayerRun run : job.model().runs()) {
            if (run.layer().feedForward() instanceof FeedForward.Experts e) {
                most = most == 0 ? e.experts() : gcd(most, e.experts());
            }
        }
        this.experts = most;
    }

    /** One cut of a layer along tp and cp with a micro-batch: the unit of work of the search. */
    record Cut(int tp, int cp, int microBatch) {}

    /** Pipeline and data-parallel degrees that go with a cut. */
    record Spread(int pp, int dp) {}

    /** All cuts, likely winners first: an early good plan lets bounds cut the rest. */
    List<Cut> cuts() {
        List<Cut> cuts = unsorted();
        cuts.sort((a, b) -> a.cp() * a.microBatch() != b.cp() * b.microBatch()
                ? Integer.compare(a.cp() * a.microBatch(), b.cp() * b.microBatch())
                : a.cp() != b.cp() ? Integer.compare(a.cp(), b.cp()) : Integer.compare(a.tp(), b.tp()));
        return cuts;
    }

    /** Cuts that no rule of tp and cp forbids, in no order that means anything. */
    List<Cut> admitted() {
        List<Cut> cuts = unsorted();
        cuts.removeIf(cut -> !PlanRules.admits(job, cut.tp(), cut.cp()));
        return cuts;
    }

    private List<Cut> unsorted() {
        List<Cut> cuts = new ArrayList<>();
        int chips = job.cluster().chips();
        List<Integer> batches = divisors(job.globalBatch());
        for (int tp : admitted(divisors(chips), axes.tp())) {
            for (int cp : admitted(divisors(chips / tp), axes.cp())) {
                for (int microBatch : admitted(batches, axes.microBatch())) {
                    cuts.add(new Cut(tp, cp, microBatch));
                }
            }
        }
        return cuts;
    }

    /** Every pp and dp that fills the chips. */
    List<Spread> spreads(Cut cut) {
        List<Spread> spreads = new ArrayList<>();
        int rest = job.cluster().chips() / (cut.tp() * cut.cp());
        for (int pp : admitted(divisors.computeIfAbsent(rest, PlanSpace::divisors), axes.pp())) {
            if (Axes.admits(axes.dp(), rest / pp)) {
                spreads.add(new Spread(pp, rest / pp));
            }
        }
        return spreads;
    }

    /** Whether dp divides the batch and the micro-batch its share. */
    boolean divides(Cut cut, Spread spread) {
        return job.globalBatch() % ((long) spread.dp() * cut.microBatch()) == 0;
    }

    /** Expert- and expert-tensor-parallel degrees, as pairs. */
    List<int[]> expertDegrees(Cut cut, int chipsOfStage) {
        List<int[]> pairs = new ArrayList<>();
        if (experts == 0) {
            pairs.add(new int[] {1, 1});
            return pairs;
        }
        for (int etp : admitted(divisors(cut.tp()), axes.etp())) {
            for (int ep : admitted(divisors(experts), axes.ep())) {
                if (chipsOfStage % (ep * etp) == 0) {
                    pairs.add(new int[] {ep, etp});
                }
            }
        }
        return pairs;
    }

    PipelineSchedule schedule() {
        return axes.schedule();
    }

    List<Integer> virtualStages(Cut cut, Spread spread) {
        return microBatches(cut, spread) % spread.pp() == 0
                ? interleavings.computeIfAbsent(spread.pp(), this::interleavings)
                : Axes.admits(axes.vp(), 1) ? List.of(1) : List.of();
    }

    /** Virtual stages for whole rounds of micro-batches. */
    private List<Integer> interleavings(int pp) {
        List<Integer> stages = new ArrayList<>();
        boolean interleaves = pp > 1 && axes.schedule() == PipelineSchedule.ONE_F_ONE_B;
        for (int vp = 1; vp == 1 || (interleaves && vp * pp <= layers); vp++) {
            if (Axes.admits(axes.vp(), vp) && (vp == 1 || StageLayout.even(layers, vp * pp, tail))) {
                stages.add(vp);
            }
        }
        return stages;
    }

    /** Micro-batches of a step on one data-parallel rank. */
    long microBatches(Cut cut, Spread spread) {
        return job.globalBatch() / ((long) spread.dp() * cut.microBatch());
    }

    Sharding sharding(Cut cut, int ep, int etp, boolean sequenceParallel) {
        return new Sharding(
                cut.tp(),
                sequenceParallel,
                cut.cp(),
                ep,
                etp,
                cut.microBatch(),
                job.sequence(),
                job.options().expertImbalance());
    }

    ParallelPlan plan(
            Cut cut, Spread spread, int vp, int ep, int etp, boolean sequenceParallel, int zero, Recompute recompute) {
        return new ParallelPlan(
                cut.tp(),
                sequenceParallel,
                cut.cp(),
                spread.pp(),
                vp,
                ep,
                etp,
                spread.dp(),
                cut.microBatch(),
                zero,
                spread.dp() * cut.cp(),
                recompute,
                axes.schedule());
    }

    List<Boolean> sequenceParallel(Cut cut) {
        List<Boolean> choices = new ArrayList<>();
        if (cut.tp() > 1 && axes.admits(true)) {
            choices.add(true);
        }
        if (axes.admits(false) || cut.tp() == 1) {
            choices.add(false);
        }
        return choices;
    }

    List<Recompute> recomputes() {
        List<Recompute> choices = new ArrayList<>();
        for (Recompute recompute : List.of(Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL)) {
            if (axes.recompute() == null || axes.recompute().equals(recompute.id())) {
                choices.add(recompute);
            }
        }
        return choices;
    }

    List<Integer> zeroStages(Cut cut, Spread spread) {
        List<Integer> choices = new ArrayList<>();
        for (int stage = 0; stage <= (spread.dp() * cut.cp() > 1 ? 3 : 0); stage++) {
            if (Axes.admits(axes.zeroStage(), stage)) {
                choices.add(stage);
            }
        }
        return choices;
    }

    private static List<Integer> admitted(List<Integer> values, @org.jspecify.annotations.Nullable Integer fixed) {
        return fixed == null ? values : values.contains(fixed) ? List.of(fixed) : List.of();
    }

    static List<Integer> divisors(long n) {
        List<Integer> small = new ArrayList<>();
        List<Integer> large = new ArrayList<>();
        for (long d = 1; d * d <= n; d++) {
            if (n % d == 0) {
                small.add((int) d);
                if (d * d != n && n / d <= Integer.MAX_VALUE) {
                    large.addFirst((int) (n / d));
                }
            }
        }
        small.addAll(large);
        return small;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}

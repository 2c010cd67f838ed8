package org.suanchou.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.training.Evaluation;
import org.suanchou.training.Evaluation.Constraint;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.Evaluation.Infeasible;
import org.suanchou.training.PlanRules;
import org.suanchou.training.StepModel;
import org.suanchou.workload.Sharding;

/**
 * Exact search of the best plan, by the seconds of its step or another {@link Ranking}: branch and bound over {@link PlanSpace}.
 *
 * <p>The costs of a layer are computed once for each way to cut it and shared by all pipelines, shardings and
 * data-parallel degrees. A cut whose layers alone, spread evenly over all chips, take longer than the plans kept is
 * counted and skipped. Cuts are worked off in rounds of fixed size; a bound used in a round comes from the rounds before,
 * so answers and counts don't depend on the number of threads.
 */
public final class PlanSearch {
    /** Values closer than this ratio to the best are alike: repeated runs of one configuration differ by as much. */
    public static final double ALIKE = 1.02;

    private static final int ROUND = 16;
    private static final int EXAMPLES = 5;
    /** Plans kept before those beyond the limit are thrown out. */
    private static final int SORT = 4096;

    private record Valued(Feasible plan, double value) {}

    private static final Comparator<Valued> BEST_FIRST = Comparator.comparingDouble(Valued::value)
            .thenComparing(v -> v.plan().plan(), PlanSearch::compareByAxes);

    private final StepModel model;
    private final PlanSpace space;
    /** Shared by all cuts. */
    private final Map<Stages, StageLayout> layouts = new ConcurrentHashMap<>();

    private final int top;
    private final Ranking ranking;
    private final List<Ranking.Limit> limits;
    /** Whether anything joins all the chips; else no group of them is worth pricing. */
    private final boolean joined;

    /** The plans with the shortest steps. */
    public PlanSearch(StepModel model, Axes axes, int top) {
        this(model, axes, top, Ranking.TIME, List.of());
    }

    /**
     * @param top how many plans to keep
     * @param limits plans beyond one of them are of no interest
     */
    public PlanSearch(StepModel model, Axes axes, int top, Ranking ranking, List<Ranking.Limit> limits) {
        this.model = model;
        this.space = new PlanSpace(model.job(), axes);
        this.top = Math.max(1, top);
        this.ranking = ranking;
        this.limits = List.copyOf(limits);
        this.joined = model.network().joins(model.job().cluster().chips(), 1);
    }

    /**
     * Searches the whole space.
     *
     * @param threads at least 1
     * @param progress told the share done, 0 to 1, from the calling thread
     */
    public SearchResult run(int threads, DoubleConsumer progress) {
        List<PlanSpace.Cut> cuts = space.cuts();
        Tally total = new Tally(top, ALIKE, Double.POSITIVE_INFINITY);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int from = 0; from < cuts.size(); from += ROUND) {
                List<PlanSpace.Cut> round = cuts.subList(from, Math.min(cuts.size(), from + ROUND));
                double bound = total.bound();
                List<Callable<Tally>> tasks = new ArrayList<>();
                for (PlanSpace.Cut cut : round) {
                    tasks.add(() -> {
                        Tally tally = new Tally(top, ALIKE, bound);
                        search(cut, tally, true);
                        return tally;
                    });
                }
                for (Future<Tally> done : pool.invokeAll(tasks)) {
                    total.add(done.get());
                }
                progress.accept((double) (from + round.size()) / cuts.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the search was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a search task failed", e.getCause());
        }
        return total.result();
    }

    private record Stages(int pp, int vp) {}

    /** A cut with the seconds of a step that no plan of it undercuts. */
    private record Prospect(PlanSpace.Cut cut, double leastSeconds) {}

    /** The cuts of a space that may hold a plan, those with the least time first. */
    public static final class Prospects {
        private final List<Prospect> cuts = new ArrayList<>();

        /** Seconds of a step that no plan of the space undercuts; infinite where nothing runs. */
        public double leastSeconds() {
            return cuts.isEmpty() ? Double.POSITIVE_INFINITY : cuts.getFirst().leastSeconds();
        }
    }

    /** What may come of a space, before any plan of it is timed. */
    public static Prospects prospects(StepModel model, Axes axes) {
        PlanSearch search = new PlanSearch(model, axes, 1);
        Prospects prospects = new Prospects();
        for (PlanSpace.Cut cut : search.joined ? search.space.admitted() : List.<PlanSpace.Cut>of()) {
            double least = Double.POSITIVE_INFINITY;
            for (boolean sequenceParallel : search.space.sequenceParallel(cut)) {
                Sharding sharding = search.sharding(cut, 1, 1, sequenceParallel);
                if (model.mayFit(sharding)) {
                    least = Math.min(least, model.leastSeconds(sharding));
                }
            }
            if (least < Double.POSITIVE_INFINITY) {
                prospects.cuts.add(new Prospect(cut, least));
            }
        }
        prospects.cuts.sort(Comparator.comparingDouble(Prospect::leastSeconds));
        return prospects;
    }

    /**
     * The best plan alone, on the calling thread and without counting: a step of a search over many clusters.
     *
     * @param prospects of this space
     * @param bound plans of a larger value are of no interest
     * @return null where no plan within the limits has at most this value
     */
    public @Nullable Feasible best(Prospects prospects, double bound) {
        Tally tally = new Tally(1, 1, bound);
        for (Prospect prospect : prospects.cuts) {
            if (hopeless(prospect.leastSeconds(), tally.bound())) {
                break;
            }
            search(prospect.cut(), tally, false);
        }
        return tally.best();
    }

    /** Whether any plan keeps the limits; on the calling thread, up to the first that does. */
    public boolean any(Prospects prospects) {
        Tally tally = new Tally(1, 1, Double.POSITIVE_INFINITY);
        for (Prospect prospect : prospects.cuts) {
            if (hopeless(prospect.leastSeconds(), Double.POSITIVE_INFINITY)) {
                break;
            }
            search(prospect.cut(), tally, false);
            if (tally.best() != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * All plans of one cut.
     *
     * @param counted every plan is counted, whether or not anything can come of it
     */
    private void search(PlanSpace.Cut cut, Tally tally, boolean counted) {
        // others break a rule, whatever else they are
        boolean priced = joined && PlanRules.admits(model.job(), cut.tp(), cut.cp());
        List<Boolean> hopeful = new ArrayList<>();
        List<Boolean> hopeless = new ArrayList<>();
        for (boolean sequenceParallel : space.sequenceParallel(cut)) {
            (priced && hopeless(model.leastSeconds(sharding(cut, 1, 1, sequenceParallel)), tally.bound())
                            ? hopeless
                            : hopeful)
                    .add(sequenceParallel);
        }
        if (hopeful.isEmpty() && !counted) {
            return;
        }
        List<Spread> spreads = new ArrayList<>();
        for (PlanSpace.Spread spread : space.spreads(cut)) {
            if (!space.divides(cut, spread)) {
                tally.exclude(Constraint.SHAPE, 1);
                continue;
            }
            ParallelPlan plain = plan(cut, spread, 1, 1, 1, cut.tp() > 1, 0, Recompute.NONE);
            Infeasible broken = PlanRules.broken(model.job(), plain, model.network());
            if (broken == null) {
                spreads.add(new Spread(spread, space.virtualStages(cut, spread), space.zeroStages(cut, spread)));
            } else {
                tally.exclude(broken.constraint(), 1);
                tally.failed(broken);
            }
        }
        if (!counted && stagesBound()) {
            spreads = hopeful(cut, hopeful, spreads, tally.bound());
        }
        List<Recompute> recomputes = space.recomputes();
        for (int[] expert : expertDegrees(cut, spreads)) {
            if (counted) {
                for (Spread spread : spreads) {
                    if (spread.divides(cut, expert[0] * expert[1])) {
                        tally.bounded += (long) hopeless.size() * recomputes.size() * spread.plans();
                    }
                }
            }
            for (boolean sequenceParallel : hopeful) {
                for (Recompute recompute : recomputes) {
                    search(cut, spreads, expert[0], expert[1], sequenceParallel, recompute, tally, counted);
                }
            }
        }
    }

    private boolean stagesBound() {
        return space.schedule() == PipelineSchedule.ONE_F_ONE_B;
    }

    /** Those stages of those pipelines that may beat the bound, whatever degrees experts have and whatever is recomputed. */
    private List<Spread> hopeful(
            PlanSpace.Cut cut, List<Boolean> sequenceParallel, List<Spread> spreads, double bound) {
        List<double[]> layerSeconds = new ArrayList<>();
        for (boolean parallel : sequenceParallel) {
            layerSeconds.add(model.leastLayerSeconds(sharding(cut, 1, 1, parallel)));
        }
        List<Spread> hopeful = new ArrayList<>();
        for (Spread spread : spreads) {
            List<Integer> stages = new ArrayList<>();
            for (int vp : spread.stages()) {
                StageLayout layout = layout(spread.degrees().pp(), vp);
                for (double[] seconds : layerSeconds) {
                    if (!hopeless(
                            StepModel.leastSeconds(seconds, layout, microBatches(cut, spread.degrees())), bound)) {
                        stages.add(vp);
                        break;
                    }
                }
            }
            if (!stages.isEmpty()) {
                hopeful.add(new Spread(spread.degrees(), stages, spread.zeros()));
            }
        }
        return hopeful;
    }

    private long microBatches(PlanSpace.Cut cut, PlanSpace.Spread spread) {
        return model.job().globalBatch() / ((long) spread.dp() * cut.microBatch());
    }

    private StageLayout layout(int pp, int vp) {
        return layouts.computeIfAbsent(new Stages(pp, vp), s -> model.layout(s.pp(), s.vp()));
    }

    /** Degrees that go with a cut, with the virtual stages and sharding stages that they allow. */
    private record Spread(PlanSpace.Spread degrees, List<Integer> stages, List<Integer> zeros) {
        boolean divides(PlanSpace.Cut cut, int expertChips) {
            return cut.tp() * cut.cp() * degrees.dp() % expertChips == 0;
        }

        long plans() {
            return (long) stages.size() * zeros.size();
        }
    }

    private Sharding sharding(PlanSpace.Cut cut, int ep, int etp, boolean sequenceParallel) {
        return new Sharding(
                cut.tp(),
                sequenceParallel,
                cut.cp(),
                ep,
                etp,
                cut.microBatch(),
                model.job().sequence(),
                model.job().runtime().expertImbalance());
    }

    private List<int[]> expertDegrees(PlanSpace.Cut cut, List<Spread> spreads) {
        List<int[]> all = new ArrayList<>();
        for (Spread spread : spreads) {
            for (int[] pair : space.expertDegrees(
                    cut, cut.tp() * cut.cp() * spread.degrees().dp())) {
                boolean known = false;
                for (int[] seen : all) {
                    known |= seen[0] == pair[0] && seen[1] == pair[1];
                }
                if (!known) {
                    all.add(pair);
                }
            }
        }
        return all;
    }

    private void search(
            PlanSpace.Cut cut,
            List<Spread> spreads,
            int ep,
            int etp,
            boolean sequenceParallel,
            Recompute recompute,
            Tally tally,
            boolean counted) {
        StepModel.Layers layers = model.layers(sharding(cut, ep, etp, sequenceParallel), recompute);
        boolean hopeless = hopeless(model.leastSeconds(layers), tally.bound());
        StepModel.Costs costs = hopeless ? null : model.costs(layers);
        double[] layerSeconds = !counted && costs != null && stagesBound() ? model.layerSeconds(layers) : null;
        for (Spread spread : spreads) {
            if (!spread.divides(cut, ep * etp)) {
                continue;
            }
            if (costs == null) {
                tally.bounded += spread.plans();
                continue;
            }
            for (int vp : spread.stages()) {
                StageLayout layout = layout(spread.degrees().pp(), vp);
                long microBatches = microBatches(cut, spread.degrees());
                if (layerSeconds != null
                        && hopeless(StepModel.leastSeconds(layerSeconds, layout, microBatches), tally.bound())) {
                    continue;
                }
                for (int zero : spread.zeros()) {
                    ParallelPlan plan = plan(cut, spread.degrees(), vp, ep, etp, sequenceParallel, zero, recompute);
                    if (counted) {
                        see(model.evaluate(plan, costs, layout), tally);
                    } else {
                        Feasible timed = model.timedIfItFits(plan, costs, layout);
                        if (timed != null && within(timed)) {
                            tally.keep(timed, ranking.value().applyAsDouble(timed));
                        }
                    }
                }
            }
        }
    }

    /** Whether no plan of at least so many seconds can be among the best. */
    private boolean hopeless(double leastSeconds, double bound) {
        boolean beyond = leastSeconds * ranking.leastPerSecond() > bound;
        for (Ranking.Limit limit : limits) {
            beyond |= leastSeconds * limit.of().leastPerSecond() > limit.most();
        }
        return beyond;
    }

    private boolean within(Feasible plan) {
        for (Ranking.Limit limit : limits) {
            if (limit.of().value().applyAsDouble(plan) > limit.most()) {
                return false;
            }
        }
        return true;
    }

    private void see(Evaluation evaluation, Tally tally) {
        switch (evaluation) {
            case Infeasible i -> {
                tally.exclude(i.constraint(), 1);
                tally.failed(i);
            }
            case Feasible f -> {
                tally.timed++;
                if (within(f)) {
                    tally.keep(f, ranking.value().applyAsDouble(f));
                }
            }
        }
    }

    private ParallelPlan plan(
            PlanSpace.Cut cut,
            PlanSpace.Spread spread,
            int vp,
            int ep,
            int etp,
            boolean sequenceParallel,
            int zero,
            Recompute recompute) {
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
                space.schedule());
    }

    private static int compareByAxes(ParallelPlan a, ParallelPlan b) {
        int[] x = axes(a);
        int[] y = axes(b);
        for (int i = 0; i < x.length; i++) {
            if (x[i] != y[i]) {
                return Integer.compare(x[i], y[i]);
            }
        }
        return 0;
    }

    private static int[] axes(ParallelPlan p) {
        return new int[] {
            p.tp(),
            p.pp(),
            p.cp(),
            p.ep(),
            p.etp(),
            p.vp(),
            (int) p.microBatch(),
            p.recompute() instanceof Recompute.None ? 0 : p.recompute() instanceof Recompute.Selective ? 1 : 2,
            p.zeroStage(),
            p.sequenceParallel() ? 0 : 1
        };
    }

    /** Counts and the plans worth keeping; one thread's own until it is merged. */
    private static final class Tally {
        private final int top;
        private final double alike;
        private final double bound;
        private final Map<Constraint, Long> excluded = new EnumMap<>(Constraint.class);
        private List<Valued> kept = new ArrayList<>();
        private double bestValue = Double.POSITIVE_INFINITY;
        private double keptLimit;
        private int sortAt = SORT;
        private long timed;
        private long bounded;
        private @Nullable Infeasible nearest;

        /** @param alike plans up to so many times the best are kept beside the top */
        Tally(int top, double alike, double bound) {
            this.top = top;
            this.alike = alike;
            this.bound = bound;
            this.keptLimit = bound;
        }

        /** Plans of a larger value are neither among the best nor like them. */
        double bound() {
            return keptLimit;
        }

        @Nullable
        Feasible best() {
            kept.sort(BEST_FIRST);
            return kept.isEmpty() ? null : kept.getFirst().plan();
        }

        void exclude(Constraint constraint, long plans) {
            excluded.merge(constraint, plans, Long::sum);
        }

        void failed(Infeasible plan) {
            if (nearest == null || ratio(plan) < ratio(nearest)) {
                nearest = plan;
            }
        }

        /** How far a plan is from running: memory first, by its excess; then any other rule. */
        private static double ratio(Infeasible plan) {
            return plan.constraint() == Constraint.MEMORY ? plan.need() / plan.have() : 1e9;
        }

        void keep(Feasible plan, double value) {
            if (value > keptLimit) {
                return;
            }
            kept.add(new Valued(plan, value));
            if (value < bestValue || kept.size() >= sortAt) {
                bestValue = Math.min(bestValue, value);
                tighten();
                // many alike plans stay: sorting them again for each one more would take a square of their number
                sortAt = Math.max(SORT, 2 * kept.size());
            }
        }

        private void tighten() {
            kept.sort(BEST_FIRST);
            if (kept.size() < top) {
                return;
            }
            keptLimit = Math.min(bound, Math.max(kept.get(top - 1).value(), bestValue * alike));
            int size = kept.size();
            while (size > 0 && kept.get(size - 1).value() > keptLimit) {
                size--;
            }
            kept = new ArrayList<>(kept.subList(0, size));
        }

        void add(Tally other) {
            timed += other.timed;
            bounded += other.bounded;
            other.excluded.forEach(this::exclude);
            if (other.nearest != null) {
                failed(other.nearest);
            }
            kept.addAll(other.kept);
            bestValue = Math.min(bestValue, other.bestValue);
            tighten();
        }

        SearchResult result() {
            kept.sort(BEST_FIRST);
            long plans = timed + bounded;
            for (long n : excluded.values()) {
                plans += n;
            }
            List<Feasible> best = kept.stream().limit(top).map(Valued::plan).toList();
            long alike = 0;
            List<Feasible> examples = new ArrayList<>();
            for (Valued v : kept) {
                if (v.value() <= kept.getFirst().value() * ALIKE) {
                    alike++;
                    if (examples.size() < EXAMPLES
                            && differs(v.plan(), kept.getFirst().plan(), examples)) {
                        examples.add(v.plan());
                    }
                }
            }
            return new SearchResult(
                    best, plans, timed, bounded, excluded, alike, examples, kept.isEmpty() ? nearest : null, true);
        }

        private static boolean differs(Feasible plan, Feasible best, List<Feasible> shown) {
            if (sameDegrees(plan.plan(), best.plan())) {
                return false;
            }
            for (Feasible other : shown) {
                if (sameDegrees(plan.plan(), other.plan())) {
                    return false;
                }
            }
            return true;
        }

        private static boolean sameDegrees(ParallelPlan a, ParallelPlan b) {
            return a.tp() == b.tp() && a.cp() == b.cp() && a.pp() == b.pp() && a.ep() == b.ep() && a.dp() == b.dp();
        }
    }
}

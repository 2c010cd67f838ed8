package org.suanchou.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.refusal.Constraint;
import org.suanchou.training.Evaluation;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.Evaluation.Infeasible;
import org.suanchou.training.PlanRules;
import org.suanchou.training.StepModel;

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
    private final int top;
    private final boolean kinds;
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
        this(model, axes, top, ranking, limits, false);
    }

    /** @param kinds of plans with the same tp, cp, pp, ep and dp the best alone is kept, unless all of them are fixed */
    public PlanSearch(StepModel model, Axes axes, int top, Ranking ranking, List<Ranking.Limit> limits, boolean kinds) {
        this.kinds = kinds && !axes.fixDegrees(model.job().model().hasExperts());
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
        Tally total = new Tally(top, kinds, Double.POSITIVE_INFINITY);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int from = 0; from < cuts.size(); from += ROUND) {
                List<PlanSpace.Cut> round = cuts.subList(from, Math.min(cuts.size(), from + ROUND));
                double bound = total.bound();
                List<Callable<Tally>> tasks = new ArrayList<>();
                for (PlanSpace.Cut cut : round) {
                    tasks.add(() -> {
                        Tally tally = new Tally(top, kinds, bound);
                        search(cut, tally);
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

    /** All plans of one cut. */
    private void search(PlanSpace.Cut cut, Tally tally) {
        // others break a rule, whatever else they are
        boolean priced = joined && PlanRules.admits(model.job(), cut.tp(), cut.cp());
        List<Boolean> hopeful = new ArrayList<>();
        List<Boolean> hopeless = new ArrayList<>();
        for (boolean sequenceParallel : space.sequenceParallel(cut)) {
            (priced && hopeless(model.leastSeconds(space.sharding(cut, 1, 1, sequenceParallel)), tally.bound())
                            ? hopeless
                            : hopeful)
                    .add(sequenceParallel);
        }
        List<Spread> spreads = new ArrayList<>();
        for (PlanSpace.Spread spread : space.spreads(cut)) {
            if (!space.divides(cut, spread)) {
                tally.exclude(Constraint.SHAPE, 1);
                continue;
            }
            ParallelPlan plain = space.plan(cut, spread, 1, 1, 1, cut.tp() > 1, 0, Recompute.NONE);
            Infeasible broken = PlanRules.broken(model.job(), plain, model.network());
            if (broken == null) {
                spreads.add(new Spread(spread, space.virtualStages(cut, spread), space.zeroStages(cut, spread)));
            } else {
                tally.exclude(broken.constraint(), 1);
                tally.failed(broken);
            }
        }
        List<Recompute> recomputes = space.recomputes();
        for (int[] expert : expertDegrees(cut, spreads)) {
            for (Spread spread : spreads) {
                if (spread.divides(cut, expert[0] * expert[1])) {
                    tally.bounded += (long) hopeless.size() * recomputes.size() * spread.plans();
                }
            }
            for (boolean sequenceParallel : hopeful) {
                for (Recompute recompute : recomputes) {
                    search(cut, spreads, expert[0], expert[1], sequenceParallel, recompute, tally);
                }
            }
        }
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
            Tally tally) {
        StepModel.Layers layers = model.layers(space.sharding(cut, ep, etp, sequenceParallel), recompute);
        boolean hopeless = hopeless(model.leastSeconds(layers), tally.bound());
        StepModel.Costs costs = hopeless ? null : model.costs(layers);
        for (Spread spread : spreads) {
            if (!spread.divides(cut, ep * etp)) {
                continue;
            }
            if (costs == null) {
                tally.bounded += spread.plans();
                continue;
            }
            for (int vp : spread.stages()) {
                StageLayout layout = model.layout(spread.degrees().pp(), vp);
                for (int zero : spread.zeros()) {
                    see(
                            model.evaluate(
                                    space.plan(cut, spread.degrees(), vp, ep, etp, sequenceParallel, zero, recompute),
                                    costs,
                                    layout),
                            tally);
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

    /** Plans with the same are of one kind. */
    private record Degrees(int tp, int cp, int pp, int ep, int dp) {
        static Degrees of(ParallelPlan plan) {
            return new Degrees(plan.tp(), plan.cp(), plan.pp(), plan.ep(), plan.dp());
        }
    }

    /** Counts and the plans worth keeping; one thread's own until it is merged. */
    private static final class Tally {
        private final int top;
        private final boolean kinds;
        private final double bound;
        private final Map<Constraint, Long> excluded = new EnumMap<>(Constraint.class);
        private List<Valued> kept = new ArrayList<>();
        private double bestValue = Double.POSITIVE_INFINITY;
        private double keptLimit;
        private int sortAt = SORT;
        private long timed;
        private long bounded;
        private @Nullable Infeasible nearest;

        Tally(int top, boolean kinds, double bound) {
            this.top = top;
            this.kinds = kinds;
            this.bound = bound;
            this.keptLimit = bound;
        }

        /** Plans of a larger value are neither among the best nor like them. */
        double bound() {
            return keptLimit;
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
            return plan.constraint() == Constraint.MEMORY
                    ? plan.refusal().need() / plan.refusal().have()
                    : 1e9;
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
            if (kinds) {
                dropOthersOfAKind();
            }
            List<Valued> shown = shown();
            if (shown.size() < top) {
                return;
            }
            keptLimit = Math.min(bound, Math.max(shown.getLast().value(), bestValue * ALIKE));
            int size = kept.size();
            while (size > 0 && kept.get(size - 1).value() > keptLimit) {
                size--;
            }
            kept = new ArrayList<>(kept.subList(0, size));
        }

        /** What is neither the best of its kind nor like the best of all is not shown and not counted. */
        private void dropOthersOfAKind() {
            Set<Degrees> seen = new HashSet<>();
            List<Valued> left = new ArrayList<>();
            for (Valued valued : kept) {
                boolean first = seen.add(Degrees.of(valued.plan().plan()));
                if (first || valued.value() <= bestValue * ALIKE) {
                    left.add(valued);
                }
            }
            kept = left;
        }

        /** The first plans, or the first of each kind; of those kept, which are sorted. */
        private List<Valued> shown() {
            if (!kinds) {
                return kept.subList(0, Math.min(top, kept.size()));
            }
            Set<Degrees> seen = new HashSet<>();
            List<Valued> shown = new ArrayList<>();
            for (int i = 0; i < kept.size() && shown.size() < top; i++) {
                if (seen.add(Degrees.of(kept.get(i).plan().plan()))) {
                    shown.add(kept.get(i));
                }
            }
            return shown;
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
            List<Feasible> best = shown().stream().map(Valued::plan).toList();
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
            return Degrees.of(a).equals(Degrees.of(b));
        }
    }
}

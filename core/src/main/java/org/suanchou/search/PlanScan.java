package org.suanchou.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.PlanRules;
import org.suanchou.training.StepModel;
import org.suanchou.workload.Sharding;

/**
 * The best plan of a space alone, on the calling thread: what {@link PlanSearch} finds, without counting what it passes by. A
 * search over many clusters takes one for each.
 *
 * <p>Cuts come in the order of their least time. Of a cut, pipelines that can't beat the bound whatever degrees experts have
 * are left out before those are tried, and recompute is tried where the memory asks for it: what fits without is faster.
 */
public final class PlanScan {
    /** A cut with the seconds of a step that no plan of it undercuts. */
    private record Prospect(PlanSpace.Cut cut, double leastSeconds) {}

    private final StepModel model;
    private final PlanSpace space;
    private final List<Prospect> prospects = new ArrayList<>();

    public PlanScan(StepModel model, Axes axes) {
        this.model = model;
        this.space = new PlanSpace(model.job(), axes);
        if (!model.network().joins(model.job().cluster().chips(), 1)) {
            return;
        }
        for (PlanSpace.Cut cut : space.admitted()) {
            double least = Double.POSITIVE_INFINITY;
            for (boolean sequenceParallel : space.sequenceParallel(cut)) {
                Sharding sharding = space.sharding(cut, 1, 1, sequenceParallel);
                if (model.mayFit(sharding)) {
                    least = Math.min(least, model.leastSeconds(sharding));
                }
            }
            if (least < Double.POSITIVE_INFINITY) {
                prospects.add(new Prospect(cut, least));
            }
        }
        prospects.sort(Comparator.comparingDouble(Prospect::leastSeconds));
    }

    /** Seconds of a step that no plan undercuts; infinite where none can run. */
    public double leastSeconds() {
        return prospects.isEmpty()
                ? Double.POSITIVE_INFINITY
                : prospects.getFirst().leastSeconds();
    }

    /** The plan with the least value within the limits; null where that is beyond {@code bound} or none runs. */
    public @Nullable Feasible best(Ranking ranking, List<Ranking.Limit> limits, double bound) {
        return scan(new Goal(ranking, limits, bound, false)).best;
    }

    /** Whether any plan runs within the limits. */
    public boolean any(List<Ranking.Limit> limits) {
        return scan(new Goal(Ranking.TIME, limits, Double.POSITIVE_INFINITY, true)).best != null;
    }

    private Goal scan(Goal goal) {
        for (Prospect prospect : prospects) {
            if (goal.reached() || goal.hopeless(prospect.leastSeconds())) {
                break;
            }
            scan(prospect.cut(), goal);
        }
        return goal;
    }

    /** A pipeline of a cut: degrees, virtual stages and what they make of the layers. */
    private record Pipeline(PlanSpace.Spread degrees, int vp, StageLayout layout, long microBatches) {}

    private void scan(PlanSpace.Cut cut, Goal goal) {
        for (boolean sequenceParallel : space.sequenceParallel(cut)) {
            Sharding whole = space.sharding(cut, 1, 1, sequenceParallel);
            if (!model.mayFit(whole) || goal.hopeless(model.leastSeconds(whole))) {
                continue;
            }
            List<Pipeline> pipelines = pipelines(cut, model.leastLayerSeconds(whole), goal);
            List<int[]> tried = new ArrayList<>();
            for (Pipeline pipeline : pipelines) {
                for (int[] expert : space.expertDegrees(
                        cut, cut.tp() * cut.cp() * pipeline.degrees().dp())) {
                    if (tried.stream().noneMatch(e -> e[0] == expert[0] && e[1] == expert[1])) {
                        tried.add(expert);
                        scan(cut, pipelines, expert[0], expert[1], sequenceParallel, goal);
                    }
                    if (goal.reached()) {
                        return;
                    }
                }
            }
        }
    }

    /** Those that may beat the bound, given the least that a layer of each kind takes. */
    private List<Pipeline> pipelines(PlanSpace.Cut cut, double[] layerSeconds, Goal goal) {
        List<Pipeline> pipelines = new ArrayList<>();
        for (PlanSpace.Spread spread : space.spreads(cut)) {
            if (spread.pp() > model.job().model().layers() || !space.divides(cut, spread)) {
                continue;
            }
            long microBatches = space.microBatches(cut, spread);
            for (int vp : space.virtualStages(cut, spread)) {
                StageLayout layout = model.layout(spread.pp(), vp);
                if (!goal.hopeless(leastSeconds(layerSeconds, layout, microBatches))) {
                    pipelines.add(new Pipeline(spread, vp, layout, microBatches));
                }
            }
        }
        return pipelines;
    }

    private double leastSeconds(double[] layerSeconds, StageLayout layout, long microBatches) {
        return space.schedule() == PipelineSchedule.ONE_F_ONE_B
                ? StepModel.leastSeconds(layerSeconds, layout, microBatches)
                : 0;
    }

    private void scan(
            PlanSpace.Cut cut, List<Pipeline> pipelines, int ep, int etp, boolean sequenceParallel, Goal goal) {
        Sharding sharding = space.sharding(cut, ep, etp, sequenceParallel);
        List<Priced> priced = new ArrayList<>();
        for (Recompute recompute : space.recomputes()) {
            priced.add(new Priced(recompute));
        }
        for (Pipeline pipeline : pipelines) {
            if ((long) cut.tp() * cut.cp() * pipeline.degrees().dp() % ((long) ep * etp) != 0) {
                continue;
            }
            for (int zero : space.zeroStages(cut, pipeline.degrees())) {
                for (Priced layers : priced) {
                    layers.price(sharding);
                    if (goal.hopeless(layers.leastSeconds)
                            || goal.hopeless(
                                    leastSeconds(layers.seconds, pipeline.layout(), pipeline.microBatches()))) {
                        // what recomputes more takes longer
                        break;
                    }
                    ParallelPlan plan = space.plan(
                            cut, pipeline.degrees(), pipeline.vp(), ep, etp, sequenceParallel, zero, layers.recompute);
                    Feasible timed = PlanRules.broken(model.job(), plan, model.network()) == null
                            ? model.timedIfItFits(plan, layers.costs(), pipeline.layout())
                            : null;
                    if (timed != null) {
                        goal.offer(timed);
                        if (goal.reached()) {
                            return;
                        }
                        break;
                    }
                }
            }
        }
    }

    /** Layers under one recompute, priced when they are first asked for. */
    private final class Priced {
        private final Recompute recompute;
        private StepModel.@Nullable Layers layers;
        private StepModel.@Nullable Costs costs;
        private double leastSeconds;
        private double[] seconds = {};

        Priced(Recompute recompute) {
            this.recompute = recompute;
        }

        void price(Sharding sharding) {
            if (layers == null) {
                layers = model.layers(sharding, recompute);
                leastSeconds = model.leastSeconds(layers);
                seconds = model.layerSeconds(layers);
            }
        }

        StepModel.Costs costs() {
            StepModel.Layers known = layers;
            if (known == null) {
                throw new IllegalStateException("costs are asked for before layers are priced");
            }
            StepModel.Costs all = costs;
            if (all == null) {
                all = model.costs(known);
                costs = all;
            }
            return all;
        }
    }

    /** What is looked for, and the best so far. */
    private static final class Goal {
        private final Ranking ranking;
        private final List<Ranking.Limit> limits;
        private final boolean anyDoes;
        private double bound;
        private @Nullable Feasible best;

        Goal(Ranking ranking, List<Ranking.Limit> limits, double bound, boolean anyDoes) {
            this.ranking = ranking;
            this.limits = limits;
            this.bound = bound;
            this.anyDoes = anyDoes;
        }

        boolean reached() {
            return anyDoes && best != null;
        }

        /** Whether no plan of at least so many seconds is better than the best. */
        boolean hopeless(double leastSeconds) {
            boolean beyond = leastSeconds * ranking.leastPerSecond() > bound;
            for (Ranking.Limit limit : limits) {
                beyond |= leastSeconds * limit.of().leastPerSecond() > limit.most();
            }
            return beyond;
        }

        void offer(Feasible plan) {
            for (Ranking.Limit limit : limits) {
                if (limit.of().value().applyAsDouble(plan) > limit.most()) {
                    return;
                }
            }
            double value = ranking.value().applyAsDouble(plan);
            if (value < bound || value == bound && best == null) {
                bound = value;
                best = plan;
            }
        }
    }
}

package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.cost.LinearCost;
import org.suanchou.cost.RunCost;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.EnergyAssumption;
import org.suanchou.energy.StepJoules;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.memory.StageMemory;
import org.suanchou.reliability.Resilience;
import org.suanchou.reliability.StandBy;
import org.suanchou.search.Ranking;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.TrainingJob;
import org.suanchou.units.Unit;

/**
 * What all plans of one job on one cluster share: how often it fails and what that costs in time, what it draws, what an
 * hour of it costs. A run's seconds, joules, kilograms and dollars are then linear in a plan's step, so a search can rank
 * and limit plans by any of them.
 */
final class ClusterModel {
    /** Null where only the step counts; then so are the others. */
    final @Nullable Terms terms;

    final @Nullable Resilience resilience;
    /** Null where the chip's power is unknown. */
    final @Nullable ClusterPower power;

    private final TrainingQuestion question;
    /** Wall-clock seconds of a run for each second of its step; of one token where the run's length is unknown. */
    private final double wallPerStepSecond;

    private final double goodput;
    /** Share of the wall clock in which steps run. */
    private final double running;

    ClusterModel(TrainingQuestion question) {
        TrainingJob job = question.job();
        this.question = question;
        this.terms = question.terms();
        if (terms == null) {
            resilience = null;
            power = null;
            goodput = 1;
            running = 1;
        } else {
            Assumptions assumptions = terms.assumptions();
            resilience = Resilience.of(
                    job.cluster(),
                    StageMemory.checkpointBytes(
                            job.model().parameters(), job.tuning().frozen()),
                    assumptions,
                    standBy());
            power = ClusterPower.isKnown(job.cluster().system(), assumptions)
                    ? ClusterPower.of(job.cluster(), assumptions)
                    : null;
            goodput = resilience.goodput().value();
            running = resilience.running().value();
        }
        wallPerStepSecond = undisturbed(question) / goodput;
    }

    /** Seconds of a run without failures for each second of its step; of one token where the run's length is unknown. */
    static double undisturbed(TrainingQuestion question) {
        Double known = question.steps();
        return (known == null ? 1 / question.job().tokensPerStep() : known)
                * question.anchor().corrected(1);
    }

    /** Share of the wall clock that failures leave. */
    double goodput() {
        return goodput;
    }

    double provisionedWatts() {
        return power == null ? 0 : power.provisionedWatts().value();
    }

    /** How money is reckoned, where this cluster has what that needs. */
    @Nullable
    Accounting accounting() {
        Accounting accounting = terms == null ? null : terms.accounting();
        return accounting == null || accounting.basis() == Basis.RENT || power != null ? accounting : null;
    }

    /** What plans are ranked by; null where it is unknown here. Of plans that all cost nothing the shortest is best. */
    @Nullable
    Ranking ranking(Objective objective) {
        Ranking measure = measure(objective);
        return measure == null || measure.leastPerSecond() > 0 ? measure : seconds();
    }

    private @Nullable Ranking measure(Objective objective) {
        return switch (objective) {
            case TIME, CHIPS, POWER -> seconds();
            case COST -> usd();
            case ENERGY -> joules(1, 0);
            case CARBON -> kilogramsCo2();
        };
    }

    /** The limits of the question that a plan decides about. */
    List<Bounded> limits() {
        Limits limits = question.limits();
        List<Bounded> all = new ArrayList<>();
        add(all, Objective.TIME, limits.seconds());
        add(all, Objective.COST, limits.usd());
        add(all, Objective.ENERGY, limits.joules());
        add(all, Objective.CARBON, limits.kilogramsCo2());
        return all;
    }

    /** A measure of plans with the most that the question allows. */
    record Bounded(Objective measure, Ranking ranking, double most) {
        Ranking.Limit limit() {
            return new Ranking.Limit(ranking, most);
        }
    }

    private void add(List<Bounded> all, Objective measure, @Nullable Double most) {
        Ranking ranking = measure(measure);
        // what costs nothing keeps any limit
        if (most != null && ranking != null && ranking.leastPerSecond() > 0) {
            all.add(new Bounded(measure, ranking, most));
        }
    }

    /** Wall clock of the run. */
    private Ranking seconds() {
        return new Ranking(plan -> plan.seconds() * wallPerStepSecond, wallPerStepSecond);
    }

    /** {@code perJoule} times the site's joules of the run, plus so much for each second of the wall clock. */
    private @Nullable Ranking joules(double perJoule, double perSecond) {
        if (power == null) {
            return null;
        }
        StepJoules step = StepJoules.of(power);
        double steps = wallPerStepSecond * running;
        double lost =
                wallPerStepSecond * (1 - running) * power.stoppedSiteWatts().value();
        double fixed = perJoule * lost + perSecond * wallPerStepSecond;
        return new Ranking(
                plan -> perJoule * steps * step.of(plan.time()) + fixed * plan.seconds(),
                perJoule * steps * step.leastWatts() + fixed);
    }

    private @Nullable Ranking usd() {
        Accounting accounting = accounting();
        if (accounting == null || terms == null || resilience == null) {
            return null;
        }
        Formula one = Formula.given("unit", Unit.COUNT, 1);
        LinearCost linear = RunCost.of(
                        accounting,
                        held(),
                        one,
                        one,
                        power == null ? Formula.given("power", Unit.WATTS, 0, "unknown") : power.stoppedSiteWatts(),
                        provisionedItWatts(),
                        spareSystems(resilience),
                        terms.assumptions())
                .linear();
        Ranking joules = joules(linear.usdPerJoule(), linear.usdPerSecond());
        double perStepSecond = wallPerStepSecond * linear.usdPerSecond();
        return joules != null ? joules : new Ranking(plan -> plan.seconds() * perStepSecond, perStepSecond);
    }

    private @Nullable Ranking kilogramsCo2() {
        return terms == null
                ? null
                : joules(
                        terms.assumptions()
                                .get(EnergyAssumption.GRID_CARBON)
                                .fact()
                                .mid(),
                        0);
    }

    private @Nullable StandBy standBy() {
        Integer stated = terms == null ? null : terms.spareHosts();
        return question.supply() instanceof Supply.TakenFrom(int chips, StandBy standBy)
                ? standBy
                : stated == null ? null : new StandBy(stated, true);
    }

    /** What is paid for beside {@link #spareSystems}: all the chips there are, where the job's are taken out of them. */
    Cluster held() {
        Cluster cluster = question.job().cluster();
        return question.supply() instanceof Supply.TakenFrom(int chips, StandBy standBy)
                ? new Cluster(cluster.system(), chips)
                : cluster;
    }

    /** Systems that stand by beside those {@link #held}. */
    Formula spareSystems(Resilience beside) {
        return question.supply() instanceof Supply.TakenFrom
                ? Formula.given("spare systems", Unit.COUNT, 0, "among the chips there are")
                : beside.spareSystems();
    }

    private Formula provisionedItWatts() {
        return power == null ? Formula.given("power", Unit.WATTS, 0, "unknown") : power.provisionedItWatts();
    }

    /** The run of a plan; null where its length is unknown. */
    @Nullable
    RunModel run(Feasible plan) {
        Double steps = question.steps();
        return steps == null || terms == null || resilience == null
                ? null
                : new RunModel(question, this, terms, resilience, plan, steps, provisionedItWatts());
    }
}

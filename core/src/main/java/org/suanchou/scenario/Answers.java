package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Asked;
import org.suanchou.answer.ComparisonAnswer;
import org.suanchou.answer.Explain;
import org.suanchou.answer.Explanation;
import org.suanchou.answer.Figure;
import org.suanchou.answer.Figures;
import org.suanchou.answer.Measure;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.answer.RunAnswer;
import org.suanchou.answer.Searched;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.CostAssumption;
import org.suanchou.cost.Ownership;
import org.suanchou.cost.RunCost;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.PhaseShares;
import org.suanchou.energy.PowerLevel;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Tornado;
import org.suanchou.hardware.Cluster;
import org.suanchou.layer.Part;
import org.suanchou.refusal.Constraint;
import org.suanchou.reliability.CheckpointTier;
import org.suanchou.reliability.FailureSimulation;
import org.suanchou.reliability.Resilience;
import org.suanchou.search.SearchResult;
import org.suanchou.source.Constant;
import org.suanchou.source.Estimate;
import org.suanchou.training.Constants;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.MemoryUnfolding;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Unfolding;
import org.suanchou.uncertainty.Anchor;
import org.suanchou.uncertainty.ErrorFactor;
import org.suanchou.uncertainty.Uncertainty;

/** Reports, which hold the models that made them, as plain values. */
public final class Answers {
    private Answers() {}

    public static ComparisonAnswer of(Comparison comparison) {
        return new ComparisonAnswer(comparison.rows().stream()
                .map(row -> new ComparisonAnswer.Row(
                        row.name(),
                        row.report() == null ? null : of(row.report(), Explain.NOTHING),
                        row.reason(),
                        row.work(),
                        row.against()))
                .toList());
    }

    /** @param explain what of the best plan is unfolded; of all plans, if more are told */
    public static TrainingAnswer of(TrainingReport report, Explain explain) {
        TrainingQuestion question = report.question();
        StepModel model = new StepModel(question.job());
        SearchResult search = report.search();
        return new TrainingAnswer(
                asked(question),
                report.plans().stream().map(plan -> plan(plan, model, explain)).toList(),
                search == null ? null : searched(search),
                report.reason(),
                nearest(report.reason(), model, explain),
                report.countsTried(),
                report.noCount(),
                report.idle(),
                report.wayOut(),
                report.margins());
    }

    private static Asked asked(TrainingQuestion question) {
        TrainingJob job = question.job();
        Cluster cluster = job.cluster();
        Terms terms = question.terms();
        return new Asked(
                new Asked.Model(
                        question.modelId(),
                        job.model().parameters(),
                        job.model().hasExperts()),
                new Asked.Hardware(
                        cluster.system().id(),
                        cluster.system().name(),
                        cluster.chip().id(),
                        cluster.chip().name(),
                        cluster.chips(),
                        (double) cluster.boughtChips() / cluster.system().chips(),
                        cluster.chip().memoryBytes().mid()),
                new Asked.Work(
                        job.stack().id(),
                        job.stack().name(),
                        job.precision(),
                        job.tuning(),
                        job.sequence(),
                        job.globalBatch(),
                        job.tokensPerStep(),
                        question.tokens(),
                        question.steps()),
                question.supply(),
                question.limits(),
                question.objective(),
                question.axes().schedule(),
                terms == null ? Map.of() : terms.assumptions().stated(terms.stated()),
                terms == null ? null : pricing(terms),
                question.anchors().isEmpty() ? null : anchored(question),
                job.kernels().inherited(),
                question.defaults());
    }

    private static Asked.Pricing pricing(Terms terms) {
        Accounting accounting = terms.accounting();
        Formula.@Nullable Input rate = terms.assumptions().has(CostAssumption.CNY_PER_USD)
                ? terms.assumptions().get(CostAssumption.CNY_PER_USD)
                : null;
        return new Asked.Pricing(
                accounting == null ? null : accounting.basis(),
                rate == null
                        ? null
                        : new Asked.YuanRate(rate.value(), rate.fact().asOf()));
    }

    private static Asked.Anchored anchored(TrainingQuestion question) {
        Anchor anchor = question.anchor();
        List<ErrorFactor> own = Uncertainty.factors(question.job(), "asked");
        List<ErrorFactor> known = question.anchors().stream()
                .flatMap(run -> run.factors().stream())
                .toList();
        return new Asked.Anchored(
                question.anchors().size(),
                anchor.corrected(1),
                anchor.logSigma(),
                Uncertainty.stepLogSigma(question.job()),
                own.stream().filter(factor -> factor.isAmong(known)).toList(),
                own.stream()
                        .filter(factor -> factor.kind() == ErrorFactor.Kind.SOURCE && !factor.isAmong(known))
                        .toList(),
                known.stream()
                        .filter(factor -> factor.kind() == ErrorFactor.Kind.SOURCE)
                        .toList());
    }

    private static Searched searched(SearchResult search) {
        return new Searched(
                search.plans(),
                search.timed(),
                search.bounded(),
                search.excluded(),
                search.proved(),
                !search.best().isEmpty(),
                search.alike(),
                search.alikeExamples().stream().map(Feasible::plan).toList());
    }

    private static @Nullable Explanation nearest(@Nullable Obstacle reason, StepModel model, Explain explain) {
        boolean memory = explain == Explain.ALL || explain == Explain.MEMORY;
        return memory && reason != null && reason.plan() != null && reason.constraint() == Constraint.MEMORY
                ? explanation(new Unfolding(model, model.timedRegardless(reason.plan())), explain, false)
                : null;
    }

    private static PlanAnswer plan(PlanReport report, StepModel model, Explain explain) {
        Feasible plan = report.plan();
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, plan.time().part(part));
        }
        List<String> sources = sources(Constants.of(model, plan.plan()));
        RunReport run = report.run();
        return new PlanAnswer(
                plan.plan(),
                plan.microBatches(),
                new Figures(List.of(
                        new Figure(Measure.STEP_SECONDS, report.stepSeconds(), sources),
                        new Figure(Measure.MFU, report.mfu(), sources),
                        new Figure(Measure.TOKENS_PER_SECOND_PER_CHIP, report.tokensPerSecondPerChip(), sources),
                        new Figure(
                                Measure.PEAK_MEMORY_BYTES,
                                Estimate.exactly(report.peakMemoryBytes()),
                                sources(Constants.ofMemory(model, plan.plan()))))),
                parts,
                plan.seconds(),
                plan.memory(),
                run == null ? null : run(run, explain),
                explain == Explain.ALL || explain == Explain.MEMORY
                        ? explanation(new Unfolding(model, plan), explain, true)
                        : null);
    }

    private static List<String> sources(Iterable<Constant> constants) {
        Set<String> sources = new TreeSet<>();
        constants.forEach(constant -> sources.addAll(constant.fact().sources()));
        return List.copyOf(sources);
    }

    private static Explanation explanation(Unfolding unfolding, Explain explain, boolean timed) {
        List<Explanation.Stage> stages = new ArrayList<>();
        for (MemoryUnfolding.Stage stage : unfolding.stages()) {
            stages.add(new Explanation.Stage(
                    stage.shape().first(),
                    stage.shape().count(),
                    stage.shape().layers(),
                    stage.inFlight(),
                    stage.memory()));
        }
        boolean all = explain == Explain.ALL;
        return new Explanation(
                all && timed ? unfolding.stepTime() : null,
                unfolding.memory(),
                stages,
                all ? unfolding.inputs() : unfolding.memoryInputs());
    }

    private static RunAnswer run(RunReport run, Explain explain) {
        RunModel model = run.model();
        RunCost cost = model.cost();
        List<RunAnswer.CostShare> costs = new ArrayList<>();
        if (cost != null) {
            cost.parts()
                    .forEach(part -> costs.add(
                            new RunAnswer.CostShare(part.item(), part.usd().value())));
        }
        List<RunAnswer.Driver> drivers = new ArrayList<>();
        for (Tornado.Bar bar : model.tornado().bars()) {
            Formula.Input input = bar.input();
            drivers.add(
                    new RunAnswer.Driver(input.id(), input.unit(), input.fact().value(), bar.low(), bar.high()));
        }
        return new RunAnswer(
                run.figures(),
                failures(run),
                power(model),
                costs,
                cost == null ? null : owned(cost.ownership()),
                model.unused(),
                drivers,
                explain == Explain.ALL || explain == Explain.RUN
                        ? new RunAnswer.RunExplanation(model.terms(), simulated(run))
                        : null);
    }

    private static RunAnswer.Failures failures(RunReport run) {
        Resilience resilience = run.model().resilience();
        List<RunAnswer.Checkpoints> checkpoints = new ArrayList<>();
        List<CheckpointTier> tiers = resilience.tiers();
        for (int k = 0; k < tiers.size(); k++) {
            checkpoints.add(
                    new RunAnswer.Checkpoints(tiers.get(k), resilience.policy().intervalSeconds(k)));
        }
        return new RunAnswer.Failures(
                run.meanSecondsBetweenInterruptions(),
                run.interruptions(),
                resilience.policy().intervalSeconds(),
                checkpoints,
                resilience.losses().stream()
                        .map(loss ->
                                new RunAnswer.Lost(loss.cause(), loss.share().value()))
                        .toList(),
                resilience.spareHosts().value(),
                resilience.spareSystems().value());
    }

    private static List<RunAnswer.PowerDraw> power(RunModel model) {
        ClusterPower power = model.power();
        List<RunAnswer.PowerDraw> draws = new ArrayList<>();
        if (power != null) {
            for (PowerLevel level : power.levels()) {
                draws.add(new RunAnswer.PowerDraw(
                        level.state(),
                        shareOfWallClock(level.state(), model),
                        level.chip().value(),
                        level.system().value(),
                        level.rack().value(),
                        level.site().value()));
            }
        }
        return draws;
    }

    private static @Nullable Double shareOfWallClock(PowerLevel.State state, RunModel model) {
        PhaseShares shares = model.shares();
        double running = model.resilience().running().value();
        return switch (state) {
            case NAMEPLATE -> null;
            case COMPUTE -> running * shares.compute();
            case MEMORY -> running * shares.memory();
            case COMMUNICATION -> running * shares.communication();
            case IDLE -> running * shares.idle();
            case STOPPED -> 1 - running;
        };
    }

    private static RunAnswer.@Nullable Owned owned(@Nullable Ownership own) {
        return own == null
                ? null
                : new RunAnswer.Owned(
                        own.usd().value(),
                        own.depreciation().value(),
                        own.finance().value(),
                        own.operations().value());
    }

    private static RunAnswer.@Nullable Simulated simulated(RunReport run) {
        if (!(run.meanSecondsBetweenInterruptions() < Double.POSITIVE_INFINITY)) {
            return null;
        }
        FailureSimulation.Outcome outcome =
                run.model().resilience().simulation().run(0);
        return new RunAnswer.Simulated(outcome.interruptions(), outcome.goodput(), outcome.waiting());
    }
}

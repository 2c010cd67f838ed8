package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Margins;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.Supply;
import org.suanchou.energy.MegawattCap;
import org.suanchou.model.Precision;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Refusal;
import org.suanchou.scenario.ClusterModel.Bounded;
import org.suanchou.search.PlanSearch;
import org.suanchou.search.Ranking;
import org.suanchou.search.SearchResult;
import org.suanchou.source.Fact;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.Evaluation.Infeasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.uncertainty.Anchor;
import org.suanchou.uncertainty.Uncertainty;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
import org.suanchou.workload.ModelFlops;

/** Answers training questions: the best plans, one explicit plan, or the fewest chips for a deadline. */
public final class Planner {
    /** A judgement: no one runs a job that loses more; its figures grow without bound. */
    private static final double LEAST_GOODPUT = 0.01;

    /** Rounds after which margins are not narrowed again. */
    private static final int MARGIN_ROUNDS = 3;

    private final int threads;
    private final DoubleConsumer progress;

    /** @param progress told the share done, 0 to 1, from the calling thread */
    public Planner(int threads, DoubleConsumer progress) {
        this.threads = threads;
        this.progress = progress;
    }

    /** The best plans of a question; where nothing runs, the nearest way out. */
    public TrainingReport plan(TrainingQuestion question) {
        TrainingReport report = answer(question);
        Integer wayOut =
                report.feasible() || question.supply() instanceof Supply.Open ? null : wayOut(question, report);
        return wayOut == null ? report : report.with(wayOut);
    }

    /** The best plans of a question. */
    TrainingReport answer(TrainingQuestion question) {
        Limits limits = question.limits();
        Double confidence = limits.confidence();
        if (confidence == null || !limits.ofRun()) {
            return byBestGuess(question);
        }
        Margins margins = Margins.NONE;
        for (int round = 0; ; round++) {
            TrainingReport report = byBestGuess(question.within(limits.byBestGuess(margins)));
            RunReport run = report.feasible() ? report.plans().getFirst().run() : null;
            if (run == null) {
                return report.kept(limits, margins);
            }
            Margins found = run.model().margins(confidence, threads);
            if (round > 0 && found.within(margins)) {
                return report.kept(limits, found);
            }
            // on another number of chips failures widen the run by as much or less; where they don't, by the most seen
            margins = round < MARGIN_ROUNDS ? found : found.or(margins);
        }
    }

    private TrainingReport byBestGuess(TrainingQuestion question) {
        return switch (question.supply()) {
            case Supply.All a -> onItsChips(question, progress);
            case Supply.TakenFrom t -> onItsChips(question, progress);
            case Supply.Open o -> {
                try (CountSearch searches = new CountSearch(question, threads)) {
                    yield new ChipCount(this, searches, progress).best(question);
                }
            }
            case Supply.UpTo(int chips) -> {
                try (CountSearch searches = new CountSearch(question, threads)) {
                    yield new ChipsUpTo(this, searches, progress).best(question, chips);
                }
            }
        };
    }

    /** The fewest chips that fit the model or meet the deadline, the most that a cap on power feeds; null where unknown. */
    private @Nullable Integer wayOut(TrainingQuestion question, TrainingReport report) {
        Obstacle reason = report.reason();
        Terms terms = question.terms();
        Double watts = question.limits().siteWatts();
        if (reason == null) {
            return null;
        }
        return switch (reason.constraint()) {
            case MEMORY -> fewestChips(question, null);
            case DEADLINE -> {
                Double seconds = question.limits().seconds();
                Margins margins = report.margins();
                yield seconds == null
                        ? null
                        : fewestChips(question, margins == null ? seconds : (Double) (seconds / margins.seconds()));
            }
            case POWER -> {
                int chips = terms == null || watts == null
                        ? 0
                        : MegawattCap.chips(question.job().cluster().system(), watts, terms.assumptions());
                yield chips > 0 ? (Integer) chips : null;
            }
            case INPUT, SHAPE, FABRIC, SUPPORT, BUDGET, ENERGY, CARBON, FAILURES -> null;
        };
    }

    private @Nullable Integer fewestChips(TrainingQuestion question, @Nullable Double seconds) {
        TrainingQuestion fewest = question.ofFewestChips(seconds);
        try (CountSearch searches = new CountSearch(fewest, threads)) {
            return new ChipCount(this, searches, done -> {}).fewest(fewest);
        }
    }

    /** The best plans on the chips that the question names. */
    TrainingReport onItsChips(TrainingQuestion question, DoubleConsumer told) {
        ClusterModel cluster = new ClusterModel(question);
        Refusal barred = barred(question, cluster);
        if (barred != null) {
            return new TrainingReport(question, List.of(), null, Obstacle.of(barred));
        }
        List<Bounded> limits = cluster.limits();
        SearchResult result = search(question, ranking(question, cluster), limits, question.top(), told);
        if (!result.best().isEmpty()) {
            List<PlanReport> plans = described(question, cluster, result.best());
            return new TrainingReport(question, plans, result, null);
        }
        return new TrainingReport(
                question,
                List.of(),
                result,
                result.timed() + result.bounded() == 0 ? nearest(result) : beyond(question, limits, result));
    }

    private SearchResult search(
            TrainingQuestion question, Ranking ranking, List<Bounded> limits, int top, DoubleConsumer told) {
        return new PlanSearch(
                        new StepModel(question.job()),
                        question.axes(),
                        top,
                        ranking,
                        limits.stream().map(Bounded::limit).toList(),
                        true)
                .run(threads, told);
    }

    /** What plans are ranked by: by time where the objective's measure is unknown on these chips. */
    static Ranking ranking(TrainingQuestion question, ClusterModel cluster) {
        Ranking wanted = cluster.ranking(question.objective());
        return wanted == null ? Ranking.TIME : wanted;
    }

    /** What keeps the cluster from running any plan; null where nothing does. */
    static @Nullable Refusal barred(TrainingQuestion question, ClusterModel cluster) {
        if (!(cluster.goodput() >= LEAST_GOODPUT)) {
            return Refusal.counted(RunRefusal.LITTLE_GOODPUT, LEAST_GOODPUT, cluster.goodput());
        }
        Double cap = question.limits().siteWatts();
        double need = cluster.provisionedWatts();
        return cap == null || need <= cap
                ? null
                : Refusal.counted(
                        RunRefusal.SITE_POWER,
                        need,
                        cap,
                        new Quantity(need, Unit.WATTS),
                        new Quantity(cap, Unit.WATTS));
    }

    /** The limit that every plan misses by most, with the least that one needs; where each can be kept alone, the first. */
    private Obstacle beyond(TrainingQuestion question, List<Bounded> limits, SearchResult result) {
        Obstacle worst = null;
        double excess = 1;
        for (Bounded limit : limits) {
            SearchResult least = search(question, limit.ranking(), List.of(), 1, done -> {});
            if (least.best().isEmpty()) {
                return nearest(least);
            }
            Feasible best = least.best().getFirst();
            double need = limit.ranking().value().applyAsDouble(best);
            if (need / limit.most() > excess) {
                excess = need / limit.most();
                worst = new Obstacle(missed(limit, need), best.plan());
            }
        }
        if (worst != null) {
            return worst;
        }
        return limits.isEmpty() ? nearest(result) : Obstacle.of(together(limits.getFirst()));
    }

    /** The plan that comes nearest to running, or why there is none to try. */
    private static Obstacle nearest(SearchResult result) {
        Infeasible nearest = result.nearest();
        return nearest != null ? Obstacle.of(nearest) : Obstacle.of(Refusal.counted(RunRefusal.NO_PLAN, 1, 0));
    }

    private static Refusal missed(Bounded limit, double need) {
        Unit unit = unit(limit.measure());
        return Refusal.counted(
                RunRefusal.of(limit.measure()),
                need / unit.factor(),
                limit.most() / unit.factor(),
                new Quantity(need, unit),
                new Quantity(limit.most(), unit));
    }

    private static Refusal together(Bounded first) {
        Unit unit = unit(first.measure());
        return Refusal.counted(
                RunRefusal.amongLimits(first.measure()),
                Double.NaN,
                first.most() / unit.factor(),
                new Quantity(first.most(), unit));
    }

    private static Unit unit(Objective measure) {
        return switch (measure) {
            case TIME -> Unit.DAYS;
            case COST -> Unit.DOLLARS;
            case ENERGY -> Unit.MEGAWATT_HOURS;
            case CARBON -> Unit.TONNES_CO2;
            case POWER -> Unit.WATTS;
            case CHIPS -> Unit.COUNT;
        };
    }

    /** One explicit plan. */
    public TrainingReport estimate(TrainingQuestion question, ParallelPlan plan) {
        ClusterModel cluster = new ClusterModel(question);
        Refusal barred = barred(question, cluster);
        if (barred != null) {
            return new TrainingReport(question, List.of(), null, Obstacle.of(barred));
        }
        return switch (new StepModel(question.job()).evaluate(plan)) {
            case Feasible f -> {
                for (Bounded limit : cluster.limits()) {
                    double need = limit.ranking().value().applyAsDouble(f);
                    if (need > limit.most()) {
                        yield new TrainingReport(question, List.of(), null, new Obstacle(missed(limit, need), plan));
                    }
                }
                yield new TrainingReport(question, described(question, cluster, List.of(f)), null, null);
            }
            case Infeasible i -> new TrainingReport(question, List.of(), null, Obstacle.of(i));
        };
    }

    /** Timed plans in the reader's terms. */
    List<PlanReport> described(TrainingQuestion question, ClusterModel cluster, List<Feasible> plans) {
        List<RunModel> models = new ArrayList<>();
        for (Feasible plan : plans) {
            RunModel model = cluster.run(plan);
            if (model != null) {
                models.add(model);
            }
        }
        List<RunReport> runs = RunReport.of(models, threads);
        List<PlanReport> described = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            described.add(described(question, plans.get(i), runs.isEmpty() ? null : runs.get(i)));
        }
        return described;
    }

    private static PlanReport described(TrainingQuestion question, Feasible plan, @Nullable RunReport run) {
        TrainingJob job = question.job();
        Anchor anchor = question.anchor();
        double seconds = anchor.corrected(plan.seconds());
        double spread = anchor.logSigma();
        double chips = job.cluster().chips();
        Precision precision = job.precision();
        Fact peak = job.cluster().chip().peak(precision);
        double flops = ModelFlops.perTrainedToken(
                        job.model(),
                        job.sequence(),
                        job.contextShare(),
                        job.tuning().frozen())
                * job.tokensPerStep();
        double mfu = flops / (seconds * chips * (peak == null ? Double.NaN : peak.mid()));
        return new PlanReport(
                plan,
                Uncertainty.interval(seconds, spread),
                Uncertainty.interval(mfu, spread),
                Uncertainty.interval(job.tokensPerStep() / seconds / chips, spread),
                plan.memory().deviceBytes(),
                run);
    }
}

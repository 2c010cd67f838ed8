package org.suanchou.scenario;

import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.search.PlanSearch;
import org.suanchou.search.Ranking;
import org.suanchou.search.SearchResult;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.training.Anchor;
import org.suanchou.training.Evaluation;
import org.suanchou.training.Evaluation.Constraint;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.Evaluation.Infeasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Uncertainty;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.ModelFlops;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/** Answers training questions: the best plans, one explicit plan, or the fewest chips for a deadline. */
public final class Planner {
    /** Growth of the number of chips while a first feasible one is looked for. */
    private static final double STRIDE = 1.25;

    /** Chips of the largest system that is bought whole. */
    private static final int LARGEST_RACK = 144;

    /** Chips of a slice of a larger one: a cube of a TPU pod, eight nodes of a superpod. */
    private static final int SLICE = 64;

    private static final double DAY_SECONDS = 86_400;

    private final int threads;
    private final DoubleConsumer progress;

    /** @param progress told the share done, 0 to 1, from the calling thread */
    public Planner(int threads, DoubleConsumer progress) {
        this.threads = threads;
        this.progress = progress;
    }

    /** The best plans of a question. */
    public TrainingReport plan(TrainingQuestion question) {
        if (question.chipsOpen()) {
            return fewestChips(question);
        }
        StepModel model = new StepModel(question.job());
        SearchResult result = new PlanSearch(model, question.axes(), question.top()).run(threads, progress);
        return report(question, result);
    }

    /** One explicit plan. */
    public static TrainingReport estimate(TrainingQuestion question, ParallelPlan plan) {
        Evaluation evaluation = new StepModel(question.job()).evaluate(plan);
        return switch (evaluation) {
            case Feasible f -> judged(question, List.of(describe(question, f)), null);
            case Infeasible i -> new TrainingReport(question, List.of(), null, i);
        };
    }

    private static TrainingReport report(TrainingQuestion question, SearchResult result) {
        List<PlanReport> plans =
                result.best().stream().map(f -> describe(question, f)).toList();
        if (plans.isEmpty()) {
            return new TrainingReport(question, plans, result, result.nearest());
        }
        return judged(question, plans, result);
    }

    /** Whether the best of the plans meets the deadline, if there is one. */
    private static TrainingReport judged(
            TrainingQuestion question, List<PlanReport> plans, @Nullable SearchResult result) {
        Double deadline = question.deadlineSeconds();
        Estimate run = plans.getFirst().runSeconds();
        // the comparison that a search under the deadline makes, to the last bit
        if (deadline != null && run != null && plans.getFirst().plan().seconds() > modelLimit(question, deadline)) {
            Infeasible late = new Infeasible(
                    plans.getFirst().plan().plan(),
                    Constraint.DEADLINE,
                    run.mid() / DAY_SECONDS,
                    deadline / DAY_SECONDS,
                    "the best plan takes " + days(run.mid()) + " days, the deadline is " + days(deadline) + " days");
            return new TrainingReport(question, List.of(), result, late);
        }
        return new TrainingReport(question, plans, result, null);
    }

    private static String days(double seconds) {
        return String.valueOf(Math.round(seconds / DAY_SECONDS * 1000) / 1000.0);
    }

    /**
     * The smallest whole number of systems (slices of a pod) on which some plan meets the deadline. No count below
     * {@code FLOPs / (rate x deadline)} is tried, with a rate that no product exceeds; every count from there up to the
     * first that works is.
     */
    private TrainingReport fewestChips(TrainingQuestion question) {
        Double deadline = question.deadlineSeconds();
        Double tokens = question.tokens();
        if (deadline == null || tokens == null) {
            throw new IllegalArgumentException("the number of chips is open, so days and tokens must be given");
        }
        int unit = unitOfPurchase(question.job().cluster().system());
        int reach = question.job().cluster().system().reach();
        long least = Math.max(1, (long) Math.floor(leastChips(question, deadline, tokens) / unit));
        long most = reach / unit;
        if (most < 1) {
            return unjoined(question, unit, reach);
        }
        long works = least;
        TrainingReport found = null;
        while (found == null && works <= most) {
            found = within(question, works * unit, deadline);
            // a power of two divides most batches, where the count itself may not
            long even = Long.highestOneBit(works) == works ? works : 2 * Long.highestOneBit(works);
            if (found == null && even > works && even <= most) {
                found = within(question, even * unit, deadline);
                works = found == null ? works : even;
            }
            if (found == null) {
                works = works == most ? most + 1 : Math.min(most, Math.max(works + 1, (long) (works * STRIDE)));
            }
        }
        // every count below the one that works; where none was met on the way up, every count there is
        for (long count = least; count < works; count++) {
            progress.accept((double) (count - least) / (works - least));
            TrainingReport smaller = within(question, count * unit, deadline);
            if (smaller != null) {
                return smaller;
            }
        }
        return found == null ? tooFew(question, most * unit, deadline) : found;
    }

    private TrainingReport unjoined(TrainingQuestion question, int unit, int reach) {
        TrainingQuestion one = sized(question, reach);
        Infeasible reason = new Infeasible(
                new ParallelPlan(1, false, 1, 1, 1, 1, 1, reach, 1, 0, reach, Recompute.NONE),
                Constraint.FABRIC,
                unit,
                reach,
                "nothing joins the " + unit + " chips of a "
                        + question.job().cluster().system().name());
        return new TrainingReport(one, List.of(), null, reason);
    }

    /** No number of chips does it: the largest one's answer, with the deadline as the reason. */
    private TrainingReport tooFew(TrainingQuestion question, long most, double deadline) {
        TrainingReport largest = plan(sized(question, most));
        Infeasible reason = largest.reason();
        if (reason != null && reason.constraint() != Constraint.DEADLINE) {
            reason = new Infeasible(
                    reason.plan(),
                    Constraint.DEADLINE,
                    Double.NaN,
                    deadline / DAY_SECONDS,
                    "no number of chips up to " + most + " meets the deadline of " + days(deadline) + " days");
        }
        return new TrainingReport(largest.question(), List.of(), largest.search(), reason);
    }

    /** A node or a rack comes whole; of a pod one takes slices. */
    private static int unitOfPurchase(SystemSpec system) {
        return system.chips() <= LARGEST_RACK ? system.chips() : SLICE;
    }

    /** The timed products alone, at a rate that none of them exceeds: no fewer chips can do it. */
    private static double leastChips(TrainingQuestion question, double deadline, double tokens) {
        TrainingJob job = question.job();
        double rate = new StepModel(job).kernels().greatestRate(job.precision());
        return productFlopsPerToken(job)
                * tokens
                / (rate * deadline * Math.exp(question.anchor().logBias()));
    }

    /** FLOPs of the products of one token, forward and backward, as one chip that holds the whole model would run them. */
    private static double productFlopsPerToken(TrainingJob job) {
        Transformer model = job.model();
        Sharding whole = new Sharding(1, false, 1, 1, 1, 1, job.sequence());
        double forward = 2.0 * model.vocabulary() * model.hidden() * job.sequence();
        for (LayerRun run : model.runs()) {
            LayerWork work = LayerWork.of(run.layer(), model.hidden(), whole, job.precision(), 1);
            for (List<Operator> operators : List.of(work.mixer(), work.feedForward())) {
                for (Operator operator : operators) {
                    if (operator instanceof Operator.MatMul || operator instanceof Operator.GroupedMatMul) {
                        forward += run.count() * operator.flops();
                    }
                }
            }
        }
        // the gradient by the input costs as much again, and so does that by the weight where there is one
        return (job.tuning().frozen() ? 2 : 3) * forward / job.sequence();
    }

    private @Nullable TrainingReport within(TrainingQuestion question, long chips, double deadline) {
        TrainingQuestion sized = sized(question, chips);
        double limit = modelLimit(sized, deadline);
        StepModel model = new StepModel(sized.job());
        SearchResult result = new PlanSearch(
                        model, sized.axes(), sized.top(), Ranking.TIME, List.of(Ranking.seconds(limit)))
                .run(threads, done -> {});
        return result.best().isEmpty() ? null : report(sized, result);
    }

    /** The longest step, as the model times it, of a run that meets the deadline. */
    private static double modelLimit(TrainingQuestion question, double deadline) {
        Double steps = question.steps();
        return steps == null
                ? Double.POSITIVE_INFINITY
                : deadline / steps * Math.exp(question.anchor().logBias());
    }

    private static TrainingQuestion sized(TrainingQuestion question, long chips) {
        return question.sized((int) Math.min(chips, 1 << 26));
    }

    /** A timed plan in the reader's terms. */
    public static PlanReport describe(TrainingQuestion question, Feasible plan) {
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
                        job.tuning().contextShare(),
                        job.tuning().frozen())
                * job.tokensPerStep();
        double mfu = flops / (seconds * chips * (peak == null ? Double.NaN : peak.mid()));
        Double steps = question.steps();
        Estimate run = steps == null ? null : Uncertainty.interval(seconds * steps, spread);
        Fact price = question.usdPerChipHour();
        Fact watts = job.cluster().chip().tdpWatts();
        double chipSeconds = steps == null ? Double.NaN : seconds * steps * chips;
        return new PlanReport(
                plan,
                Uncertainty.interval(seconds, spread),
                run,
                Uncertainty.interval(mfu, spread),
                Uncertainty.interval(job.tokensPerStep() / seconds / chips, spread),
                plan.memory().deviceBytes(),
                steps == null || price == null ? null : Uncertainty.product(chipSeconds / 3600, spread, price.value()),
                steps == null || watts == null ? null : Uncertainty.product(chipSeconds, spread, watts.value()));
    }
}

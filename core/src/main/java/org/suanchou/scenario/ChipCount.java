package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.MegawattCap;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Transformer;
import org.suanchou.search.Ranking;
import org.suanchou.training.Evaluation.Constraint;
import org.suanchou.training.Evaluation.Infeasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * How many chips, where the question leaves it open: whole systems, slices of a pod; and of each number of them, too, the
 * chips that leave fewest of the last one idle and divide by the greatest power of two: 64 of a rack of 72.
 *
 * <p>The fewest chips are the fewest: no count below {@code FLOPs / (rate x deadline)} is tried, with a rate that no product
 * exceeds, and every count from there up to the first that works is. For other objectives counts are tried a quarter apart,
 * then closer about the best; which counts were tried is part of the answer.
 */
final class ChipCount {
    /** Growth from one count that is tried to the next. */
    private static final double STRIDE = 1.25;

    /** Counts tried about the best, on either side. */
    private static final int CLOSER = 4;

    private final Planner planner;
    private final DoubleConsumer progress;
    /** Of the counts tried, what came nearest to a limit that none keeps. */
    private @Nullable Infeasible nearest;

    ChipCount(Planner planner, DoubleConsumer progress) {
        this.planner = planner;
        this.progress = progress;
    }

    TrainingReport best(TrainingQuestion question) {
        SystemSpec system = question.job().cluster().system();
        int unit = system.unitChips();
        long joined = system.reach() / unit;
        if (joined < 1) {
            return unjoined(question, unit, system.reach());
        }
        long most = Math.min(joined, powered(question, unit, joined));
        if (most < 1) {
            return planner.onItsChips(sized(question, unit), done -> {});
        }
        long least = Math.min(most, Math.max(1, (long) Math.floor(leastChips(question) / unit)));
        return switch (question.objective()) {
            case CHIPS, POWER -> fewest(question, unit, least, most);
            case TIME, COST, ENERGY, CARBON -> scanned(question, unit, least, most);
        };
    }

    /** The most units under the cap on power. */
    private static long powered(TrainingQuestion question, int unit, long joined) {
        Double cap = question.limits().siteWatts();
        Terms terms = question.terms();
        SystemSpec system = question.job().cluster().system();
        return cap == null || terms == null || !ClusterPower.isKnown(system, terms.assumptions())
                ? joined
                : MegawattCap.chips(system, cap, terms.assumptions()) / unit;
    }

    /** Numbers of chips to try on so many units, the fewest first. */
    private static List<Long> chips(long units, int unit) {
        long all = units * unit;
        long round = all;
        for (long step = 2; all / step * step > all - unit; step *= 2) {
            round = all / step * step;
        }
        return Long.numberOfTrailingZeros(round) > Long.numberOfTrailingZeros(all) ? List.of(round, all) : List.of(all);
    }

    private TrainingReport fewest(TrainingQuestion question, int unit, long least, long most) {
        long count = fewestUnits(question, unit, least, most);
        if (count >= 0) {
            for (long chips : chips(count, unit)) {
                TrainingReport report = planner.onItsChips(sized(question, chips), progress);
                if (report.feasible()) {
                    return report;
                }
            }
        }
        return none(question, unit, least, most);
    }

    /** The fewest units on which some plan keeps the limits; negative where none is found. */
    private long fewestUnits(TrainingQuestion question, int unit, long least, long most) {
        long works = least;
        boolean found = false;
        while (!found && works <= most) {
            found = feasible(question, works, unit);
            // a power of two divides most batches, where the count itself may not
            long even = Long.highestOneBit(works) == works ? works : 2 * Long.highestOneBit(works);
            if (!found && even > works && even <= most) {
                found = feasible(question, even, unit);
                works = found ? even : works;
            }
            if (!found) {
                works = works == most ? most + 1 : Math.min(most, Math.max(works + 1, (long) (works * STRIDE)));
            }
        }
        Limits limits = question.limits();
        boolean mayGrow = limits.usd() != null || limits.joules() != null || limits.kilogramsCo2() != null;
        if (!found && mayGrow) {
            // what grows with the number of chips is not met between counts that miss it by trying them all
            return -1;
        }
        // every count below the one that works; where none was met on the way up, every count there is
        long count = least;
        while (count < works && !feasible(question, count, unit)) {
            progress.accept((double) (count - least) / (works - least));
            count++;
        }
        return count <= most && (count < works || found) ? count : -1;
    }

    private boolean feasible(TrainingQuestion question, long units, int unit) {
        return chips(units, unit).stream().anyMatch(chips -> planner.feasible(sized(question, chips)));
    }

    /** The best of the counts that are tried. */
    private TrainingReport scanned(TrainingQuestion question, int unit, long lowest, long most) {
        // under a deadline the cheapest count is often the fewest that meet it
        long fewest = question.limits().seconds() == null ? -1 : fewestUnits(question, unit, lowest, most);
        long least = fewest < 0 ? lowest : fewest;
        TreeSet<Long> counts = new TreeSet<>(List.of(least, most));
        for (double count = least; count < most; count *= STRIDE) {
            counts.add((long) count);
        }
        // powers of two, and three and five times them, divide most batches and layers
        for (long odd : new long[] {1, 3, 5}) {
            for (long chips = odd; chips <= most * unit; chips *= 2) {
                long units = (chips + unit - 1) / unit;
                if (units >= least) {
                    counts.add(units);
                }
            }
        }
        TrainingReport best = best(question, unit, new ArrayList<>(counts), null, 0);
        long tried = counts.size();
        if (best != null) {
            long at = (best.question().job().cluster().chips() + unit - 1L) / unit;
            TreeSet<Long> about = new TreeSet<>();
            for (int i = 1; i <= CLOSER; i++) {
                double share = (STRIDE - 1) * i / (CLOSER + 1);
                about.add(Math.min(most, Math.round(at * (1 + share))));
                about.add(Math.max(least, Math.round(at / (1 + share))));
            }
            about.removeAll(counts);
            tried += about.size();
            best = best(question, unit, new ArrayList<>(about), best, 0.7);
        }
        return best == null ? none(question, unit, least, most) : best.ofCounts(tried);
    }

    private @Nullable TrainingReport best(
            TrainingQuestion question, int unit, List<Long> counts, @Nullable TrainingReport known, double done) {
        TrainingReport best = known;
        for (int i = 0; i < counts.size(); i++) {
            for (long chips : chips(counts.get(i), unit)) {
                TrainingReport report = tried(question, chips);
                if (report.feasible() && (best == null || value(report) < value(best))) {
                    best = report;
                }
            }
            progress.accept(done + (0.95 - done) * i / counts.size());
        }
        return best;
    }

    private TrainingReport tried(TrainingQuestion question, long chips) {
        TrainingReport report = planner.onItsChips(sized(question, chips), d -> {});
        Infeasible reason = report.reason();
        if (reason != null && excess(reason) < excess(nearest)) {
            nearest = reason;
        }
        return report;
    }

    /** How many times what a limit of the run allows is needed; infinite where something else is in the way. */
    private static double excess(@Nullable Infeasible reason) {
        if (reason == null) {
            return Double.POSITIVE_INFINITY;
        }
        return switch (reason.constraint()) {
            case DEADLINE, BUDGET, ENERGY, CARBON ->
                Double.isNaN(reason.need()) ? Double.POSITIVE_INFINITY : reason.need() / reason.have();
            case SHAPE, FABRIC, MEMORY, SUPPORT, POWER, FAILURES -> Double.POSITIVE_INFINITY;
        };
    }

    private static double value(TrainingReport report) {
        ClusterModel cluster = new ClusterModel(report.question());
        Ranking ranking = cluster.ranking(report.question().objective());
        return (ranking == null ? Ranking.TIME : ranking)
                .value()
                .applyAsDouble(report.plans().getFirst().plan());
    }

    private static TrainingReport unjoined(TrainingQuestion question, int unit, int reach) {
        Infeasible reason = new Infeasible(
                Planner.nothing(reach),
                Constraint.FABRIC,
                unit,
                reach,
                "nothing joins the " + unit + " chips of a "
                        + question.job().cluster().system().name());
        return new TrainingReport(sized(question, reach), List.of(), null, reason);
    }

    /** No number of chips does it: of those tried the one that comes nearest to its limits, else the largest one's answer. */
    private TrainingReport none(TrainingQuestion question, int unit, long least, long most) {
        if (nearest == null && question.limits().ofRun()) {
            for (long units = least; units <= most; units = Math.max(units + 1, 2 * Long.highestOneBit(units))) {
                tried(question, chips(units, unit).getFirst());
            }
        }
        return nearest != null
                ? new TrainingReport(sized(question, nearest.plan().chips()), List.of(), null, nearest, 0, true)
                : planner.onItsChips(sized(question, most * unit), done -> {});
    }

    /** The timed products alone, at a rate that none of them exceeds: no fewer chips meet the deadline. */
    private static double leastChips(TrainingQuestion question) {
        Double deadline = question.limits().seconds();
        Double tokens = question.tokens();
        if (deadline == null || tokens == null) {
            return 0;
        }
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

    private static TrainingQuestion sized(TrainingQuestion question, long chips) {
        return question.sized((int) Math.min(chips, 1 << 26));
    }
}

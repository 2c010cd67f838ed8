package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.Supply;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.MegawattCap;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.refusal.Refusal;
import org.suanchou.reliability.Resilience;
import org.suanchou.reliability.StandBy;
import org.suanchou.scenario.CountSearch.Candidate;
import org.suanchou.scenario.CountSearch.Found;

/**
 * How many chips, where the question leaves it open: whole systems, slices of a pod; and of each number of them, too, the
 * chips that leave fewest of the last one idle and divide by the greatest power of two: 64 of a rack of 72.
 *
 * <p>The fewest chips are the fewest: no count below {@code FLOPs / (rate x deadline)} is tried, with a rate that no product
 * exceeds, and every count from there up to the first that works is. For other objectives counts are tried a quarter apart,
 * then closer about the best; which counts were tried is part of the answer.
 */
final class ChipCount {
    /**
     * Growth from one count that is tried to the next: ten counts to a factor of nine. For the fewest chips it sets the time
     * alone, for every count below the first that works is tried; for other objectives a count between may be better by what
     * a quarter more or fewer chips change, which {@link #CLOSER} narrows to a twentieth.
     */
    private static final double STRIDE = 1.25;

    /**
     * Spare hosts tried beyond those that {@code spare-confidence} asks, where a deadline is near. Those asked for are waited
     * for in a small share of the time; each more multiplies what is left by the hosts in repair over the spares, below a
     * half where it matters, so that the fourth saves less than a tenth of it. A judgement.
     */
    private static final int MORE_SPARES = 3;

    /**
     * Systems tried beyond the fewest that work: one more may do with as many fewer spares as {@link #MORE_SPARES} has tried
     * on the fewest, and then less is had in all; beyond that more systems are only more.
     */
    private static final int MORE_SYSTEMS = MORE_SPARES;

    /** Counts tried about the best, on either side: a twentieth apart, as {@link #STRIDE} is a quarter. */
    private static final int CLOSER = 4;

    /** Numbers of systems of which each is tried for the one that comes nearest to what no number keeps. */
    private static final int FEW = 16;

    private final Planner planner;
    private final CountSearch searches;
    private final DoubleConsumer progress;
    /** Of the counts tried, what came nearest to a limit that none keeps. */
    private @Nullable Obstacle nearest;

    private long nearestChips;

    ChipCount(Planner planner, CountSearch searches, DoubleConsumer progress) {
        this.planner = planner;
        this.searches = searches;
        this.progress = progress;
    }

    /**
     * Chips to have for the fewest on which some plan keeps the limits, spares among them; null where no number on the way up
     * does: those between are not tried then.
     */
    @Nullable
    Integer fewest(TrainingQuestion question) {
        SystemSpec system = question.job().cluster().system();
        int unit = system.unitChips();
        long most = system.reach() / unit;
        if (most < 1) {
            return null;
        }
        long least = Math.min(most, Math.max(1, (long) Math.floor(leastChips(question) / unit)));
        TrainingQuestion fewest = fewestChips(question, unit, least, most, false);
        return fewest == null ? null : (Integer) had(fewest);
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
        TrainingQuestion fewest = fewestChips(question, unit, least, most, true);
        return fewest == null ? none(question, unit, least, most) : planner.onItsChips(fewest, progress);
    }

    /** The question about the fewest chips on which some plan keeps the limits; null where none is found. */
    private @Nullable TrainingQuestion fewestChips(
            TrainingQuestion question, int unit, long least, long most, boolean between) {
        List<Long> upwards = upwards(least, most);
        int at = first(question, unit, upwards);
        Limits limits = question.limits();
        boolean mayGrow = limits.usd() != null || limits.joules() != null || limits.kilogramsCo2() != null;
        if (at < 0 && (mayGrow || !between)) {
            // what grows with the number of chips is not met between counts that miss it by trying them all
            return null;
        }
        // every count below the one that works; where none was met on the way up, every count there is
        long works = at < 0 ? most + 1 : upwards.get(at);
        List<Long> below = new ArrayList<>();
        for (long count = least; count < works; count++) {
            below.add(count);
        }
        int fewer = first(question, unit, below);
        long count = fewer < 0 ? works : below.get(fewer);
        if (count > most) {
            return null;
        }
        // a system more may save more spares than it has chips
        List<TrainingQuestion> all = new ArrayList<>();
        for (long units = count; units <= Math.min(most, count + MORE_SYSTEMS); units++) {
            for (long chips : chips(units, unit)) {
                all.addAll(spared(question, chips));
            }
        }
        all.sort(Comparator.comparingInt(ChipCount::had));
        for (TrainingQuestion sized : all) {
            if (searches.first(List.of(new Candidate(sized, () -> List.of(sized))), done -> {}) == 0) {
                return sized;
            }
        }
        throw new IllegalStateException("no plan runs on " + count + " systems, where one did");
    }

    /** Chips that are had, those that stand by among them. */
    private static int had(TrainingQuestion sized) {
        return sized.supply() instanceof Supply.TakenFrom(int chips, StandBy standBy)
                ? chips
                : sized.job().cluster().chips();
    }

    /** Numbers of units a quarter apart, each with the power of two above it: that divides most batches. */
    private static List<Long> upwards(long least, long most) {
        List<Long> counts = new ArrayList<>();
        for (long count = least; count <= most; count = next(count, most)) {
            counts.add(count);
            long even = Long.highestOneBit(count) == count ? count : 2 * Long.highestOneBit(count);
            if (even > count && even <= most) {
                counts.add(even);
            }
        }
        return counts;
    }

    private static long next(long count, long most) {
        return count == most ? most + 1 : Math.min(most, Math.max(count + 1, (long) (count * STRIDE)));
    }

    /** Index of the first number of units on which some plan keeps the limits; -1 where none does. */
    private int first(TrainingQuestion question, int unit, List<Long> units) {
        List<Candidate> sized = new ArrayList<>();
        List<Integer> of = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            for (long chips : chips(units.get(i), unit)) {
                sized.add(new Candidate(question.sized(atMost(chips)), () -> spared(question, chips)));
                of.add(i);
            }
        }
        int first = searches.first(sized, progress);
        return first < 0 ? -1 : of.get(first);
    }

    /** A number of chips with the spares that are asked for, and with a few more, which keep a deadline that is near. */
    private static List<TrainingQuestion> spared(TrainingQuestion question, long chips) {
        List<TrainingQuestion> spared = new ArrayList<>();
        Terms terms = question.terms();
        boolean few =
                terms == null || terms.spareHosts() != null || question.limits().seconds() == null;
        for (int more = 0; more <= (few ? 0 : MORE_SPARES); more++) {
            spared.add(sized(question, chips, more));
        }
        return spared;
    }

    private static List<TrainingQuestion> sized(TrainingQuestion question, int unit, Iterable<Long> units) {
        List<TrainingQuestion> sized = new ArrayList<>();
        for (long count : units) {
            for (long chips : chips(count, unit)) {
                sized.add(sized(question, chips));
            }
        }
        return sized;
    }

    /** The best of the counts that are tried. */
    private TrainingReport scanned(TrainingQuestion question, int unit, long lowest, long most) {
        // under a deadline the cheapest count is often the fewest that meet it
        TrainingQuestion fewest =
                question.limits().seconds() == null ? null : fewestChips(question, unit, lowest, most, true);
        long least = fewest == null ? lowest : units(fewest, unit);
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
        Found best = searches.best(sized(question, unit, counts), null, done -> progress.accept(0.7 * done));
        long tried = counts.size();
        if (best != null) {
            long at = units(best.question(), unit);
            TreeSet<Long> about = new TreeSet<>();
            for (int i = 1; i <= CLOSER; i++) {
                double share = (STRIDE - 1) * i / (CLOSER + 1);
                about.add(Math.min(most, Math.round(at * (1 + share))));
                about.add(Math.max(least, Math.round(at / (1 + share))));
            }
            about.removeAll(counts);
            tried += about.size();
            best = searches.best(sized(question, unit, about), best, done -> progress.accept(0.7 + 0.2 * done));
        }
        return best == null
                ? none(question, unit, least, most)
                : planner.onItsChips(best.question(), done -> {}).ofCounts(tried);
    }

    private static long units(TrainingQuestion question, int unit) {
        return (question.job().cluster().chips() + unit - 1L) / unit;
    }

    private void tried(TrainingQuestion question, long chips) {
        Obstacle reason = planner.onItsChips(sized(question, chips), d -> {}).reason();
        if (reason != null && excess(reason) < excess(nearest)) {
            nearest = reason;
            nearestChips = chips;
        }
    }

    /** How many times what a limit of the run allows is needed; infinite where something else is in the way. */
    private static double excess(@Nullable Obstacle reason) {
        if (reason == null) {
            return Double.POSITIVE_INFINITY;
        }
        return switch (reason.constraint()) {
            case DEADLINE, BUDGET, ENERGY, CARBON ->
                Double.isNaN(reason.refusal().need())
                        ? Double.POSITIVE_INFINITY
                        : reason.refusal().need() / reason.refusal().have();
            case INPUT, SHAPE, FABRIC, MEMORY, SUPPORT, POWER, FAILURES -> Double.POSITIVE_INFINITY;
        };
    }

    private static TrainingReport unjoined(TrainingQuestion question, int unit, int reach) {
        Refusal reason = Refusal.counted(
                RunRefusal.SYSTEM_UNJOINED,
                unit,
                reach,
                unit,
                question.job().cluster().system().name());
        return new TrainingReport(sized(question, reach), List.of(), null, Obstacle.of(reason));
    }

    /** No number of chips does it: of those tried the one that comes nearest to its limits, else the largest one's answer. */
    private TrainingReport none(TrainingQuestion question, int unit, long least, long most) {
        if (question.limits().ofRun()) {
            boolean few = most - least < FEW;
            for (long units = least; units <= most; units = few ? units + 1 : doubled(units)) {
                tried(question, chips(units, unit).getFirst());
            }
        }
        return nearest != null
                ? new TrainingReport(sized(question, nearestChips), List.of(), null, nearest, 0, true, null, null, null)
                : planner.onItsChips(sized(question, most * unit), done -> {});
    }

    private static long doubled(long units) {
        return Math.max(units + 1, 2 * Long.highestOneBit(units));
    }

    /** No fewer chips meet the deadline. */
    private static double leastChips(TrainingQuestion question) {
        Double deadline = question.limits().seconds();
        return deadline == null || question.tokens() == null ? 0 : LeastWork.chipSeconds(question) / deadline;
    }

    private static TrainingQuestion sized(TrainingQuestion question, long chips) {
        return sized(question, chips, 0);
    }

    private static int atMost(long chips) {
        return (int) Math.min(chips, 1 << 26);
    }

    /** The question about so many chips that run the job, and the spare hosts asked for beside them with so many more. */
    private static TrainingQuestion sized(TrainingQuestion question, long chips, int more) {
        int run = atMost(chips);
        Terms terms = question.terms();
        if (terms == null) {
            return question.sized(run);
        }
        int spares = question.sparesAsked(run) + more;
        int host = Resilience.chipsOfHost(question.job().cluster().system(), terms.assumptions());
        long all = run + (long) spares * host;
        return all > 1 << 26
                ? question.sized(run)
                : question.sized(run, new Supply.TakenFrom((int) all, new StandBy(spares, true)));
    }
}

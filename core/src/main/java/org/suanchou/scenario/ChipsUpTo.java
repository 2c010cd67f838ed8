package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Idle;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.Supply;
import org.suanchou.refusal.Refusal;
import org.suanchou.reliability.Resilience;
import org.suanchou.reliability.StandBy;
import org.suanchou.scenario.CountSearch.Found;

/**
 * How many of the chips that are had run the job: those with the shortest run, failures included. The others stand by as
 * spare hosts, or are idle: a number that divides badly over batch, layers and heads is slower than a smaller one.
 *
 * <p>With a number of chips goes one of two ways to meet failures: at least as many hosts stand by as {@code spare-confidence}
 * asks (or the question names), or none are counted on and the job waits for repairs, which is better on a few hosts.
 * Either way a number that is open to fewer chips is open to more, so more chips never take longer.
 *
 * <p>Up to 4,096 every number is looked at, of larger ones multiples of 8, at most 4,096 from each power of two to the next.
 * A number is not searched where its least time, or the products alone at the greatest rate, take longer than the best.
 */
final class ChipsUpTo {
    /**
     * Numbers looked at one by one; from there to each doubling, at most as many. Below it the chips of part of a node can be a
     * per cent of the job and more, and all numbers are searched in seconds; above it a number that is left out is within
     * 1 / 4,096 of one that is looked at. A judgement of time against a share that no interval shows.
     */
    private static final int FINE = 4096;

    /** Larger numbers are multiples of it at least: chips of the commonest node, and what batches and heads divide by. */
    private static final int COARSE = 8;

    /**
     * Numbers searched together, the largest first: eight rounds of {@link CountSearch}, after which the best bounds the next.
     * It changes how long the search takes, never its answer.
     */
    private static final int STRETCH = 128;

    /**
     * Numbers tried before the others, to bound them: close to all, and divisible by the highest powers of two, for these most
     * often divide batch and layers. As {@link #STRETCH}, they change the time and not the answer.
     */
    private static final int FIRST = 3;

    /** What share of all the chips is close to them. */
    private static final double CLOSE = 0.97;

    private final Planner planner;
    private final CountSearch searches;
    private final DoubleConsumer progress;

    ChipsUpTo(Planner planner, CountSearch searches, DoubleConsumer progress) {
        this.planner = planner;
        this.searches = searches;
        this.progress = progress;
    }

    TrainingReport best(TrainingQuestion question, int had) {
        TrainingQuestion ofTime = question.ofTime();
        Set<Integer> early = early(had);
        Found best = null;
        for (int chips : early) {
            List<TrainingQuestion> one = new ArrayList<>();
            add(ofTime, chips, had, one);
            best = searches.best(one, best, done -> {});
        }
        double least = LeastWork.chipSeconds(ofTime);
        int next = had;
        while (next > 0 && (best == null || least / next <= best.value())) {
            List<TrainingQuestion> stretch = new ArrayList<>();
            for (; next > 0 && stretch.size() < STRETCH; next--) {
                if (!early.contains(next)) {
                    add(ofTime, next, had, stretch);
                }
            }
            best = searches.best(stretch, best, done -> {});
            progress.accept(0.2 + 0.7 * (had - next) / had);
        }
        TrainingQuestion all = largest(ofTime, had, best != null && !keepsSpares(best.question()));
        if (best == null) {
            return all == null ? noneLeft(question, had) : planner.onItsChips(resized(question, all), progress);
        }
        TrainingReport report = planner.onItsChips(resized(question, best.question()), done -> {});
        return all == null || chips(best.question()) >= chips(all) ? report : report.leaving(idle(all, best));
    }

    /** What all chips but spares would take. */
    private Idle idle(TrainingQuestion all, Found best) {
        Found busy = searches.best(List.of(all), null, done -> {});
        return new Idle(
                chips(all) - chips(best.question()),
                chips(all),
                busy == null ? null : (Double) (busy.value() / best.value()));
    }

    private static int chips(TrainingQuestion question) {
        return question.job().cluster().chips();
    }

    /** The question asked in full about the chips that another one names. */
    private static TrainingQuestion resized(TrainingQuestion question, TrainingQuestion as) {
        return question.sized(chips(as), as.supply());
    }

    private static TrainingReport noneLeft(TrainingQuestion question, int had) {
        int spares = question.sparesAsked(1);
        return new TrainingReport(
                question.sized(had, new Supply.TakenFrom(had, new StandBy(spares, true))),
                List.of(),
                null,
                Obstacle.of(Refusal.counted(RunRefusal.SPARES_TAKE_ALL, spares, 0, spares, had)));
    }

    /** The largest number that the chips are open to, the spares apart that are asked for; null where those take all. */
    private static @Nullable TrainingQuestion largest(TrainingQuestion question, int had, boolean withoutSpares) {
        for (int chips = had; chips > 0; chips--) {
            TrainingQuestion sized = sized(question, chips, had);
            if (sized != null && (withoutSpares || keepsSpares(sized))) {
                return sized;
            }
        }
        return sized(question, had, had);
    }

    private static boolean keepsSpares(TrainingQuestion sized) {
        return sized.supply() instanceof Supply.TakenFrom(int chips, StandBy standBy) && standBy.shrinks();
    }

    private static void add(TrainingQuestion question, int chips, int had, List<TrainingQuestion> to) {
        TrainingQuestion sized = looked(chips) ? sized(question, chips, had) : null;
        if (sized != null) {
            to.add(sized);
        }
    }

    /** Whether a number is looked at, whatever the number of chips that are had. */
    private static boolean looked(int chips) {
        return chips <= FINE || chips % Math.max(COARSE, Integer.highestOneBit(chips) / FINE) == 0;
    }

    private static Set<Integer> early(int had) {
        List<Integer> counts = new ArrayList<>();
        for (int chips = had; chips > 0 && chips >= CLOSE * had; chips--) {
            if (looked(chips)) {
                counts.add(chips);
            }
        }
        counts.sort(Comparator.comparingInt((Integer n) -> -Integer.numberOfTrailingZeros(n))
                .thenComparing(Comparator.reverseOrder()));
        return new LinkedHashSet<>(counts.subList(0, Math.min(FIRST, counts.size())));
    }

    /** The question about so many of the chips, with the hosts of the others; null where the spares named don't remain. */
    private static @Nullable TrainingQuestion sized(TrainingQuestion question, int chips, int had) {
        Terms terms = question.terms();
        if (terms == null) {
            return question.sized(chips, new Supply.TakenFrom(had, new StandBy(0, true)));
        }
        int host = Resilience.chipsOfHost(question.job().cluster().system(), terms.assumptions());
        int standBy = (had - (chips + host - 1) / host * host) / host;
        if (standBy >= question.sparesAsked(chips)) {
            return question.sized(chips, new Supply.TakenFrom(had, new StandBy(Math.max(0, standBy), true)));
        }
        return terms.spareHosts() == null
                ? question.sized(chips, new Supply.TakenFrom(had, new StandBy(0, false)))
                : null;
    }
}

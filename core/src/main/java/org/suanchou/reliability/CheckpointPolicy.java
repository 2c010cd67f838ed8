package org.suanchou.reliability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;
import org.jspecify.annotations.Nullable;
import org.suanchou.reliability.CheckpointTier.Place;

/**
 * When checkpoints are saved and where.
 *
 * @param intervalSeconds work between two saves of the nearest tier
 * @param places of the tiers, nearest first
 * @param multiples how many saves of the tier below make one of each; the first is 1
 */
public record CheckpointPolicy(double intervalSeconds, List<Place> places, List<Integer> multiples) {
    /** Bounds of the search: no job saves every second, and none leaves thirty years unsaved. */
    private static final double SHORTEST = 1;

    private static final double LONGEST = 1e9;
    private static final int MOST = 1 << 20;

    public CheckpointPolicy {
        places = List.copyOf(places);
        multiples = List.copyOf(multiples);
        if (!(intervalSeconds > 0)
                || places.isEmpty()
                || places.size() != multiples.size()
                || multiples.getFirst() != 1) {
            throw new IllegalArgumentException("a policy has an interval, " + intervalSeconds
                    + ", and a multiple for each place, the first of them 1: " + places + ", " + multiples);
        }
        for (int multiple : multiples) {
            if (multiple < 1) {
                throw new IllegalArgumentException("a multiple is " + multiple + "; it must be at least 1");
            }
        }
    }

    /** A single tier. */
    public static CheckpointPolicy of(double intervalSeconds, Place place) {
        return new CheckpointPolicy(intervalSeconds, List.of(place), List.of(1));
    }

    /** Work between two saves of a tier, counted from 0. */
    public double intervalSeconds(int tier) {
        double seconds = intervalSeconds;
        for (int k = 1; k <= tier; k++) {
            seconds *= multiples.get(k);
        }
        return seconds;
    }

    /** Where the time goes under these tiers, one for each place and in their order. */
    public WallClock wallClock(FailureModel failures, List<CheckpointTier> tiers) {
        return Goodput.of(
                failures,
                intervalSeconds,
                tiers,
                multiples.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Those of the tiers that the policy keeps, nearest first. Whether a tier outlives a failure doesn't depend on the
     * others: of the failures that a tier left out would have healed, each one kept heals the share that it heals of any.
     * The nearest kept pays the snapshot, from whose copy the farther ones are saved.
     */
    public List<CheckpointTier> kept(double snapshotSeconds, List<CheckpointTier> tiers) {
        List<CheckpointTier> kept = new ArrayList<>();
        double beyond = 1;
        double left = 1;
        for (int k = 0; k < tiers.size(); k++) {
            CheckpointTier tier = tiers.get(k);
            double heals = beyond > 0 ? tier.share() / beyond : 1;
            beyond -= tier.share();
            if (places.contains(tier.place())) {
                double snapshot = kept.isEmpty() ? snapshotSeconds : 0;
                double share = k == tiers.size() - 1 ? left : left * heals;
                kept.add(new CheckpointTier(
                        tier.place(),
                        share,
                        snapshot + tier.stallSeconds(),
                        tier.flushSeconds(),
                        tier.restartSeconds()));
                left -= share;
            }
        }
        return kept;
    }

    /**
     * The policy with the greatest goodput: which tiers to keep beside the last, the interval, the multiples. One tier and
     * exponential failures have their optimum in closed form; otherwise the interval is found by Brent's method and the
     * multiples by doubling, halving and single steps until none gains. A flush that would outlast its tier's period makes
     * the next save wait, so the best policy has none.
     *
     * @param snapshotSeconds stall of the first of the saves that come together, beside its own
     * @param tiers nearest first; the shares sum to 1
     */
    public static CheckpointPolicy best(FailureModel failures, double snapshotSeconds, List<CheckpointTier> tiers) {
        CheckpointPolicy best = null;
        double most = Double.NEGATIVE_INFINITY;
        int lower = tiers.size() - 1;
        for (int mask = 0; mask < 1 << lower; mask++) {
            List<Place> places = new ArrayList<>();
            for (int k = 0; k < tiers.size(); k++) {
                if (k == lower || (mask >> k & 1) == 1) {
                    places.add(tiers.get(k).place());
                }
            }
            CheckpointPolicy sketch =
                    new CheckpointPolicy(1, places, places.stream().map(p -> 1).toList());
            Candidate found = new Search(failures, sketch.kept(snapshotSeconds, tiers)).best();
            if (found.productive > most) {
                most = found.productive;
                best = new CheckpointPolicy(
                        found.interval,
                        places,
                        Arrays.stream(found.multiples).boxed().toList());
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no goodput is a number under " + tiers);
        }
        return best;
    }

    private record Candidate(double interval, int[] multiples, double productive) {}

    private record Search(FailureModel failures, List<CheckpointTier> tiers) {
        Candidate best() {
            int[] multiples = new int[tiers.size()];
            Arrays.fill(multiples, 1);
            Candidate best = at(multiples);
            for (Candidate better = step(best); better != null; better = step(best)) {
                best = better;
            }
            return best;
        }

        /** The best of the candidates one step away; null where none gains. */
        private @Nullable Candidate step(Candidate from) {
            Candidate best = null;
            for (int k = 1; k < tiers.size(); k++) {
                int n = from.multiples[k];
                for (int other : new int[] {n / 2, n - 1, n + 1, 2 * n}) {
                    if (other >= 1 && other <= MOST && other != n) {
                        int[] multiples = from.multiples.clone();
                        multiples[k] = other;
                        Candidate candidate = at(multiples);
                        if (candidate.productive > (best == null ? from : best).productive) {
                            best = candidate;
                        }
                    }
                }
            }
            return best;
        }

        private Candidate at(int[] multiples) {
            CheckpointTier first = tiers.getFirst();
            if (tiers.size() == 1 && failures instanceof FailureModel.Exponential(double mean)) {
                double optimum = YoungDaly.optimum(mean, first.stallSeconds());
                return candidate(within(Math.max(optimum, first.flushSeconds() - first.stallSeconds())), multiples);
            }
            double start = Math.log(within(YoungDaly.young(failures.meanSeconds(), first.stallSeconds())));
            double found = new BrentOptimizer(1e-6, 1e-6)
                    .optimize(
                            new MaxEval(500),
                            GoalType.MAXIMIZE,
                            new UnivariateObjectiveFunction(log -> candidate(Math.exp(log), multiples).productive),
                            new SearchInterval(Math.log(SHORTEST), Math.log(LONGEST), start))
                    .getPoint();
            return candidate(Math.exp(found), multiples);
        }

        private static double within(double seconds) {
            return Math.min(LONGEST, Math.max(SHORTEST, seconds));
        }

        private Candidate candidate(double interval, int[] multiples) {
            return new Candidate(
                    interval,
                    multiples,
                    Goodput.of(failures, interval, tiers, multiples).productive());
        }
    }
}

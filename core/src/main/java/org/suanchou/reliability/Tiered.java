package org.suanchou.reliability;

import java.util.List;
import org.suanchou.reliability.FailureModel.Exponential;
import org.suanchou.reliability.FailureModel.Weibull;

/**
 * Goodput under nested checkpoint tiers: for exponential failures exactly, by composing stretches of a job's life.
 *
 * <p>Tier 1 is saved every interval of work; n_k saves of tier k - 1 are followed by one of tier k. A failure needs tier k
 * with its share p_k of failures, undoes all since the last save of tier k or above, and restarts in R_k; a failure in a
 * restart that needs more begins the greater restart, any other begins the same one anew.
 *
 * <p>A stretch ends in success, or escapes by a failure of some tier that nothing inside it heals. One of length t under
 * rate L succeeds with {@code s = e^(-L t)}, lasts {@code (1 - s) / L} on average and escapes to tier k with {@code (1 -
 * s) p_k}. Two in a row succeed with {@code s1 s2}, last {@code u1 + s1 u2}, escape with {@code e1 + s1 e2}; n alike with
 * {@code s^n} and {@code (1 - s^n) / (1 - s)} times the rest. Healing tier k inside puts a restart and another attempt in
 * the place of that escape: with {@code q} the probability of an escape to k and a restart that succeeds, all is divided
 * by {@code 1 - q}. A stretch that ends in a save of tier k, its failures up to k healed, is a link of the next tier; the
 * last has nothing to escape to, and its mean length is what its work takes. With one tier this is Daly's formula.
 *
 * <p>A save that takes F longer in the background delays by F what a restart of its tier comes back to, unless a failure of
 * that tier or a farther one meets it; nearer ones leave it under way. So F lengthens that tier's restart by a stretch in
 * which only those fail. Exact for one tier.
 *
 * <p>Other failures, which renew all when they come: with w_k the share of restarts that are of tier k in the end (one
 * hit by another failure goes on with the greater), and b the mean time from save to save, failures find {@code progress =
 * tau / M sum_k w_k sum_(j >= 1) S(R_k + F_1 + j b)} saved to the nearest tier. What they undo beyond that, back to
 * farther tiers, is taken as for exponential failures of the same mean: it follows from where in a tier's period they
 * strike, which hardly depends on their distribution. So goodput is the exponential one plus the difference in progress,
 * or, where it is so little that this is more than all of it, times their ratio; exact for one tier, within 1 % of the
 * simulation for shapes from 0.5 to 2.
 */
final class Tiered {
    /**
     * A stretch: probability of success, mean seconds until success or escape, those of them in restarts, probabilities of
     * escape by tier.
     */
    private record Stretch(double success, double seconds, double restartSeconds, double[] escapes) {
        static Stretch of(double length, double rate, double[] shares, boolean restart) {
            double fails = -Math.expm1(-rate * length);
            double seconds = rate > 0 ? fails / rate : length;
            double[] escapes = new double[shares.length];
            for (int k = 0; k < escapes.length; k++) {
                escapes[k] = fails * shares[k];
            }
            return new Stretch(Math.exp(-rate * length), seconds, restart ? seconds : 0, escapes);
        }

        double escaping() {
            double sum = 0;
            for (double escape : escapes) {
                sum += escape;
            }
            return sum;
        }

        Stretch then(Stretch next) {
            return plus(success * next.success, success, next);
        }

        /** This, with so many of {@code next} on average after it. */
        private Stretch plus(double newSuccess, double times, Stretch next) {
            if (times == 0) {
                return new Stretch(newSuccess, seconds, restartSeconds, escapes);
            }
            double[] sums = new double[escapes.length];
            for (int k = 0; k < sums.length; k++) {
                sums[k] = escapes[k] + times * next.escapes[k];
            }
            return new Stretch(
                    newSuccess, seconds + times * next.seconds, restartSeconds + times * next.restartSeconds, sums);
        }

        Stretch times(int n) {
            double fails = escaping();
            double started = fails > 0 ? -Math.expm1(n * Math.log1p(-Math.min(1, fails))) / fails : n;
            return new Stretch(Math.pow(success, n), 0, 0, new double[escapes.length])
                    .plus(Math.pow(success, n), started, this);
        }

        /** This, begun anew after the restart for as long as it escapes to {@code tier}. */
        Stretch healing(int tier, Stretch restart) {
            double escape = escapes[tier];
            Stretch once = without(tier).plus(success, escape, restart);
            return once.over(once.success + once.escaping());
        }

        /** Begun anew at once for as long as it escapes to {@code tier} or one below. */
        Stretch repeating(int tier) {
            Stretch once = this;
            for (int k = 0; k <= tier; k++) {
                once = once.without(k);
            }
            return once.over(once.success + once.escaping());
        }

        private Stretch without(int tier) {
            double[] others = escapes.clone();
            others[tier] = 0;
            return new Stretch(success, seconds, restartSeconds, others);
        }

        /** {@code ends} is the probability that a round ends it: 1 - q as a sum, so that nothing cancels. */
        private Stretch over(double ends) {
            if (ends == 0) {
                return new Stretch(0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, new double[escapes.length]);
            }
            double[] each = new double[escapes.length];
            for (int k = 0; k < each.length; k++) {
                each[k] = escapes[k] / ends;
            }
            return new Stretch(success / ends, seconds / ends, restartSeconds / ends, each);
        }
    }

    private Tiered() {}

    /** Only failures that need this tier or a farther one end it. */
    private static Stretch flush(double length, double rate, double[] shares, int tier) {
        double sum = 0;
        for (int k = tier; k < shares.length; k++) {
            sum += shares[k];
        }
        double[] among = new double[shares.length];
        for (int k = tier; k < shares.length; k++) {
            among[k] = sum > 0 ? shares[k] / sum : 0;
        }
        return Stretch.of(length, rate * sum, among, false);
    }

    static WallClock wallClock(FailureModel failures, double interval, List<CheckpointTier> tiers, int[] multiples) {
        return switch (failures) {
            case Exponential exponential -> wallClock(1 / exponential.meanSeconds(), interval, tiers, multiples);
            case Weibull weibull -> {
                double mean = weibull.meanSeconds();
                WallClock alike = wallClock(1 / mean, interval, tiers, multiples);
                Restarts usual = Restarts.of(new Exponential(mean), tiers);
                Restarts own = Restarts.of(weibull, tiers);
                double period = meanPeriodSeconds(interval, tiers, multiples);
                double late = tiers.getFirst().flushSeconds();
                double progress = own.progress(interval, period, late);
                double usualProgress = usual.progress(interval, period, late);
                double least = usualProgress > 0 ? alike.productive() * Math.min(1, progress / usualProgress) : 0;
                double restarting = own.secondsEach() / mean;
                double savedEach = alike.productive() == 0 ? 0 : alike.saving() / alike.productive();
                double productive = Math.min(
                        Math.max(least, alike.productive() + progress - usualProgress),
                        (1 - restarting) / (1 + savedEach));
                double saving = savedEach * productive;
                yield new WallClock(productive, saving, Math.max(0, 1 - productive - saving - restarting), restarting);
            }
        };
    }

    /** Restarts under failures that renew all: how many in the end are of each tier. */
    private record Restarts(FailureModel failures, List<CheckpointTier> tiers, double[] shares) {
        /**
         * With P_k the share of failures that tiers up to k heal and f_k the chance that the next failure meets a restart
         * of tier k, {@code W_k = P_k (1 - sum_(i > k) w_i f_i)} of the restarts are of tiers up to k.
         */
        static Restarts of(FailureModel failures, List<CheckpointTier> tiers) {
            int count = tiers.size();
            double[] upTo = new double[count];
            double sum = 0;
            for (int k = 0; k < count; k++) {
                sum += tiers.get(k).share();
                upTo[k] = sum;
            }
            double[] shares = new double[count];
            double above = 1;
            double met = 0;
            for (int k = count - 2; k >= 0; k--) {
                double fails = 1 - failures.survival(tiers.get(k + 1).restartSeconds());
                double here = upTo[k] / upTo[count - 1];
                double within = here * (1 - met - above * fails) / (1 - here * fails);
                shares[k + 1] = above - within;
                met += shares[k + 1] * fails;
                above = within;
            }
            shares[0] = above;
            return new Restarts(failures, tiers, shares);
        }

        double progress(double interval, double period, double late) {
            double saves = 0;
            for (int k = 0; k < shares.length; k++) {
                saves += shares[k] * Goodput.sum(failures, tiers.get(k).restartSeconds() + late, period);
            }
            return interval / failures.meanSeconds() * saves;
        }

        /** Of a failure, until the next or the end of its restart. */
        double secondsEach() {
            double seconds = 0;
            for (int k = 0; k < shares.length; k++) {
                seconds += shares[k] * failures.meanSecondsWithin(tiers.get(k).restartSeconds());
            }
            return seconds;
        }
    }

    /** From one save of the nearest tier to the next where nothing fails, the farther ones' stalls spread over them. */
    private static double meanPeriodSeconds(double interval, List<CheckpointTier> tiers, int[] multiples) {
        double period = interval;
        double saves = 1;
        for (int k = 0; k < tiers.size(); k++) {
            int n = k == 0 ? 1 : multiples[k];
            saves *= n;
            period = n * period + tiers.get(k).stallSeconds();
            period += Goodput.waitSeconds(tiers.get(k), period);
        }
        return period / saves;
    }

    private static WallClock wallClock(double rate, double interval, List<CheckpointTier> tiers, int[] multiples) {
        int count = tiers.size();
        double[] shares = new double[count];
        for (int k = 0; k < count; k++) {
            shares[k] = tiers.get(k).share();
        }
        Stretch[] restarts = new Stretch[count];
        for (int k = 0; k < count; k++) {
            restarts[k] = Stretch.of(tiers.get(k).restartSeconds(), rate, shares, true)
                    .then(flush(tiers.get(k).flushSeconds(), rate, shares, k))
                    .repeating(k);
        }
        Stretch life = Stretch.of(interval, rate, shares, false);
        double work = interval;
        double saves = 0;
        double period = interval;
        for (int k = 0; k < count; k++) {
            int n = k == 0 ? 1 : multiples[k];
            double stall = tiers.get(k).stallSeconds();
            stall += Goodput.waitSeconds(tiers.get(k), n * period + stall);
            Stretch save = Stretch.of(stall, rate, shares, false);
            for (int below = 0; below < k; below++) {
                save = save.healing(below, restarts[below]);
            }
            life = (k == 0 ? life : life.times(n)).then(save).healing(k, restarts[k]);
            work *= n;
            saves = n * saves + stall;
            period = n * period + stall;
        }
        double total = life.seconds();
        if (!(total < Double.POSITIVE_INFINITY)) {
            return WallClock.STUCK;
        }
        double productive = Math.min(1, work / total);
        double saving = Math.min(1 - productive, saves / total);
        double restarting = life.restartSeconds() / total;
        return new WallClock(productive, saving, Math.max(0, 1 - productive - saving - restarting), restarting);
    }
}

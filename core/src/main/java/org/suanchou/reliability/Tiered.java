package org.suanchou.reliability;

import java.util.List;

/**
 * Goodput under nested checkpoint tiers and exponential failures, exactly, by composing stretches of a job's life.
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
 * <p>A save that takes F longer in the background delays by F what a restart of its tier comes back to; here F lengthens
 * that tier's restart. That is exact for one tier, and for several as long as no second failure meets the same F.
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

    static WallClock wallClock(double rate, double interval, List<CheckpointTier> tiers, int[] multiples) {
        int count = tiers.size();
        double[] shares = new double[count];
        for (int k = 0; k < count; k++) {
            shares[k] = tiers.get(k).share();
        }
        Stretch[] restarts = new Stretch[count];
        for (int k = 0; k < count; k++) {
            restarts[k] = Stretch.of(tiers.get(k).restartSeconds(), rate, shares, true)
                    .then(Stretch.of(tiers.get(k).flushSeconds(), rate, shares, false))
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
        double productive = work / total;
        double saving = saves / total;
        double restarting = life.restartSeconds() / total;
        return new WallClock(productive, saving, Math.max(0, 1 - productive - saving - restarting), restarting);
    }
}

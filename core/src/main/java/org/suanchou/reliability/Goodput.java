package org.suanchou.reliability;

import java.util.List;

/**
 * The share of wall clock that training keeps, exactly: failures at any moment, in saves and restarts too.
 *
 * <p>One tier, saved every {@code tau} of work for a stall C, with restarts of R: a failure renews all, and after the
 * restart every {@code tau + C} without a failure adds {@code tau}, so by renewal reward {@code g = tau / M sum_(j >= 1)
 * S(R + j (tau + C))}. For exponential failures that is Daly's {@code tau / (M e^(R / M) (e^((tau + C) / M) - 1))} (Daly
 * 2006, equation 20). A save that takes F longer in the background counts F later: F adds to R.
 *
 * <p>Several tiers: {@link Tiered}.
 */
public final class Goodput {
    /** Terms added one by one before the rest is an integral. */
    private static final int TERMS = 64;

    private Goodput() {}

    /** Daly's closed form for exponential failures. */
    public static double daly(double meanSeconds, double interval, double stallSeconds, double restartSeconds) {
        double segment = (interval + stallSeconds) / meanSeconds;
        double undisturbed = interval / (interval + stallSeconds);
        return undisturbed
                * Math.exp(-restartSeconds / meanSeconds)
                * (segment == 0 ? 1 : segment / Math.expm1(segment));
    }

    /** Under one tier, with any failures; its share of them is taken as 1. */
    public static WallClock of(FailureModel failures, double interval, CheckpointTier tier) {
        double stall = tier.stallSeconds() + waitSeconds(tier, interval + tier.stallSeconds());
        double late = tier.restartSeconds() + tier.flushSeconds();
        double productive = switch (failures) {
            case FailureModel.Exponential exponential -> daly(exponential.meanSeconds(), interval, stall, late);
            case FailureModel.Weibull weibull ->
                interval / weibull.meanSeconds() * sum(weibull, late, interval + stall);
        };
        double saving = productive * stall / interval;
        double mean = failures.meanSeconds();
        double restarting =
                mean == Double.POSITIVE_INFINITY ? 0 : failures.meanSecondsWithin(tier.restartSeconds()) / mean;
        return new WallClock(productive, saving, Math.max(0, 1 - productive - saving - restarting), restarting);
    }

    /**
     * Under tiers, nearest first, the last of which outlives everything.
     *
     * @param multiples how many saves of the tier below make one of this; the first is 1
     */
    public static WallClock of(FailureModel failures, double interval, List<CheckpointTier> tiers, int[] multiples) {
        return tiers.size() == 1
                ? of(failures, interval, tiers.getFirst())
                : Tiered.wallClock(failures, interval, tiers, multiples);
    }

    /** What a save waits for the one before it to leave the background: one of a tier is under way at a time. */
    static double waitSeconds(CheckpointTier tier, double periodSeconds) {
        return Math.max(0, tier.flushSeconds() - periodSeconds);
    }

    /**
     * {@code sum_(j >= 1) S(a + j b)}: its first terms, then Euler and Maclaurin's {@code 1/b integral + S / 2 - b S' /
     * 12}, the integral of the tail being what {@code E[min(X, t)]} leaves of the mean.
     */
    static double sum(FailureModel failures, double a, double b) {
        return switch (failures) {
            case FailureModel.Exponential exponential ->
                Math.exp(-a / exponential.meanSeconds()) / Math.expm1(b / exponential.meanSeconds());
            case FailureModel.Weibull weibull -> sum(weibull, a, b);
        };
    }

    private static double sum(FailureModel.Weibull failures, double a, double b) {
        double sum = 0;
        for (int j = 1; j < TERMS; j++) {
            double term = failures.survival(a + j * b);
            sum += term;
            if (term < 1e-18) {
                return sum;
            }
        }
        double t = a + TERMS * b;
        double survival = failures.survival(t);
        double hazard = failures.shape() / t * Math.pow(t / failures.scale(), failures.shape());
        double tail = failures.meanSeconds() - failures.meanSecondsWithin(t);
        return sum + tail / b + survival / 2 + b * hazard * survival / 12;
    }
}

package org.suanchou.reliability;

/**
 * A step lasts as long as its slowest rank: of n ranks whose times have mean 1 and a standard deviation s, normally
 * distributed, {@code E[max] = 1 + s sqrt(2 ln n)} (David and Nagaraja, Order Statistics, section 10.5; an upper bound at
 * any n), so of the step's speed without them {@code 1 / E[max]} is left.
 *
 * <p>Sequence lengths, uneven stages and garbage collection are what makes ranks differ (arXiv 2505.05713): they come
 * again with every step, and step times that are fitted to measured runs hold the usual already.
 */
public final class Stragglers {
    private Stragglers() {}

    /** The share of speed that is left, above 0 and at most 1. */
    public static double factor(double spread, double ranks) {
        return 1 / (1 + spread * Math.sqrt(2 * Math.log(Math.max(1, ranks))));
    }
}

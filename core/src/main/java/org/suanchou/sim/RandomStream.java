package org.suanchou.sim;

import java.util.SplittableRandom;

/**
 * Chance under a name: what one part of a simulation draws doesn't depend on how much another draws. Streams of one seed
 * are the same sequence (SplitMix64) at least 2^32 draws apart.
 *
 * <p>Distributions are drawn by inversion, one uniform each, so streams stay in step when a parameter changes.
 */
public final class RandomStream {
    private final SplittableRandom random;

    private RandomStream(SplittableRandom random) {
        this.random = random;
    }

    public static RandomStream of(long seed, String name) {
        return new RandomStream(new SplittableRandom(seed ^ ((long) name.hashCode() << 32)));
    }

    /** From 0 to 1, without 1. */
    public double uniform() {
        return random.nextDouble();
    }

    /** {@code -mean ln(1 - u)}; infinite where the mean is. */
    public double exponential(double mean) {
        return -mean * Math.log(upper());
    }

    /** {@code scale (-ln(1 - u))^(1 / shape)}. */
    public double weibull(double shape, double scale) {
        return scale * Math.pow(-Math.log(upper()), 1 / shape);
    }

    /** Between 0 and 1, both left out: its logarithm is finite and below zero. */
    private double upper() {
        return 1 - ((random.nextLong() >>> 12) + 0.5) * 0x1.0p-52;
    }
}

package org.suanchou.sim;

import org.hipparchus.distribution.continuous.TDistribution;
import org.suanchou.source.Estimate;

/**
 * The mean of a long run and its confidence interval from means of equal stretches of it, taken as independent: {@code m
 * +- t sqrt(v / n)} with n - 1 degrees of freedom (Law, Simulation Modeling and Analysis, 5th ed., section 9.5.3). Too
 * narrow where a stretch isn't much longer than what the run remembers.
 */
public final class BatchMeans {
    private long count;
    private double mean;
    private double squares;

    /** Adds the mean of one stretch (Welford 1962). */
    public void add(double batch) {
        count++;
        double off = batch - mean;
        mean += off / count;
        squares += off * (batch - mean);
    }

    /**
     * @param confidence between 0 and 1, say 0.95
     * @throws IllegalStateException with fewer than two stretches
     */
    public Estimate interval(double confidence) {
        if (count < 2) {
            throw new IllegalStateException("a confidence interval takes two stretches or more");
        }
        double t = new TDistribution(count - 1.0).inverseCumulativeProbability((1 + confidence) / 2);
        double half = t * Math.sqrt(squares / (count - 1.0) / count);
        return new Estimate(mean - half, mean, mean + half);
    }
}

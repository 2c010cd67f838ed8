package org.suanchou.training;

import org.suanchou.source.Estimate;

/**
 * 80 % intervals, made once, at the end. Errors of step times are log-normal: between sources of runs, within them, and
 * for chips whose kernels are inherited (standard deviations in {@code catalog/calibration}).
 */
public final class Uncertainty {
    /** Half-width of the central 80 % of a normal distribution, in standard deviations. */
    private static final double EIGHTY_PERCENT = 1.2815515655446004;

    private Uncertainty() {}

    /** Standard deviation of the logarithm of a step time. */
    public static double stepLogSigma(TrainingJob job) {
        double sigma = job.kernels().ratioSigma();
        if (job.model().hasExperts()) {
            sigma = Math.hypot(sigma, job.kernels().expertSigma());
        }
        return job.tuning().packed() ? Math.hypot(sigma, job.kernels().packedSigma()) : sigma;
    }

    /** The interval of a positive quantity whose logarithm has this standard deviation. */
    public static Estimate interval(double mid, double logSigma) {
        return Estimate.within(mid, Math.exp(EIGHTY_PERCENT * logSigma));
    }

    /** The product with an independent positive quantity whose own range is taken as its 80 % interval. */
    public static Estimate product(double mid, double logSigma, Estimate other) {
        double half = Math.log(other.high() / other.low()) / 2 / EIGHTY_PERCENT;
        return interval(mid * other.mid(), Math.hypot(logSigma, half));
    }
}

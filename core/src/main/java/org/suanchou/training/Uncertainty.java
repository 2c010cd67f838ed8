package org.suanchou.training;

import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;

/**
 * 80 % intervals, made once, at the end. Errors of step times are log-normal: between sources of runs, within them, and
 * for chips whose kernels are inherited (standard deviations in {@code catalog/calibration}).
 */
public final class Uncertainty {
    /** Half-width of the central 80 % of a normal distribution, in standard deviations. */
    private static final double EIGHTY_PERCENT = 1.2815515655446004;

    private Uncertainty() {}

    /** Standard deviation of the logarithm of a step time; a disputed peak adds its range. */
    public static double stepLogSigma(TrainingJob job) {
        double sigma = job.kernels().ratioSigma();
        if (job.model().hasExperts()) {
            sigma = Math.hypot(sigma, job.kernels().expertSigma());
        }
        if (job.tuning().packed()) {
            sigma = Math.hypot(sigma, job.kernels().packedSigma());
        }
        Fact peak = job.cluster().chip().peak(job.precision());
        return peak == null ? sigma : Math.hypot(sigma, logSigma(peak.value()));
    }

    /** Standard deviation of a logarithm whose range is taken as its 80 % interval. */
    private static double logSigma(Estimate range) {
        return Math.log(range.high() / range.low()) / 2 / EIGHTY_PERCENT;
    }

    /** The interval of a positive quantity whose logarithm has this standard deviation. */
    public static Estimate interval(double mid, double logSigma) {
        return Estimate.within(mid, Math.exp(EIGHTY_PERCENT * logSigma));
    }

    /** The product with an independent positive quantity whose own range is taken as its 80 % interval. */
    public static Estimate product(double mid, double logSigma, Estimate other) {
        return interval(mid * other.mid(), Math.hypot(logSigma, logSigma(other)));
    }
}

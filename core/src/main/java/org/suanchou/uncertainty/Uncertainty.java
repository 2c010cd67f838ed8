package org.suanchou.uncertainty;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.Spread;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.stack.TranslationLayer;
import org.suanchou.training.TrainingJob;

/**
 * 80 % intervals, made once, at the end. A step time is off by a product of log-normal factors: what the stack's runs
 * share, what the chip's share, what runs of one model on one chip share, a disputed peak, and the run's own. Answers that
 * have the same factor share its draw, so it cancels in their ratio, and a measured run that has it tells its size
 * ({@link Anchor}). Standard deviations stand in {@code catalog/calibration}.
 */
public final class Uncertainty {
    /** Half-width of the central 80 % of a normal distribution, in standard deviations. */
    private static final double EIGHTY_PERCENT = 1.2815515655446004;

    private Uncertainty() {}

    /**
     * What the step time of a job may be off by.
     *
     * @param run names the run; two with one name are the same run
     */
    public static List<ErrorFactor> factors(TrainingJob job, String run) {
        ChipKernels kernels = job.kernels();
        Spread spread = kernels.spread();
        String kind = job.model().hasExperts() ? "experts" : "dense";
        if (job.model().hasExperts()) {
            spread = spread.and(kernels.expertSpread());
        }
        if (job.tuning().packed()) {
            spread = spread.and(kernels.packedSpread());
        }
        if (!job.stack().tuned()) {
            spread = spread.and(kernels.untunedSpread());
        }
        String chip = job.cluster().chip().id();
        String precision = job.precision().id();
        List<ErrorFactor> factors = new ArrayList<>();
        factors.add(new ErrorFactor(ErrorFactor.Kind.SOURCE, job.stack().id() + ", " + kind, spread.source()));
        factors.add(new ErrorFactor(ErrorFactor.Kind.KERNELS, kernels.id(), spread.chip()));
        Double transfer = kernels.transferSigma().get(job.precision());
        if (transfer != null) {
            factors.add(new ErrorFactor(ErrorFactor.Kind.TRANSFER, chip + ", " + precision, transfer));
        }
        TranslationLayer layer = kernels.translation();
        if (layer != null) {
            factors.add(new ErrorFactor(ErrorFactor.Kind.TRANSLATION, layer.id(), layer.logSigma()));
        }
        factors.add(new ErrorFactor(
                ErrorFactor.Kind.CONFIGURATION,
                job.model().parameters() + ", " + chip + ", " + precision + ", "
                        + job.stack().id(),
                spread.configuration()));
        factors.add(new ErrorFactor(ErrorFactor.Kind.RUN, run, spread.run()));
        Fact peak = job.cluster().chip().peak(job.precision());
        if (peak != null && peak.value().high() > peak.value().low()) {
            factors.add(new ErrorFactor(ErrorFactor.Kind.PEAK, chip + ", " + precision, logSigma(peak.value())));
        }
        return factors;
    }

    /** Standard deviation of the logarithm of a step time. */
    public static double stepLogSigma(TrainingJob job) {
        return logSigma(factors(job, ""));
    }

    /** Standard deviation of the logarithm of the product of factors. */
    public static double logSigma(List<ErrorFactor> factors) {
        return Math.sqrt(covariance(factors, factors));
    }

    /** Covariance of two logarithms. */
    static double covariance(List<ErrorFactor> one, List<ErrorFactor> other) {
        double sum = 0;
        for (ErrorFactor a : one) {
            for (ErrorFactor b : other) {
                sum += a.sameAs(b) ? a.logSigma() * b.logSigma() : 0;
            }
        }
        return sum;
    }

    /** Standard deviation of a logarithm whose range is taken as its 80 % interval. */
    private static double logSigma(Estimate range) {
        return Math.log(range.high() / range.low()) / 2 / EIGHTY_PERCENT;
    }

    /** By how much the upper end of such an interval exceeds its middle, as a fraction. */
    public static double halfWidth(double logSigma) {
        return Math.expm1(EIGHTY_PERCENT * logSigma);
    }

    /** The interval of a positive quantity whose logarithm has this standard deviation. */
    public static Estimate interval(double mid, double logSigma) {
        return Estimate.within(mid, Math.exp(EIGHTY_PERCENT * logSigma));
    }
}

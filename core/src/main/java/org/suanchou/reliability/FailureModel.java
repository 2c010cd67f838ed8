package org.suanchou.reliability;

import org.hipparchus.special.Gamma;
import org.suanchou.sim.RandomStream;

/** Time from one failure of a job to the next; a failure makes everything new. Seconds throughout. */
public sealed interface FailureModel {
    /** Above zero; infinite where nothing fails. */
    double meanSeconds();

    /** The probability that nothing has failed by then: 1 at zero, never rising. */
    double survival(double seconds);

    /** {@code E[min(X, t)]}, the area under the survival function up to then. */
    double meanSecondsWithin(double seconds);

    /**
     * Variance over mean of the failures in a time that holds so many on average, where the clock is read at any moment:
     * 1 where failures have no memory, above where they come in clusters. With c the variance and s the third central
     * moment of the time between failures over the mean's square and cube, it tends to {@code c + b / n}, {@code b = 1/6 +
     * c^2 / 2 - s / 3} (Cox 1962, section 4.5), and to 1 where n is small: {@code 1 + (c - 1) n / (n + k)}, {@code k = -b /
     * (c - 1)}, does both.
     */
    double dispersion(double meanCount);

    double draw(RandomStream stream);

    /** Shape 1 is exponential. */
    static FailureModel of(double meanSeconds, double shape) {
        return shape == 1 || meanSeconds == Double.POSITIVE_INFINITY
                ? new Exponential(meanSeconds)
                : Weibull.ofMean(shape, meanSeconds);
    }

    /** Failures without memory: many independent parts, none of which matters much (Palm, Khintchine). */
    record Exponential(double meanSeconds) implements FailureModel {
        public Exponential {
            if (!(meanSeconds > 0)) {
                throw new IllegalArgumentException("meanSeconds is " + meanSeconds + "; it must be above zero");
            }
        }

        @Override
        public double survival(double seconds) {
            return Math.exp(-seconds / meanSeconds);
        }

        @Override
        public double meanSecondsWithin(double seconds) {
            return meanSeconds == Double.POSITIVE_INFINITY
                    ? seconds
                    : -meanSeconds * Math.expm1(-seconds / meanSeconds);
        }

        @Override
        public double dispersion(double meanCount) {
            return 1;
        }

        @Override
        public double draw(RandomStream stream) {
            return stream.exponential(meanSeconds);
        }
    }

    /**
     * {@code S(t) = exp(-(t / scale)^shape)}. Below 1 the hazard falls with the time since the last failure: 0.7 to 0.8 in
     * systems of Los Alamos (Schroeder and Gibson 2006, section 5.3).
     */
    record Weibull(double shape, double scale) implements FailureModel {
        public Weibull {
            if (!(shape > 0 && scale > 0) || Double.isInfinite(shape) || Double.isInfinite(scale)) {
                throw new IllegalArgumentException(
                        "shape is " + shape + " and scale " + scale + "; both must be above zero");
            }
        }

        static Weibull ofMean(double shape, double meanSeconds) {
            return new Weibull(shape, meanSeconds / Gamma.gamma(1 + 1 / shape));
        }

        @Override
        public double meanSeconds() {
            return scale * Gamma.gamma(1 + 1 / shape);
        }

        @Override
        public double survival(double seconds) {
            return Math.exp(-Math.pow(seconds / scale, shape));
        }

        /** {@code mean P(1 / shape, (t / scale)^shape)}, with P the regularised incomplete gamma function. */
        @Override
        public double meanSecondsWithin(double seconds) {
            return meanSeconds() * Gamma.regularizedGammaP(1 / shape, Math.pow(seconds / scale, shape));
        }

        @Override
        public double dispersion(double meanCount) {
            double mean = Gamma.gamma(1 + 1 / shape);
            double second = Gamma.gamma(1 + 2 / shape) / (mean * mean);
            double third = Gamma.gamma(1 + 3 / shape) / (mean * mean * mean);
            double variance = second - 1;
            double skew = third - 3 * second + 2;
            double few = 1.0 / 6 + variance * variance / 2 - skew / 3;
            double reach = Math.max(0, -few / (variance - 1));
            return meanCount > 0 && variance != 1 ? 1 + (variance - 1) * meanCount / (meanCount + reach) : 1;
        }

        @Override
        public double draw(RandomStream stream) {
            return stream.weibull(shape, scale);
        }
    }
}

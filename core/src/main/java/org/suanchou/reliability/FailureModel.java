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
        public double draw(RandomStream stream) {
            return stream.weibull(shape, scale);
        }
    }
}

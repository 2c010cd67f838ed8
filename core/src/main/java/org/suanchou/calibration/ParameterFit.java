package org.suanchou.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresFactory;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * The most probable parameters of a model of positive quantities, given log errors and a prior for each parameter:
 *
 * <pre>minimise  sum_i w_i rho((e_i - u_s(i)) / sigma) + sum_j d_j^2 / 2 + sum_s u_s^2 / (2 tau^2)</pre>
 *
 * <p>with e the logarithm of predicted over measured, u what the runs of a source share, of standard deviation tau, rho Huber's loss (quadratic to two standard deviations, linear
 * beyond) and d a parameter's distance from its prior in standard deviations. Derivatives are differences, wide enough to
 * see past the kinks of the model.
 */
public final class ParameterFit {
    private static final double KNEE = 2;
    private static final double STEP = 0.1;
    private static final int ITERATIONS = 60;
    private static final double ENOUGH = 1e-4;

    private ParameterFit() {}

    /**
     * Measurements of several sources: what runs of one source share is its own, not the parameters'.
     *
     * @param of the source of each measurement, from 0
     * @param sigma of each source, the standard deviation of the logarithm of what its runs share
     */
    public record Sources(int[] of, double[] sigma) {
        /** Nothing is shared. */
        public static Sources none(int measurements) {
            return new Sources(new int[measurements], new double[0]);
        }

        private double shared(int measurement, double[] at, int parameters) {
            int source = of[measurement];
            return sigma.length == 0 ? 0 : sigma[source] * at[parameters + source];
        }
    }

    /** Measurements that share nothing. */
    public static double[] fit(
            List<Parameter> parameters, Function<double[], double[]> logErrors, double[] weights, double sigma) {
        return fit(parameters, logErrors, weights, sigma, Sources.none(weights.length));
    }

    /**
     * @param logErrors log errors of all measurements under a vector of parameter values
     * @param weights of the measurements, in their order
     * @param sigma standard deviation of a log error that no parameter explains
     * @return values in the order of the parameters
     */
    public static double[] fit(
            List<Parameter> parameters,
            Function<double[], double[]> logErrors,
            double[] weights,
            double sigma,
            Sources sources) {
        int n = parameters.size();
        int unknowns = n + sources.sigma.length;
        Function<double[], double[]> errors = point -> logErrors.apply(values(parameters, Arrays.copyOf(point, n)));
        LeastSquaresProblem problem = LeastSquaresFactory.create(
                point -> linearised(errors, n, weights, sigma, sources, point.toArray()),
                new ArrayRealVector(weights.length + unknowns),
                new ArrayRealVector(unknowns),
                (i, before, now) -> before.getPoint().subtract(now.getPoint()).getNorm() < ENOUGH,
                ITERATIONS,
                ITERATIONS);
        // the steps of differences bound what more precise steps could gain
        RealVector found = new LevenbergMarquardtOptimizer()
                .withCostRelativeTolerance(ENOUGH)
                .withParameterRelativeTolerance(ENOUGH)
                .optimize(problem)
                .getPoint();
        return values(parameters, Arrays.copyOf(found.toArray(), n));
    }

    /** The values of the priors. */
    public static double[] priors(List<Parameter> parameters) {
        return values(parameters, new double[parameters.size()]);
    }

    /** A number whose square is twice Huber's loss. */
    private static double huberRoot(double z) {
        double size = Math.abs(z);
        return size <= KNEE ? z : Math.signum(z) * Math.sqrt(2 * KNEE * (size - KNEE / 2));
    }

    /** Derivatives by a parameter are differences of the model, those by a source's share need no run of it. */
    private static Pair<RealVector, RealMatrix> linearised(
            Function<double[], double[]> errors,
            int parameters,
            double[] weights,
            double sigma,
            Sources sources,
            double[] at) {
        double[] of = errors.apply(at);
        double[] here = residuals(of, weights, sigma, sources, parameters, at);
        RealMatrix slopes = new Array2DRowRealMatrix(here.length, at.length);
        for (int j = 0; j < at.length; j++) {
            double[] moved = at.clone();
            moved[j] += STEP;
            double[] there =
                    residuals(j < parameters ? errors.apply(moved) : of, weights, sigma, sources, parameters, moved);
            for (int i = 0; i < here.length; i++) {
                slopes.setEntry(i, j, (there[i] - here[i]) / STEP);
            }
        }
        return new Pair<>(new ArrayRealVector(here, false), slopes);
    }

    private static double[] residuals(
            double[] errors, double[] weights, double sigma, Sources sources, int parameters, double[] at) {
        double[] out = Arrays.copyOf(errors, errors.length + at.length);
        for (int i = 0; i < errors.length; i++) {
            out[i] = Math.sqrt(weights[i]) * huberRoot((errors[i] - sources.shared(i, at, parameters)) / sigma);
        }
        System.arraycopy(at, 0, out, errors.length, at.length);
        return out;
    }

    private static double[] values(List<Parameter> parameters, double[] distances) {
        double[] values = new double[distances.length];
        Arrays.setAll(values, j -> parameters.get(j).value(distances[j]));
        return values;
    }
}

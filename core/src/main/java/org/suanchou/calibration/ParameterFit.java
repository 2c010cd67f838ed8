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
 * <pre>minimise  sum_i w_i rho(e_i / sigma) + sum_j d_j^2 / 2</pre>
 *
 * <p>with e the logarithm of predicted over measured, rho Huber's loss (quadratic to two standard deviations, linear
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
     * @param logErrors log errors of all measurements under a vector of parameter values
     * @param weights of the measurements, in their order
     * @param sigma standard deviation of a log error that no parameter explains
     * @return values in the order of the parameters
     */
    public static double[] fit(
            List<Parameter> parameters, Function<double[], double[]> logErrors, double[] weights, double sigma) {
        Function<double[], double[]> residuals = distances -> {
            double[] errors = logErrors.apply(values(parameters, distances));
            double[] out = Arrays.copyOf(errors, errors.length + distances.length);
            for (int i = 0; i < errors.length; i++) {
                out[i] = Math.sqrt(weights[i]) * huberRoot(errors[i] / sigma);
            }
            System.arraycopy(distances, 0, out, errors.length, distances.length);
            return out;
        };
        int n = parameters.size();
        LeastSquaresProblem problem = LeastSquaresFactory.create(
                point -> linearised(residuals, point.toArray()),
                new ArrayRealVector(weights.length + n),
                new ArrayRealVector(n),
                (i, before, now) -> before.getPoint().subtract(now.getPoint()).getNorm() < ENOUGH,
                ITERATIONS,
                ITERATIONS);
        // the steps of differences bound what more precise steps could gain
        RealVector found = new LevenbergMarquardtOptimizer()
                .withCostRelativeTolerance(ENOUGH)
                .withParameterRelativeTolerance(ENOUGH)
                .optimize(problem)
                .getPoint();
        return values(parameters, found.toArray());
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

    private static Pair<RealVector, RealMatrix> linearised(Function<double[], double[]> residuals, double[] at) {
        double[] here = residuals.apply(at);
        RealMatrix slopes = new Array2DRowRealMatrix(here.length, at.length);
        for (int j = 0; j < at.length; j++) {
            double[] moved = at.clone();
            moved[j] += STEP;
            double[] there = residuals.apply(moved);
            for (int i = 0; i < here.length; i++) {
                slopes.setEntry(i, j, (there[i] - here[i]) / STEP);
            }
        }
        return new Pair<>(new ArrayRealVector(here, false), slopes);
    }

    private static double[] values(List<Parameter> parameters, double[] distances) {
        double[] values = new double[distances.length];
        Arrays.setAll(values, j -> parameters.get(j).value(distances[j]));
        return values;
    }
}

package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.FastMath;
import org.hipparchus.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Least squares on the logarithm of predicted over measured, with the pseudo-Huber loss
 *
 * <pre>rho(r) = 2 d^2 (sqrt(1 + (r / d)^2) - 1)</pre>
 *
 * <p>at {@code d = 0.1}: quadratic below 10 % of error, linear above, so that odd rows pull no harder than others (Huber,
 * Annals of Mathematical Statistics 35, 1964; the smooth form: Charbonnier et al., IEEE Transactions on Image Processing 6,
 * 1997). Levenberg-Marquardt minimises it as the square of {@code sign(r) sqrt(rho)}. Bounds are kept by the substitution
 * {@code x = low + (high - low) sin^2 u}. The search starts from each of {@value #STARTS} points; the lowest loss wins.
 *
 * <p>Deterministic for samples in the same order. A local minimum is possible: forms with a maximum in them have kinks.
 */
final class RobustFit {
    private static final double SCALE = 0.1;
    private static final int STARTS = 4;
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-9;
    /** Share of the start below which a constant that may be 0 is. */
    private static final double NOTHING = 1e-3;

    private static final int MOST_EVALUATIONS = 400;

    private RobustFit() {}

    /** The constants of the lowest loss; null where no start leads anywhere, as with times that no constants come near. */
    static <S> double @Nullable [] of(KernelForm<S> form, List<Sample<S>> samples) {
        List<Constant> constants = form.constants();
        double[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            Optimum found = minimise(form, samples, start(constants, start));
            if (found != null && found.getCost() < least) {
                least = found.getCost();
                best = bounded(constants, found.getPoint());
            }
        }
        for (int i = 0; best != null && i < best.length; i++) {
            Constant c = constants.get(i);
            if (c.low() == 0 && best[i] < NOTHING * c.start()) {
                best[i] = 0;
            }
        }
        return best;
    }

    /** Mean loss of a form at constants. */
    static <S> double loss(KernelForm<S> form, List<Sample<S>> samples, double[] constants) {
        double[] residuals = residuals(form.at(constants), samples);
        double sum = 0;
        for (double r : residuals) {
            sum += r * r;
        }
        return sum / residuals.length;
    }

    /** The first starts where the form says, the others a third or thrice of it, by constant. */
    private static double[] start(List<Constant> constants, int which) {
        double[] at = new double[constants.size()];
        for (int i = 0; i < at.length; i++) {
            Constant c = constants.get(i);
            double factor = which == 0 ? 1 : (which + i) % 3 == 0 ? 1 : (which + i) % 3 == 1 ? 3 : 1 / 3.0;
            double x = c.low() + (c.start() - c.low()) * factor;
            double share = Math.min(0.9, (x - c.low()) / (c.high() - c.low()));
            at[i] = FastMath.asin(FastMath.sqrt(share));
        }
        return at;
    }

    private static double[] bounded(List<Constant> constants, RealVector u) {
        double[] x = new double[constants.size()];
        for (int i = 0; i < x.length; i++) {
            Constant c = constants.get(i);
            double sin = FastMath.sin(u.getEntry(i));
            x[i] = c.low() + (c.high() - c.low()) * sin * sin;
        }
        return x;
    }

    private static <S> @Nullable Optimum minimise(KernelForm<S> form, List<Sample<S>> samples, double[] start) {
        int n = samples.size();
        MultivariateJacobianFunction model = point -> {
            double[] at = residuals(form.at(bounded(form.constants(), point)), samples);
            RealMatrix jacobian = new Array2DRowRealMatrix(n, point.getDimension());
            for (int j = 0; j < point.getDimension(); j++) {
                RealVector moved = point.copy();
                moved.addToEntry(j, STEP);
                double[] beside = residuals(form.at(bounded(form.constants(), moved)), samples);
                for (int i = 0; i < n; i++) {
                    jacobian.setEntry(i, j, (beside[i] - at[i]) / STEP);
                }
            }
            return new Pair<>(new ArrayRealVector(at, false), jacobian);
        };
        try {
            return new LevenbergMarquardtOptimizer()
                    .withInitialStepBoundFactor(0.5)
                    .withCostRelativeTolerance(TOLERANCE)
                    .withParameterRelativeTolerance(TOLERANCE)
                    .optimize(new LeastSquaresBuilder()
                            .start(start)
                            .model(model)
                            .target(new double[n])
                            .checker((iteration, before, after) -> iteration >= MOST_EVALUATIONS)
                            .maxEvaluations(10 * MOST_EVALUATIONS)
                            .maxIterations(10 * MOST_EVALUATIONS)
                            .build());
        } catch (MathIllegalStateException e) {
            // no step further, or a Jacobian without rank: another start may do
            return null;
        }
    }

    private static <S> double[] residuals(ToDoubleFunction<S> seconds, List<Sample<S>> samples) {
        double[] residuals = new double[samples.size()];
        for (int i = 0; i < residuals.length; i++) {
            Sample<S> sample = samples.get(i);
            double r = FastMath.log(seconds.applyAsDouble(sample.shape()) / sample.seconds()) / SCALE;
            double rho = 2 * (FastMath.sqrt(1 + r * r) - 1);
            residuals[i] = FastMath.copySign(SCALE * FastMath.sqrt(rho), r);
        }
        return residuals;
    }
}

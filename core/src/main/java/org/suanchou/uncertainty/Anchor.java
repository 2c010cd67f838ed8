package org.suanchou.uncertainty;

import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * What measured runs say of the error of another answer: the mean and the spread of its error given theirs, all being sums
 * of normal factors (best linear unbiased prediction, Henderson 1975). An error is shrunk towards none by what is a run's
 * own; runs that share no factor with the answer change nothing.
 *
 * @param logBias expected logarithm of predicted over true
 * @param logSigma standard deviation that is left
 */
public record Anchor(double logBias, double logSigma) {
    /**
     * A run that was measured.
     *
     * @param logError logarithm of predicted over measured step time
     */
    public record Run(List<ErrorFactor> factors, double logError) {
        public Run {
            factors = List.copyOf(factors);
        }
    }

    /** @param runs with a factor of their own each, above zero */
    public static Anchor of(List<ErrorFactor> factors, List<Run> runs) {
        int n = runs.size();
        double variance = Uncertainty.covariance(factors, factors);
        if (n == 0) {
            return new Anchor(0, Math.sqrt(variance));
        }
        RealMatrix among = new Array2DRowRealMatrix(n, n);
        RealVector with = new ArrayRealVector(n);
        RealVector errors = new ArrayRealVector(n);
        for (int i = 0; i < n; i++) {
            with.setEntry(i, Uncertainty.covariance(factors, runs.get(i).factors()));
            errors.setEntry(i, runs.get(i).logError());
            for (int j = 0; j < n; j++) {
                among.setEntry(
                        i,
                        j,
                        Uncertainty.covariance(
                                runs.get(i).factors(), runs.get(j).factors()));
            }
        }
        RealVector weights = new CholeskyDecomposition(among).getSolver().solve(with);
        return new Anchor(weights.dotProduct(errors), Math.sqrt(Math.max(0, variance - weights.dotProduct(with))));
    }

    /** A predicted quantity that grows with the step time, set right. */
    public double corrected(double seconds) {
        return seconds * Math.exp(-logBias);
    }
}

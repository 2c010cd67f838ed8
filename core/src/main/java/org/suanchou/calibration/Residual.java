package org.suanchou.calibration;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.util.FastMath;

/**
 * What a fit leaves in one regime; relative errors, {@code predicted / measured - 1}.
 *
 * @param median of the absolute error
 * @param p90 of the absolute error
 * @param bias median of the signed error; above 0 is too slow
 */
public record Residual(String regime, int count, double median, double p90, double bias) {
    /** @param logRatios logarithms of predicted over measured, at least one */
    public static Residual of(String regime, double[] logRatios) {
        int n = logRatios.length;
        double[] absolute = new double[n];
        double[] signed = new double[n];
        for (int i = 0; i < n; i++) {
            signed[i] = FastMath.expm1(logRatios[i]);
            absolute[i] = Math.abs(signed[i]);
        }
        Arrays.sort(absolute);
        Arrays.sort(signed);
        return new Residual(regime, n, quantile(absolute, 0.5), quantile(absolute, 0.9), quantile(signed, 0.5));
    }

    /** The errors of a form at fitted constants over the samples of a regime; a count of 0 where it has none. */
    public static <S> Residual of(Regime<S> regime, KernelForm<S> form, double[] constants, List<Sample<S>> samples) {
        var seconds = form.at(constants);
        double[] ratios = samples.stream()
                .filter(s -> regime.holds().test(s.shape()))
                .mapToDouble(s -> FastMath.log(seconds.applyAsDouble(s.shape()) / s.seconds()))
                .toArray();
        return ratios.length == 0
                ? new Residual(regime.name(), 0, Double.NaN, Double.NaN, Double.NaN)
                : of(regime.name(), ratios);
    }

    /** Linear between the two nearest ranks. */
    static double quantile(double[] sorted, double share) {
        double rank = share * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}

package org.suanchou.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A scale, whose most probable value has a closed form, under sigma 0.1. */
class ParameterFitTest {
    private static final double SIGMA = 0.1;
    private static final Parameter SCALE = new Parameter("scale", 2, 0.5, false);

    /** Log errors of predictions that are the scale itself. */
    private static double fitted(double[] measured, double... weights) {
        Function<double[], double[]> errors = values ->
                Arrays.stream(measured).map(m -> Math.log(values[0] / m)).toArray();
        return ParameterFit.fit(List.of(SCALE), errors, weights, SIGMA)[0];
    }

    private static double[] times(int n, double value) {
        double[] all = new double[n];
        Arrays.fill(all, value);
        return all;
    }

    @Test
    void withoutDataAParameterIsItsPrior() {
        Parameter share = new Parameter("share", 0.3, 1, true);

        assertThat(ParameterFit.priors(List.of(SCALE, share))).containsExactly(new double[] {2, 0.3}, within(1e-15));
        assertThat(ParameterFit.fit(List.of(SCALE, share), values -> new double[0], new double[0], SIGMA))
                .containsExactly(ParameterFit.priors(List.of(SCALE, share)));
    }

    /** Ridge regression: the logarithm moves by {@code y / (1 + (sigma / spread)^2)}, here 0.1 / (1 + 1 / 25). */
    @Test
    void oneMeasurementIsWeighedAgainstThePrior() {
        assertThat(Math.log(fitted(new double[] {2 * Math.exp(0.1)}, 1) / 2)).isCloseTo(0.1 / 1.04, within(1e-6));
    }

    /** A weight of n counts as n measurements, which move it by {@code y / (1 + (sigma / spread)^2 / n)}. */
    @Test
    void moreDataPullFurtherFromThePriorButNotBeyondThemselves() {
        double before = 0;
        for (int n : new int[] {1, 2, 4, 16, 256}) {
            double moved = Math.log(fitted(times(n, 2 * Math.exp(0.1)), times(n, 1)) / 2);

            assertThat(moved).isCloseTo(0.1 / (1 + 0.04 / n), within(1e-6)).isGreaterThan(before);
            assertThat(Math.log(fitted(new double[] {2 * Math.exp(0.1)}, n) / 2))
                    .isCloseTo(moved, within(1e-6));
            before = moved;
        }
        assertThat(before).isLessThan(0.1);
    }

    /** Beyond two sigma a measurement pulls with the force of one at two: the scale moves by 2 sigma (spread / sigma)^2. */
    @Test
    void aFarMeasurementPullsNoHarderThanOneAtTheKnee() {
        double far = Math.log(fitted(new double[] {2e9}, 1) / 2);
        double farther = Math.log(fitted(new double[] {2e12}, 1) / 2);

        assertThat(far).isCloseTo(2 * 0.25 / SIGMA, within(0.02));
        assertThat(farther).isCloseTo(far, within(0.02));
    }

    /** Nine in ten are right, one in ten is three times too long: their mean logarithm is off by 0.11. */
    @Test
    void outliersHardlyMove() {
        double[] measured = times(100, 3);
        Arrays.fill(measured, 0, 10, 9);

        assertThat(Math.log(fitted(measured, times(100, 1)) / 3)).isBetween(0.0, 0.025);
    }

    @Test
    void aPriorOutsideItsRangeIsRefused() {
        refused(() -> new Parameter("p", 0, 1, false), "prior of p is 0.0; it must be above 0");
        refused(() -> new Parameter("p", Double.NaN, 1, false), "prior of p");
        refused(() -> new Parameter("p", 1, 1, true), "prior of p is 1.0; it must be above 0 and below 1");
        refused(() -> new Parameter("p", 0.5, 0, true), "spread of p is 0.0; it must be above 0");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable made, String why) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    /** One spread is a factor of e^spread, of a share's odds. */
    @Test
    void distancesAreInLogarithmsOrLogOdds() {
        assertThat(SCALE.value(2)).isCloseTo(2 * Math.exp(1), within(1e-12));
        Parameter share = new Parameter("share", 0.25, Math.log(3), true);
        assertThat(share.value(1)).isCloseTo(0.5, within(1e-12));
        assertThat(share.value(2)).isCloseTo(0.75, within(1e-12));
        assertThat(share.value(-30)).isBetween(0.0, 1e-9);
        assertThat(share.value(30)).isBetween(1 - 1e-9, 1.0);
    }
}

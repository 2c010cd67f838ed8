package org.suanchou.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.suanchou.calibration.GemmForm.Shape;
import org.suanchou.calibration.Transfer.Lender;
import org.suanchou.calibration.Transfer.Measured;

/** Chips made alike but for their peaks and one efficiency. */
class TransferTest {
    private static Measured<Shape> chip(String name, int year, double peak, double efficiency) {
        GemmForm form = new GemmForm(KernelFormat.BF16, peak, 1e15);
        var seconds = form.at(new double[] {efficiency, 150, 300e3, 3});
        List<Sample<Shape>> samples = new ArrayList<>();
        for (long m = 512; m <= 16384; m *= 2) {
            for (long n = 512; n <= 16384; n *= 2) {
                for (long k = 512; k <= 16384; k *= 2) {
                    Shape shape = new Shape(m, n, k);
                    samples.add(new Sample<>(shape, seconds.applyAsDouble(shape)));
                }
            }
        }
        Fit<Shape> fit = Objects.requireNonNull(Fit.of(form, samples));
        return new Measured<>(name, year, peak, fit, Sample.fastest(samples));
    }

    private static final List<Measured<Shape>> CHIPS = List.of(
            chip("old", 2018, 0.1e15, 0.8),
            chip("middle", 2021, 0.3e15, 0.8),
            chip("new", 2024, 1e15, 0.6),
            chip("refresh", 2025, 1.1e15, 0.6));

    private static Transfer of(String chip, Lender from, boolean anchored) {
        return Transfer.leavingOut(CHIPS, Transfer.onBestRate(CHIPS)).stream()
                .filter(t -> t.chip().equals(chip) && t.from() == from && t.anchored() == anchored)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSiblingOfTheSameEfficiencyPredictsItExactly() {
        assertThat(of("new", Lender.SIBLING, false).residual().p90()).isCloseTo(0, within(1e-3));
    }

    /** Large products take .8 / .6 of the time that is predicted at .8; launches dilute it at small ones. */
    @Test
    void anotherEfficiencyIsABias() {
        assertThat(of("new", Lender.OTHERS, false).residual().bias()).isCloseTo(0.6 / 0.8 - 1, within(0.02));
    }

    @Test
    void oneRateOfTheChipRemovesTheBias() {
        assertThat(of("new", Lender.OTHERS, true).residual().p90()).isCloseTo(0, within(2e-3));
    }

    @Test
    void aChipHasNoLendersWhereThereAreFewerThanTwo() {
        List<Measured<Shape>> two = CHIPS.subList(0, 2);
        assertThat(Transfer.leavingOut(two, Transfer.onBestRate(two))).isEmpty();
    }

    @Test
    void sigmaIsTheRootMeanSquareOfTheBiases() {
        Transfer fast = new Transfer("a", Lender.OTHERS, false, new Residual("", 1, 0, 0, Math.expm1(-0.3)));
        Transfer slow = new Transfer("b", Lender.OTHERS, false, new Residual("", 1, 0, 0, Math.expm1(0.1)));
        assertThat(Transfer.sigma(List.of(fast, slow))).isCloseTo(Math.sqrt((0.09 + 0.01) / 2), within(1e-12));
        assertThat(Transfer.sigma(List.of())).isNaN();
    }
}

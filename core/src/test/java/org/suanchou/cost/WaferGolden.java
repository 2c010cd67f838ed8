package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dies of a 300 mm wafer by the formula of De Vries 2005, worked for the dies of H100 (814 mm2), one of B200's two (about
 * 800) and Ascend 910B (665.61), to the tenth that is stated.
 */
class WaferGolden {
    @ParameterizedTest
    @CsvSource({"814, 63.5", "800, 64.8", "665.61, 80.4"})
    void diesOfAWafer(double squareMillimetres, double dies) {
        assertThat(Wafer.grossDies(squareMillimetres * 1e-6, 0.3)).isCloseTo(dies, within(0.05));
    }

    /** pi 150^2 / 100 - pi 300 / sqrt(200) = 706.86 - 66.64. */
    @ParameterizedTest
    @CsvSource("100, 640.22")
    void aSmallDieByHand(double squareMillimetres, double dies) {
        assertThat(Wafer.grossDies(squareMillimetres * 1e-6, 0.3)).isCloseTo(dies, within(0.01));
    }
}

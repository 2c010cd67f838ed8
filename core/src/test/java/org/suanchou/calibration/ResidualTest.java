package org.suanchou.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ResidualTest {
    /** Errors of -10 % to +10 % in steps of 1 %: the absolute ones are 0, and 1 to 10 % twice each. */
    @Test
    void medianAndNinetiethAreOfTheAbsoluteErrorAndBiasOfTheSigned() {
        double[] logs = DoubleStream.iterate(-0.10, e -> e < 0.105, e -> e + 0.01)
                .map(Math::log1p)
                .toArray();
        Residual residual = Residual.of("all", logs);
        assertThat(residual.count()).isEqualTo(21);
        assertThat(residual.median()).isCloseTo(0.05, within(1e-12));
        assertThat(residual.p90()).isCloseTo(0.09, within(1e-12));
        assertThat(residual.bias()).isCloseTo(0, within(1e-12));
    }

    @Test
    void tooSlowIsABiasAboveZero() {
        assertThat(Residual.of("all", new double[] {Math.log(2)}).bias()).isCloseTo(1, within(1e-12));
    }
}

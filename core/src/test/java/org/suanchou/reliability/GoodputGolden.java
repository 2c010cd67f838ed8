package org.suanchou.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Intervals and goodput of nine cases, worked out apart from this code, to the last digit stated: Young 1974, Daly 2006,
 * arXiv 2410.18124, and the optimum of Daly's exact expression. That optimum was found on a grid and is off by up to 5 %
 * (Daly's approximation comes nearer), which costs goodput 0.0001 at most: it is flat there.
 */
class GoodputGolden {
    private static final double MINUTES = 60;
    private static final double LAST_DIGIT = 0.05 + 1e-9;

    private static final double GRID = 0.0001;

    static List<WorkedCase> cases() {
        return WorkedCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void approximateIntervals(WorkedCase at) {
        assertThat(YoungDaly.young(at.meanSeconds(), at.stallSeconds()) / MINUTES)
                .isCloseTo(at.youngMinutes(), within(LAST_DIGIT));
        assertThat(YoungDaly.daly(at.meanSeconds(), at.stallSeconds()) / MINUTES)
                .isCloseTo(at.dalyMinutes(), within(LAST_DIGIT));
        assertThat(YoungDaly.availability(at.meanSeconds(), at.stallSeconds(), at.restartSeconds()) / MINUTES)
                .isCloseTo(at.availabilityMinutes(), within(LAST_DIGIT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void optimumAndGoodput(WorkedCase at) {
        double optimum = YoungDaly.optimum(at.meanSeconds(), at.stallSeconds());

        assertThat(optimum / MINUTES).isCloseTo(at.optimumMinutes(), withinPercentage(5));
        assertThat(optimum / MINUTES).isCloseTo(at.dalyMinutes(), withinPercentage(2.5));
        assertThat(goodput(at, optimum)).isCloseTo(at.goodput(), within(GRID));
        assertThat(goodput(at, optimum)).isGreaterThanOrEqualTo(goodput(at, at.optimumMinutes() * MINUTES));
    }

    private static double goodput(WorkedCase at, double interval) {
        return Goodput.daly(at.meanSeconds(), interval, at.stallSeconds(), at.restartSeconds());
    }
}

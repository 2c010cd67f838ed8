package org.suanchou.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
    private static final Spread SPREAD = new Spread(0.03, 0.05, 0.08, 0.12, "2026");

    /** 3-4-5, 5-12-13, 8-15-17: variances of each kind add up, and of no other. */
    @Test
    void independentSpreadsAddInQuadrature() {
        Spread both = SPREAD.and(new Spread(0.04, 0.12, 0.15, 0.05, "2026"));

        assertThat(both.source()).isEqualTo(Math.hypot(0.03, 0.04)).isBetween(0.0499999, 0.0500001);
        assertThat(both.chip()).isBetween(0.1299999, 0.1300001);
        assertThat(both.configuration()).isBetween(0.1699999, 0.1700001);
        assertThat(both.run()).isBetween(0.1299999, 0.1300001);
    }

    @Test
    void noneAddsNothing() {
        assertThat(SPREAD.and(new Spread(0, 0, 0, 0, "2026"))).isEqualTo(SPREAD);
    }
}

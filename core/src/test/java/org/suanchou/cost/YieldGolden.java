package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Yields of the standard models (Stapper, Armstrong, Saji 1983), to the digits of the tables they stand in. */
class YieldGolden {
    private static final double HALF_A_DIGIT = 0.0005;

    /** A reticle-sized die at N5's defect density, and Ascend 910B's at N7's (AnandTech 16028, in 1/cm2). */
    @ParameterizedTest
    @CsvSource({
        "8.14,   0.10, 0.443, 0.468, 0.487, 0.551",
        "6.6561, 0.09, 0.549, 0.566, 0.579, 0.625",
    })
    void yieldsOfKnownDies(
            double squareCentimetres,
            double perSquareCentimetre,
            double poisson,
            double murphy,
            double negativeBinomial,
            double seeds) {
        double area = squareCentimetres * 1e-4;
        double density = perSquareCentimetre * 1e4;

        assertThat(new YieldModel.Poisson().yield(area, density)).isCloseTo(poisson, within(HALF_A_DIGIT));
        assertThat(new YieldModel.Murphy().yield(area, density)).isCloseTo(murphy, within(HALF_A_DIGIT));
        assertThat(new YieldModel.NegativeBinomial(3).yield(area, density))
                .isCloseTo(negativeBinomial, within(HALF_A_DIGIT));
        assertThat(new YieldModel.Seeds().yield(area, density)).isCloseTo(seeds, within(HALF_A_DIGIT));
    }

    /** Defect densities that the yields reported for SMIC's 7 nm imply for a die of 6.656 cm2. */
    @ParameterizedTest
    @CsvSource({
        "0.20, 0.242, 0.286, 0.320, 0.601",
        "0.40, 0.138, 0.150, 0.161, 0.225",
        "0.50, 0.104, 0.111, 0.117, 0.150",
    })
    void defectsFromAStatedYield(double yield, double poisson, double murphy, double negativeBinomial, double seeds) {
        double area = 6.6561e-4;

        assertThat(new YieldModel.Poisson().defectsPerSquareMetre(yield, area) / 1e4)
                .isCloseTo(poisson, within(HALF_A_DIGIT));
        assertThat(new YieldModel.Murphy().defectsPerSquareMetre(yield, area) / 1e4)
                .isCloseTo(murphy, within(HALF_A_DIGIT));
        assertThat(new YieldModel.NegativeBinomial(3).defectsPerSquareMetre(yield, area) / 1e4)
                .isCloseTo(negativeBinomial, within(HALF_A_DIGIT));
        assertThat(new YieldModel.Seeds().defectsPerSquareMetre(yield, area) / 1e4)
                .isCloseTo(seeds, within(HALF_A_DIGIT));
    }

    @Test
    void modelsAreKnownByTheirIds() {
        for (String id : new String[] {"poisson", "murphy", "seeds", "negative-binomial:2.5", "bose-einstein:12"}) {
            assertThat(YieldModel.of(id).id()).isEqualTo(id);
        }
        for (String id :
                new String[] {"", "Murphy", "murphy:2", "negative-binomial:x", "bose-einstein", "bose-einstein:1.5"}) {
            assertThatThrownBy(() -> YieldModel.of(id))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("it must be poisson, murphy, seeds");
        }
        assertThatThrownBy(() -> YieldModel.of("negative-binomial:0")).hasMessageContaining("above 0");
    }

    @Test
    void noDieYieldsMoreThanAll() {
        assertThatThrownBy(() -> new YieldModel.Murphy().defectsPerSquareMetre(1.2, 1e-4))
                .hasMessageContaining("at most 1");
    }
}

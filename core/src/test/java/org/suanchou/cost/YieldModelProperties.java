package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;

/** What holds of every die and defect density. */
class YieldModelProperties {
    private static final int ROUNDS = 2000;
    private static final double ROUNDING = 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(YieldModelProperties.class);
    }

    private List<YieldModel> models() {
        return List.of(
                new YieldModel.Poisson(),
                new YieldModel.Murphy(),
                new YieldModel.Seeds(),
                new YieldModel.NegativeBinomial(random.between(0.3, 30.0)),
                new YieldModel.BoseEinstein(random.between(1, 30)));
    }

    /** From a defect in a hundred million dies to ten a die. */
    private double defects() {
        return Math.pow(10, random.between(-8.0, 1.0));
    }

    @Test
    void theMoreDefectsClusterTheHigherTheYield() {
        for (int round = 0; round < ROUNDS; round++) {
            double x = Math.max(defects(), 1e-3);
            double poisson = new YieldModel.Poisson().ofDefectsPerDie(x);
            double murphy = new YieldModel.Murphy().ofDefectsPerDie(x);
            double binomial = new YieldModel.NegativeBinomial(3).ofDefectsPerDie(x);
            double seeds = new YieldModel.Seeds().ofDefectsPerDie(x);

            assertThat(poisson).as("x = %s", x).isLessThan(murphy);
            assertThat(murphy).as("x = %s", x).isLessThan(binomial);
            assertThat(binomial).as("x = %s", x).isLessThan(seeds);
        }
    }

    @Test
    void yieldIsAShareThatFallsWithAreaAndDefects() {
        for (int round = 0; round < ROUNDS; round++) {
            double area = random.between(1e-6, 1e-3);
            double density = defects() / area;
            double more = random.between(1.01, 2.0);
            for (YieldModel model : models()) {
                double yield = model.yield(area, density);
                assertThat(yield).as(model.id()).isBetween(0.0, 1.0);
                assertThat(model.yield(area * more, density)).as(model.id()).isLessThanOrEqualTo(yield);
                assertThat(model.yield(area, density * more)).as(model.id()).isLessThanOrEqualTo(yield);
            }
            assertThat(new YieldModel.Murphy().yield(area, 0)).isEqualTo(1);
        }
    }

    @Test
    void aStatedYieldGivesTheDensityThatGivesIt() {
        for (int round = 0; round < ROUNDS; round++) {
            double area = random.between(1e-6, 1e-3);
            double yield = random.between(1e-4, 1.0);
            for (YieldModel model : models()) {
                double density = model.defectsPerSquareMetre(yield, area);
                assertThat(model.yield(area, density)).as(model.id()).isCloseTo(yield, within(1e-9));
            }
        }
    }

    @Test
    void theNegativeBinomialLiesBetweenItsLimits() {
        for (int round = 0; round < ROUNDS; round++) {
            double x = defects();
            assertThat(new YieldModel.NegativeBinomial(1).ofDefectsPerDie(x))
                    .isCloseTo(new YieldModel.Seeds().ofDefectsPerDie(x), Percentage.withPercentage(1e-9));
            assertThat(new YieldModel.NegativeBinomial(1e9).ofDefectsPerDie(x))
                    .isCloseTo(new YieldModel.Poisson().ofDefectsPerDie(x), Percentage.withPercentage(1e-4));
            assertThat(new YieldModel.BoseEinstein(1).ofDefectsPerDie(x))
                    .isCloseTo(new YieldModel.Seeds().ofDefectsPerDie(x), within(ROUNDING));
        }
    }

    @Test
    void salvageNeverLosesADie() {
        for (int round = 0; round < ROUNDS; round++) {
            double yield = random.between(0.0, 1.0);
            double share = random.between(0.0, 1.0);
            assertThat(YieldModel.salvaged(yield, share)).isBetween(yield, 1.0);
        }
        assertThat(YieldModel.salvaged(0.4, 1)).isEqualTo(1);
        assertThat(YieldModel.salvaged(0.4, 0)).isEqualTo(0.4);
    }
}

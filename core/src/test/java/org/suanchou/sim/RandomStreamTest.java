package org.suanchou.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    private static final int DRAWS = 1_000_000;

    @Test
    void aNameAndASeedSayAll() {
        RandomStream one = RandomStream.of(7, "a");
        RandomStream same = RandomStream.of(7, "a");
        RandomStream other = RandomStream.of(7, "b");
        for (int i = 0; i < 10; i++) {
            double draw = one.uniform();
            assertThat(same.uniform()).isEqualTo(draw);
            assertThat(other.uniform()).isNotEqualTo(draw);
        }
    }

    /** The mean of a million draws is within four standard errors, 0.4 % at a standard deviation of one mean. */
    @Test
    void exponentialDrawsHaveTheirMean() {
        RandomStream stream = RandomStream.of(1, "exponential");
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            sum += stream.exponential(3);
        }
        assertThat(sum / DRAWS).isCloseTo(3, within(0.012));
    }

    /** Mean {@code scale Gamma(1 + 1 / shape)}: 2 at shape 1/2 and scale 1, where the deviation is sqrt(20). */
    @Test
    void weibullDrawsHaveTheirMean() {
        RandomStream stream = RandomStream.of(1, "weibull");
        double half = 0;
        double three = 0;
        for (int i = 0; i < DRAWS; i++) {
            half += stream.weibull(0.5, 1);
            three += stream.weibull(3, 1);
        }
        assertThat(half / DRAWS).isCloseTo(2, within(0.018));
        assertThat(three / DRAWS).isCloseTo(Gamma.gamma(4.0 / 3), within(0.0014));
    }

    @Test
    void aLevelCountsForAsLongAsItLasts() {
        TimeWeighted level = new TimeWeighted();
        level.set(2, 1);
        level.set(5, 3);

        assertThat(level.mean(4)).isEqualTo((0 * 1 + 2 * 2 + 5 * 1) / 4.0);
    }

    /** Mean 2 of 1, 2, 3: deviation 1, t = 4.303 at 95 % and two degrees of freedom. */
    @Test
    void batchesGiveAnInterval() {
        BatchMeans batches = new BatchMeans();
        for (double batch : new double[] {1, 2, 3}) {
            batches.add(batch);
        }

        assertThat(batches.interval(0.95).mid()).isEqualTo(2);
        assertThat(batches.interval(0.95).high()).isCloseTo(2 + 4.3027 / Math.sqrt(3), within(1e-4));
    }
}

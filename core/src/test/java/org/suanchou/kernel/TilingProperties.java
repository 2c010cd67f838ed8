package org.suanchou.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;

/** What holds of every tiling and output. */
class TilingProperties {
    private static final int ROUNDS = 5000;
    private static final double ROUNDING = 1 + 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(TilingProperties.class);
    }

    /** Whole numbers and, as shards of tokens may be, others. */
    private double size() {
        double size = Math.pow(2, random.between(0.0, 15.0));
        return random.chance(0.7) ? Math.ceil(size) : size;
    }

    private Tiling.Waves waves() {
        return new Tiling.Waves(random.between(1, 200), random.between(0.0, 100.0));
    }

    private Tiling tiling() {
        return random.chance(0.5) ? waves() : new Tiling.Smooth(random.between(0.0, 1e6));
    }

    @Test
    void noOutputIsLeftOut() {
        for (int round = 0; round < ROUNDS; round++) {
            Tiling tiling = tiling();
            double m = size();
            double n = size();

            assertThat(tiling.outputs(m, n) * ROUNDING)
                    .as("%s of %s x %s", tiling, m, n)
                    .isGreaterThanOrEqualTo(m * n);
        }
    }

    /** Each tile's count of waves never falls, so neither does the least of them. */
    @Test
    void aLargerOutputNeverTakesLess() {
        for (int round = 0; round < ROUNDS; round++) {
            Tiling tiling = tiling();
            double m = size();
            double n = size();

            assertThat(tiling.outputs(m * random.between(1.0, 2.0), n + size()))
                    .as("%s of %s x %s", tiling, m, n)
                    .isGreaterThanOrEqualTo(tiling.outputs(m, n));
        }
    }

    /** Tiles may lie either way. */
    @Test
    void rowsAndColumnsAreAlike() {
        for (int round = 0; round < ROUNDS; round++) {
            Tiling tiling = tiling();
            double m = size();
            double n = size();

            assertThat(tiling.outputs(m, n)).isEqualTo(tiling.outputs(n, m));
        }
    }

    /**
     * A chip with more units of the same rate never ends later: outputs over units is the time of a unit. (At the same rate
     * of the chip it may: 108 tiles fill 108 units, and leave one of 109 idle.)
     */
    @Test
    void moreUnitsOfTheSameRateNeverTakeLonger() {
        for (int round = 0; round < ROUNDS; round++) {
            Tiling.Waves few = waves();
            Tiling.Waves many = new Tiling.Waves(few.units() + random.between(0, 50), few.edge());
            double m = size();
            double n = size();

            assertThat(many.outputs(m, n) / many.units())
                    .as("%s and %s of %s x %s", few, many, m, n)
                    .isLessThanOrEqualTo(few.outputs(m, n) / few.units() * ROUNDING);
        }
    }

    /** Of a large output less than a wave of the largest tile, and ends of tiles, are wasted. */
    @Test
    void wasteIsBoundedByOneWaveOfTheLargestTile() {
        for (int round = 0; round < ROUNDS; round++) {
            Tiling.Waves tiling = waves();
            double m = 256 * random.between(1, 100);
            double n = 128 * random.between(1, 200);

            assertThat(tiling.outputs(m, n)).isLessThanOrEqualTo((m * n + tiling.units() * 256 * 128) * ROUNDING);
        }
    }
}

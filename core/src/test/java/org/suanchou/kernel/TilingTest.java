package org.suanchou.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TilingTest {
    @Test
    void persistentKernelsLoseAConstant() {
        assertThat(new Tiling.Smooth(1000).outputs(300, 70)).isEqualTo(22_000);
    }

    /** 12 x 9 tiles of 256 x 128 are one wave of 108 units. */
    @Test
    void aWholeWaveWastesNothing() {
        assertThat(new Tiling.Waves(108, 19.6).outputs(12 * 256, 9 * 128)).isEqualTo(3072.0 * 1152);
    }

    /**
     * 256 x 256 on four units. Two tiles of 256 x 128 take a wave: half of it idles. Four of 128 x 128 fill it; a tile whose
     * edges cost as much as 64 rows and columns loses 1 + 64 (1 / 128 + 1 / 128) = 2 where the large one loses
     * 1 + 64 (1 / 256 + 1 / 128) = 1.75. Smaller ones fill it too, and lose more.
     */
    @Test
    void theTileThatEndsFirstIsChosen() {
        assertThat(new Tiling.Waves(4, 64).outputs(256, 256)).isCloseTo(256 * 256 * 2 / 1.75, within(1e-6));
    }

    /**
     * One row more begins another wave of large tiles, twice the time. Small ones take less: 49 x 18 of 64 x 64 are nine
     * waves of 108, where eight would do without the row, at 1 + 19.6 / 32 over 1 + 19.6 x 3 / 256.
     */
    @Test
    void oneRowMoreCostsHalfAgain() {
        double seconds = new Tiling.Waves(108, 19.6).outputs(12 * 256 + 1, 9 * 128);

        assertThat(seconds).isCloseTo(3072 * 1152 * 9 / 8.0 * 1.6125 / 1.2296875, within(1e-3));
        assertThat(seconds / (3072 * 1152)).isBetween(1.47, 1.48);
    }
}

package org.suanchou.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.HeldState;

/**
 * Bytes of weights, gradients and optimizer states a parameter in mixed precision: with 32-bit gradients 18 unsharded
 * and {@code 6 + 12 / d} with the distributed optimizer (Megatron-LM, docs of the distributed optimizer, table of
 * theoretical bytes for bf16 parameters and fp32 gradients); with 16-bit gradients 16, {@code 4 + 12 / d}, {@code 2 +
 * 14 / d} and {@code 16 / d} by ZeRO stage (Rajbhandari et al. 2020, arXiv 1910.02054, figure 1).
 */
class StateBytesGolden {
    private static final double PARAMETERS = 1e9;
    private static final Percentage EXACT = Percentage.withPercentage(1e-9);

    @Test
    void adamTakesEighteenBytesAParameter() {
        assertThat(bytesPerParameter(0, 64, 4)).isCloseTo(18, EXACT);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 64, 1024})
    void theDistributedOptimizerSharesTwelveOfThem(int ranks) {
        assertThat(bytesPerParameter(1, ranks, 4)).isCloseTo(6 + 12.0 / ranks, EXACT);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8, 64, 1024})
    void zeroStagesShareOptimizerThenGradientsThenWeights(int ranks) {
        assertThat(bytesPerParameter(0, ranks, 2)).isCloseTo(16, EXACT);
        assertThat(bytesPerParameter(1, ranks, 2)).isCloseTo(4 + 12.0 / ranks, EXACT);
        assertThat(bytesPerParameter(2, ranks, 2)).isCloseTo(2 + 14.0 / ranks, EXACT);
        assertThat(bytesPerParameter(3, ranks, 2)).isCloseTo(16.0 / ranks, EXACT);
    }

    /** Of weights outside layers, so that stage 3 gathers none at a time. */
    private static double bytesPerParameter(int zeroStage, int ranks, double gradientBytes) {
        ParallelPlan plan = new ParallelPlan(1, false, 1, 1, 1, 1, 1, ranks, 1, zeroStage, ranks, Recompute.NONE);
        StageMemory memory = StageMemory.of(
                0,
                List.of(),
                List.of(),
                new StageMemory.Ends(PARAMETERS, 0, 0, 0, 0),
                plan,
                1,
                new StageMemory.Habits(false, 2, gradientBytes, 0, HeldState.MIXED_PRECISION_ADAM, 1, 0, 0));
        return memory.allocatedBytes() / PARAMETERS;
    }
}

package org.suanchou.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.model.Precision;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.Operator;

/** Kernels in the corners of the roofline. */
class KernelModelTest {
    private static final double PEAK = 989.4e12;
    private static final double MEMORY = 3.35e12;

    private final KernelModel h100 = model(AttentionKernel.NATIVE);

    @Test
    void largeProductsReachTheSustainedRate() {
        Operator.MatMul product = product(32_768, 32_768, 32_768);

        double rate = product.flops() / h100.forwardSeconds(product);

        assertThat(rate).isCloseTo(PEAK * 0.869 * 0.8, Percentage.withPercentage(1));
    }

    @Test
    void aProductWithOneRowIsBoundByItsWeights() {
        Operator.MatMul product = product(1, 8192, 32_768);

        double seconds = h100.forwardSeconds(product);

        assertThat(seconds).isCloseTo(2.0 * 8192 * 32_768 / MEMORY, Percentage.withPercentage(3));
    }

    @Test
    void aTinyProductTakesItsLaunch() {
        assertThat(h100.forwardSeconds(product(16, 16, 16))).isBetween(2.7e-6, 3.0e-6);
    }

    @Test
    void eightBitProductsAreFasterAndPayForQuantising() {
        Operator sixteen = product(8192, 8192, 8192);
        Operator eight = new Operator.MatMul(Operator.Role.MLP_UP, Precision.FP8, 8192, 8192, 8192);

        double ratio = h100.forwardSeconds(sixteen) / h100.forwardSeconds(eight);

        assertThat(ratio).isBetween(1.4, 2.0);
    }

    @Test
    void backwardDoesTheProductTwiceAndFrozenWeightsOnce() {
        Operator product = product(8192, 8192, 8192);
        double forward = h100.forwardSeconds(product);

        assertThat(h100.backwardSeconds(product, false, 0)).isCloseTo(2 * forward, Percentage.withPercentage(1e-9));
        assertThat(h100.backwardSeconds(product, true, 0)).isCloseTo(forward, Percentage.withPercentage(1e-9));
    }

    /** 2.5 times the FLOPs at three quarters of the rate. */
    @Test
    void flashAttentionRunsBackwardInThreeAndAThirdForwards() {
        Operator attention = attention(8192);

        double ratio = h100.backwardSeconds(attention, false, 0) / h100.forwardSeconds(attention);

        assertThat(ratio).isCloseTo(2.5 / 0.75, Percentage.withPercentage(1e-9));
    }

    @Test
    void olderAttentionKernelsAreSlower() {
        Operator attention = attention(8192);
        double flash3 = h100.forwardSeconds(attention);
        double flash2 = model(AttentionKernel.FLASH_2).forwardSeconds(attention);
        double unfused = model(AttentionKernel.UNFUSED).forwardSeconds(attention);

        double flash1 = model(AttentionKernel.FLASH_1).forwardSeconds(attention);

        assertThat(flash2).isGreaterThan(flash3);
        assertThat(flash1).isCloseTo(flash2 * 2, Percentage.withPercentage(1e-9));
        assertThat(unfused).isGreaterThan(flash2);
    }

    @Test
    void attentionIsSlowerPerFlopOnShortSequences() {
        Operator.Attention brief = attention(512);
        Operator.Attention lasting = attention(65_536);

        assertThat(h100.forwardSeconds(brief) / brief.flops())
                .isGreaterThan(3 * h100.forwardSeconds(lasting) / lasting.flops());
    }

    @Test
    void expertsWithFewTokensRunFarBelowADenseProduct() {
        Operator dense = product(4096, 4096, 4096);
        Operator experts = new Operator.GroupedMatMul(Operator.Role.EXPERTS_UP, Precision.BF16, 64, 64, 4096, 4096);

        assertThat(experts.flops()).isEqualTo(dense.flops());
        assertThat(h100.forwardSeconds(experts)).isGreaterThan(3 * h100.forwardSeconds(dense));
    }

    @Test
    void aPrecisionWithoutUnitsIsAnAnswerNotABug() {
        KernelModel a100 =
                new KernelModel(SyntheticHardware.a100(), SyntheticStacks.a100Kernels(), AttentionKernel.NATIVE);

        assertThatThrownBy(() -> a100.peak(Precision.FP8))
                .isInstanceOf(KernelModel.UnsupportedPrecision.class)
                .hasMessageContaining("fp8");
    }

    private static KernelModel model(AttentionKernel attention) {
        return new KernelModel(SyntheticHardware.h100(), SyntheticStacks.h100Kernels(), attention);
    }

    private static Operator.MatMul product(double m, double n, double k) {
        return new Operator.MatMul(Operator.Role.MLP_UP, Precision.BF16, m, n, k);
    }

    private static Operator.Attention attention(int sequence) {
        return new Operator.Attention(
                Operator.Role.ATTENTION, 1, 32, sequence, (sequence + 1) / 2.0, sequence, 128, 128);
    }
}

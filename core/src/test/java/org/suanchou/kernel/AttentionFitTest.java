package org.suanchou.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;

/** Rates of flash kernels, without warm-up and launches. */
class AttentionFitTest {
    private static final double PEAK = 1e15;
    private static final double FLOPS = 4e12;
    private static final Percentage EXACT = Percentage.withPercentage(1e-9);

    private static AttentionFit fit(double backwardShare, @Nullable Fact flash1, @Nullable Fact flash2) {
        return new AttentionFit(
                Fact.given(0.8), 0, 0, 0, Fact.given(0.9), Fact.given(backwardShare), flash1, flash2, Fact.given(0.5));
    }

    /** Forward and backward do 3.5 times the forward FLOPs; what is published is the rate of both together. */
    @ParameterizedTest
    @CsvSource({"0.75, 0.3", "0.5, 0.3", "1, 0.63", "2, 0.18"})
    void aPublishedShareIsThatOfForwardAndBackwardTogether(double backwardShare, double published) {
        AttentionFit fit = fit(backwardShare, Fact.given(published), Fact.given(2 * published));

        double forward = fit.productSeconds(FLOPS, PEAK * fit.forwardShare(AttentionKernel.FLASH_1), 8192, 65_536);
        double both = forward * (1 + fit.backwardRatio());

        assertThat(both).isCloseTo(3.5 * FLOPS / (PEAK * published), EXACT);
        assertThat(fit.forwardShare(AttentionKernel.FLASH_2))
                .isCloseTo(2 * fit.forwardShare(AttentionKernel.FLASH_1), EXACT);
    }

    /** Where backward runs at the rate of forward, both have the published one. */
    @Test
    void equalRatesAreThePublishedOne() {
        assertThat(fit(1, Fact.given(0.3), null).forwardShare(AttentionKernel.FLASH_1))
                .isCloseTo(0.3, EXACT);
    }

    @Test
    void whereNoRateIsPublishedTheChipsOwnStandsIn() {
        AttentionFit fit = fit(0.75, null, null);

        assertThat(fit.forwardShare(AttentionKernel.NATIVE)).isCloseTo(0.8 * 0.9, EXACT);
        assertThat(fit.forwardShare(AttentionKernel.FLASH_1)).isEqualTo(fit.forwardShare(AttentionKernel.NATIVE));
        assertThat(fit.forwardShare(AttentionKernel.FLASH_2)).isEqualTo(fit.forwardShare(AttentionKernel.NATIVE));
    }

    @Test
    void aTranslationLayerSlowsAllKernelsAlike() {
        AttentionFit fit = fit(0.75, Fact.given(0.3), null);
        for (AttentionKernel kernel : AttentionKernel.values()) {
            assertThat(fit.times(0.7).forwardShare(kernel)).isCloseTo(0.7 * fit.forwardShare(kernel), EXACT);
        }
    }
}

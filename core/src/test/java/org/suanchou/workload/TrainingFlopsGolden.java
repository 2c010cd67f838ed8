package org.suanchou.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.model.Transformer;

/** Training FLOPs and parameter counts that papers print. */
class TrainingFlopsGolden {
    /** Brown et al. 2020 (arXiv 2005.14165), table D.1: 3.14e23 FLOPs for 300 billion tokens. */
    @Test
    void gpt3TakesThreeTimesTenToTheTwentyThree() {
        double flops = ModelFlops.perTrainedToken(SyntheticModels.gpt3(), 2048) * 300e9;

        assertThat(flops).isCloseTo(3.14e23, Percentage.withPercentage(2));
    }

    /**
     * The Llama 3 Herd of Models (arXiv 2407.21783), section 1: 3.8e25 FLOPs for 15.6 trillion tokens, which is 6 N
     * D.
     */
    @Test
    void llama405bTakesThreePointEightTimesTenToTheTwentyFive() {
        Transformer model = SyntheticModels.llama405b();

        assertThat(6.0 * model.parameters() * 15.6e12).isCloseTo(3.8e25, Percentage.withPercentage(1));
        assertThat(6.0 * model.matrixParametersPerToken() * 15.6e12).isCloseTo(3.8e25, Percentage.withPercentage(1));
    }

    /** 126 layers of 128 heads of 128: {@code 12 L h (s + 1) / 2} FLOPs a token for attention beside the 6 N. */
    @Test
    void llama405bAddsFourPercentForAttentionAtEightThousandTokens() {
        double perToken = ModelFlops.perTrainedToken(SyntheticModels.llama405b(), 8192);

        double attention = 12.0 * 126 * 16_384 * 8193 / 2;
        assertThat(perToken).isCloseTo(6 * 405e9 + attention, Percentage.withPercentage(1));
        assertThat(attention / perToken).isBetween(0.03, 0.05);
    }

    /** DeepSeek-V3 (arXiv 2412.19437), abstract: 671 billion parameters, 37 billion for each token. */
    @Test
    void deepSeekV3ActivatesThirtySevenBillion() {
        Transformer model = SyntheticModels.deepSeekV3();

        assertThat((double) model.parameters()).isCloseTo(671e9, Percentage.withPercentage(0.5));
        assertThat((double) model.activeParameters()).isCloseTo(37e9, Percentage.withPercentage(2));
    }

    /** Mixtral (arXiv 2401.04088), section 1: 47 billion parameters, 13 billion for each token. */
    @Test
    void mixtralActivatesThirteenBillion() {
        Transformer model = SyntheticModels.mixtral();

        assertThat((double) model.parameters()).isCloseTo(47e9, Percentage.withPercentage(1.5));
        assertThat((double) model.activeParameters()).isCloseTo(13e9, Percentage.withPercentage(1.5));
    }
}

package org.suanchou.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.answer.DefaultTaken.Why;
import org.suanchou.training.Tuning;

class GlobalBatchTest {
    /** 2,048 sequences of 8,192 are 16 M tokens. 100,000 is 32 x 3,125; of 3,125 the largest divisor below 2,048 is 625. */
    @ParameterizedTest
    @CsvSource({
        "8192, 1024, 2048",
        "8192, 8000, 2000",
        "8192, 24, 1536",
        "8192, 100000, 2500",
        "8192, 4106, 2048", // 2 x 2,053, a prime
        "2048, 1152, 9216",
        "16777216, 7, 1",
    })
    void sequencesDivideOverTheChips(int sequence, int chips, long batch) {
        assertThat(GlobalBatch.usual(Tuning.PRETRAIN, sequence, null, chips))
                .isEqualTo(new GlobalBatch(batch, Why.USUAL_BATCH));
    }

    /** 128 sequences, near it what divides: 504 is 8 x 63, and 126 is 2 x 63. */
    @ParameterizedTest
    @CsvSource({"8, 128", "1, 128", "512, 128", "504, 126", "24, 96", "7, 112", "100, 100"})
    void fineTuningTakesAbout128Sequences(int chips, long batch) {
        for (Tuning tuning : List.of(Tuning.LORA, Tuning.FULL_PACKED)) {
            assertThat(GlobalBatch.usual(tuning, 8192, 1e9, chips)).isEqualTo(new GlobalBatch(batch, Why.TUNING_BATCH));
        }
    }

    /** 10M tokens are 1,220 sequences of 8,192; 100,000 are 12; of 504 chips 7 divide 12. */
    @ParameterizedTest
    @CsvSource({
        "PRETRAIN, 10e6, 8, 1024",
        "PRETRAIN, 10e6, 24, 768",
        "PRETRAIN, 8192, 512, 1",
        "PRETRAIN, 8191, 512, 1",
        "PRETRAIN, 100000, 504, 9",
        "LORA, 100000, 8, 8",
        "LORA, 1e6, 8, 64",
    })
    void noStepIsLongerThanTheRun(Tuning tuning, double tokens, int chips, long batch) {
        assertThat(GlobalBatch.usual(tuning, 8192, tokens, chips))
                .isEqualTo(new GlobalBatch(batch, Why.SHORT_RUN_BATCH));
    }

    @Test
    void noRunIsShorterThanItsStepWhateverTheChips() {
        Random random = new Random(20_261_201);
        for (int i = 0; i < 20_000; i++) {
            int sequence = 1 + random.nextInt(1 << 17);
            double tokens = sequence * Math.pow(10, 6 * random.nextDouble());
            Tuning tuning = Tuning.values()[random.nextInt(3)];
            int chips = 1 + random.nextInt(20_000);

            long batch = GlobalBatch.usual(tuning, sequence, tokens, chips).sequences();

            assertThat(batch).as("%s %s %s %s", tuning, sequence, tokens, chips).isPositive();
            assertThat((double) batch * sequence)
                    .as("%s %s %s %s", tuning, sequence, tokens, chips)
                    .isLessThanOrEqualTo(tokens);
        }
    }

    /** Llama 3 names its batches 4M, 8M and 16M tokens; GPT-3's 3.2M of 2,048 are 1,536 in Megatron's benchmarks. */
    @ParameterizedTest
    @CsvSource({
        "4e6, 8192, 512",
        "4194304, 8192, 512",
        "8e6, 8192, 1024",
        "16e6, 8192, 2048",
        "3.2e6, 2048, 1536",
        "0.5e6, 2048, 256",
        "2e6, 2048, 1024",
        "6e6, 8192, 768",
        "62914560, 4096, 15360",
        "1966080, 4096, 480",
        "8192, 8192, 1",
        "20000, 8192, 2",
        "1e12, 8192, 117440512",
    })
    void batchesInTokensBecomeRoundNumbersOfSequences(double tokens, int sequence, long batch) {
        assertThat(GlobalBatch.ofTokens(tokens, sequence)).isEqualTo(batch);
    }
}

package org.suanchou.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(GlobalBatch.near(sequence, chips)).isEqualTo(batch);
    }
}

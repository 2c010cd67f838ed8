package org.suanchou.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.layer.Part;
import org.suanchou.training.StepModel;
import org.suanchou.training.StepTime;
import org.suanchou.training.TrainingJob;

class PhaseSharesTest {
    @Test
    void everyPhaseHasParts() {
        for (Phase phase : Phase.values()) {
            assertThat(Part.values()).anyMatch(part -> Phase.of(part) == phase);
        }
    }

    @Test
    void sharesOfAnyStepSumToOneAndAreThoseOfItsParts() {
        RandomWork random = RandomWork.printing(PhaseSharesTest.class);
        for (int round = 0; round < 200; round++) {
            TrainingJob job = random.job();
            StepTime time = new StepModel(job).timedRegardless(random.plan(job)).time();

            PhaseShares shares = PhaseShares.of(time);

            double sum = 0;
            for (Phase phase : Phase.values()) {
                double seconds = 0;
                for (Part part : Part.values()) {
                    seconds += Phase.of(part) == phase ? time.part(part) : 0;
                }
                assertThat(shares.share(phase) * time.seconds()).isCloseTo(seconds, within(1e-12 * time.seconds()));
                sum += shares.share(phase);
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void sharesThatDoNotSumToOneAreRefused() {
        assertThatThrownBy(() -> new PhaseShares(0.5, 0.2, 0.2, 0.2)).hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> new PhaseShares(1.5, -0.5, 0, 0)).hasMessageContaining("at least 0");
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }
}

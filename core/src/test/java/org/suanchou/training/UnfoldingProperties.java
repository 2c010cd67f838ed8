package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.layer.Part;
import org.suanchou.source.Term;
import org.suanchou.training.Evaluation.Feasible;

/** An answer taken apart adds up to the answer. */
class UnfoldingProperties {
    private static final int ROUNDS = 400;
    private static final Percentage ROUNDING = Percentage.withPercentage(1e-9);

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(UnfoldingProperties.class);
    }

    @Test
    void termsOfTheStepSumToItsPartsAndThoseToTheStep() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            StepModel model = new StepModel(job);
            Feasible timed = model.timedRegardless(random.plan(job));

            Term step = new Unfolding(model, timed).stepTime();

            assertThat(step.value()).as("%s of %s", timed.plan(), job).isCloseTo(timed.seconds(), ROUNDING);
            Map<String, Double> parts = new HashMap<>();
            for (Term part : step.inputs()) {
                parts.merge(part.name().toString(), part.value(), Double::sum);
            }
            for (Part part : Part.values()) {
                assertThat(parts.getOrDefault(part.id(), 0.0))
                        .as("%s of %s", part, timed.plan())
                        .isCloseTo(timed.time().part(part), Offset.offset(1e-9 * timed.seconds()));
            }
            adds(step);
        }
    }

    @Test
    void termsOfTheMemorySumToTheDevicesBytes() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            StepModel model = new StepModel(job);
            Feasible timed = model.timedRegardless(random.plan(job));

            Term memory = new Unfolding(model, timed).memory();

            assertThat(memory.value()).isCloseTo(timed.memory().deviceBytes(), ROUNDING);
            adds(memory);
        }
    }

    @Test
    void everyInputIsAFactWithItsValue() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            StepModel model = new StepModel(job);
            Unfolding unfolding = new Unfolding(model, model.timedRegardless(random.plan(job)));

            assertThat(unfolding.inputs()).isNotEmpty().allSatisfy(input -> {
                assertThat(input.fact()).isNotNull();
                assertThat(input.value()).isFinite();
                assertThat(input.name().toString()).isNotBlank();
            });
        }
    }

    private static void adds(Term term) {
        assertThat(term.value()).isFinite().isNotNegative();
        if (!term.inputs().isEmpty()) {
            double sum = 0;
            for (Term input : term.inputs()) {
                adds(input);
                sum += input.value();
            }
            assertThat(term.value()).isCloseTo(sum, ROUNDING);
        }
    }
}

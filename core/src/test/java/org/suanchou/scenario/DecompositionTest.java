package org.suanchou.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Difference;
import org.suanchou.answer.Factor;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.model.Precision;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.scenario.Decomposition.Between;
import org.suanchou.search.Axes;
import org.suanchou.search.PlanSearch;
import org.suanchou.stack.RunOptions;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;

/** The way from one question to another: its steps multiply to the ratio of both, and are inverted by swapping them. */
class DecompositionTest {
    private static final TrainingQuestion A100 =
            question(SyntheticHardware.a100Node(), SyntheticStacks.a100Kernels(), 32, 128, Axes.FREE);
    private static final TrainingQuestion H100 =
            question(SyntheticHardware.h100Node(), SyntheticStacks.h100Kernels(), 64, 192, Axes.FREE);

    /** 40 steps of 128 sequences, so 27 of 192: the last of them is not full. */
    private static final double TOKENS = 40.0 * 128 * 4096;

    private static TrainingQuestion question(SystemSpec system, ChipKernels kernels, int chips, long batch, Axes axes) {
        TrainingJob job = new TrainingJob(
                SyntheticModels.llama8b(),
                new Cluster(system, chips),
                SyntheticStacks.overlapping(),
                kernels,
                Precision.BF16,
                4096,
                batch,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
        return new TrainingQuestion(
                "llama",
                job,
                TOKENS,
                Limits.NONE,
                Supply.ALL,
                false,
                null,
                Objective.TIME,
                axes,
                1,
                List.of(),
                List.of());
    }

    private static TrainingQuestion tensorParallel(int tp) {
        return question(
                SyntheticHardware.h100Node(),
                SyntheticStacks.h100Kernels(),
                64,
                192,
                new Axes(tp, null, null, null, null, null, null, null, null, null, null, PipelineSchedule.ONE_F_ONE_B));
    }

    private static Feasible best(TrainingQuestion question) {
        return new PlanSearch(new StepModel(question.job()), question.axes(), 1)
                .run(2, done -> {})
                .best()
                .getFirst();
    }

    private static List<Difference> steps(TrainingQuestion one, TrainingQuestion other) {
        return Between.steps(one, best(one), other, best(other), 2);
    }

    private static double chipSeconds(TrainingQuestion question) {
        Double steps = question.steps();
        return best(question).seconds()
                * (steps == null ? Double.NaN : steps)
                * question.job().cluster().chips();
    }

    @Test
    void theStepsMultiplyToTheChipSecondsOfTheRunAndInvert() {
        for (TrainingQuestion other : List.of(H100, tensorParallel(8))) {
            List<Difference> there = steps(A100, other);
            List<Difference> back = steps(other, A100);

            assertThat(Difference.product(there)).isCloseTo(chipSeconds(A100) / chipSeconds(other), within(1e-12));
            assertThat(there).hasSameSizeAs(back);
            for (int i = 0; i < there.size(); i++) {
                assertThat(there.get(i).factors()).isEqualTo(back.get(i).factors());
                assertThat(there.get(i).ratio() * back.get(i).ratio()).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void degreesThatAreFixedAreNoPropertyOfTheSystem() {
        for (Difference step : steps(tensorParallel(1), tensorParallel(8))) {
            if (step.factors().equals(Set.of(Factor.PLAN))) {
                assertThat(step.ratio()).isLessThan(0.99);
            } else {
                assertThat(step.ratio()).as("%s", step.factors()).isEqualTo(1);
            }
        }
    }
}

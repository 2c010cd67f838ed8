package org.suanchou.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.model.Precision;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.reliability.StandBy;
import org.suanchou.search.Axes;
import org.suanchou.stack.RunOptions;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;

/**
 * Who holds a chip bears its making (450 kg with its share of the host, over five years) while the run lasts, whether it
 * runs, stands by or is idle: chips are made and bought by whole nodes of eight.
 */
class EmbodiedCarbonTest {
    private static final double KILOGRAMS = 450;
    private static final double LIFE_SECONDS = 5 * 365.25 * 86_400;

    /** Of a job on 60 chips. */
    private static double chipsCharged(Supply supply) {
        TrainingJob job = new TrainingJob(
                SyntheticModels.llama8b(),
                new Cluster(SyntheticHardware.h100Node(), 60),
                SyntheticStacks.overlapping(),
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                4096,
                120,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
        Terms terms = new Terms(SyntheticAssumptions.usual(), Accounting.of(Basis.RENT), Set.of(), Set.of(), 2, 10, 0);
        TrainingQuestion question = new TrainingQuestion(
                "llama",
                job,
                1e12,
                Limits.NONE,
                supply,
                false,
                terms,
                Objective.TIME,
                Axes.FREE,
                1,
                List.of(),
                List.of());
        ParallelPlan plan = new ParallelPlan(1, false, 1, 1, 1, 1, 1, 60, 1, 1, 60, Recompute.FULL);
        RunModel run = requireNonNull(new ClusterModel(question).run(new StepModel(job).timedRegardless(plan)));
        double kilograms = requireNonNull(run.energy()).embodiedKilograms().value();
        return kilograms / KILOGRAMS / (run.wallSeconds().value() / LIFE_SECONDS);
    }

    /** Eight nodes for 60 chips, and two that stand by. */
    @Test
    void wholeNodesAndTheSpareOnesAreCharged() {
        assertThat(chipsCharged(Supply.ALL)).isCloseTo(64 + 16, withinPercentage(1e-9));
    }

    /** All 96 that there are, of which 60 run. */
    @Test
    void idleChipsAreChargedAsWell() {
        assertThat(chipsCharged(new Supply.TakenFrom(96, new StandBy(2, true)))).isCloseTo(96, withinPercentage(1e-9));
    }
}

package org.suanchou.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Difference;
import org.suanchou.answer.Factor;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.Precision;
import org.suanchou.search.Axes;
import org.suanchou.search.PlanSearch;
import org.suanchou.source.Fact;
import org.suanchou.stack.RunOptions;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;

/** The way from one system to another, whatever the two are. */
class DecompositionProperties {
    private static final int PAIRS = 8;
    private static final Percentage ROUNDING = withinPercentage(1e-7);

    private RandomWork random;
    private Questions questions;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(DecompositionProperties.class);
        questions = new Questions(random);
    }

    /** Two jobs on the same work with their best plans. */
    private record Pair(TrainingJob one, Feasible onePlan, TrainingJob other, Feasible otherPlan) {
        /** Null where one of them can't run. */
        static @Nullable Pair of(TrainingJob one, TrainingJob other) {
            Feasible onePlan = best(one);
            Feasible otherPlan = onePlan == null ? null : best(other);
            return onePlan == null || otherPlan == null ? null : new Pair(one, onePlan, other, otherPlan);
        }

        List<Difference> steps() {
            return Decomposition.Between.steps(asked(one), onePlan, asked(other), otherPlan, 2);
        }

        /** So many tokens that it makes no difference whether the last step is full. */
        private static TrainingQuestion asked(TrainingJob job) {
            return new TrainingQuestion(
                    "model",
                    job,
                    1e20,
                    Limits.NONE,
                    Supply.ALL,
                    false,
                    null,
                    Objective.TIME,
                    Axes.FREE,
                    1,
                    List.of(),
                    List.of());
        }

        Pair swapped() {
            return new Pair(other, otherPlan, one, onePlan);
        }

        /** Tokens a second and chip, the other over the one. */
        double ratio() {
            return rate(other, otherPlan) / rate(one, onePlan);
        }

        private static double rate(TrainingJob job, Feasible plan) {
            return job.globalBatch()
                    * (double) job.sequence()
                    / plan.seconds()
                    / job.cluster().chips();
        }
    }

    private static @Nullable Feasible best(TrainingJob job) {
        List<Feasible> best = new PlanSearch(new StepModel(job), Axes.FREE, 1)
                .run(2, share -> {})
                .best();
        return best.isEmpty() ? null : best.getFirst();
    }

    private Pair pair() {
        while (true) {
            TrainingJob one = questions.job();
            Pair pair = Pair.of(one, questions.elsewhere(one));
            if (pair != null) {
                return pair;
            }
        }
    }

    @Test
    void stepsMultiplyToTheRatioAndSwappingInvertsEach() {
        for (int round = 0; round < PAIRS; round++) {
            Pair pair = pair();

            List<Difference> steps = pair.steps();
            List<Difference> back = pair.swapped().steps();

            assertThat(Difference.product(steps)).as("%s", pair).isCloseTo(pair.ratio(), ROUNDING);
            assertThat(back).hasSameSizeAs(steps);
            for (int i = 0; i < steps.size(); i++) {
                assertThat(back.get(i).factors()).isEqualTo(steps.get(i).factors());
                assertThat(back.get(i).ratio() * steps.get(i).ratio())
                        .as("%s of %s", steps.get(i).factors(), pair)
                        .isCloseTo(1, within(1e-9));
            }
            everyFactorOnce(steps);
        }
    }

    private static void everyFactorOnce(List<Difference> steps) {
        Set<Factor> seen = EnumSet.noneOf(Factor.class);
        for (Difference step : steps) {
            for (Factor factor : step.factors()) {
                assertThat(seen.add(factor)).as("%s", steps).isTrue();
            }
        }
        assertThat(seen).isEqualTo(EnumSet.complementOf(EnumSet.of(Factor.PLAN, Factor.FAILURES, Factor.PRICE)));
    }

    @Test
    void nothingLiesBetweenASystemAndItself() {
        for (int round = 0; round < PAIRS; round++) {
            TrainingJob job = pair().one();

            Pair pair = requireNonNull(Pair.of(job, job));

            assertThat(pair.steps())
                    .hasSize(6)
                    .allSatisfy(step -> assertThat(step.ratio()).isEqualTo(1));
        }
    }

    /** One property changes, so one step tells the whole ratio and the others are 1. */
    @Test
    void aStepIsWhatItsOwnPropertyChanges() {
        for (int round = 0; round < PAIRS; round++) {
            TrainingJob job = pair().one();
            Factor changed = random.oneOf(
                    Factor.PEAK, Factor.MEMORY, Factor.LINKS, Factor.SOFTWARE, Factor.SCALE, Factor.PRECISION);
            Pair pair = Pair.of(job, withAnother(job, changed));
            if (pair == null) {
                continue;
            }

            for (Difference step : pair.steps()) {
                assertThat(step.factors()).hasSize(1);
                if (step.factors().contains(changed)) {
                    assertThat(step.ratio()).as("%s", changed).isCloseTo(pair.ratio(), ROUNDING);
                } else {
                    assertThat(step.ratio()).as("%s beside %s", step, changed).isCloseTo(1, within(1e-9));
                }
            }
        }
    }

    private TrainingJob withAnother(TrainingJob job, Factor property) {
        Cluster cluster = job.cluster();
        SystemSpec system = cluster.system();
        Chip chip = system.chip();
        double factor = random.between(0.5, 2.0);
        return switch (property) {
            case PEAK -> on(job, system.withChip(chip.withPeakTimes(factor)));
            case MEMORY -> on(job, system.withChip(chip.withMemoryBandwidthTimes(factor)));
            case LINKS -> on(job, SyntheticHardware.withFabricTimes(system, 0, factor, 1 / factor));
            case SOFTWARE -> job.withConstants(random.oneOf(SyntheticStacks.stacks()), job.kernels());
            case SCALE ->
                job.withCluster(new Cluster(system, 2 * cluster.chips())).withGlobalBatch(3 * job.globalBatch());
            case PRECISION ->
                chip.peak(Precision.FP8) != null && job.kernels().gemm(Precision.FP8) != null
                        ? job.withPrecision(Precision.FP8)
                        : job;
            case PLAN, FAILURES, PRICE -> throw new IllegalArgumentException("no plan decides about " + property);
        };
    }

    private static TrainingJob on(TrainingJob job, SystemSpec system) {
        return job.withCluster(new Cluster(system, job.cluster().chips()));
    }

    /**
     * 8 chips of 80 GiB and 64 of 16 GiB both train Llama 3 8B, whose states alone take 16 bytes a parameter; 8 of 16 GiB
     * don't. Memory comes before the number of chips, so neither can be told from what lies between.
     */
    @Test
    void whereAnIntermediateCantRunItsStepsAreToldAsOne() {
        SystemSpec large = SyntheticHardware.h100Node();
        SystemSpec small = large.withChip(large.chip().withMemoryBytes(Fact.given(16.0 * (1L << 30))));
        TrainingJob one = llama(new Cluster(large, 8));
        TrainingJob other = llama(new Cluster(small.withChip(small.chip().withPeakTimes(2)), 64));
        assertThat(best(llama(new Cluster(small, 8)))).isNull();
        Pair pair = requireNonNull(Pair.of(one, other));

        List<Difference> steps = pair.steps();
        assertThat(steps.stream().map(Difference::factors))
                .containsExactly(
                        Set.of(Factor.PEAK),
                        Set.of(Factor.MEMORY, Factor.LINKS, Factor.SOFTWARE, Factor.SCALE),
                        Set.of(Factor.PRECISION));
        assertThat(Difference.product(steps)).isCloseTo(pair.ratio(), ROUNDING);
        List<Difference> back = pair.swapped().steps();
        for (int i = 0; i < steps.size(); i++) {
            assertThat(back.get(i).factors()).isEqualTo(steps.get(i).factors());
            assertThat(back.get(i).ratio() * steps.get(i).ratio()).isCloseTo(1, within(1e-9));
        }
    }

    /** On the way back 64 chips would stand behind fabrics that join eight. */
    @Test
    void chipsThatNothingJoinsRunNothing() {
        SystemSpec node = SyntheticHardware.h100Node();
        SystemSpec alone = node.withFabrics(List.of(node.fabrics().getFirst()));
        Pair pair = requireNonNull(Pair.of(llama(new Cluster(alone, 8)), llama(new Cluster(node, 64))));

        assertThat(pair.steps().stream().map(Difference::factors))
                .contains(Set.of(Factor.LINKS, Factor.SOFTWARE, Factor.SCALE));
        assertThat(Difference.product(pair.steps())).isCloseTo(pair.ratio(), ROUNDING);
    }

    private static TrainingJob llama(Cluster cluster) {
        return new TrainingJob(
                SyntheticModels.llama8b(),
                cluster,
                SyntheticStacks.overlapping(),
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                2048,
                64,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
    }
}

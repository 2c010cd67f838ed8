package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.layer.Part;
import org.suanchou.memory.StageMemory;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.source.Fact;
import org.suanchou.training.Evaluation.Feasible;

/** What holds of every job and plan. */
class StepModelProperties {
    private static final int ROUNDS = 400;
    private static final double ROUNDING = 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(StepModelProperties.class);
    }

    @Test
    void generatedPlansBreakNoRule() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);

            assertThat(PlanRules.broken(job, plan, new StepModel(job).network()))
                    .as("%s", plan)
                    .isNull();
        }
    }

    @Test
    void timesAgreeWithTheLayerByLayerTwin() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);

            double seconds = new StepModel(job).timedRegardless(plan).seconds();

            assertThat(seconds)
                    .as("round %d: %s of %s", round, plan, job)
                    .isCloseTo(new LayerByLayerStep(job, plan).seconds(), relative(1e-9));
        }
    }

    @Test
    void memoryAgreesWithTheLayerByLayerTwin() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);

            StageMemory memory = new StepModel(job).timedRegardless(plan).memory();

            assertThat(memory.deviceBytes())
                    .as("round %d: %s of %s", round, plan, job)
                    .isCloseTo(new LayerByLayerStep(job, plan).memoryBytes(), relative(1e-9));
        }
    }

    @Test
    void plansRunExactlyWhereTheTwinSaysThatTheyFit() {
        int fits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob roomy = random.job();
            ParallelPlan plan = random.plan(roomy);
            double need = new LayerByLayerStep(roomy, plan).memoryBytes();
            double have = need * random.between(0.8, 1.2);
            SystemSpec system = roomy.cluster().system();
            Chip tight = system.chip().withMemoryBytes(Fact.given(have));
            TrainingJob job = roomy.withCluster(
                    new Cluster(system.withChip(tight), roomy.cluster().chips()));

            boolean runs = new StepModel(job).evaluate(plan) instanceof Feasible;

            assertThat(runs).as("needs %s of %s: %s", need, have, plan).isEqualTo(need <= have);
            fits += runs ? 1 : 0;
        }
        assertThat(fits).isBetween(ROUNDS / 4, ROUNDS * 3 / 4);
    }

    @Test
    void partsSumToTheStepAndTermsToTheMemory() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            Feasible plan = new StepModel(job).timedRegardless(random.plan(job));

            double sum = 0;
            for (Part part : Part.values()) {
                double seconds = plan.time().part(part);
                assertThat(seconds)
                        .as("%s of %s", part, plan.plan())
                        .isNotNegative()
                        .isFinite();
                sum += seconds;
            }
            assertThat(plan.seconds()).isCloseTo(sum, relative(ROUNDING));
            StageMemory m = plan.memory();
            double terms = m.weights()
                    + m.gathered()
                    + m.gradients()
                    + m.placeholders()
                    + m.optimizer()
                    + m.activations()
                    + m.logits()
                    + m.working();
            assertThat(m.allocatedBytes()).isCloseTo(terms, relative(ROUNDING));
            assertThat(m.deviceBytes()).isCloseTo(m.reservedBytes() + m.framework(), relative(ROUNDING));
            assertThat(m.reservedBytes()).isGreaterThanOrEqualTo(m.allocatedBytes());
        }
    }

    @Test
    void moreLinkBandwidthNeverMakesAStepSlower() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);
            SystemSpec system = job.cluster().system();
            int tier = random.between(0, system.fabrics().size() - 1);

            notSlower(job, plan, SyntheticHardware.withFabricTimes(system, tier, random.between(1.0, 8.0), 1), round);
        }
    }

    @Test
    void lowerLatencyNeverMakesAStepSlower() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);
            SystemSpec system = job.cluster().system();
            int tier = random.between(0, system.fabrics().size() - 1);

            notSlower(job, plan, SyntheticHardware.withFabricTimes(system, tier, 1, random.between(0.0, 1.0)), round);
        }
    }

    @Test
    void aHigherPeakNeverMakesAStepSlower() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingJob job = random.job();
            Chip faster = job.cluster().chip().withPeakTimes(random.between(1.0, 8.0));

            notSlower(job, random.plan(job), job.cluster().system().withChip(faster), round);
        }
    }

    @Test
    void moreMemoryBandwidthNeverMakesAStepSlower() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingJob job = random.job();
            Chip faster = job.cluster().chip().withMemoryBandwidthTimes(random.between(1.0, 8.0));

            notSlower(job, random.plan(job), job.cluster().system().withChip(faster), round);
        }
    }

    private static void notSlower(TrainingJob job, ParallelPlan plan, SystemSpec faster, int round) {
        double before = new StepModel(job).timedRegardless(plan).seconds();
        TrainingJob improved = job.withCluster(new Cluster(faster, job.cluster().chips()));

        double after = new StepModel(improved).timedRegardless(plan).seconds();

        assertThat(after)
                .as("round %d: %s on %s", round, plan, faster.name())
                .isLessThanOrEqualTo(before * (1 + ROUNDING));
    }

    @Test
    void theLowerBoundOfACutIsBelowEveryStepOfIt() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);
            StepModel model = new StepModel(job);

            double least = model.leastSeconds(model.layers(model.cut(plan), plan.recompute()));

            assertThat(least)
                    .as("%s", plan)
                    .isLessThanOrEqualTo(model.timedRegardless(plan).seconds());
            assertThat(model.leastSeconds(model.cut(plan))).as("%s", plan).isLessThanOrEqualTo(least * (1 + ROUNDING));
        }
    }

    /** Prices that a smaller or larger cluster has left behind change no bit of another's. */
    @Test
    void sharedPricesGiveTheSameBitsAsFreshOnes() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);
            int chips = job.cluster().chips();
            for (int other : new int[] {1, Math.max(1, chips / 2), 3 * chips}) {
                StepModel elsewhere = new StepModel(job.withCluster(new Cluster(
                        job.cluster().system(),
                        Math.min(other, Math.max(1, job.cluster().system().reach())))));
                elsewhere.layers(elsewhere.cut(plan), plan.recompute());

                StepModel sized = elsewhere.sized(chips, job.globalBatch());

                Feasible shared = sized.timedRegardless(plan);
                Feasible fresh = new StepModel(job).timedRegardless(plan);
                assertThat(shared.memory()).isEqualTo(fresh.memory());
                for (Part part : Part.values()) {
                    assertThat(shared.time().part(part))
                            .as("%s of %s", part, plan)
                            .isEqualTo(fresh.time().part(part));
                }
            }
        }
    }

    @Test
    void cachedCostsGiveTheSameBitsAsFreshOnes() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);
            StepModel model = new StepModel(job);
            StepModel.Costs costs = model.costs(model.cut(plan), plan.recompute());
            Evaluation first = model.evaluate(plan, costs, model.layout(plan.pp(), plan.vp()));
            Evaluation again = new StepModel(job).evaluate(plan);

            if (first instanceof Feasible a && again instanceof Feasible b) {
                assertThat(a.seconds()).isEqualTo(b.seconds());
                assertThat(a.memory()).isEqualTo(b.memory());
            } else {
                assertThat(first).isEqualTo(again);
            }
        }
    }

    private static Percentage relative(double ratio) {
        return Percentage.withPercentage(100 * ratio);
    }
}

package org.suanchou.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.Supply;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.refusal.Constraint;
import org.suanchou.search.Axes;
import org.suanchou.search.PlanSearch;
import org.suanchou.stack.RunOptions;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;

/** Questions and their answers. */
class PlannerTest {
    private static final double DAY = 86_400;
    private static final int NODES = 8;

    private final Planner planner = new Planner(2, share -> {});

    @Test
    void thePlansAreTheBestOnesInOrder() {
        TrainingReport report = planner.plan(question(SyntheticModels.llama8b(), 64, null, false, 5));

        assertThat(report.feasible()).isTrue();
        assertThat(report.plans()).hasSize(5);
        for (int i = 1; i < 5; i++) {
            assertThat(report.plans().get(i).stepSeconds().mid())
                    .isGreaterThanOrEqualTo(
                            report.plans().get(i - 1).stepSeconds().mid());
        }
    }

    /** Each figure of a plan follows from its step. */
    @Test
    void figuresOfAPlanFollowFromItsStep() {
        TrainingQuestion question = question(SyntheticModels.llama8b(), 64, null, false, 1);

        PlanReport plan = planner.plan(question).plans().getFirst();

        double step = plan.plan().seconds();
        assertThat(plan.stepSeconds().mid()).isEqualTo(step);
        assertThat(plan.tokensPerSecondPerChip().mid()).isCloseTo(128 * 4096 / step / 64, within(1e-6));
        // nothing is assumed of failures, power and prices
        assertThat(plan.run()).isNull();
        assertThat(plan.mfu().mid()).isBetween(0.2, 0.6);
        assertThat(plan.stepSeconds().low()).isLessThan(step);
        assertThat(plan.stepSeconds().high()).isGreaterThan(step);
        assertThat(plan.peakMemoryBytes()).isLessThan(80.0 * (1L << 30));
    }

    @Test
    void aMissedDeadlineIsTheReason() {
        TrainingReport report = planner.plan(question(SyntheticModels.llama8b(), 64, DAY / 10, false, 1));

        assertThat(report.feasible()).isFalse();
        assertThat(report.reason()).isNotNull();
        assertThat(report.reason().constraint()).isEqualTo(Constraint.DEADLINE);
        assertThat(report.reason().refusal().need())
                .isGreaterThan(report.reason().refusal().have());
    }

    @Test
    void aModelThatNoPlanHoldsIsShortOfMemory() {
        TrainingReport report = planner.plan(question(SyntheticModels.llama405b(), 8, null, false, 1));

        Obstacle reason = report.reason();
        assertThat(report.feasible()).isFalse();
        assertThat(reason).isNotNull();
        assertThat(reason.constraint()).isEqualTo(Constraint.MEMORY);
        assertThat(reason.refusal().need()).isGreaterThan(reason.refusal().have());
    }

    /** Whatever the deadline: no plan that fits is to be had at any. */
    @Test
    void aModelThatNoPlanHoldsIsShortOfMemoryBeforeItIsLate() {
        TrainingReport report = planner.plan(question(SyntheticModels.llama405b(), 8, 1.0, false, 1));

        assertThat(report.reason()).isNotNull();
        assertThat(report.reason().constraint()).isEqualTo(Constraint.MEMORY);
    }

    /** As trying every count of nodes from one up finds it. */
    @Test
    void theFewestChipsAreTheFewest() {
        RandomWork random = RandomWork.printing(PlannerTest.class);
        int found = 0;
        for (int round = 0; round < 12; round++) {
            Transformer model = random.denseModel();
            double[] runs = new double[NODES + 1];
            List<Double> all = new ArrayList<>();
            for (int nodes = 1; nodes <= NODES; nodes++) {
                runs[nodes] = fastestRun(question(model, 8 * nodes, null, false, 1));
                all.add(runs[nodes]);
            }
            double deadline = random.oneOf(all) * random.between(0.8, 1.3);
            if (Double.isInfinite(deadline)) {
                continue;
            }
            int fewest = 1;
            while (fewest <= NODES && runs[fewest] > deadline) {
                fewest++;
            }

            TrainingReport report = planner.plan(question(model, 1, deadline, true, 1));

            assertThat(report.feasible()).as("deadline %s of %s", deadline, all).isEqualTo(fewest <= NODES);
            if (report.feasible()) {
                assertThat(report.question().job().cluster().chips())
                        .as("deadline %s of %s", deadline, all)
                        .isEqualTo(8 * fewest);
                found++;
            }
        }
        assertThat(found).isGreaterThan(4);
    }

    private static double fastestRun(TrainingQuestion question) {
        List<Feasible> best = new PlanSearch(new StepModel(question.job()), Axes.FREE, 1)
                .run(2, share -> {})
                .best();
        Double steps = question.steps();
        return best.isEmpty() || steps == null
                ? Double.POSITIVE_INFINITY
                : best.getFirst().seconds() * steps;
    }

    /** 100 billion tokens in batches of 128 sequences of 4,096, on at most eight nodes. */
    private static TrainingQuestion question(
            Transformer model, int chips, @Nullable Double deadline, boolean open, int top) {
        SystemSpec node = SyntheticHardware.h100Node();
        SystemSpec eight = node.withFabrics(
                List.of(node.fabrics().getFirst(), node.fabrics().getLast().reaching(8 * NODES)));
        TrainingJob job = new TrainingJob(
                model,
                new Cluster(eight, chips),
                SyntheticStacks.overlapping(),
                SyntheticStacks.h100Kernels(),
                Precision.BF16,
                4096,
                128,
                Tuning.PRETRAIN,
                RunOptions.DEFAULT);
        return new TrainingQuestion(
                model.name(),
                job,
                100e9,
                deadline == null ? Limits.NONE : Limits.ofSeconds(deadline),
                open ? Supply.OPEN : Supply.ALL,
                false,
                null,
                open ? Objective.CHIPS : Objective.TIME,
                Axes.FREE,
                top,
                List.of(),
                List.of());
    }
}

package org.suanchou.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Measure;
import org.suanchou.answer.Objective;
import org.suanchou.energy.RunEnergy;
import org.suanchou.fixture.RandomWork;
import org.suanchou.formula.Formula;
import org.suanchou.search.Ranking;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.TrainingJob;

/** A run's formulas and the plain arithmetic that ranks plans. */
class RunModelProperties {
    private static final int ROUNDS = 150;
    private static final Percentage ROUNDING = withinPercentage(1e-7);

    private RandomWork random;
    private Questions questions;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(RunModelProperties.class);
        questions = new Questions(random);
    }

    private TrainingQuestion question() {
        TrainingQuestion question = questions.of(random.job());
        return random.chance(0.3) ? questions.anchored(question) : question;
    }

    /** A plan of the question's job, whether or not it fits. */
    private Feasible plan(TrainingQuestion question) {
        TrainingJob job = question.job();
        return Questions.model(question).timedRegardless(random.plan(job));
    }

    private static Formula formula(RunModel run, Objective objective) {
        RunEnergy energy = requireNonNull(run.energy());
        return requireNonNull(
                switch (objective) {
                    case TIME, CHIPS -> run.wallSeconds();
                    case COST -> run.usd();
                    case ENERGY -> energy.joules();
                    case CARBON -> energy.kilogramsCo2();
                    case POWER -> run.siteCapacity();
                });
    }

    @Test
    void plansAreRankedByWhatTheirRunsSay() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingQuestion question = question();
            ClusterModel cluster = new ClusterModel(question);
            Feasible plan = plan(question);
            RunModel run = requireNonNull(cluster.run(plan));

            for (Objective objective : Questions.MEASURES) {
                Ranking ranking = requireNonNull(cluster.ranking(objective));
                double value = ranking.value().applyAsDouble(plan);

                assertThat(value)
                        .as("%s of %s", objective, plan)
                        .isCloseTo(formula(run, objective).value(), ROUNDING);
                assertThat(value * (1 + 1e-12))
                        .as("bound of %s", objective)
                        .isGreaterThanOrEqualTo(ranking.leastPerSecond() * plan.seconds());
                assertThat(ranking.leastPerSecond()).isPositive();
            }
        }
    }

    @Test
    void failuresOnlyEverCostTime() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingQuestion question = question();
            Feasible plan = plan(question);
            RunModel run = requireNonNull(new ClusterModel(question).run(plan));
            double productive =
                    requireNonNull(question.steps()) * question.anchor().corrected(plan.seconds());
            double goodput = run.resilience().goodput().value();

            assertThat(goodput).isGreaterThan(0).isLessThanOrEqualTo(1);
            assertThat(run.wallSeconds().value()).isGreaterThanOrEqualTo(productive);
            assertThat(run.wallSeconds().value()).isCloseTo(productive / goodput, ROUNDING);
            double lost = run.resilience().losses().stream()
                    .mapToDouble(loss -> loss.share().value())
                    .sum();
            assertThat(goodput + lost).isCloseTo(1, ROUNDING);
        }
    }

    @Test
    void aReportSaysWhatTheFormulasSay() {
        for (int round = 0; round < ROUNDS / 5; round++) {
            TrainingQuestion question = question();
            ClusterModel cluster = new ClusterModel(question);
            PlanReport plan = new Planner(1, done -> {})
                    .described(question, cluster, List.of(plan(question)))
                    .getFirst();
            RunReport run = requireNonNull(plan.run());
            RunModel model = run.model();
            assertThat(plan.stepSeconds().mid()).isCloseTo(model.stepSeconds().value(), ROUNDING);
            assertThat(run.wallSeconds().mid()).isEqualTo(model.wallSeconds().value());
            assertThat(run.goodput().mid())
                    .isEqualTo(model.resilience().goodput().value());
            assertThat(requireNonNull(run.usd()).mid())
                    .isEqualTo(formula(model, Objective.COST).value());
            assertThat(requireNonNull(run.joules()).mid())
                    .isEqualTo(formula(model, Objective.ENERGY).value());
            assertThat(requireNonNull(run.kilogramsCo2()).mid())
                    .isEqualTo(formula(model, Objective.CARBON).value());
            assertThat(requireNonNull(run.provisionedWatts()).mid())
                    .isEqualTo(formula(model, Objective.POWER).value());
            assertThat(requireNonNull(run.figures().find(Measure.SITE_WATTS)).mid())
                    .isLessThanOrEqualTo(requireNonNull(run.provisionedWatts()).mid());
        }
    }
}

package org.suanchou.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.Supply;
import org.suanchou.energy.MegawattCap;
import org.suanchou.fixture.RandomWork;
import org.suanchou.formula.Assumptions;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.memory.StageMemory;
import org.suanchou.refusal.Constraint;
import org.suanchou.reliability.Resilience;
import org.suanchou.reliability.StandBy;
import org.suanchou.search.PlanSearch;
import org.suanchou.search.Ranking;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.TrainingJob;

/** The number of chips, where the question leaves it open, against trying every number of nodes. */
class ChipCountProperties {
    private static final int ROUNDS = 12;
    private static final int NODES = 8;
    private static final int FEW = 5;

    private final Planner planner = new Planner(2, share -> {});
    private RandomWork random;
    private Questions questions;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(ChipCountProperties.class);
        questions = new Questions(random);
    }

    private TrainingQuestion open(Objective objective) {
        return open(objective, NODES);
    }

    private TrainingQuestion open(Objective objective, int nodes) {
        return questions.open(random.denseModel(), nodes, Limits.NONE, objective);
    }

    /** So many nodes of eight with the spares they ask for, and some more. */
    private static TrainingQuestion spared(TrainingQuestion open, int nodes, int more) {
        StandBy spares = new StandBy(open.sparesAsked(8 * nodes) + more, true);
        return open.sized(8 * nodes, new Supply.TakenFrom(8 * (nodes + spares.hosts()), spares));
    }

    /** The least of a measure that any plan takes on so many nodes; infinite where none runs. */
    private static double least(TrainingQuestion open, Objective measure, int nodes) {
        TrainingQuestion sized = spared(open, nodes, 0);
        Ranking ranking = requireNonNull(new ClusterModel(sized).ranking(measure));
        List<Feasible> best = new PlanSearch(Questions.model(sized), sized.axes(), 1, ranking, List.of())
                .run(2, share -> {})
                .best();
        return best.isEmpty() ? Double.POSITIVE_INFINITY : ranking.value().applyAsDouble(best.getFirst());
    }

    /** Wall clock of the fastest plan on so many nodes with up to three spares more than they ask for, failures reckoned from nothing. */
    private static double wallSeconds(TrainingQuestion open, int nodes) {
        TrainingQuestion sized = open.sized(8 * nodes);
        TrainingJob job = sized.job();
        List<Feasible> best = new PlanSearch(Questions.model(sized), sized.axes(), 1)
                .run(2, share -> {})
                .best();
        double checkpoint = StageMemory.checkpointBytes(
                job.model().parameters(), job.tuning().frozen());
        Assumptions assumptions = requireNonNull(open.terms()).assumptions();
        double goodput = 0;
        for (int more = 0; more <= 3; more++) {
            StandBy spares = new StandBy(open.sparesAsked(8 * nodes) + more, true);
            goodput = Math.max(
                    goodput,
                    Resilience.of(job.cluster(), checkpoint, assumptions, spares)
                            .goodput()
                            .value());
        }
        return best.isEmpty()
                ? Double.POSITIVE_INFINITY
                : requireNonNull(sized.steps()) * best.getFirst().seconds() / goodput;
    }

    private static int fewest(List<Double> byNodes, double most) {
        int nodes = 1;
        while (nodes <= NODES && byNodes.get(nodes - 1) > most) {
            nodes++;
        }
        return nodes;
    }

    @Test
    void theFewestChipsThatMeetADeadlineWithFailuresAreTheFewest() {
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TrainingQuestion open = open(Objective.CHIPS);
            List<Double> wall = new ArrayList<>();
            for (int nodes = 1; nodes <= NODES; nodes++) {
                wall.add(wallSeconds(open, nodes));
            }
            double deadline = random.oneOf(wall) * random.between(0.9, 1.2);
            if (Double.isInfinite(deadline)) {
                continue;
            }
            int fewest = fewest(wall, deadline);

            TrainingReport report = planner.plan(Questions.with(open, Limits.ofSeconds(deadline)));

            assertThat(report.feasible()).as("%s of %s", deadline, wall).isEqualTo(fewest <= NODES);
            if (report.feasible()) {
                RunReport run = requireNonNull(report.plans().getFirst().run());
                assertThat(report.question().job().cluster().chips())
                        .as("%s of %s", deadline, wall)
                        .isEqualTo(8 * fewest);
                assertThat(run.wallSeconds().mid()).isLessThanOrEqualTo(deadline * (1 + 1e-12));
                found++;
            }
        }
        assertThat(found).isGreaterThan(ROUNDS / 3);
    }

    @Test
    void theFewestChipsWithinABudgetAreTheFewest() {
        for (int round = 0; round < ROUNDS / 2; round++) {
            TrainingQuestion open = open(Objective.CHIPS);
            List<Double> usd = new ArrayList<>();
            for (int nodes = 1; nodes <= NODES; nodes++) {
                usd.add(least(open, Objective.COST, nodes));
            }
            double budget = random.oneOf(usd) * random.between(0.9, 1.2);
            if (Double.isInfinite(budget)) {
                continue;
            }
            int fewest = fewest(usd, budget);

            TrainingReport report =
                    planner.plan(Questions.with(open, Questions.limits(Map.of(Objective.COST, budget))));

            assertThat(report.feasible()).as("%s of %s", budget, usd).isEqualTo(fewest <= NODES);
            if (report.feasible()) {
                assertThat(report.question().job().cluster().chips()).isEqualTo(8 * fewest);
            }
        }
    }

    /** Whatever is sought, a cap holds; one too small for a node is said to be. */
    @Test
    void noAnswerIsAboveTheCap() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingQuestion open = open(random.oneOf(Questions.MEASURES));
            Assumptions assumptions = requireNonNull(open.terms()).assumptions();
            SystemSpec system = open.job().cluster().system();
            double node = MegawattCap.leastWatts(system, assumptions);
            double cap = node * random.between(0.5, NODES);

            TrainingReport report = planner.plan(Questions.with(open, Questions.limits(Map.of(Objective.POWER, cap))));

            if (cap < node) {
                Obstacle reason = requireNonNull(report.reason());
                assertThat(reason.constraint()).isEqualTo(Constraint.POWER);
                assertThat(reason.refusal().need())
                        .isEqualTo(node)
                        .isGreaterThan(reason.refusal().have());
            } else if (report.feasible()) {
                int most = MegawattCap.chips(system, cap, assumptions);
                RunReport run = requireNonNull(report.plans().getFirst().run());
                assertThat(requireNonNull(run.provisionedWatts()).mid()).isLessThanOrEqualTo(cap);
                assertThat(report.question().job().cluster().chips()).isLessThanOrEqualTo(most);
                // the most chips are among those that are tried
                TrainingQuestion found = report.question();
                double value = requireNonNull(new ClusterModel(found).ranking(found.objective()))
                        .value()
                        .applyAsDouble(report.plans().getFirst().plan());
                assertThat(value).isLessThanOrEqualTo(least(open, open.objective(), most / 8));
            }
        }
    }

    /** Of five nodes every number is tried, so the best is the best, and what none keeps is named with the least of all. */
    @Test
    void ofFewNodesTheBestNumberIsTheBest() {
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Objective objective = random.oneOf(Questions.MEASURES);
            TrainingQuestion open = open(objective, FEW);
            double best = Double.POSITIVE_INFINITY;
            double cheapest = Double.POSITIVE_INFINITY;
            for (int nodes = 1; nodes <= FEW; nodes++) {
                best = Math.min(best, least(open, objective, nodes));
                cheapest = Math.min(cheapest, least(open, Objective.COST, nodes));
            }
            if (Double.isInfinite(best)) {
                continue;
            }

            TrainingReport free = planner.plan(open);
            TrainingReport poor =
                    planner.plan(Questions.with(open, Questions.limits(Map.of(Objective.COST, 0.9 * cheapest))));

            double value = requireNonNull(new ClusterModel(free.question()).ranking(objective))
                    .value()
                    .applyAsDouble(free.plans().getFirst().plan());
            assertThat(value).isEqualTo(best);
            found++;
            Obstacle reason = requireNonNull(poor.reason());
            assertThat(reason.constraint()).isEqualTo(Constraint.BUDGET);
            assertThat(reason.refusal().need())
                    .isEqualTo(cheapest)
                    .isGreaterThan(reason.refusal().have());
        }
        assertThat(found).isGreaterThan(ROUNDS / 2);
    }
}

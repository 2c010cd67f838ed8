package org.suanchou.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Idle;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.memory.StageMemory;
import org.suanchou.reliability.Resilience;
import org.suanchou.reliability.StandBy;
import org.suanchou.search.PlanSearch;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.TrainingJob;

/** How many of the chips that are had run a job, against the slow way: every number of them searched on its own. */
class ChipsUpToProperties {
    private static final int ROUNDS = 6;
    private static final int NODES = 4;
    private static final int HOST = 8;

    private final Planner planner = new Planner(2, share -> {});
    private RandomWork random;
    private Questions questions;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(ChipsUpToProperties.class);
        questions = new Questions(random);
    }

    private TrainingQuestion question() {
        return questions.open(random.denseModel(), NODES, Limits.NONE, Objective.TIME);
    }

    private static TrainingQuestion upTo(TrainingQuestion question, int chips, @Nullable Integer spares) {
        return upTo(question, chips, spares, requireNonNull(question.terms()));
    }

    private static TrainingQuestion upTo(TrainingQuestion question, int chips, @Nullable Integer spares, Terms terms) {
        return new TrainingQuestion(
                question.modelId(),
                question.job(),
                question.tokens(),
                Limits.NONE,
                new Supply.UpTo(chips),
                question.batchOpen(),
                new Terms(
                        terms.assumptions(), Accounting.of(Basis.RENT), terms.stated(), terms.ignored(), spares, 10, 0),
                Objective.TIME,
                question.axes(),
                1,
                List.of(),
                List.of());
    }

    private static @Nullable Integer spares(int named) {
        return named < 0 ? null : (Integer) named;
    }

    private double wallSeconds(TrainingQuestion question) {
        TrainingReport report = planner.plan(question);
        return report.feasible()
                ? requireNonNull(report.plans().getFirst().run()).wallSeconds().mid()
                : Double.POSITIVE_INFINITY;
    }

    /** On every number of chips: steps over goodput, with the whole hosts that remain, or with none to count on. */
    private static double slowWay(TrainingQuestion question, int had) {
        double best = Double.POSITIVE_INFINITY;
        for (int chips = 1; chips <= had; chips++) {
            TrainingQuestion sized = question.sized(chips);
            TrainingJob job = sized.job();
            List<Feasible> plans = new PlanSearch(Questions.model(sized), sized.axes(), 1)
                    .run(1, share -> {})
                    .best();
            if (plans.isEmpty()) {
                continue;
            }
            int hosts = (chips + HOST - 1) / HOST;
            int over = Math.floorDiv(had - HOST * hosts, HOST);
            StandBy standBy =
                    over >= question.sparesAsked(chips) ? new StandBy(Math.max(0, over), true) : new StandBy(0, false);
            double goodput = Resilience.of(
                            job.cluster(),
                            StageMemory.checkpointBytes(
                                    job.model().parameters(), job.tuning().frozen()),
                            requireNonNull(question.terms()).assumptions(),
                            standBy)
                    .goodput()
                    .value();
            best = Math.min(
                    best, requireNonNull(sized.steps()) * plans.getFirst().seconds() / goodput);
        }
        return best;
    }

    @Test
    void noOtherNumberOfThemIsFaster() {
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TrainingQuestion question = question();
            int had = random.between(1, HOST * NODES);

            double wall = wallSeconds(upTo(question, had, null));
            double slow = slowWay(question, had);

            assertThat(Double.isInfinite(wall)).isEqualTo(Double.isInfinite(slow));
            if (!Double.isInfinite(slow)) {
                assertThat(wall).isCloseTo(slow, Percentage.withPercentage(1e-9));
                found++;
            }
        }
        assertThat(found).isGreaterThan(ROUNDS / 3);
    }

    @Test
    void moreChipsNeverTakeLonger() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingQuestion question = question();
            Integer spares = spares(random.between(-1, 1));
            double before = Double.POSITIVE_INFINITY;
            for (int had = 1; had <= HOST * NODES; had += random.between(1, 3)) {
                double wall = wallSeconds(upTo(question, had, spares));
                assertThat(wall).as("%d chips, %s spares", had, spares).isLessThanOrEqualTo(before * (1 + 1e-12));
                before = wall;
            }
        }
    }

    @Test
    void moreFailuresNeverTakeLessTime() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingQuestion question = question();
            int had = random.between(HOST, HOST * NODES);
            double before = 0;
            for (double scale = 0.1; scale < 100; scale *= random.between(1.1, 3)) {
                Terms terms = requireNonNull(question.terms());
                Terms failing = new Terms(
                        SyntheticAssumptions.with(terms.assumptions(), "failure-scale", scale),
                        terms.accounting(),
                        terms.stated(),
                        terms.ignored(),
                        null,
                        10,
                        0);
                double wall = wallSeconds(upTo(question, had, null, failing));
                assertThat(wall).as("failures x %s", scale).isGreaterThanOrEqualTo(before * (1 - 1e-9));
                before = wall;
            }
        }
    }

    /** Chips that stand by or are idle are paid for: rent x chips x wall clock, whatever runs. */
    @Test
    void allTheChipsArePaidFor() {
        for (int round = 0; round < ROUNDS; round++) {
            int nodes = random.between(1, NODES);
            TrainingReport report = planner.plan(upTo(question(), HOST * nodes, null));
            if (report.feasible()) {
                RunReport run = requireNonNull(report.plans().getFirst().run());
                double rent = requireNonNull(report.question().terms())
                        .assumptions()
                        .get("rent-usd-per-chip-hour")
                        .value();
                assertThat(requireNonNull(run.usd()).mid())
                        .isCloseTo(rent * HOST * nodes * run.wallSeconds().mid(), Percentage.withPercentage(1e-9));
            }
        }
    }

    /** What is said to be slower is the best plan on those chips, as if they were all there is to run on. */
    @Test
    void leavingChipsIdleIsFasterByWhatIsSaid() {
        int idle = 0;
        for (int round = 0; round < 4 * ROUNDS; round++) {
            TrainingQuestion question = upTo(question(), random.between(1, HOST * NODES), 0);
            TrainingReport report = planner.plan(question);
            Idle left = report.idle();
            if (left != null) {
                idle++;
                int runs = report.question().job().cluster().chips();
                assertThat(left.busy() - left.chips()).isEqualTo(runs);
                Double slower = left.slower();
                if (slower != null) {
                    TrainingQuestion busy = question.sized(left.busy());
                    double seconds = new PlanSearch(Questions.model(busy), busy.axes(), 1)
                            .run(1, share -> {})
                            .best()
                            .getFirst()
                            .seconds();
                    double steps = requireNonNull(busy.steps());
                    double wall = requireNonNull(report.plans().getFirst().run())
                            .wallSeconds()
                            .mid();
                    // failures make more chips slower still
                    assertThat(steps * seconds / wall).isLessThanOrEqualTo(slower * (1 + 1e-9));
                    assertThat(slower).isGreaterThan(1);
                }
            }
        }
        assertThat(idle).isGreaterThan(ROUNDS / 2);
    }
}

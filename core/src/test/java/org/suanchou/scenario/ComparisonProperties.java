package org.suanchou.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.ComparisonAnswer.Against;
import org.suanchou.answer.ComparisonAnswer.Work;
import org.suanchou.answer.Difference;
import org.suanchou.answer.Factor;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.Supply;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Assumptions.Kind;
import org.suanchou.hardware.Cluster;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;
import org.suanchou.scenario.Comparison.Asked;
import org.suanchou.scenario.Comparison.Row;
import org.suanchou.search.Axes;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.training.TrainingJob;

/** Two systems side by side, whatever they are. */
class ComparisonProperties {
    private static final int PAIRS = 8;
    private static final Percentage ROUNDING = withinPercentage(1e-7);

    private RandomWork random;
    private Questions questions;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(ComparisonProperties.class);
        questions = new Questions(random);
    }

    private static Comparison compare(List<TrainingQuestion> asked) {
        return Comparison.of(
                asked.stream().map(q -> new Asked("asked", q, null)).toList(),
                new Planner(2, share -> {}),
                2,
                done -> {});
    }

    /** Two questions about the same work that can both be answered; each may be off by what other runs tell. */
    private List<TrainingQuestion> two() {
        while (true) {
            TrainingQuestion one = questions.of(questions.job(), terms(), Limits.NONE, Objective.TIME, 1);
            TrainingQuestion other = elsewhere(one);
            List<TrainingQuestion> two = List.of(one, other);
            if (compare(two).rows().stream().allMatch(r -> r.work() != null)) {
                return two;
            }
        }
    }

    /** Now and then without a price. */
    private Terms terms() {
        Terms terms = questions.terms();
        return random.chance(0.2) ? new Terms(terms.assumptions(), null, Set.of(), Set.of(), null, 10, 0) : terms;
    }

    private TrainingQuestion elsewhere(TrainingQuestion one) {
        Assumptions assumptions =
                elsewhere(requireNonNull(one.terms()).assumptions(), "rent-usd-per-chip-hour", random.between(0.5, 8));
        Terms terms = new Terms(
                assumptions,
                random.chance(0.2) ? null : Accounting.of(random.oneOf(Basis.values())),
                Set.of(),
                Set.of(),
                null,
                10,
                0);
        return new TrainingQuestion(
                one.modelId(),
                questions.elsewhere(one.job()),
                one.tokens(),
                Limits.NONE,
                Supply.ALL,
                false,
                terms,
                one.objective(),
                one.axes(),
                1,
                List.of(),
                List.of());
    }

    /** In the unit that the assumption is written in; of the other system alone. */
    private static Assumptions elsewhere(Assumptions assumptions, String id, double value) {
        Kind kind = requireNonNull(assumptions.kinds().get(id));
        return assumptions.with(
                "elsewhere", Map.of(id, Fact.given(value * kind.unit().factor())));
    }

    private static Against against(Comparison comparison) {
        return requireNonNull(comparison.rows().getLast().against());
    }

    @Test
    void stepsMultiplyToWhatIsRealisedAndSwappingInvertsEach() {
        for (int round = 0; round < PAIRS; round++) {
            List<TrainingQuestion> two = two();
            if (random.chance(0.5)) {
                two = two.stream().map(questions::anchored).toList();
            }

            Against there = against(compare(two));
            Against back = against(compare(two.reversed()));

            Estimate realised = there.perDollar() == null ? there.perChip() : there.perDollar();
            assertThat(Difference.product(there.steps())).as("%s", two).isCloseTo(realised.mid(), ROUNDING);
            inverse(there.perChip().mid(), back.perChip().mid());
            inverse(there.peak(), back.peak());
            inverse(there.perPackage(), back.perPackage());
            assertThat(back.steps()).hasSameSizeAs(there.steps());
            for (int i = 0; i < there.steps().size(); i++) {
                Difference step = there.steps().get(i);
                assertThat(back.steps().get(i).factors()).isEqualTo(step.factors());
                inverse(step.ratio(), back.steps().get(i).ratio());
            }
        }
    }

    private static void inverse(double one, double other) {
        assertThat(one * other).isCloseTo(1, within(1e-9));
    }

    /** Price and failures are steps of their own: another rent moves nothing else, nor do other failures without spares. */
    @Test
    void aPriceAndAFailureRateMoveTheirOwnStepAlone() {
        for (int round = 0; round < PAIRS; round++) {
            TrainingQuestion one = two().getFirst();
            Assumptions usual = SyntheticAssumptions.usual();
            boolean price = random.chance(0.5);
            Assumptions dear =
                    price ? elsewhere(usual, "rent-usd-per-chip-hour", 5) : elsewhere(usual, "failure-scale", 20);

            Against against = against(compare(List.of(rented(one, usual), rented(one, dear))));

            Factor moved = price ? Factor.PRICE : Factor.FAILURES;
            for (Difference step : against.steps()) {
                if (step.factors().equals(Set.of(moved))) {
                    assertThat(step.ratio()).isNotEqualTo(1).isBetween(0.0, 1.0);
                } else {
                    assertThat(step.ratio()).as("%s", step).isCloseTo(1, within(1e-12));
                }
            }
            if (price) {
                // 2.5 USD an hour over 5
                assertThat(requireNonNull(against.perDollar()).mid()).isCloseTo(0.5, within(1e-12));
            }
        }
    }

    private static TrainingQuestion rented(TrainingQuestion question, Assumptions assumptions) {
        return new TrainingQuestion(
                question.modelId(),
                question.job(),
                question.tokens(),
                Limits.NONE,
                Supply.ALL,
                false,
                new Terms(assumptions, Accounting.of(Basis.RENT), Set.of(), Set.of(), 0, 10, 0),
                Objective.TIME,
                question.axes(),
                1,
                List.of(),
                List.of());
    }

    @Test
    void workIsTokensOverWhatTheRunTakes() {
        for (int round = 0; round < PAIRS; round++) {
            for (Row row : compare(two()).rows()) {
                TrainingReport report = requireNonNull(row.report());
                Work work = requireNonNull(row.work());
                RunReport run = requireNonNull(report.plans().getFirst().run());
                Cluster cluster = report.question().job().cluster();
                double rate = requireNonNull(report.question().tokens())
                        / run.wallSeconds().mid();

                assertThat(work.perChip() * cluster.chips()).isCloseTo(rate, ROUNDING);
                assertThat(work.perSystem() * cluster.chips() / cluster.system().chips())
                        .isCloseTo(rate, ROUNDING);
                assertThat(requireNonNull(work.perMegawatt())
                                * requireNonNull(run.provisionedWatts()).mid()
                                / 1e6)
                        .isCloseTo(rate, ROUNDING);
                assertThat(requireNonNull(work.perRack())
                                * requireNonNull(run.model().power()).racks().value())
                        .isCloseTo(rate, ROUNDING);
                if (run.usd() != null) {
                    double usd = run.usd().mid();
                    assertThat(requireNonNull(work.perDollar()) * usd)
                            .isCloseTo(requireNonNull(report.question().tokens()), ROUNDING);
                    assertThat(requireNonNull(work.usdPerChipHour())
                                    * cluster.chips()
                                    * run.wallSeconds().mid()
                                    / 3600)
                            .isCloseTo(usd, ROUNDING);
                }
            }
        }
    }

    /** Rows keep the order of the questions; who can't says why, and the first who can is what others are held against. */
    @Test
    void whatCantBeDoneIsARowWithItsReason() {
        TrainingQuestion can = two().getFirst();
        Obstacle refusal = Obstacle.of(Refusal.of(RunRefusal.SYSTEM_UNJOINED, 1, "a system"));
        TrainingQuestion cant = Questions.with(can, Limits.ofSeconds(1e-3));

        Comparison comparison = Comparison.of(
                List.of(
                        new Asked("refused", null, refusal),
                        new Asked("late", cant, null),
                        new Asked("first", can, null),
                        new Asked("again", can, null)),
                new Planner(2, share -> {}),
                2,
                done -> {});

        List<Row> rows = comparison.rows();
        assertThat(rows.stream().map(Row::name)).containsExactly("refused", "late", "first", "again");
        assertThat(rows.get(0).reason()).isEqualTo(refusal);
        assertThat(requireNonNull(rows.get(1).reason()).constraint()).isEqualTo(Constraint.DEADLINE);
        assertThat(rows.get(2).against()).isNull();
        assertThat(Difference.product(requireNonNull(rows.get(3).against()).steps()))
                .isCloseTo(1, within(1e-12));
        assertThat(comparison.feasible()).isTrue();
        assertThat(compare(List.of(cant)).feasible()).isFalse();
    }

    /** Degrees that leave no plan to try, not even one that fails. */
    @Test
    void aRowThatTriedNothingHasAReasonToo() {
        TrainingQuestion can = two().getFirst();
        TrainingJob odd = can.job().withGlobalBatch(7);
        TrainingQuestion nothing = new TrainingQuestion(
                can.modelId(),
                odd,
                can.tokens(),
                Limits.NONE,
                Supply.ALL,
                false,
                can.terms(),
                Objective.TIME,
                new Axes(null, null, null, null, null, null, null, 2, null, null, null, PipelineSchedule.ONE_F_ONE_B),
                1,
                List.of(),
                List.of());

        List<Row> rows = compare(List.of(nothing)).rows();

        assertThat(requireNonNull(rows.getFirst().reason()).constraint()).isEqualTo(Constraint.SHAPE);
    }
}

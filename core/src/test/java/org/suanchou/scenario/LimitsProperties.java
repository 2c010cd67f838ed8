package org.suanchou.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Obstacle;
import org.suanchou.fixture.RandomWork;
import org.suanchou.search.Axes;
import org.suanchou.search.PlanSearch;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.units.Unit;

/** Limits, against the slow way: every plan that runs, one by one. */
class LimitsProperties {
    private static final int ROUNDS = 25;
    private static final Percentage ROUNDING = withinPercentage(1e-7);

    private final Planner planner = new Planner(2, share -> {});
    private RandomWork random;
    private Questions questions;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(LimitsProperties.class);
        questions = new Questions(random);
    }

    /** A question without limits, every plan of its space that runs, and what each plan takes by each measure. */
    private record Tried(
            TrainingQuestion question, List<Feasible> plans, Map<Objective, ToDoubleFunction<Feasible>> of) {
        static Tried every(TrainingQuestion question) {
            List<Feasible> plans = new PlanSearch(Questions.model(question), Axes.FREE, Integer.MAX_VALUE)
                    .run(2, share -> {})
                    .best();
            ClusterModel cluster = new ClusterModel(question);
            Map<Objective, ToDoubleFunction<Feasible>> of = new EnumMap<>(Objective.class);
            for (Objective measure : Questions.MEASURES) {
                of.put(measure, requireNonNull(cluster.ranking(measure)).value());
            }
            return new Tried(question, plans, of);
        }

        double value(Objective measure, Feasible plan) {
            return requireNonNull(of.get(measure)).applyAsDouble(plan);
        }

        double least(Objective measure) {
            return plans.stream().mapToDouble(p -> value(measure, p)).min().orElseThrow();
        }

        TrainingQuestion within(Map<Objective, Double> most) {
            return Questions.with(question, Questions.limits(most));
        }
    }

    private static double shown(Objective measure, double value) {
        Unit unit = switch (measure) {
            case TIME -> Unit.DAYS;
            case COST -> Unit.DOLLARS;
            case ENERGY -> Unit.MEGAWATT_HOURS;
            case CARBON -> Unit.TONNES_CO2;
            case POWER -> Unit.WATTS;
            case CHIPS -> Unit.COUNT;
        };
        return value / unit.factor();
    }

    private Tried solvable() {
        while (true) {
            TrainingQuestion question = questions.of(questions.job());
            Tried tried = Tried.every(random.chance(0.2) ? questions.anchored(question) : question);
            if (!tried.plans().isEmpty()) {
                return tried;
            }
        }
    }

    /** One or two limits, each between just below the least of all plans and a little above it. */
    private Map<Objective, Double> most(Tried tried) {
        Map<Objective, Double> most = new EnumMap<>(Objective.class);
        for (int i = random.between(1, 2); i > 0; i--) {
            Objective measure = random.oneOf(Questions.MEASURES);
            most.put(measure, tried.least(measure) * random.between(0.97, 1.1));
        }
        return most;
    }

    @Test
    void theBestPlanUnderLimitsIsTheBestOfThoseThatKeepThem() {
        int kept = 0;
        int beyond = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Tried tried = solvable();
            Objective objective = tried.question().objective();
            Map<Objective, Double> most = most(tried);
            OptionalDouble best = tried.plans().stream()
                    .filter(p -> most.entrySet().stream().allMatch(m -> tried.value(m.getKey(), p) <= m.getValue()))
                    .mapToDouble(p -> tried.value(objective, p))
                    .min();

            TrainingReport report = planner.plan(tried.within(most));

            assertThat(report.feasible()).as("%s of %s", most, tried.question()).isEqualTo(best.isPresent());
            if (best.isPresent()) {
                Feasible found = report.plans().getFirst().plan();
                assertThat(tried.value(objective, found)).isEqualTo(best.getAsDouble());
                kept++;
            } else {
                missed(tried, most, requireNonNull(report.reason()));
                beyond++;
            }
        }
        assertThat(kept).isGreaterThan(ROUNDS / 5);
        assertThat(beyond).isGreaterThan(ROUNDS / 5);
    }

    /** The first limit that no plan keeps is the reason; if each can be kept alone, that is said. */
    private static void missed(Tried tried, Map<Objective, Double> most, Obstacle reason) {
        for (Map.Entry<Objective, Double> limit : most.entrySet()) {
            double least = tried.least(limit.getKey());
            if (least > limit.getValue()) {
                assertReason(reason, limit.getKey(), least, limit.getValue());
                assertThat(reason.refusal().need())
                        .isGreaterThan(reason.refusal().have());
                return;
            }
        }
        assertThat(reason.refusal().need()).isNaN();
        assertThat(reason.refusal().code())
                .isEqualTo(RunRefusal.amongLimits(most.keySet().iterator().next()));
    }

    private static void assertReason(Obstacle reason, Objective measure, double need, double have) {
        assertThat(reason.constraint()).isEqualTo(RunRefusal.of(measure).constraint());
        assertThat(reason.refusal().need()).isCloseTo(shown(measure, need), ROUNDING);
        assertThat(reason.refusal().have()).isCloseTo(shown(measure, have), ROUNDING);
    }

    @Test
    void anExplicitPlanIsHeldToTheSameLimits() {
        for (int round = 0; round < ROUNDS; round++) {
            Tried tried = solvable();
            Feasible plan = random.oneOf(tried.plans());
            Objective measure = random.oneOf(Questions.MEASURES);
            double need = tried.value(measure, plan);
            double most = need * random.between(0.8, 1.2);

            TrainingReport report = planner.estimate(tried.within(Map.of(measure, most)), plan.plan());

            assertThat(report.feasible()).isEqualTo(need <= most);
            Obstacle reason = report.reason();
            if (reason != null) {
                assertReason(reason, measure, need, most);
            }
        }
    }

    /** A limit doesn't hide that nothing fits. */
    @Test
    void whatNoLimitExplainsKeepsItsOwnReason() {
        int nothing = 0;
        for (int round = 0; round < 2 * ROUNDS; round++) {
            TrainingQuestion free = questions.of(questions.tightJob());
            TrainingReport without = planner.plan(free);
            if (without.feasible()) {
                continue;
            }
            Objective measure = random.oneOf(Questions.MEASURES);
            double most = Math.exp(random.between(-10.0, 30.0));

            TrainingReport report = planner.plan(Questions.with(free, Questions.limits(Map.of(measure, most))));

            assertThat(report.reason()).as("%s of %s", measure, free.job()).isEqualTo(without.reason());
            nothing++;
        }
        assertThat(nothing).isGreaterThan(ROUNDS / 5);
    }

    @Test
    void aSiteThatIsTooSmallIsTheReason() {
        Tried tried = solvable();
        double need = new ClusterModel(tried.question()).provisionedWatts();

        TrainingReport enough = planner.plan(tried.within(Map.of(Objective.POWER, need)));
        Obstacle reason = requireNonNull(planner.plan(tried.within(Map.of(Objective.POWER, 0.999 * need)))
                .reason());

        assertThat(enough.feasible()).isTrue();
        assertReason(reason, Objective.POWER, need, 0.999 * need);
    }
}

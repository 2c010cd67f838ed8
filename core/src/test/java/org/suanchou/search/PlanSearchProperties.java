package org.suanchou.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.layer.Part;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.refusal.Constraint;
import org.suanchou.source.Fact;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;

/** The search finds what trying every plan finds, whatever the number of threads. */
class PlanSearchProperties {
    private static final int SPACES = 50;
    private static final double ROUNDING = 1 + 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(PlanSearchProperties.class);
    }

    @Test
    void theBestPlanIsTheBestOfAll() {
        int solved = 0;
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = smallJob();
            EveryPlan every = new EveryPlan(job);

            SearchResult found = search(job, random.oneOf(1, 3, 10), 2);

            assertThat(found.plans()).as("%s", job).isEqualTo(every.plans);
            assertThat(found.best().isEmpty()).isEqualTo(every.feasible.isEmpty());
            if (!found.best().isEmpty()) {
                assertThat(found.best().getFirst().seconds()).as("%s", job).isEqualTo(every.bestSeconds());
                assertThat(found.alike()).as("%s", job).isEqualTo(every.within(PlanSearch.ALIKE));
                solved++;
            }
            // a bounded plan is not looked at again: it may have been one that doesn't fit
            assertThat(found.timed() + found.bounded()).isGreaterThanOrEqualTo(every.feasible.size());
            assertThat(found.timed()).isLessThanOrEqualTo(every.feasible.size());
            assertThat(count(found, Constraint.SHAPE)).isEqualTo(count(every, Constraint.SHAPE));
            assertThat(count(found, Constraint.FABRIC)).isEqualTo(count(every, Constraint.FABRIC));
            assertThat(count(found, Constraint.MEMORY)).isLessThanOrEqualTo(count(every, Constraint.MEMORY));
            assertThat(found.proved()).isTrue();
        }
        assertThat(solved).isGreaterThan(SPACES / 2);
    }

    /** The scan that counts nothing finds the same best plan, and none below a bound that the best one misses. */
    @Test
    void theScanFindsTheBestOfAllAsWell() {
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = smallJob();
            EveryPlan every = new EveryPlan(job);
            PlanScan scan = new PlanScan(new StepModel(job), Axes.FREE);

            Feasible best = scan.best(Ranking.TIME, List.of(), Double.POSITIVE_INFINITY);

            if (every.feasible.isEmpty()) {
                assertThat(best).as("%s", job).isNull();
                continue;
            }
            double seconds = every.bestSeconds();
            assertThat(best).as("%s", job).isNotNull();
            assertThat(best.seconds()).as("%s", job).isEqualTo(seconds);
            assertThat(scan.leastSeconds()).isLessThanOrEqualTo(seconds);
            assertThat(scan.best(Ranking.TIME, List.of(), 0.999 * seconds)).isNull();
            assertThat(scan.any(List.of(Ranking.seconds(seconds)))).isTrue();
            assertThat(scan.any(List.of(Ranking.seconds(0.999 * seconds)))).isFalse();
        }
    }

    /** One plan a kind: the best of each set of degrees, and the sets in the order of their best. */
    @Test
    void keptByKindThePlansAreTheBestOfEachSetOfDegrees() {
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = smallJob();
            Map<List<Integer>, Double> bestOfKind = new HashMap<>();
            for (Feasible plan : new EveryPlan(job).feasible) {
                bestOfKind.merge(degrees(plan), plan.seconds(), Math::min);
            }
            List<Double> expected =
                    bestOfKind.values().stream().sorted().limit(4).toList();

            List<Feasible> found = new PlanSearch(new StepModel(job), Axes.FREE, 4, Ranking.TIME, List.of(), true)
                    .run(2, share -> {})
                    .best();

            assertThat(found.stream().map(Feasible::seconds).toList())
                    .as("%s", job)
                    .isEqualTo(expected);
            assertThat(found.stream().map(PlanSearchProperties::degrees).distinct())
                    .hasSameSizeAs(found);
        }
    }

    private static List<Integer> degrees(Feasible plan) {
        ParallelPlan p = plan.plan();
        return List.of(p.tp(), p.cp(), p.pp(), p.ep(), p.dp());
    }

    /** Asked to keep every plan, the search can bound none: counts agree one by one, and so do all times in order. */
    @Test
    void withNothingToBoundEveryCountAgrees() {
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = smallJob();
            EveryPlan every = new EveryPlan(job);

            SearchResult found = search(job, Integer.MAX_VALUE, 2);

            assertThat(found.bounded()).isZero();
            assertThat(found.timed()).isEqualTo(every.feasible.size());
            assertThat(found.excluded()).as("%s", job).isEqualTo(every.excluded);
            List<Double> seconds = new ArrayList<>();
            for (Feasible plan : found.best()) {
                seconds.add(plan.seconds());
            }
            List<Double> expected =
                    every.feasible.stream().map(Feasible::seconds).sorted().toList();
            assertThat(seconds).isEqualTo(expected);
        }
    }

    @Test
    void plansSlowerThanTheLimitAreOfNoInterest() {
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = smallJob();
            EveryPlan every = new EveryPlan(job);
            double limit = every.bestSeconds() * random.between(0.8, 1.5);

            SearchResult found = new PlanSearch(
                            new StepModel(job), Axes.FREE, 5, Ranking.TIME, List.of(Ranking.seconds(limit)))
                    .run(2, share -> {});

            assertThat(found.best().isEmpty()).isEqualTo(every.bestSeconds() > limit || every.feasible.isEmpty());
            assertThat(found.best())
                    .allSatisfy(plan -> assertThat(plan.seconds()).isLessThanOrEqualTo(limit));
            assertThat(found.plans()).isEqualTo(every.plans);
        }
    }

    /** Parts of a step weigh differently, as watts do; the twin weighs every plan. */
    @Test
    void anotherRankingFindsWhatWeighingEveryPlanFinds() {
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = smallJob();
            double[] weights = new double[Part.values().length];
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.between(0.2, 1);
                least = Math.min(least, weights[i]);
            }
            Ranking ranking = new Ranking(plan -> weighed(plan, weights), least);
            double best = Double.POSITIVE_INFINITY;
            for (Feasible plan : new EveryPlan(job).feasible) {
                best = Math.min(best, weighed(plan, weights));
            }

            SearchResult found =
                    new PlanSearch(new StepModel(job), Axes.FREE, 3, ranking, List.of()).run(2, share -> {});

            if (!found.best().isEmpty()) {
                assertThat(weighed(found.best().getFirst(), weights)).isEqualTo(best);
            }
        }
    }

    private static double weighed(Feasible plan, double[] weights) {
        double sum = 0;
        for (Part part : Part.values()) {
            sum += plan.time().part(part) * weights[part.ordinal()];
        }
        return sum;
    }

    @Test
    void oneAndEightThreadsGiveTheSameBytes() {
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = random.job(random.model(), random.oneOf(8, 16, 32, 48));

            String one = printed(search(job, 10, 1));

            assertThat(printed(search(job, 10, 8))).as("%s", job).isEqualTo(one);
        }
    }

    @Test
    void aFixedAxisNeverFindsABetterPlan() {
        for (int space = 0; space < SPACES; space++) {
            TrainingJob job = random.job(random.model(), 16);
            SearchResult free = search(job, 1, 2);
            int tp = random.oneOf(1, 2, 4, 8);
            Axes fixed = new Axes(
                    tp,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    random.oneOf(0, 1, 3),
                    null,
                    PipelineSchedule.ONE_F_ONE_B);

            SearchResult found = new PlanSearch(new StepModel(job), fixed, 1).run(2, share -> {});

            for (Feasible plan : found.best()) {
                assertThat(plan.plan().tp()).isEqualTo(tp);
                assertThat(plan.seconds())
                        .isGreaterThanOrEqualTo(free.best().getFirst().seconds());
            }
            assertThat(found.plans()).isLessThanOrEqualTo(free.plans());
        }
    }

    /** No faster link, peak or memory and no more memory makes the best plan worse. */
    @Test
    void betterHardwareNeverWorsensTheBestPlan() {
        for (int space = 0; space < 2 * SPACES; space++) {
            TrainingJob job = random.job(random.model(), random.oneOf(8, 16, 24));
            SystemSpec better = better(job.cluster().system());

            double before = seconds(search(job, 1, 2));
            double after = seconds(
                    search(job.withCluster(new Cluster(better, job.cluster().chips())), 1, 2));

            assertThat(after).as("%s of %s", better, job).isLessThanOrEqualTo(before * ROUNDING);
        }
    }

    private SystemSpec better(SystemSpec system) {
        Chip chip = system.chip();
        double factor = random.between(1.0, 4.0);
        int tier = random.between(0, system.fabrics().size() - 1);
        return switch (random.between(0, 4)) {
            case 0 -> SyntheticHardware.withFabricTimes(system, tier, factor, 1);
            case 1 -> SyntheticHardware.withFabricTimes(system, tier, 1, 1 / factor);
            case 2 -> system.withChip(chip.withPeakTimes(factor));
            case 3 -> system.withChip(chip.withMemoryBandwidthTimes(factor));
            default ->
                system.withChip(
                        chip.withMemoryBytes(Fact.given(chip.memoryBytes().mid() * factor)));
        };
    }

    /** Few chips and sequences, and as much memory as excludes some plans but not all. */
    private TrainingJob smallJob() {
        Transformer model = random.model();
        TrainingJob job = random.job(model, random.oneOf(2, 4, 6, 8, 16));
        SystemSpec system = job.cluster().system();
        double bytes = (20.0 * model.parameters() / job.cluster().chips() + 4e9) * random.between(0.7, 4.0);
        Chip tight = system.chip().withMemoryBytes(Fact.given(bytes));
        return new TrainingJob(
                model,
                new Cluster(system.withChip(tight), job.cluster().chips()),
                job.stack(),
                job.kernels(),
                job.precision(),
                random.oneOf(1024, 16_384),
                random.oneOf(4, 6, 8, 12),
                job.tuning(),
                job.options());
    }

    private static SearchResult search(TrainingJob job, int top, int threads) {
        return new PlanSearch(new StepModel(job), Axes.FREE, top).run(threads, share -> {});
    }

    private static double seconds(SearchResult result) {
        return result.best().isEmpty()
                ? Double.POSITIVE_INFINITY
                : result.best().getFirst().seconds();
    }

    private static long count(SearchResult result, Constraint constraint) {
        return result.excluded().getOrDefault(constraint, 0L);
    }

    private static long count(EveryPlan every, Constraint constraint) {
        return every.excluded.getOrDefault(constraint, 0L);
    }

    /** Everything that a result says, every digit of it. */
    private static String printed(SearchResult result) {
        StringBuilder text = new StringBuilder();
        text.append(result.plans())
                .append(' ')
                .append(result.timed())
                .append(' ')
                .append(result.bounded());
        text.append(' ')
                .append(result.excluded())
                .append(' ')
                .append(result.alike())
                .append('\n');
        for (List<Feasible> plans : List.of(result.best(), result.alikeExamples())) {
            for (Feasible plan : plans) {
                text.append(plan.plan())
                        .append(' ')
                        .append(plan.memory())
                        .append(' ')
                        .append(plan.longestStage());
                for (Part part : Part.values()) {
                    text.append(' ').append(plan.time().part(part));
                }
                text.append('\n');
            }
        }
        return text.append(result.nearest()).toString();
    }
}

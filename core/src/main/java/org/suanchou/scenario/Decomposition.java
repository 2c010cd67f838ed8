package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Difference;
import org.suanchou.answer.Factor;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.Precision;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.search.Axes;
import org.suanchou.search.PlanSearch;
import org.suanchou.search.Ranking;
import org.suanchou.training.Evaluation;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;

/**
 * The way from one system to another on the same work, one difference at a time.
 *
 * <p>Between the two stand systems that have some properties of the one and the rest of the other; each gets its own best
 * plan. Properties are changed in the order of {@link Factor}, once starting from the one and once from the other, and a
 * step's ratio is the geometric mean of both ways. So the ratios multiply to the whole, and swapping the systems inverts
 * each of them. Where an intermediate system can't run the work, the steps on its two sides are told as one.
 */
final class Decomposition {
    private static final List<Factor> PROPERTIES =
            List.of(Factor.PEAK, Factor.MEMORY, Factor.LINKS, Factor.SOFTWARE, Factor.SCALE);

    private Decomposition() {}

    /** The precision in which two chips of one generation or another can both train; null where there is none. */
    static @Nullable Precision common(TrainingJob one, TrainingJob other) {
        if (one.precision() == other.precision()) {
            return one.precision();
        }
        for (Precision precision : List.of(Precision.BF16, Precision.FP16)) {
            if (trainsIn(one, precision) && trainsIn(other, precision)) {
                return precision;
            }
        }
        return null;
    }

    private static boolean trainsIn(TrainingJob job, Precision precision) {
        return job.cluster().chip().peak(precision) != null && job.kernels().gemm(precision) != null;
    }

    /** Tokens of the run, a second of its steps and chip, of best plans on systems between two. */
    static final class Between {
        private final int threads;
        private final double tokens;
        private final Axes axes;

        /** @param axes that intermediate plans keep */
        private Between(double tokens, Axes axes, int threads) {
            this.tokens = tokens;
            this.axes = axes;
            this.threads = threads;
        }

        /**
         * The steps that plans decide about: all but failures and price. What measured runs say of either goes with its
         * software.
         *
         * @param one a question of a known length, with its best plan; and so the other, about the same tokens
         */
        static List<Difference> steps(
                TrainingQuestion one, Feasible onePlan, TrainingQuestion other, Feasible otherPlan, int threads) {
            Double tokens = one.tokens();
            if (tokens == null) {
                throw new IllegalArgumentException("a run of no known length is compared");
            }
            boolean alike = one.axes().equals(other.axes());
            Between between = new Between(tokens, alike ? one.axes() : Axes.FREE, threads);
            List<Difference> steps = between.steps(one.job(), onePlan, other.job(), otherPlan, alike);
            double measured = other.anchor().corrected(1) / one.anchor().corrected(1);
            return steps.stream()
                    .map(s -> s.factors().contains(Factor.SOFTWARE)
                            ? new Difference(s.factors(), s.ratio() / measured)
                            : s)
                    .toList();
        }

        private List<Difference> steps(
                TrainingJob one, Feasible onePlan, TrainingJob other, Feasible otherPlan, boolean alike) {
            double oneRate = rate(one, onePlan);
            double otherRate = rate(other, otherPlan);
            List<Feasible> known = alike ? List.of(onePlan, otherPlan) : List.of();
            double oneBest = alike ? oneRate : best(one, known);
            double otherBest = alike ? otherRate : best(other, known);
            Precision common = common(one, other);
            TrainingJob from = common == null ? one : one.withPrecision(common);
            TrainingJob to = common == null ? other : other.withPrecision(common);
            double start = common == null ? 0 : common == one.precision() ? oneBest : best(from, known);
            double end = common == null ? 0 : common == other.precision() ? otherBest : best(to, known);
            if (start == 0 || end == 0) {
                Set<Factor> all = EnumSet.copyOf(PROPERTIES);
                all.add(Factor.PRECISION);
                if (!alike) {
                    all.add(Factor.PLAN);
                }
                return List.of(new Difference(all, otherRate / oneRate));
            }
            double[] there = way(from, start, to, end, known);
            double[] back = way(to, end, from, start, known);
            List<Difference> steps = new ArrayList<>();
            Set<Factor> joined = EnumSet.noneOf(Factor.class);
            double thereFrom = there[0];
            double backFrom = back[0];
            for (int i = 0; i < PROPERTIES.size(); i++) {
                joined.add(PROPERTIES.get(i));
                if (there[i + 1] > 0 && back[i + 1] > 0) {
                    steps.add(new Difference(joined, Math.sqrt(there[i + 1] / thereFrom / (back[i + 1] / backFrom))));
                    thereFrom = there[i + 1];
                    backFrom = back[i + 1];
                    joined = EnumSet.noneOf(Factor.class);
                }
            }
            steps.add(new Difference(EnumSet.of(Factor.PRECISION), otherBest / end / (oneBest / start)));
            if (!alike) {
                steps.add(new Difference(EnumSet.of(Factor.PLAN), otherRate / otherBest / (oneRate / oneBest)));
            }
            return steps;
        }

        /** Rates after each property has been changed, the start before them; 0 where nothing runs. */
        private double[] way(TrainingJob from, double start, TrainingJob to, double end, List<Feasible> known) {
            double[] rates = new double[PROPERTIES.size() + 1];
            rates[0] = start;
            Set<Factor> left = EnumSet.noneOf(Factor.class);
            for (Factor property : PROPERTIES) {
                if (differ(from, to, property)) {
                    left.add(property);
                }
            }
            Set<Factor> changed = EnumSet.noneOf(Factor.class);
            for (int i = 0; i < PROPERTIES.size(); i++) {
                Factor property = PROPERTIES.get(i);
                boolean differs = left.remove(property);
                changed.add(property);
                rates[i + 1] = left.isEmpty() ? end : differs ? best(between(from, to, changed), known) : rates[i];
            }
            return rates;
        }

        private static boolean differ(TrainingJob from, TrainingJob to, Factor property) {
            SystemSpec one = from.cluster().system();
            SystemSpec other = to.cluster().system();
            return switch (property) {
                case PEAK -> !one.chip().peakFlopPerSecond().equals(other.chip().peakFlopPerSecond());
                case MEMORY ->
                    one.chip().memoryBytes().mid() != other.chip().memoryBytes().mid()
                            || one.chip().memoryBytesPerSecond().mid()
                                    != other.chip().memoryBytesPerSecond().mid();
                case LINKS -> one.chips() != other.chips() || !one.fabrics().equals(other.fabrics());
                case SOFTWARE ->
                    !from.stack().equals(to.stack()) || !from.kernels().equals(to.kernels());
                case SCALE -> from.cluster().chips() != to.cluster().chips() || from.globalBatch() != to.globalBatch();
                case PRECISION, PLAN, FAILURES, PRICE -> false;
            };
        }

        /** {@code from} with these properties of {@code to}. */
        private static TrainingJob between(TrainingJob from, TrainingJob to, Set<Factor> changed) {
            SystemSpec system = from.cluster().system();
            Chip chip = system.chip();
            Chip other = to.cluster().chip();
            if (changed.contains(Factor.PEAK)) {
                chip = chip.withPeaksOf(other);
            }
            if (changed.contains(Factor.MEMORY)) {
                chip = chip.withMemoryOf(other);
            }
            system = changed.contains(Factor.LINKS) ? to.cluster().system().withChip(chip) : system.withChip(chip);
            boolean scaled = changed.contains(Factor.SCALE);
            TrainingJob job = from.withCluster(
                            new Cluster(system, (scaled ? to : from).cluster().chips()))
                    .withGlobalBatch((scaled ? to : from).globalBatch());
            return changed.contains(Factor.SOFTWARE) ? job.withConstants(to.stack(), to.kernels()) : job;
        }

        /** Of the best plan; 0 where nothing runs. Plans known to be good elsewhere bound the search. */
        private double best(TrainingJob job, List<Feasible> known) {
            StepModel model = new StepModel(job);
            double seconds = Double.POSITIVE_INFINITY;
            for (Feasible plan : known) {
                if (plan.plan().chips() == job.cluster().chips() && divides(plan.plan(), job.globalBatch())) {
                    Evaluation tried = model.evaluate(plan.plan());
                    seconds = tried instanceof Feasible f ? Math.min(seconds, f.seconds()) : seconds;
                }
            }
            List<Feasible> best = new PlanSearch(model, axes, 1, Ranking.TIME, List.of(Ranking.seconds(seconds)))
                    .run(threads, done -> {})
                    .best();
            return best.isEmpty() ? 0 : rate(job, best.getFirst());
        }

        /** Whether the search has the plan: it tries only what divides the batch. */
        private static boolean divides(ParallelPlan plan, long globalBatch) {
            return globalBatch % (plan.dp() * plan.microBatch()) == 0;
        }

        private double rate(TrainingJob job, Feasible plan) {
            return tokens
                    / (Math.ceil(tokens / job.tokensPerStep()) * plan.seconds())
                    / job.cluster().chips();
        }
    }
}

package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Objective;
import org.suanchou.scenario.ClusterModel.Bounded;
import org.suanchou.search.PlanScan;
import org.suanchou.search.Ranking;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;

/**
 * The same question about many numbers of chips. Layers are priced once for all of them; each number is searched on one
 * thread, several numbers at a time. Answers don't depend on the number of threads.
 */
final class CountSearch implements AutoCloseable {
    /** Numbers searched before the best of them bounds the next ones: the same on any number of threads. */
    private static final int ROUND = 16;

    private final StepModel model;
    private final ExecutorService pool;

    /** @param question its number of chips doesn't matter */
    CountSearch(TrainingQuestion question, int threads) {
        this.model = new StepModel(question.job());
        this.pool = Executors.newFixedThreadPool(threads);
    }

    /** A question about a number of chips, its best plan, and what that one's run takes of the objective. */
    record Found(TrainingQuestion question, Feasible plan, double value) {}

    /**
     * A number of chips to try.
     *
     * @param sized the question about it, whatever its spare hosts
     * @param spared the same with its spare hosts, one or more of which any may do; asked for where a plan may keep the limits
     */
    record Candidate(TrainingQuestion sized, Supplier<List<TrainingQuestion>> spared) {}

    /** Index of the first number of chips on which some plan keeps the limits; -1 where there is none. */
    int first(List<Candidate> questions, DoubleConsumer progress) {
        for (int from = 0; from < questions.size(); from += ROUND) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (Candidate candidate : round(questions, from)) {
                tasks.add(() -> any(candidate));
            }
            int first = done(tasks).indexOf(true);
            if (first >= 0) {
                return from + first;
            }
            progress.accept((double) (from + tasks.size()) / questions.size());
        }
        return -1;
    }

    /** The least of the objective that any of the questions reaches within its limits, or what was known before. */
    @Nullable
    Found best(List<TrainingQuestion> questions, @Nullable Found known, DoubleConsumer progress) {
        Found best = known;
        for (int from = 0; from < questions.size(); from += ROUND) {
            List<Callable<Found>> tasks = new ArrayList<>();
            double bound = best == null ? Double.POSITIVE_INFINITY : best.value();
            for (TrainingQuestion question : round(questions, from)) {
                tasks.add(() -> best(question, bound));
            }
            for (Found found : done(tasks)) {
                if (found != null && (best == null || found.value() < best.value())) {
                    best = found;
                }
            }
            progress.accept((double) (from + tasks.size()) / questions.size());
        }
        return best;
    }

    private static <T> List<T> round(List<T> questions, int from) {
        return questions.subList(from, Math.min(questions.size(), from + ROUND));
    }

    private boolean any(Candidate candidate) {
        TrainingQuestion question = candidate.sized();
        PlanScan scan = new PlanScan(sized(question), question.axes());
        Double deadline = question.limits().seconds();
        if (scan.leastSeconds() * ClusterModel.undisturbed(question)
                > (deadline == null ? Double.MAX_VALUE : deadline)) {
            return false;
        }
        for (TrainingQuestion one : candidate.spared().get()) {
            ClusterModel cluster = new ClusterModel(one);
            if (Planner.barred(one, cluster) == null && scan.any(limits(cluster))) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Found best(TrainingQuestion question, double bound) {
        PlanScan scan = new PlanScan(sized(question), question.axes());
        if (question.objective() == Objective.TIME
                && scan.leastSeconds() * ClusterModel.undisturbed(question) > bound) {
            return null;
        }
        ClusterModel cluster = new ClusterModel(question);
        Ranking ranking = Planner.ranking(question, cluster);
        Feasible plan = Planner.barred(question, cluster) == null ? scan.best(ranking, limits(cluster), bound) : null;
        return plan == null ? null : new Found(question, plan, ranking.value().applyAsDouble(plan));
    }

    private static List<Ranking.Limit> limits(ClusterModel cluster) {
        return cluster.limits().stream().map(Bounded::limit).toList();
    }

    private StepModel sized(TrainingQuestion question) {
        TrainingJob job = question.job();
        return model.sized(job.cluster().chips(), job.globalBatch());
    }

    private <T> List<T> done(List<Callable<T>> tasks) {
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the search was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a search task failed", e.getCause());
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}

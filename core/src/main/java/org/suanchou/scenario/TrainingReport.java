package org.suanchou.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.search.SearchResult;
import org.suanchou.training.Evaluation.Infeasible;

/**
 * The answer to a {@link TrainingQuestion}.
 *
 * @param question with the number of chips that was found, where it was open
 * @param plans best first; empty where nothing runs
 * @param search null where one explicit plan was asked about
 * @param reason why nothing runs; null where something does
 * @param countsTried numbers of chips that were tried where the best of them was sought; 0 where the answer is proved or
 *     the number was given
 * @param noCount no number of chips that was tried keeps the limits; the reason is that of the one that comes nearest
 */
public record TrainingReport(
        TrainingQuestion question,
        List<PlanReport> plans,
        @Nullable SearchResult search,
        @Nullable Infeasible reason,
        long countsTried,
        boolean noCount) {
    public TrainingReport {
        plans = List.copyOf(plans);
    }

    public TrainingReport(
            TrainingQuestion question,
            List<PlanReport> plans,
            @Nullable SearchResult search,
            @Nullable Infeasible reason) {
        this(question, plans, search, reason, 0, false);
    }

    TrainingReport ofCounts(long tried) {
        return new TrainingReport(question, plans, search, reason, tried, noCount);
    }

    public boolean feasible() {
        return !plans.isEmpty();
    }
}

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
 */
public record TrainingReport(
        TrainingQuestion question,
        List<PlanReport> plans,
        @Nullable SearchResult search,
        @Nullable Infeasible reason) {
    public TrainingReport {
        plans = List.copyOf(plans);
    }

    public boolean feasible() {
        return !plans.isEmpty();
    }
}

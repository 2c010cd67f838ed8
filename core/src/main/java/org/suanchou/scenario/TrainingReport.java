package org.suanchou.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Idle;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Margins;
import org.suanchou.answer.Obstacle;
import org.suanchou.search.SearchResult;
import org.suanchou.training.StepModel;
import org.suanchou.training.StepTimeline;

/**
 * The answer to a {@link TrainingQuestion}.
 *
 * @param question with the number of chips that was found, where it was open
 * @param plans best first; empty where nothing runs
 * @param search null where one explicit plan was asked about
 * @param reason why nothing runs; null where something does
 * @param countsTried numbers of chips that were tried where the best of them was sought; 0 where the answer is proved or
 *     the number was given
 * @param idle chips that could run the job and are left out because it is faster without them; null where none are
 * @param wayOut the nearest number of chips that would do; null where something runs, or none is known
 * @param margins by which limits are kept with the question's confidence; null where they are kept by best guesses
 * @param noCount no number of chips that was tried keeps the limits; the reason is that of the one that comes nearest
 */
public record TrainingReport(
        TrainingQuestion question,
        List<PlanReport> plans,
        @Nullable SearchResult search,
        @Nullable Obstacle reason,
        long countsTried,
        boolean noCount,
        @Nullable Idle idle,
        @Nullable Integer wayOut,
        @Nullable Margins margins) {
    public TrainingReport {
        plans = List.copyOf(plans);
    }

    public TrainingReport(
            TrainingQuestion question,
            List<PlanReport> plans,
            @Nullable SearchResult search,
            @Nullable Obstacle reason) {
        this(question, plans, search, reason, 0, false, null, null, null);
    }

    TrainingReport ofCounts(long tried) {
        return new TrainingReport(question, plans, search, reason, tried, noCount, idle, wayOut, margins);
    }

    TrainingReport leaving(Idle chips) {
        return new TrainingReport(question, plans, search, reason, countsTried, noCount, chips, wayOut, margins);
    }

    TrainingReport with(Integer chips) {
        return new TrainingReport(question, plans, search, reason, countsTried, noCount, idle, chips, margins);
    }

    /** The answer to the same question whose limits are kept by so much. */
    TrainingReport kept(Limits limits, Margins by) {
        return new TrainingReport(
                question.within(limits), plans, search, reason, countsTried, noCount, idle, wayOut, by);
    }

    public boolean feasible() {
        return !plans.isEmpty();
    }

    /** The best plan's step, pass by pass. */
    public StepTimeline timeline(long mostPasses) {
        return new StepModel(question.job()).timeline(plans.getFirst().plan(), mostPasses);
    }
}

package org.suanchou.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question about training.
 *
 * @param plans best first; empty where nothing runs
 * @param search null where one explicit plan was asked about
 * @param reason why nothing runs; null where something does
 * @param explained memory of the plan that comes nearest, where nothing fits and it is asked about; else null
 * @param countsTried numbers of chips that were tried where the best of them was sought; 0 where the answer is proved or
 *     the number was given
 * @param idle chips that could run the job and are left out because it is faster without them; null where none are
 * @param wayOut the nearest number of chips that would do; null where something runs, or none is known
 * @param margins by which limits are kept with the question's confidence; null where they are kept by best guesses
 * @param noCount no number of chips that was tried keeps the limits; the reason is that of the one that comes nearest
 */
public record TrainingAnswer(
        Asked asked,
        List<PlanAnswer> plans,
        @Nullable Searched search,
        @Nullable Obstacle reason,
        @Nullable Explanation explained,
        long countsTried,
        boolean noCount,
        @Nullable Idle idle,
        @Nullable Integer wayOut,
        @Nullable Margins margins) {
    public TrainingAnswer {
        plans = List.copyOf(plans);
    }

    public boolean feasible() {
        return !plans.isEmpty();
    }
}

package org.suanchou.search;

import org.jspecify.annotations.Nullable;
import org.suanchou.parallel.PipelineSchedule;

/**
 * Axes of the plan that the question fixes; null leaves an axis to the search. The schedule alone is not searched: it is
 * 1F1B, interleaved where vp exceeds 1, unless the question names another one.
 */
public record Axes(
        @Nullable Integer tp,
        @Nullable Integer cp,
        @Nullable Integer pp,
        @Nullable Integer vp,
        @Nullable Integer ep,
        @Nullable Integer etp,
        @Nullable Integer dp,
        @Nullable Integer microBatch,
        @Nullable Boolean sequenceParallel,
        @Nullable Integer zeroStage,
        @Nullable String recompute,
        PipelineSchedule schedule) {
    public static final Axes FREE =
            new Axes(null, null, null, null, null, null, null, null, null, null, null, PipelineSchedule.ONE_F_ONE_B);

    static boolean admits(@Nullable Integer fixed, int value) {
        return fixed == null || fixed == value;
    }

    /** Whether they leave one degree of every parallelism, on a given number of chips. */
    boolean fixDegrees(boolean experts) {
        return tp != null && cp != null && (pp != null || dp != null) && (ep != null || !experts);
    }

    boolean admits(boolean value) {
        return sequenceParallel == null || sequenceParallel == value;
    }
}

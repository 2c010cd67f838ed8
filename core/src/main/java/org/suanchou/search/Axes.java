package org.suanchou.search;

import org.jspecify.annotations.Nullable;

/** Axes of the plan that the question fixes; null leaves an axis to the search. */
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
        @Nullable String recompute) {
    public static final Axes FREE = new Axes(null, null, null, null, null, null, null, null, null, null, null);

    static boolean admits(@Nullable Integer fixed, int value) {
        return fixed == null || fixed == value;
    }

    boolean admits(boolean value) {
        return sequenceParallel == null || sequenceParallel == value;
    }
}

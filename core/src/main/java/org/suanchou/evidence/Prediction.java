package org.suanchou.evidence;

import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;

/** What the model says about one metric of a run. */
public sealed interface Prediction {
    /** The run's id. */
    String id();

    /** The metric: {@code step_time_s}, {@code peak_memory_gib}, {@code fits_in_memory}. */
    String metric();

    /** A number with its 80 % interval, in the metric's unit. */
    record Value(String id, String metric, Estimate estimate) implements Prediction {}

    /** A yes or no. */
    record Truth(String id, String metric, boolean holds) implements Prediction {}

    /**
     * No prediction.
     *
     * @param infeasible the run can't be, by the model; else it can't be described to it
     */
    record Refusal(String id, String metric, boolean infeasible, String reason) implements Prediction {}

    /** The status word of the predictions file. */
    default String status() {
        return switch (this) {
            case Value v -> "ok";
            case Truth t -> "ok";
            case Refusal r -> r.infeasible() ? "infeasible" : "unsupported";
        };
    }

    /** Why there is no prediction, or null. */
    default @Nullable String reason() {
        return this instanceof Refusal r ? r.reason() : null;
    }
}

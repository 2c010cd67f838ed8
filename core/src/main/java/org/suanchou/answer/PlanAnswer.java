package org.suanchou.answer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.layer.Part;
import org.suanchou.memory.StageMemory;
import org.suanchou.parallel.ParallelPlan;

/**
 * One plan of an answer.
 *
 * @param microBatches of a step, of each replica
 * @param figures of its step
 * @param parts seconds of the step as timed, by part: they sum to {@code timedSeconds}
 * @param timedSeconds of a step, before measured runs of the question correct it
 * @param memory of the fullest stage
 * @param run null where its length is unknown or nothing is assumed of failures, power and prices
 * @param explained null where no one asked
 */
public record PlanAnswer(
        ParallelPlan plan,
        long microBatches,
        Figures figures,
        Map<Part, Double> parts,
        double timedSeconds,
        StageMemory memory,
        @Nullable RunAnswer run,
        @Nullable Explanation explained) {
    public PlanAnswer {
        parts = Collections.unmodifiableMap(new EnumMap<>(parts));
    }
}

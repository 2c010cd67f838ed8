package org.suanchou.answer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Constraint;

/**
 * How a search knows.
 *
 * @param plans in the space: those timed, bounded and excluded
 * @param excluded plans that can't run, by the rule they break first
 * @param proved every plan was timed, excluded or bounded
 * @param found whether any plan runs
 * @param alike plans that the model can't tell from the best, itself included
 * @param alikeExamples some of them that differ from the best, best first
 */
public record Searched(
        long plans,
        long timed,
        long bounded,
        Map<Constraint, Long> excluded,
        boolean proved,
        boolean found,
        long alike,
        List<ParallelPlan> alikeExamples) {
    public Searched {
        excluded = excluded.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(excluded));
        alikeExamples = List.copyOf(alikeExamples);
    }
}

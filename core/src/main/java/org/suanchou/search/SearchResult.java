package org.suanchou.search;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Constraint;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.Evaluation.Infeasible;

/**
 * What a search found and how it knows.
 *
 * <p>Invariant: {@code plans = timed + bounded + sum of excluded}.
 *
 * @param best the best plans, best first
 * @param plans plans in the space; degrees that break a rule of shape count once each
 * @param timed plans whose step was timed
 * @param bounded plans that a lower bound showed to be worse than those kept
 * @param excluded plans that can't run, by the rule they break first
 * @param alike plans within {@link PlanSearch#ALIKE} of the best, itself included: the model can't tell them apart
 * @param alikeExamples some of them that differ from the best in a degree of tp, cp, pp, ep or dp, best first
 * @param nearest where nothing runs: the plan that fails by the least memory, or the first rule broken
 * @param proved every plan was timed, excluded or bounded
 */
public record SearchResult(
        List<Feasible> best,
        long plans,
        long timed,
        long bounded,
        Map<Constraint, Long> excluded,
        long alike,
        List<Feasible> alikeExamples,
        @Nullable Infeasible nearest,
        boolean proved) {
    public SearchResult {
        best = List.copyOf(best);
        excluded = excluded.isEmpty() ? Map.of() : java.util.Collections.unmodifiableMap(new EnumMap<>(excluded));
        alikeExamples = List.copyOf(alikeExamples);
    }
}

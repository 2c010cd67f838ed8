package org.suanchou.answer;

import org.jspecify.annotations.Nullable;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;
import org.suanchou.training.Evaluation.Infeasible;

/**
 * Why a question has no plan.
 *
 * @param plan the one that comes nearest; null where none was tried
 */
public record Obstacle(Refusal refusal, @Nullable ParallelPlan plan) {
    public static Obstacle of(Infeasible nearest) {
        return new Obstacle(nearest.refusal(), nearest.plan());
    }

    /** Before any plan was tried. */
    public static Obstacle of(Refusal refusal) {
        return new Obstacle(refusal, null);
    }

    public Constraint constraint() {
        return refusal.constraint();
    }
}

package org.suanchou.score;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** Why measured runs can't correct an answer. */
enum ScoreRefusal implements Refusal.Code {
    NO_RUN_TO_GO_BY,
    NO_STEP_TIME,
    ABOVE_PEAK;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }
}

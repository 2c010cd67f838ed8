package org.suanchou.ask;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** Why a question makes sense and has no answer, whatever the plan. */
public enum QuestionRefusal implements Refusal.Code {
    /** A stack's vendors. */
    STACK_VENDORS(Constraint.SUPPORT),
    STACK_FRAMEWORKS(Constraint.SUPPORT),
    STACK_NO_FRAMEWORK(Constraint.SUPPORT),
    TRANSLATION_CHIP(Constraint.SUPPORT),
    TRANSLATION_CHIP_NOTE(Constraint.SUPPORT),
    NO_PEAK(Constraint.SUPPORT),
    NO_SIXTEEN_BIT_PEAK(Constraint.SUPPORT),
    NO_KERNELS(Constraint.SUPPORT),
    POWER_UNKNOWN(Constraint.POWER),
    CHIPS_UNJOINED(Constraint.FABRIC),
    CHIPS_UNJOINED_CARD(Constraint.FABRIC);

    private final Constraint constraint;

    QuestionRefusal(Constraint constraint) {
        this.constraint = constraint;
    }

    @Override
    public Constraint constraint() {
        return constraint;
    }
}

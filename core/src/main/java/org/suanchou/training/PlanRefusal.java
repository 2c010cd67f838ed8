package org.suanchou.training;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** Why a plan can't run. */
public enum PlanRefusal implements Refusal.Code {
    DEGREES_CHIPS(Constraint.SHAPE),
    STAGES_LAYERS(Constraint.SHAPE),
    VP_WITHOUT_STAGES(Constraint.SHAPE),
    VP_SCHEDULE(Constraint.SHAPE),
    VP_MICRO_BATCHES(Constraint.SHAPE),
    TP_HEADS(Constraint.SHAPE),
    TP_SHARED_HEADS(Constraint.SHAPE),
    TP_CHANNELS(Constraint.SHAPE),
    EP_EXPERTS(Constraint.SHAPE),
    ETP_WITHOUT_EXPERTS(Constraint.SHAPE),
    EP_WITHOUT_EXPERTS(Constraint.SHAPE),
    EXPERT_RANKS(Constraint.SHAPE),
    CP_SEQUENCE(Constraint.SHAPE),
    SHARD_GROUP(Constraint.SHAPE),
    PLAN_UNJOINED(Constraint.FABRIC),
    STAGE_MEMORY(Constraint.MEMORY);

    private final Constraint constraint;

    PlanRefusal(Constraint constraint) {
        this.constraint = constraint;
    }

    @Override
    public Constraint constraint() {
        return constraint;
    }
}

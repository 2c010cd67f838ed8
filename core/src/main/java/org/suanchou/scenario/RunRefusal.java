package org.suanchou.scenario;

import org.suanchou.answer.Objective;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** Why no plan runs, or none keeps what was asked. */
public enum RunRefusal implements Refusal.Code {
    /** Of fixed degrees, or of any. */
    NO_PLAN(Constraint.SHAPE),
    SPARES_TAKE_ALL(Constraint.SHAPE),
    SYSTEM_UNJOINED(Constraint.FABRIC),
    LITTLE_GOODPUT(Constraint.FAILURES),
    DEADLINE(Constraint.DEADLINE),
    BUDGET(Constraint.BUDGET),
    SITE_POWER(Constraint.POWER),
    ENERGY(Constraint.ENERGY),
    CARBON(Constraint.CARBON),
    CHIPS(Constraint.FABRIC),
    /** Each limit can be kept, all of them together can't; named by the first. */
    DEADLINE_AMONG_LIMITS(Constraint.DEADLINE),
    BUDGET_AMONG_LIMITS(Constraint.BUDGET),
    POWER_AMONG_LIMITS(Constraint.POWER),
    ENERGY_AMONG_LIMITS(Constraint.ENERGY),
    CARBON_AMONG_LIMITS(Constraint.CARBON),
    CHIPS_AMONG_LIMITS(Constraint.FABRIC);

    private final Constraint constraint;

    RunRefusal(Constraint constraint) {
        this.constraint = constraint;
    }

    @Override
    public Constraint constraint() {
        return constraint;
    }

    /** That a limit on this measure is missed. */
    static RunRefusal of(Objective measure) {
        return switch (measure) {
            case TIME -> DEADLINE;
            case COST -> BUDGET;
            case ENERGY -> ENERGY;
            case CARBON -> CARBON;
            case POWER -> SITE_POWER;
            case CHIPS -> CHIPS;
        };
    }

    static RunRefusal amongLimits(Objective first) {
        return switch (first) {
            case TIME -> DEADLINE_AMONG_LIMITS;
            case COST -> BUDGET_AMONG_LIMITS;
            case ENERGY -> ENERGY_AMONG_LIMITS;
            case CARBON -> CARBON_AMONG_LIMITS;
            case POWER -> POWER_AMONG_LIMITS;
            case CHIPS -> CHIPS_AMONG_LIMITS;
        };
    }
}

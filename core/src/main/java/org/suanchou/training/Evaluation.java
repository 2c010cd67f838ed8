package org.suanchou.training;

import org.suanchou.memory.StageMemory;
import org.suanchou.parallel.ParallelPlan;

/** What became of a plan. */
public sealed interface Evaluation {
    ParallelPlan plan();

    /**
     * It runs.
     *
     * @param memory of the stage that needs the most
     * @param microBatches of a step on one data-parallel rank
     * @param longestStage the stage whose micro-batches take longest, from 0
     */
    record Feasible(ParallelPlan plan, StepTime time, StageMemory memory, long microBatches, int longestStage)
            implements Evaluation {
        public double seconds() {
            return time.seconds();
        }
    }

    /** It doesn't, for one binding reason; {@code need} and {@code have} are in the constraint's own unit. */
    record Infeasible(ParallelPlan plan, Constraint constraint, double need, double have, String reason)
            implements Evaluation {}

    /** Why a plan can't run. */
    enum Constraint {
        /** The degrees don't multiply to the chips, or an axis doesn't divide what it cuts. */
        SHAPE,
        /** A group of chips is joined by no fabric. */
        FABRIC,
        /** A stage doesn't fit the device memory. */
        MEMORY,
        /** The chip or the stack has no such kernel. */
        SUPPORT,
        /** The run would take too long. */
        DEADLINE,
        /** The run would cost too much. */
        BUDGET,
        /** The site would have to provide more power than there is. */
        POWER,
        /** The run would take too much energy. */
        ENERGY,
        /** The run would emit too much. */
        CARBON,
        /** Failures leave too little of the wall clock. */
        FAILURES
    }
}

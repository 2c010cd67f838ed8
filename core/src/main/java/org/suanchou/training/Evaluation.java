package org.suanchou.training;

import org.suanchou.memory.StageMemory;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

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

    /** It doesn't, for one binding reason. */
    record Infeasible(ParallelPlan plan, Refusal refusal) implements Evaluation {
        public Constraint constraint() {
            return refusal.constraint();
        }
    }
}

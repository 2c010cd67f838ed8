package org.suanchou.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.memory.StageMemory;
import org.suanchou.source.Term;

/**
 * A plan's step and memory unfolded.
 *
 * @param stepTime null where only the memory is asked about, or the plan doesn't fit
 * @param memory of the fullest stage
 * @param stages each shape of stage once
 * @param inputs constants that the terms rest on
 */
public record Explanation(@Nullable Term stepTime, Term memory, List<Stage> stages, List<Term> inputs) {
    /** @param inFlight micro-batches whose activations it keeps */
    public record Stage(int first, int count, int layers, double inFlight, StageMemory memory) {}

    public Explanation {
        stages = List.copyOf(stages);
        inputs = List.copyOf(inputs);
    }
}

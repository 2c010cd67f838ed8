package org.suanchou.energy;

import org.suanchou.layer.Part;

/** What keeps a chip busy, as far as its power tells. */
public enum Phase {
    /** Matrix units. */
    COMPUTE,
    /** Passes over memory; matrix units rest. */
    MEMORY,
    /** Exposed communication: the chip waits in a collective. */
    COMMUNICATION,
    /** Waiting for another stage or for the host. */
    IDLE;

    /** The phase that a part of a step is spent in. */
    public static Phase of(Part part) {
        return switch (part) {
            case MATMUL, ATTENTION, EXPERTS, RECOMPUTE, HEAD -> COMPUTE;
            case MEMORY, ROUTING, OPTIMIZER -> MEMORY;
            case TENSOR, CONTEXT, EXPERT, PIPELINE, DATA -> COMMUNICATION;
            case BUBBLE, OVERHEAD -> IDLE;
        };
    }
}

package org.suanchou.schedule;

/** What a stage does with one micro-batch in one chunk. */
public enum Pass {
    FORWARD,
    /** Gradients by inputs, with what is recomputed for them; those by weights too where the schedule doesn't split them off. */
    BACKWARD,
    /** Gradients by weights, where they are split off. */
    WEIGHT_GRADIENT
}

package org.suanchou.stack;

/** Whether a run hides a kind of traffic behind compute. */
public enum Overlap {
    /** As its stack does where nothing is said. */
    USUAL,
    ON,
    OFF
}

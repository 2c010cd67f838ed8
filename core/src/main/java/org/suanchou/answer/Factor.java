package org.suanchou.answer;

/** What two systems differ in, in the order in which one is turned into the other. */
public enum Factor {
    /** Dense peaks of the chip. */
    PEAK,
    /** Size and bandwidth of the chip's memory. */
    MEMORY,
    /** Fabrics: their bandwidth, latency and how many chips each joins. */
    LINKS,
    /** The stack and what its kernels reach of the chip. */
    SOFTWARE,
    /** The number of chips, and the batch that goes with it. */
    SCALE,
    /** What each gains from training in its own precision over the one that both have. */
    PRECISION,
    /** Degrees of the plan that the question fixes for one and not for the other. */
    PLAN,
    /** The share of the wall clock that failures leave. */
    FAILURES,
    /** What a chip-hour costs. */
    PRICE
}

package org.suanchou.refusal;

/** What is in the way. */
public enum Constraint {
    /** What was given is no such thing, or beyond what makes sense. */
    INPUT,
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

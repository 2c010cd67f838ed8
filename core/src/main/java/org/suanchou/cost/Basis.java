package org.suanchou.cost;

/** Who pays for the chips, and what. */
public enum Basis {
    /** A cloud's rate per chip and hour; electricity, buildings and staff are in it. */
    RENT,
    /** The market price of servers, paid back over their life, and all that keeps them running. */
    BUY,
    /** As {@link #BUY}, by whoever makes the chip: its bill of materials and a margin in place of its price. */
    BUILD
}

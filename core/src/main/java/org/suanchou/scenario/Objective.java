package org.suanchou.scenario;

/**
 * What the best plan has least of. On a fixed number of chips at a fixed price and power, time, cost and energy rank
 * plans alike; they differ where the number of chips is open.
 */
public enum Objective {
    TIME,
    COST,
    ENERGY,
    CHIPS
}

package org.suanchou.answer;

import org.jspecify.annotations.Nullable;

/** What the best plan has least of, over the whole run. */
public enum Objective {
    TIME("time"),
    COST("cost"),
    ENERGY("energy"),
    CARBON("carbon"),
    /** Of the site; only where the number of chips is open. */
    POWER("megawatts"),
    /** Only where their number is open. */
    CHIPS("chips");

    private final String id;

    Objective(String id) {
        this.id = id;
    }

    /** As users write it. */
    public String id() {
        return id;
    }

    /** The objective that users write so, whatever the case; null where there is none. */
    public static @Nullable Objective of(String id) {
        for (Objective objective : values()) {
            if (objective.id.equalsIgnoreCase(id)) {
                return objective;
            }
        }
        return null;
    }
}

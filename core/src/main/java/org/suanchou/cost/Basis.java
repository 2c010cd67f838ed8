package org.suanchou.cost;

import org.jspecify.annotations.Nullable;

/** Who pays for the chips, and what. */
public enum Basis {
    /** A cloud's rate per chip and hour; electricity, buildings and staff are in it. */
    RENT("rent"),
    /** The market price of servers, paid back over their life, and all that keeps them running. */
    BUY("buy"),
    /** As {@link #BUY}, by whoever makes the chip: its bill of materials and a margin in place of its price. */
    BUILD("build");

    private final String id;

    Basis(String id) {
        this.id = id;
    }

    /** As users write it. */
    public String id() {
        return id;
    }

    /** The basis that users write so; null where there is none. */
    public static @Nullable Basis of(String id) {
        for (Basis basis : values()) {
            if (basis.id.equals(id)) {
                return basis;
            }
        }
        return null;
    }
}

package org.suanchou.units;

/** What a quantity counts; its SI unit is the one that values inside the program carry. */
public enum Unit {
    SECONDS("s"),
    BYTES("B"),
    BYTES_PER_SECOND("B/s"),
    BITS_PER_SECOND("bit/s"),
    FLOP("FLOP"),
    FLOP_PER_SECOND("FLOP/s"),
    WATTS("W"),
    JOULES("J"),
    DOLLARS("USD"),
    TOKENS("tokens"),
    COUNT("");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }
}

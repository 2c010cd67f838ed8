package org.suanchou.units;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a quantity counts. Values inside the program carry the SI unit; those that people read in another ({@code USD/kWh})
 * say which, and what it is in SI units.
 */
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
    COUNT(""),
    MINUTES("s", "minutes", 60),
    HOURS("s", "hours", 3600),
    DAYS("s", "days", 86_400),
    YEARS("s", "years", 365.25 * 86_400),
    PER_DAY("1/s", "/day", 1 / 86_400.0),
    PER_YEAR("1/s", "/year", 1 / (365.25 * 86_400)),
    MEGAWATTS("W", "MW", 1e6),
    MEGAWATT_HOURS("J", "MWh", 3.6e9),
    DOLLARS_PER_KILOWATT_HOUR("USD/J", "USD/kWh", 1 / 3.6e6),
    DOLLARS_PER_HOUR("USD/s", "USD/h", 1 / 3600.0),
    DOLLARS_PER_YEAR("USD/s", "USD/year", 1 / (365.25 * 86_400)),
    DOLLARS_PER_WATT("USD/W"),
    DOLLARS_PER_GIGABYTE("USD/B", "USD/GB", 1e-9),
    KILOGRAMS_CO2("kgCO2e"),
    TONNES_CO2("kgCO2e", "tCO2e", 1000),
    GRAMS_CO2_PER_KILOWATT_HOUR("kgCO2e/J", "gCO2e/kWh", 1e-3 / 3.6e6),
    CUBIC_METRES("m3"),
    LITRES_PER_KILOWATT_HOUR("m3/J", "L/kWh", 1e-3 / 3.6e6),
    SQUARE_MILLIMETRES("m2", "mm2", 1e-6),
    PER_SQUARE_CENTIMETRE("1/m2", "/cm2", 1e4),
    MILLIMETRES("m", "mm", 1e-3),
    PICOJOULES_PER_BIT("J/bit", "pJ/bit", 1e-12),
    GIGABYTES("B", "GB", 1e9),
    DOLLARS_PER_EXAFLOP("USD/FLOP", "USD/EFLOP", 1e-18);

    private final String symbol;
    private final String shown;
    private final double factor;

    Unit(String symbol) {
        this(symbol, symbol, 1);
    }

    Unit(String symbol, String shown, double factor) {
        this.symbol = symbol;
        this.shown = shown;
        this.factor = factor;
    }

    /**
     * The units that a bare number of this one is often meant in, as people write them: kilograms where grams are asked for.
     */
    public List<String> mistakenFor() {
        return switch (this) {
            case COUNT -> List.of("%");
            case PER_YEAR -> List.of("%/year", "/day");
            case PER_DAY -> List.of("/year");
            case WATTS -> List.of("kW", "MW");
            case BYTES -> List.of("GB", "TB");
            case GIGABYTES -> List.of("TB");
            case BYTES_PER_SECOND -> List.of("MB/s", "GB/s", "TB/s");
            case BITS_PER_SECOND -> List.of("Gbit/s");
            case SECONDS -> List.of("ms", "min");
            case MINUTES -> List.of("s", "h");
            case HOURS -> List.of("min", "days");
            case DAYS -> List.of("h", "years");
            case YEARS -> List.of("days");
            case TOKENS -> List.of("M", "B", "T");
            case DOLLARS -> List.of("kUSD", "MUSD");
            case DOLLARS_PER_WATT -> List.of("USD/kW", "USD/MW");
            case DOLLARS_PER_KILOWATT_HOUR -> List.of("USD/MWh");
            case GRAMS_CO2_PER_KILOWATT_HOUR -> List.of("kgCO2e/kWh");
            case KILOGRAMS_CO2 -> List.of("tCO2e", "gCO2e");
            case LITRES_PER_KILOWATT_HOUR -> List.of("mL/kWh");
            case SQUARE_MILLIMETRES -> List.of("cm2");
            case PER_SQUARE_CENTIMETRE -> List.of("/mm2", "/m2");
            case MILLIMETRES -> List.of("cm", "m");
            case PICOJOULES_PER_BIT -> List.of("nJ/bit");
            default -> List.of();
        };
    }

    /** Of the SI unit, or the unit that stands for one. */
    public String symbol() {
        return symbol;
    }

    /** Of the unit that people read. */
    public String shown() {
        return shown;
    }

    /** What one of the shown unit is in SI units. */
    public double factor() {
        return factor;
    }

    /** Dollars of something: {@code USD/kWh}, and where there are many {@code MUSD/year}. */
    boolean ofDollars() {
        return shown.startsWith("USD/");
    }

    /** Whether it counts things, which have no unit of their own. */
    boolean counted() {
        return this == TOKENS || this == COUNT;
    }

    /** Whether it takes prefixes whatever its size: {@code MW}. */
    boolean prefixed() {
        return ordinal() <= COUNT.ordinal();
    }

    /** The unit that people read by this symbol; null where there is none. */
    public static @Nullable Unit shownAs(String shown) {
        for (Unit unit : values()) {
            if (unit.shown.equals(shown)) {
                return unit;
            }
        }
        return null;
    }
}

package org.suanchou.units;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with its unit, parsed from what people write and printed back.
 *
 * <p>SI prefixes are decimal (k, M, G, T, P, E, Z, Y; B, the billion of model sizes, where no unit follows); {@code KiB, MiB,
 * GiB, TiB} are binary. {@code 400 Gb/s} and {@code 400 Gbit/s} are bits, {@code 400 GB/s} bytes.
 */
public record Quantity(double value, Unit unit) {
    private static final Pattern FORM = Pattern.compile(
            "\\s*([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9][0-9_]*)(?:\\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?)\\s*([^\\s0-9][^\\s]*)?\\s*(tokens|tok)?\\s*");
    private static final String PREFIXES = "kMGTPEZY";

    /**
     * Reads a quantity of a known unit; the unit may be left out ({@code 13T} for tokens, {@code 0.5} for seconds).
     *
     * @throws IllegalArgumentException where the text is not a finite number with a prefix and unit of that kind
     */
    public static Quantity parse(String text, Unit unit) {
        Matcher m = FORM.matcher(text);
        if (text.length() > 64 || !m.matches()) {
            throw new IllegalArgumentException(quoted(text) + " is not a quantity; write for example " + example(unit));
        }
        double number = Double.parseDouble(m.group(1).replace("_", "").replace(",", ""));
        String suffix = m.group(2) == null ? "" : m.group(2);
        if (m.group(3) != null && unit != Unit.TOKENS) {
            throw new IllegalArgumentException(quoted(text) + " counts tokens; write for example " + example(unit));
        }
        double factor = factor(suffix, unit);
        if (Double.isNaN(factor)) {
            throw new IllegalArgumentException(
                    quoted(text) + " has unit " + quoted(suffix) + "; write for example " + example(unit));
        }
        double value = number * factor;
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(quoted(text) + " is beyond any finite number");
        }
        return new Quantity(value, unit);
    }

    private static double factor(String suffix, Unit unit) {
        if (suffix.isEmpty()) {
            return unit.factor();
        }
        if (unit == Unit.TOKENS || unit == Unit.COUNT) {
            return switch (suffix.toUpperCase(Locale.ROOT)) {
                case "K" -> 1e3;
                case "M" -> 1e6;
                case "B", "G" -> 1e9;
                case "T" -> 1e12;
                case "P" -> 1e15;
                case "E" -> 1e18;
                case "Z" -> 1e21;
                case "Y" -> 1e24;
                case "TOKENS", "TOK" -> unit == Unit.TOKENS ? 1 : Double.NaN;
                default -> Double.NaN;
            };
        }
        if (!unit.prefixed()) {
            return suffix.endsWith(unit.shown()) && (unit.ofDollars() || suffix.equals(unit.shown()))
                    ? prefix(suffix.substring(0, suffix.length() - unit.shown().length())) * unit.factor()
                    : Double.NaN;
        }
        if (unit == Unit.SECONDS) {
            return switch (suffix) {
                case "s" -> 1;
                case "ms" -> 1e-3;
                case "us", "µs" -> 1e-6;
                case "min" -> 60;
                case "h" -> 3600;
                case "d", "days" -> 86_400;
                default -> Double.NaN;
            };
        }
        for (String symbol : symbols(unit)) {
            if (suffix.endsWith(symbol)) {
                double prefix = prefix(suffix.substring(0, suffix.length() - symbol.length()));
                if (!Double.isNaN(prefix)) {
                    return prefix * (unit == Unit.JOULES && symbol.equals("Wh") ? 3600 : 1);
                }
            }
        }
        return Double.NaN;
    }

    private static String[] symbols(Unit unit) {
        return switch (unit) {
            case BYTES -> new String[] {"B"};
            case BYTES_PER_SECOND -> new String[] {"B/s"};
            case BITS_PER_SECOND -> new String[] {"bit/s", "b/s", "bps"};
            case FLOP -> new String[] {"FLOPs", "FLOP"};
            case FLOP_PER_SECOND -> new String[] {"FLOP/s", "FLOPS"};
            case WATTS -> new String[] {"W"};
            case JOULES -> new String[] {"J", "Wh"};
            case DOLLARS -> new String[] {"USD", ""};
            default -> new String[] {};
        };
    }

    private static double prefix(String prefix) {
        if (prefix.isEmpty()) {
            return 1;
        }
        if (prefix.length() == 2 && prefix.charAt(1) == 'i') {
            int power = PREFIXES.toUpperCase(Locale.ROOT).indexOf(prefix.charAt(0));
            return power < 0 ? Double.NaN : Math.pow(1024, power + 1);
        }
        int power = prefix.length() == 1 ? PREFIXES.indexOf(prefix.charAt(0)) : -1;
        return power < 0 ? Double.NaN : Math.pow(10, 3 * (power + 1));
    }

    private static String example(Unit unit) {
        return switch (unit) {
            case SECONDS -> "1.5 s or 20 ms";
            case BYTES -> "80 GB or 74.5 GiB";
            case BYTES_PER_SECOND -> "3.35 TB/s";
            case BITS_PER_SECOND -> "400 Gbit/s";
            case FLOP -> "3.14e23 FLOP";
            case FLOP_PER_SECOND -> "989 TFLOP/s";
            case WATTS -> "15 MW";
            case JOULES -> "3.6 MJ or 1 kWh";
            case DOLLARS -> "2.5 USD or 2.5M";
            case TOKENS -> "13T";
            case COUNT -> "16384";
            default -> "1.5 " + unit.shown();
        };
    }

    private static String quoted(String text) {
        String shown = text.length() > 64 ? text.substring(0, 61) + "..." : text;
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    /** Three significant figures with the prefix that keeps the number between 1 and 1000. */
    @Override
    public String toString() {
        return format(value, unit);
    }

    /** A value of a unit as text: {@code 989 TFLOP/s}, {@code 80.0 GB}, {@code 12.3 ms}, {@code 13.0T tokens}. */
    public static String format(double value, Unit unit) {
        double size = Math.abs(value);
        if (unit == Unit.SECONDS) {
            return size == 0
                    ? "0 s"
                    : size < 0.9995e-3
                            ? digits(value * 1e6) + " us"
                            : size < 0.9995 ? digits(value * 1e3) + " ms" : digits(value) + " s";
        }
        if (!unit.prefixed()) {
            double shown = value / unit.factor();
            if (unit.ofDollars() && Math.abs(shown) >= 9999.5 && Math.abs(shown) < 1e15) {
                return format(shown, Unit.DOLLARS) + unit.shown().substring(3);
            }
            return (Math.abs(shown) < 1e9 ? digits(shown) : String.format(Locale.ROOT, "%.2e", shown))
                    + (unit.shown().startsWith("/") ? "" : " ")
                    + unit.shown();
        }
        int power = 0;
        while (size >= 999.5 && power < PREFIXES.length()) {
            size /= 1000;
            power++;
        }
        double scaled = value / Math.pow(1000, power);
        if (unit == Unit.TOKENS || unit == Unit.COUNT) {
            String prefix = power == 0 ? "" : power == 3 ? "B" : PREFIXES.substring(power - 1, power);
            return digits(scaled) + prefix + (unit == Unit.TOKENS ? " tokens" : "");
        }
        String prefix = power == 0 ? "" : PREFIXES.substring(power - 1, power);
        return digits(scaled) + " " + prefix + unit.symbol();
    }

    /** Bytes in binary units: {@code 74.5 GiB}. */
    public static String formatBinaryBytes(double bytes) {
        double size = bytes;
        int power = 0;
        while (Math.abs(size) >= 1023.5 && power < 6) {
            size /= 1024;
            power++;
        }
        return digits(size) + " "
                + (power == 0 ? "" : PREFIXES.toUpperCase(Locale.ROOT).charAt(power - 1) + "i") + "B";
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        if (size > 0 && size < 0.9995e-9) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = size == 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
        for (double next = 0.9995; size > 0 && size < next; next /= 10) {
            decimals++;
        }
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

package org.suanchou.units;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.suanchou.words.WordedException;

/**
 * A number with its unit, parsed from what people write and printed back. Every number that an option, a field of a scenario
 * or an assumption may hold is read here.
 *
 * <p>Digits are ASCII. SI prefixes are decimal (k, M, G, T, P, E, Z, Y; B, the billion of model sizes, where no unit follows);
 * {@code KiB, MiB, GiB, TiB} are binary. Chinese scales multiply: 万 is 1e4, 亿 1e8, 万亿 1e12. {@code 400 Gb/s} and {@code 400
 * Gbit/s} are bits, {@code 400 GB/s} bytes. A unit may be written in any size of its kind: days as {@code 1week}, a grid's
 * carbon as {@code 0.414kg/kWh}. A share may be written in percent.
 */
public record Quantity(double value, Unit unit) {
    private static final int LONGEST = 64;
    private static final String NUMBER =
            "[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?";
    private static final Pattern FORM = Pattern.compile(
            "\\s*(" + NUMBER + ")\\s*((?:[十百千]?万?亿?)(?!瓦))\\s*([^\\s0-9.,+-][^\\s]*)?\\s*(tokens?|tok|词元)?\\s*");
    private static final Pattern PLAIN = Pattern.compile(NUMBER);
    /** How a ratio is written: {@code 47.9%}, {@code 2.6x}, {@code 2.6 倍}. */
    private static final Set<String> SHARES = Set.of("%", "x", "×", "倍");

    private static final String PREFIXES = "kMGTPEZY";

    /** The parts of a text: its number, times its Chinese scale; what is left is the unit. */
    private record Parts(double number, boolean scaled, String suffix) {}

    /**
     * Reads a quantity of a known unit; the unit may be left out ({@code 13T} for tokens, {@code 0.5} for seconds), and is then
     * the one that people read.
     *
     * @throws IllegalArgumentException where the text is not a finite number with a prefix and unit of that kind
     */
    public static Quantity parse(String text, Unit unit) {
        return of(text, parts(text, unit), unit);
    }

    /**
     * Reads a value or a range of a known unit: {@code 1.2}, {@code 1.1..1.4}, {@code 1.1..1.2..1.4}. A unit after the last
     * number alone is that of all.
     *
     * @return one value for each number, in the SI unit
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static double[] parseRange(String text, Unit unit) {
        if (text.length() > 3 * LONGEST) {
            throw new WordedException("{0} is not a quantity; write for example {1}", quoted(text), example(unit));
        }
        String[] texts = text.split("\\.\\.", -1);
        String last = texts[texts.length - 1];
        Parts named = parts(last, unit);
        boolean shared = named.scaled() || !named.suffix().isEmpty();
        for (int i = 0; i < texts.length - 1; i++) {
            shared &= isBare(texts[i]);
        }
        double[] values = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            Matcher number = PLAIN.matcher(last.strip());
            String unitText = shared && number.lookingAt() ? last.strip().substring(number.end()) : "";
            String whole = i < texts.length - 1 ? texts[i].strip() + unitText : last;
            values[i] = parse(whole, unit).value();
        }
        return values;
    }

    /**
     * Reads a number of things that come in powers of two, positions of a sequence or sequences of a batch: {@code 32k} is
     * 32,768, as the field writes it, {@code 32000} is 32,000.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static double parseSize(String text) {
        Parts parts = parts(text, Unit.COUNT);
        double factor = switch (parts.suffix()) {
            case "k", "K", "Ki" -> 1 << 10;
            case "M", "Mi" -> 1 << 20;
            case "" -> 1;
            default -> Double.NaN;
        };
        if (Double.isNaN(factor)) {
            throw new WordedException(
                    "{0} has unit {1}; write for example 8192 or 8k", quoted(text), quoted(parts.suffix()));
        }
        return parts.number() * factor;
    }

    /**
     * Reads a number of things, no share and no multiple: {@code 512}, {@code 1k}, {@code 2万}.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static double parseCount(String text) {
        Parts parts = parts(text, Unit.COUNT);
        if (SHARES.contains(parts.suffix())) {
            throw new WordedException(
                    "{0} has unit {1}; write for example {2}",
                    quoted(text), quoted(parts.suffix()), example(Unit.COUNT));
        }
        return of(text, parts, Unit.COUNT).value();
    }

    /** Whether the text is a number that says neither its size nor its unit. */
    public static boolean isBare(String text) {
        return text.length() <= LONGEST && PLAIN.matcher(text.strip()).matches();
    }

    private static double plain(String number) {
        return Double.parseDouble(number.replace("_", "").replace(",", ""));
    }

    private static Parts parts(String text, Unit unit) {
        Matcher m = FORM.matcher(text.length() > LONGEST ? "" : text);
        if (!m.matches()) {
            throw new WordedException("{0} is not a quantity; write for example {1}", quoted(text), example(unit));
        }
        String suffix = m.group(3) == null ? "" : m.group(3);
        String tokens = m.group(4) == null ? "" : m.group(4);
        if (!tokens.isEmpty() && unit != Unit.TOKENS) {
            throw new WordedException("{0} counts tokens; write for example {1}", quoted(text), example(unit));
        }
        return new Parts(plain(m.group(1)) * scale(m.group(2)), !m.group(2).isEmpty(), suffix + tokens);
    }

    private static double scale(String characters) {
        double scale = 1;
        for (int i = 0; i < characters.length(); i++) {
            scale *= switch (characters.charAt(i)) {
                case '十' -> 10;
                case '百' -> 100;
                case '千' -> 1000;
                case '万' -> 1e4;
                default -> 1e8;
            };
        }
        return scale;
    }

    private static Quantity of(String text, Parts parts, Unit unit) {
        double factor = factor(parts.suffix(), unit);
        if (Double.isNaN(factor)) {
            throw new WordedException(
                    "{0} has unit {1}; write for example {2}", quoted(text), quoted(parts.suffix()), example(unit));
        }
        double value = parts.number() * factor;
        if (!Double.isFinite(value)) {
            throw new WordedException("{0} is beyond any finite number", quoted(text));
        }
        return new Quantity(value, unit);
    }

    private static double factor(String suffix, Unit unit) {
        if (suffix.isEmpty()) {
            return unit.factor();
        }
        double named = named(suffix, unit);
        if (!Double.isNaN(named)) {
            return named;
        }
        // thousands or millions of what is asked for; no one counts seconds so
        return unit.symbol().equals("s") ? Double.NaN : many(suffix, unit.counted()) * unit.factor();
    }

    /** What one of the unit that is written is in SI units; NaN where it is of another kind. */
    private static double named(String suffix, Unit unit) {
        if (suffix.equals("%")) {
            // a share; a share a year where a rate is asked for
            return unit == Unit.COUNT || unit.shown().startsWith("/") ? unit.factor() / 100 : Double.NaN;
        }
        if (SHARES.contains(suffix)) {
            return unit == Unit.COUNT ? 1 : Double.NaN;
        }
        if (unit == Unit.FLOP_PER_SECOND && suffix.endsWith("FLOPS")) {
            return prefix(suffix.substring(0, suffix.length() - "FLOPS".length()));
        }
        if (unit == Unit.BITS_PER_SECOND && suffix.endsWith("bps")) {
            return prefix(suffix.substring(0, suffix.length() - "bps".length()));
        }
        String[] wanted = unit.symbol().split("/", -1);
        String[] given = suffix.split("/", -1);
        if (given.length != wanted.length) {
            return Double.NaN;
        }
        double over = wanted.length == 1 ? 1 : size(given[1], wanted[1]);
        return size(given[0], wanted[0]) / over;
    }

    /** Thousands, millions ... of what is asked for. */
    private static double many(String suffix, boolean anyCase) {
        return switch (anyCase ? suffix.toUpperCase(Locale.ROOT) : suffix) {
            case "" -> 1;
            case "k", "K" -> 1e3;
            case "M" -> 1e6;
            case "B", "G" -> 1e9;
            case "T" -> 1e12;
            case "P" -> 1e15;
            case "E" -> 1e18;
            case "Z" -> 1e21;
            case "Y" -> 1e24;
            default -> Double.NaN;
        };
    }

    /** What one of a written unit is in SI units of its kind; NaN where it is of another kind. */
    private static double size(String written, String kind) {
        return switch (kind) {
            case "1" -> written.isEmpty() || written.equals("1") ? 1 : written.equals("%") ? 0.01 : Double.NaN;
            case "s" -> seconds(written);
            case "B" -> prefixed(written, 1, "B");
            case "bit" -> prefixed(written, 1, "bit", "b");
            case "FLOP" -> prefixed(written, 1, "FLOPs", "FLOP");
            case "W" -> written.endsWith("千瓦") ? 1e3 : written.endsWith("兆瓦") ? 1e6 : prefixed(written, 1, "W", "瓦");
            case "J" ->
                written.equals("度") || written.equals("千瓦时")
                        ? 3.6e6
                        : first(prefixed(written, 3600, "Wh"), prefixed(written, 1, "J"));
            case "USD" -> first(written.equals("BUSD") ? 1e9 : Double.NaN, prefixed(written, 1, "USD", "美元"));
            case "tokens" -> tokens(written);
            case "kgCO2e" ->
                first(
                        prefixed(written, 1000, "tCO2e", "tCO2", "t", "吨"),
                        prefixed(written, 1e-3, "gCO2e", "gCO2", "g"),
                        written.equals("千克") || written.equals("公斤") ? 1 : written.equals("克") ? 1e-3 : Double.NaN);
            case "m3" ->
                written.equals("m3") || written.equals("吨")
                        ? 1
                        : written.equals("mL") ? 1e-6 : written.equals("L") || written.equals("升") ? 1e-3 : Double.NaN;
            case "m2" -> squared(metres(written.replace('²', '2')));
            case "m" -> metres(written + "1");
            default -> Double.NaN;
        };
    }

    private static double first(double... sizes) {
        for (double size : sizes) {
            if (!Double.isNaN(size)) {
                return size;
            }
        }
        return Double.NaN;
    }

    private static double prefixed(String written, double size, String... symbols) {
        for (String symbol : symbols) {
            if (written.endsWith(symbol)) {
                double prefix = prefix(written.substring(0, written.length() - symbol.length()));
                if (!Double.isNaN(prefix)) {
                    return prefix * size;
                }
            }
        }
        return Double.NaN;
    }

    private static double seconds(String written) {
        return switch (written) {
            case "s", "sec", "second", "seconds", "秒" -> 1;
            case "ms", "毫秒" -> 1e-3;
            case "us", "µs", "μs", "微秒" -> 1e-6;
            case "min", "mins", "minute", "minutes", "分钟", "分" -> 60;
            case "h", "hr", "hour", "hours", "小时", "时" -> 3600;
            case "d", "day", "days", "天", "日" -> 86_400;
            case "w", "wk", "week", "weeks", "周", "星期" -> 7 * 86_400;
            case "yr", "year", "years", "年" -> Unit.YEARS.factor();
            default -> Double.NaN;
        };
    }

    private static double tokens(String written) {
        for (String word : new String[] {"tokens", "token", "tok", "词元"}) {
            if (written.endsWith(word)) {
                return many(written.substring(0, written.length() - word.length()), true);
            }
        }
        return Double.NaN;
    }

    /** A length whose symbol ends with the power that it is raised to. */
    private static double metres(String written) {
        return switch (written) {
            case "m1", "m2" -> 1;
            case "cm1", "cm2" -> 1e-2;
            case "mm1", "mm2" -> 1e-3;
            case "um1", "um2" -> 1e-6;
            default -> Double.NaN;
        };
    }

    private static double squared(double size) {
        return size * size;
    }

    private static double prefix(String prefix) {
        if (prefix.isEmpty()) {
            return 1;
        }
        if (prefix.equals("p")) {
            return 1e-12;
        }
        if (prefix.equals("n")) {
            return 1e-9;
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
            if (unit.ofDollars() && Math.abs(shown) >= 9999.5 && Math.abs(shown) < 999.5e12) {
                return format(shown, Unit.DOLLARS) + unit.shown().substring(3);
            }
            return (Math.abs(shown) < 1e9 - 0.5 ? digits(shown) : String.format(Locale.ROOT, "%.2e", shown))
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

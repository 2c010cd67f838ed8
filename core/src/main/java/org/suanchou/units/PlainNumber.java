package org.suanchou.units;

import java.util.regex.Pattern;

/**
 * A decimal number as a table or a file writes it: ASCII digits with at most one point, a sign and an exponent, and nothing
 * that only Java's own literals have ({@code 30f}, {@code 0x1p3}, {@code NaN}).
 */
public final class PlainNumber {
    private static final int LONGEST = 64;
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

    private PlainNumber() {}

    /** The number; NaN where the text is none, or none that a double holds. */
    public static double of(String text) {
        if (text.length() > LONGEST || !DECIMAL.matcher(text).matches()) {
            return Double.NaN;
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) && isHeld(number, text) ? number : Double.NaN;
    }

    /** A whole number below a billion; -1 where the text is none. */
    public static int whole(String text) {
        return WHOLE.matcher(text).matches() ? Integer.parseInt(text) : -1;
    }

    /**
     * Whether a double holds a number with all its digits: not one so near to 0 that it was rounded to 0 or lost precision.
     *
     * @param written the decimal text that it was read from; a unit may follow
     */
    public static boolean isHeld(double number, String written) {
        if (Math.abs(number) >= Double.MIN_NORMAL) {
            return true;
        }
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c >= '1' && c <= '9') {
                return false;
            }
            // an exponent, or a unit, which may have digits of its own: 0/cm2
            if ("0+-._, ".indexOf(c) < 0) {
                return true;
            }
        }
        return true;
    }
}

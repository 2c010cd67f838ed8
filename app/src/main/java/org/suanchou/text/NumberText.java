package org.suanchou.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text, alike in every language and on every machine. */
public final class NumberText {
    private static final double LARGEST_PLAIN = 1e15;

    private NumberText() {}

    /**
     * The shortest text that reads back as the same double: {@code 989}, {@code 0.45}, {@code 1.0E-7}; whole numbers
     * below 10^15 without a fraction. NaN and the infinities are named as Java names them.
     */
    public static String exact(double value) {
        return value == Math.rint(value) && Math.abs(value) < LARGEST_PLAIN
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /**
     * A number for people: rounded to {@code digits} significant digits, digits before the point always kept, without
     * trailing zeros or exponent. Range of {@code digits}: 1 to 17.
     */
    public static String rounded(double value, int digits) {
        if (!Double.isFinite(value) || value == 0) {
            return exact(value);
        }
        BigDecimal decimal = BigDecimal.valueOf(value);
        int whole = decimal.precision() - decimal.scale();
        MathContext kept = new MathContext(Math.max(digits, whole), RoundingMode.HALF_EVEN);
        BigDecimal rounded = decimal.round(kept);
        return (rounded.scale() > 0 ? rounded.stripTrailingZeros() : rounded).toPlainString();
    }
}

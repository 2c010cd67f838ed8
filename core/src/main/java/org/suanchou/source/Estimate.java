package org.suanchou.source;

import org.suanchou.words.WordedException;

/**
 * A quantity with its 80 % interval, in the unit that the holder's name states.
 *
 * <p>Range: {@code low <= mid <= high}, all finite. Two estimates are never added end to end (lows to lows): intervals
 * of an answer are made once, at the end, from the factors its parts share.
 */
public record Estimate(double low, double mid, double high) {
    public Estimate {
        if (!(low <= mid && mid <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new WordedException(
                    "estimate ({0}, {1}, {2}) must be finite with low <= mid <= high", low, mid, high);
        }
    }

    /** A value without a stated range. */
    public static Estimate exactly(double value) {
        return new Estimate(value, value, value);
    }

    /** A range whose best guess is its middle. */
    public static Estimate between(double low, double high) {
        return new Estimate(low, (low + high) / 2, high);
    }

    /** This value and its range times a positive factor. */
    public Estimate times(double factor) {
        return new Estimate(low * factor, mid * factor, high * factor);
    }

    /** The range that a log-symmetric relative error gives: {@code mid / ratio} to {@code mid * ratio}, ratio at least 1. */
    public static Estimate within(double mid, double ratio) {
        return new Estimate(mid / ratio, mid, mid * ratio);
    }

    public boolean isExact() {
        return low == high;
    }
}

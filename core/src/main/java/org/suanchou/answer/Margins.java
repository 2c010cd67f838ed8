package org.suanchou.answer;

/**
 * How many times its best guess a run may take with a given probability: quantiles of its draws over its best guesses. What
 * a step may be off by multiplies every plan of a cluster alike, so margins of one plan serve for the others.
 *
 * @param seconds at least 1, as all of them
 */
public record Margins(double seconds, double usd, double joules, double kilogramsCo2) {
    public static final Margins NONE = new Margins(1, 1, 1, 1);

    /** The wider of each. */
    public Margins or(Margins other) {
        return new Margins(
                Math.max(seconds, other.seconds),
                Math.max(usd, other.usd),
                Math.max(joules, other.joules),
                Math.max(kilogramsCo2, other.kilogramsCo2));
    }

    /** Whether a run with these margins keeps limits that were narrowed by others. */
    public boolean within(Margins others) {
        double slack = 1 + 1e-9;
        return seconds <= others.seconds * slack
                && usd <= others.usd * slack
                && joules <= others.joules * slack
                && kilogramsCo2 <= others.kilogramsCo2 * slack;
    }
}

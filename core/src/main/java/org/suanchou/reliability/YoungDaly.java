package org.suanchou.reliability;

/**
 * Seconds of work between two checkpoints that lose the least time, for exponential failures of mean M, a save that stalls
 * the job for C and a restart of R.
 *
 * <p>{@code young = sqrt(2 C M)} (Young 1974). {@code daly = sqrt(2 C M) (1 + sqrt(C / 2M) / 3 + C / 18M) - C} below 2M,
 * else M (Daly 2006, equation 37). {@code availability = C + sqrt(2 (M + R) C + C^2)} (arXiv 2410.18124); the first two
 * don't depend on R, and nor does the exact optimum.
 */
public final class YoungDaly {
    private YoungDaly() {}

    public static double young(double meanSeconds, double stallSeconds) {
        return Math.sqrt(2 * stallSeconds * meanSeconds);
    }

    public static double daly(double meanSeconds, double stallSeconds) {
        if (stallSeconds >= 2 * meanSeconds) {
            return meanSeconds;
        }
        double half = stallSeconds / (2 * meanSeconds);
        return young(meanSeconds, stallSeconds) * (1 + Math.sqrt(half) / 3 + half / 9) - stallSeconds;
    }

    public static double availability(double meanSeconds, double stallSeconds, double restartSeconds) {
        return stallSeconds
                + Math.sqrt(2 * (meanSeconds + restartSeconds) * stallSeconds + stallSeconds * stallSeconds);
    }

    /**
     * The interval that maximises Daly's exact goodput: {@code x = tau / M} solves {@code (1 - x) e^x = e^(-C / M)}, which
     * is {@code x = 1 + W(-e^(-1 - C / M))} on Lambert's main branch. Newton's method on {@code -ln(1 - x) - x = C / M}
     * from above the root, where the left side is convex and rises: each step comes nearer and none passes it.
     */
    public static double optimum(double meanSeconds, double stallSeconds) {
        double c = stallSeconds / meanSeconds;
        if (c == 0) {
            return stallSeconds == 0 ? 0 : young(meanSeconds, stallSeconds);
        }
        double x = Math.min(Math.sqrt(2 * c), -Math.expm1(-1 - c));
        for (int i = 0; i < 60 && x < 1; i++) {
            double next = x - (-Math.log1p(-x) - x - c) * (1 - x) / x;
            if (!(next < x)) {
                break;
            }
            x = next;
        }
        return meanSeconds * x;
    }
}

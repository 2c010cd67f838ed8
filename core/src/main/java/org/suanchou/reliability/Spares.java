package org.suanchou.reliability;

import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/** How many more to have than a job takes. */
public final class Spares {
    private Spares() {}

    /**
     * The fewest spares that are enough with probability {@code confidence}: where failures come at random and a repair
     * takes its time whatever else is under repair, the number under repair is Poisson with mean rate x repair time (Palm
     * 1943), whatever the distribution of repairs.
     *
     * @param meanDown failures a second x seconds of a repair, at least 0
     * @param confidence between 0 and 1, both left out
     */
    public static int of(double meanDown, double confidence) {
        if (!(meanDown >= 0 && confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "meanDown is " + meanDown + " and confidence " + confidence + "; at least 0, and between 0 and 1");
        }
        // a bound on the quantile (Bernstein), then halving
        double log = -Math.log1p(-confidence);
        int low = 0;
        int high = (int) Math.min(1e9, Math.ceil(meanDown + log + Math.sqrt(log * log + 2 * meanDown * log)) + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (poisson(meanDown, middle) >= confidence) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The probability of at most k where the mean is so much. */
    static double poisson(double mean, int k) {
        return mean == 0 ? 1 : Gamma.regularizedGammaQ(k + 1.0, mean);
    }

    /**
     * The probability that at least {@code needed} of {@code all} are up, each on its own with probability {@code up}.
     */
    public static double atLeast(int needed, int all, double up) {
        return needed <= 0 ? 1 : needed > all ? 0 : Beta.regularizedBeta(up, needed, all - needed + 1.0);
    }
}

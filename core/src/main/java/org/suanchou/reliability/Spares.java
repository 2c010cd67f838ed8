package org.suanchou.reliability;

import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/**
 * How many more to have than a job takes.
 *
 * <p>Where failures come at random and a repair takes its time whatever else is under repair, the number under repair is
 * Poisson with mean rate x repair time (Palm 1943), whatever the distribution of repairs. Where they come in clusters, their
 * number in a repair time has a variance of c times its mean; if a share p of them takes something out, those have {@code 1
 * + p (c - 1)} times theirs. The number under repair is then taken as negative binomial with that variance: near for
 * repairs that all take about as long, on the safe side for others. Failures that come more evenly than at random are taken
 * as random.
 */
public final class Spares {
    private Spares() {}

    /**
     * Variance over mean of the number under repair, 1 or more.
     *
     * @param outShare of the failures, those that take something out
     */
    static double dispersion(FailureModel failures, double outShare, double repairSeconds) {
        return Math.max(1, 1 + outShare * (failures.dispersion(repairSeconds / failures.meanSeconds()) - 1));
    }

    /**
     * The fewest spares that are enough with probability {@code confidence}.
     *
     * @param meanDown failures a second x seconds of a repair, at least 0
     * @param confidence between 0 and 1, both left out
     */
    public static int of(double meanDown, double confidence) {
        return of(meanDown, 1, confidence);
    }

    /** @param dispersion variance over mean of the number under repair, at least 1 */
    static int of(double meanDown, double dispersion, double confidence) {
        if (!(meanDown >= 0 && dispersion >= 1 && confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("meanDown is " + meanDown + ", dispersion " + dispersion
                    + " and confidence " + confidence + "; at least 0, at least 1, and between 0 and 1");
        }
        int low = 0;
        int high = 1;
        while (enough(high, meanDown, dispersion) < confidence && high < 1 << 29) {
            low = high + 1;
            high *= 2;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (enough(middle, meanDown, dispersion) >= confidence) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The probability that no more than so many are under repair. */
    static double enough(int spares, double meanDown, double dispersion) {
        if (meanDown == 0) {
            return 1;
        }
        return dispersion < 1 + 1e-9
                ? Gamma.regularizedGammaQ(spares + 1.0, meanDown)
                : Beta.regularizedBeta(1 / dispersion, meanDown / (dispersion - 1), spares + 1.0);
    }

    /**
     * The probability that at least {@code needed} of {@code all} are up, each on its own with probability {@code up}.
     */
    public static double atLeast(int needed, int all, double up) {
        return needed <= 0 ? 1 : needed > all ? 0 : Beta.regularizedBeta(up, needed, all - needed + 1.0);
    }
}

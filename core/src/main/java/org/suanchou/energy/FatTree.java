package org.suanchou.energy;

import org.suanchou.words.WordedException;

/**
 * A non-blocking tree of equal switches (folded Clos; Leiserson 1985; Al-Fares, Loukissas, Vahdat 2008, section 3).
 *
 * <p>{@code tiers} tiers of switches with {@code radix} ports join {@code 2 (radix / 2)^tiers} end points. Each tier but the
 * top one spends a port down and a port up on an end point, the top one a port: {@code 2 tiers - 1} in all. Whole switches
 * are not counted, so a small network comes out a little small.
 */
public final class FatTree {
    private FatTree() {}

    /**
     * Fewest tiers that join the end points.
     *
     * @param radix at least 4
     */
    public static int tiers(double endPoints, double radix) {
        if (!(radix >= 4)) {
            throw new WordedException("a switch of {0} ports makes no tree; it needs at least 4", radix);
        }
        int tiers = 1;
        for (double joined = radix; joined < endPoints; joined *= radix / 2) {
            tiers++;
        }
        return tiers;
    }

    /** Switch ports of the whole tree. Never falls as end points are added. */
    public static double ports(double endPoints, double radix) {
        return endPoints * (2 * tiers(endPoints, radix) - 1);
    }
}

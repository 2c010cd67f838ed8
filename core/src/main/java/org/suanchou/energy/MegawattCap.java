package org.suanchou.energy;

import org.suanchou.formula.Assumptions;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;

/** How much of a system a site of so many watts may hold. The nameplate counts: a site must stand the worst second. */
public final class MegawattCap {
    private MegawattCap() {}

    /**
     * Most chips, in whole nodes or racks or slices of a pod, whose {@link ClusterPower#provisionedWatts} stays within the
     * cap and that something joins; 0 where not even one such unit fits. Never falls as the cap rises.
     */
    public static int chips(SystemSpec system, double siteWatts, Assumptions assumptions) {
        int unit = system.unitChips();
        int fits = 0;
        int tooMany = Math.max(1, Math.min(system.reach(), 1 << 26) / unit) + 1;
        while (tooMany - fits > 1) {
            int count = (fits + tooMany) >>> 1;
            if (watts(system, count * unit, assumptions) <= siteWatts) {
                fits = count;
            } else {
                tooMany = count;
            }
        }
        return fits * unit;
    }

    /** What the smallest cluster needs of a site: one node, rack or slice. */
    public static double leastWatts(SystemSpec system, Assumptions assumptions) {
        return watts(system, system.unitChips(), assumptions);
    }

    private static double watts(SystemSpec system, int chips, Assumptions assumptions) {
        return ClusterPower.of(new Cluster(system, chips), assumptions)
                .provisionedWatts()
                .value();
    }
}

package org.suanchou.scenario;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.Accounting;
import org.suanchou.formula.Assumptions;

/**
 * What failures, power and money of a run are reckoned with.
 *
 * @param assumptions of this system at this site, the question's own over them
 * @param accounting who pays for the chips, and how; null where no price is known
 * @param stated assumptions that the question itself makes
 * @param ignored what else it says that has no bearing on this system or basis
 * @param spareHosts that stand by; null for as many as {@code spare-confidence} asks
 * @param draws of the Monte Carlo behind intervals, at least 1
 * @param seed of those draws
 */
public record Terms(
        Assumptions assumptions,
        @Nullable Accounting accounting,
        Set<String> stated,
        Set<String> ignored,
        @Nullable Integer spareHosts,
        int draws,
        long seed) {
    public static final int DRAWS = 4000;

    public Terms {
        stated = Set.copyOf(stated);
        ignored = Set.copyOf(ignored);
        if (spareHosts != null && spareHosts < 0) {
            throw new IllegalArgumentException("spares is " + spareHosts + "; it must be at least 0");
        }
        if (draws < 1) {
            throw new IllegalArgumentException("draws is " + draws + "; it must be at least 1");
        }
    }
}

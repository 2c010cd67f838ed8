package org.suanchou.energy;

import org.suanchou.layer.Part;
import org.suanchou.training.StepTime;

/**
 * Energy of a step at the site, in joules, as plain arithmetic: {@link ClusterPower#siteWatts} at its best guesses, once per
 * phase. For ranking plans on one cluster.
 */
public final class StepJoules {
    private static final Part[] PARTS = Part.values();

    private final double[] wattsByPart = new double[PARTS.length];
    private final double leastWatts;

    private StepJoules(ClusterPower power) {
        double least = Double.POSITIVE_INFINITY;
        double[] byPhase = new double[Phase.values().length];
        for (Phase phase : Phase.values()) {
            byPhase[phase.ordinal()] = power.siteWatts(PhaseShares.only(phase)).value();
            least = Math.min(least, byPhase[phase.ordinal()]);
        }
        for (Part part : PARTS) {
            wattsByPart[part.ordinal()] = byPhase[Phase.of(part).ordinal()];
        }
        leastWatts = least;
    }

    public static StepJoules of(ClusterPower power) {
        return new StepJoules(power);
    }

    public double of(StepTime time) {
        double joules = 0;
        for (int i = 0; i < PARTS.length; i++) {
            joules += time.part(PARTS[i]) * wattsByPart[i];
        }
        return joules;
    }

    /** The least that the site draws in any second of a step: with its length, a lower bound of its energy. */
    public double leastWatts() {
        return leastWatts;
    }
}

package org.suanchou.hardware;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;

/**
 * What one system asks of the building and the network around it.
 *
 * @param maxPowerWatts nameplate of a system with its chips, host, fans and scale-up switches; null where unknown
 * @param racks racks that a system fills; null where systems share racks, or it is unknown
 * @param nics null where nothing joins two systems
 */
public record Installation(
        @Nullable Fact maxPowerWatts,
        Cooling cooling,
        @Nullable Integer racks,
        @Nullable Nics nics) {
    public static final Installation UNKNOWN = new Installation(null, Cooling.AIR, null, null);

    /** The same system with other chips in it: the rest draws what it drew. Unknown where either chip's power is. */
    Installation withChips(int chips, @Nullable Fact oldWatts, @Nullable Fact newWatts) {
        Fact power = maxPowerWatts;
        if (power == null || Objects.equals(oldWatts, newWatts)) {
            return this;
        }
        if (oldWatts == null || newWatts == null) {
            return new Installation(null, cooling, racks, nics);
        }
        double more = chips * (newWatts.mid() - oldWatts.mid());
        Estimate was = power.value();
        Estimate is = new Estimate(was.low() + more, was.mid() + more, was.high() + more);
        if (!(is.low() > 0)) {
            return new Installation(null, cooling, racks, nics);
        }
        Fact moved = new Fact(
                is,
                power.sources(),
                power.provenance(),
                power.confidence(),
                power.asOf(),
                "TDP " + oldWatts.mid() + " W -> " + newWatts.mid() + " W");
        return new Installation(moved, cooling, racks, nics);
    }
}

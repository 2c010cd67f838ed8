package org.suanchou.hardware;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.source.Fact;

/**
 * A node, rack or pod and the fabrics around its chips.
 *
 * @param chips chips of one system
 * @param fabrics from the fastest and smallest to the widest, strictly growing in reach: scale-up, then the host's links
 *     where the scale-up domain is smaller than the system, then scale-out. Without a scale-out fabric nothing joins two
 *     systems
 * @param maxPowerWatts of one system, null where unknown
 */
public record SystemSpec(
        String id,
        String name,
        Chip chip,
        int chips,
        List<Fabric> fabrics,
        int launchYear,
        @Nullable Fact maxPowerWatts) {
    public SystemSpec {
        fabrics = List.copyOf(fabrics);
        if (chips < 1) {
            throw new IllegalArgumentException("chips_per_system is " + chips + "; a system has at least one chip");
        }
        for (int i = 1; i < fabrics.size(); i++) {
            if (fabrics.get(i).reach() <= fabrics.get(i - 1).reach()) {
                throw new IllegalArgumentException("fabric " + fabrics.get(i).name() + " of " + id + " joins "
                        + fabrics.get(i).reach() + " chips, not more than "
                        + fabrics.get(i - 1).name());
            }
        }
    }

    /** Most chips that anything joins. */
    public int reach() {
        return fabrics.isEmpty() ? 1 : fabrics.getLast().reach();
    }

    /** Chips joined by the fastest fabric. */
    public int scaleUpDomain() {
        return fabrics.isEmpty() ? 1 : fabrics.getFirst().reach();
    }

    public SystemSpec withChip(Chip other) {
        return new SystemSpec(id, name, other, chips, fabrics, launchYear, maxPowerWatts);
    }

    public SystemSpec withFabrics(List<Fabric> others) {
        return new SystemSpec(id, name, chip, chips, others, launchYear, maxPowerWatts);
    }
}

package org.suanchou.hardware;

import java.util.List;
import org.suanchou.words.WordedException;

/**
 * A node, rack or pod and the fabrics around its chips.
 *
 * @param chips chips of one system
 * @param fabrics from the fastest and smallest to the widest, strictly growing in reach: scale-up, then the host's links
 *     where the scale-up domain is smaller than the system, then scale-out. Without a scale-out fabric nothing joins two
 *     systems
 */
public record SystemSpec(
        String id, String name, Chip chip, int chips, List<Fabric> fabrics, int launchYear, Installation installation) {
    /** Chips of the largest system that is bought whole. */
    private static final int LARGEST_RACK = 144;

    /** Chips of a slice of a larger one: a cube of a TPU pod, eight nodes of a superpod. */
    private static final int SLICE = 64;

    public SystemSpec {
        fabrics = List.copyOf(fabrics);
        if (chips < 1) {
            throw new WordedException("chips_per_system is {0}; a system has at least one chip", chips);
        }
        for (int i = 1; i < fabrics.size(); i++) {
            if (fabrics.get(i).reach() <= fabrics.get(i - 1).reach()) {
                throw new WordedException(
                        "fabric {0} of {1} joins {2} chips, not more than {3}",
                        fabrics.get(i).name(),
                        id,
                        fabrics.get(i).reach(),
                        fabrics.get(i - 1).name());
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

    /** Chips that are had together: a node or a rack comes whole, of a pod one takes slices. */
    public int unitChips() {
        return chips <= LARGEST_RACK ? chips : SLICE;
    }

    /** The system with another chip in place of each of its own; the rest of it draws what it drew. */
    public SystemSpec withChip(Chip other) {
        return new SystemSpec(
                id,
                name,
                other,
                chips,
                fabrics,
                launchYear,
                installation.withChips(chips, chip.tdpWatts(), other.tdpWatts()));
    }

    public SystemSpec withFabrics(List<Fabric> others) {
        return new SystemSpec(id, name, chip, chips, others, launchYear, installation);
    }
}

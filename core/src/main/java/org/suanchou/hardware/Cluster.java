package org.suanchou.hardware;

import org.suanchou.words.WordedException;

/** {@code chips} chips of one kind of system; the last system need not be full. */
public record Cluster(SystemSpec system, int chips) {
    public Cluster {
        if (chips < 1 || chips > 1 << 26) {
            throw new WordedException("chips is {0}; it must be between 1 and 67,108,864", chips);
        }
    }

    public Chip chip() {
        return system.chip();
    }

    /** Systems that hold the chips. */
    public int systems() {
        return (chips + system.chips() - 1) / system.chips();
    }

    /** Chips that come with them: those of whole nodes and racks, of slices of a pod. */
    public int boughtChips() {
        int unit = system.unitChips();
        return (chips + unit - 1) / unit * unit;
    }
}

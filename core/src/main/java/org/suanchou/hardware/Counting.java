package org.suanchou.hardware;

import org.suanchou.words.WordedException;

/**
 * What a chip counts as. Software sees devices; vendors also count packages, the dies in them, and superchips (packages on a
 * board with a host processor). The chips of this program are devices.
 *
 * @param chipsPerPackage 2 where each half of a package is a device, else 1
 * @param diesPerPackage compute dies
 * @param chipsPerSuperchip 2 for GB200; 1 where the chip is sold alone
 */
public record Counting(int chipsPerPackage, int diesPerPackage, int chipsPerSuperchip) {
    public static final Counting ONE = new Counting(1, 1, 1);

    public Counting {
        if (chipsPerPackage < 1 || diesPerPackage < 1 || chipsPerSuperchip < 1) {
            throw new WordedException("a package, its dies and a superchip count at least one");
        }
    }

    /** Compute dies of one chip. */
    public double diesPerChip() {
        return (double) diesPerPackage / chipsPerPackage;
    }
}

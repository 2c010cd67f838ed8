package org.suanchou.model;

/** Range checks of the shapes in this package. */
final class Check {
    private static final long LARGEST = 1L << 40;

    private Check() {}

    static void positive(String name, long value) {
        if (value <= 0 || value > LARGEST) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be between 1 and 2^40");
        }
    }

    static void nonNegative(String name, long value) {
        if (value < 0 || value > LARGEST) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be between 0 and 2^40");
        }
    }
}

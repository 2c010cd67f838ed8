package org.suanchou.model;

import org.suanchou.words.WordedException;

/**
 * Range checks of the shapes in this package. They leave every count far below 2^63: a width is at most 2^24, one that is a
 * product of two as well, the hidden width 2^20 and a network has at most 2^14 layers, so that the largest part, experts, has
 * at most 3 x 2^26 x 2^20 x 2^14 weights. The largest networks known have 2^20 experts' widths and 2^16 hidden.
 */
final class Check {
    /** Of any one size. */
    private static final long LARGEST = 1L << 24;

    private static final long HIDDEN = 1L << 20;
    private static final long LAYERS = 1L << 14;
    private static final long EXPERTS = 1L << 26;

    /** A thousand times the largest network that has been told of. */
    private static final long PARAMETERS = 1_000_000_000_000_000L;

    private Check() {}

    static void positive(String name, long value) {
        between(name, value, 1, LARGEST);
    }

    static void nonNegative(String name, long value) {
        between(name, value, 0, LARGEST);
    }

    /** A width that weights are counted by, hidden or the rank of a projection. */
    static void hidden(String name, long value) {
        between(name, value, 1, HIDDEN);
    }

    /** Tokens of a context, which nothing is multiplied by but one width. */
    static void tokens(String name, long value, long least) {
        between(name, value, least, Integer.MAX_VALUE);
    }

    static void layers(String name, long value) {
        between(name, value, 1, LAYERS);
    }

    /** A width that is so many heads of so many numbers each. */
    static void width(String name, long heads, long each) {
        between(name, heads * each, 1, LARGEST);
    }

    /** All experts side by side. */
    static void experts(String name, long experts, long each) {
        between(name, experts * each, 1, EXPERTS);
    }

    static void parameters(String name, long count) {
        between(name, count, 0, PARAMETERS);
    }

    private static void between(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new WordedException("{0} is {1}; it must be between {2} and {3}", name, value, least, most);
        }
    }
}

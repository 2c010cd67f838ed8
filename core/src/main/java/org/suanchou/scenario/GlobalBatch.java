package org.suanchou.scenario;

/** A global batch where none is given: about 16 M tokens, what large pre-training runs use. */
public final class GlobalBatch {
    private static final double TOKENS = 16_777_216;

    private GlobalBatch() {}

    /**
     * Sequences of a step that come near 16 M tokens and divide over the chips: the odd part of their number, times a power
     * of two, the nearest one. Where the odd part alone is more than 16 M tokens, its largest divisor that isn't.
     *
     * @param sequence tokens of a sequence, at least 1
     * @param chips at least 1
     */
    public static long near(int sequence, int chips) {
        long target = Math.max(1, Math.round(TOKENS / sequence));
        long odd = chips >> Integer.numberOfTrailingZeros(chips);
        if (odd > target) {
            long most = 1;
            for (long d = 1; d * d <= odd; d += 2) {
                if (odd % d == 0) {
                    most = Math.max(most, odd / d <= target ? odd / d : d <= target ? d : 1);
                }
            }
            odd = most;
        }
        double times = (double) target / odd;
        long power = Long.highestOneBit(Math.max(1, (long) times));
        return odd * (times - power < 2 * power - times ? power : 2 * power);
    }
}

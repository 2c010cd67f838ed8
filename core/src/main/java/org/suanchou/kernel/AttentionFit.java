package org.suanchou.kernel;

import org.jspecify.annotations.Nullable;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;

/**
 * Time of a flash-attention forward kernel:
 *
 * <pre>t = launch + F / (peak e sustained) (1 + warmup / q) (1 + tiles / (batch heads q))</pre>
 *
 * <p>with {@code q} twice the mean number of keys (the sequence, for a causal mask). The peak is that of 16-bit products.
 *
 * @param efficiency asymptotic share of the peak for long sequences
 * @param warmupTokens sequence at which half of it is reached
 * @param tileRows query rows that fill the chip once
 * @param launchSeconds launch and drain of one kernel
 * @param sustained share of that rate which holds through hours of training, as for matrix products
 * @param backwardShare rate of the backward kernel over that of the forward one; it has 2.5 times the FLOPs
 * @param flash1 share of the peak that FlashAttention-1 reaches over forward and backward; null where unknown
 * @param flash2 the same for FlashAttention-2
 * @param unfused share of the peak that the two products of unfused attention reach
 */
public record AttentionFit(
        Fact efficiency,
        double warmupTokens,
        double tileRows,
        double launchSeconds,
        Fact sustained,
        Fact backwardShare,
        @Nullable Fact flash1,
        @Nullable Fact flash2,
        Fact unfused) {
    private static final double BACKWARD_FLOPS = 2.5;

    /**
     * Share of the peak that a forward kernel reaches on long sequences in training. Published rates of the older flash
     * kernels hold as they are: they leave the chip far from its power limit.
     */
    public double forwardShare(AttentionKernel kernel) {
        Fact published = published(kernel);
        return published == null
                ? efficiency.mid() * sustained.mid()
                : published.mid() * (1 + BACKWARD_FLOPS / backwardShare.mid()) / (1 + BACKWARD_FLOPS);
    }

    /** The published share over forward and backward of an older kernel; null of others, and where it is unknown. */
    public @Nullable Fact published(AttentionKernel kernel) {
        return switch (kernel) {
            case FLASH_1 -> flash1;
            case FLASH_2 -> flash2;
            case UNFUSED, NATIVE -> null;
        };
    }

    /** Time of a backward kernel over that of the forward one. */
    public double backwardRatio() {
        return BACKWARD_FLOPS / backwardShare.mid();
    }

    /** The same kernel at another sustained share of its rate. */
    public AttentionFit withSustained(Fact other) {
        return new AttentionFit(
                efficiency, warmupTokens, tileRows, launchSeconds, other, backwardShare, flash1, flash2, unfused);
    }

    /** The same kernel at a multiple of the rate. */
    AttentionFit times(double rate) {
        return new AttentionFit(
                efficiency.times(rate),
                warmupTokens,
                tileRows,
                launchSeconds,
                sustained,
                backwardShare,
                flash1 == null ? null : flash1.times(rate),
                flash2 == null ? null : flash2.times(rate),
                unfused.times(rate));
    }
    /**
     * Seconds of the forward kernel at a rate in FLOP/s.
     *
     * @param length twice the mean number of keys
     * @param rows batch x heads x queries
     */
    public double productSeconds(double flops, double rate, double length, double rows) {
        return launchSeconds + flops / rate * (1 + warmupTokens / length) * (1 + tileRows / rows);
    }
}

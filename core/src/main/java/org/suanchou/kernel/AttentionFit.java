package org.suanchou.kernel;

import org.suanchou.source.Fact;

/**
 * Time of a flash-attention forward kernel:
 *
 * <pre>t = F / (peak e training) (1 + warmup / q) (1 + tiles / (batch heads q))</pre>
 *
 * <p>with {@code q} twice the mean number of keys (the sequence, for a causal mask). The peak is that of 16-bit products.
 *
 * @param efficiency asymptotic share of the peak for long sequences
 * @param warmupTokens sequence at which half of it is reached
 * @param tileRows query rows that fill the chip once
 * @param training share of that rate that forward kernels keep in training
 * @param backwardShare rate of the backward kernel over that of the forward one; it has 2.5 times the FLOPs
 * @param flash2 rate of a FlashAttention-2 kernel over the chip's own
 * @param unfused share of the peak that the two products of unfused attention reach
 */
public record AttentionFit(
        Fact efficiency,
        double warmupTokens,
        double tileRows,
        Fact training,
        Fact backwardShare,
        Fact flash2,
        Fact unfused) {}

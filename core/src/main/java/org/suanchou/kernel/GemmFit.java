package org.suanchou.kernel;

import org.suanchou.source.Fact;

/**
 * Time of a matrix product {@code (m x k) (k x n)}:
 *
 * <pre>t = launch + 2 (m n + tiles) (k + prologue) / (peak e sustained) + quantise m k / memory bandwidth</pre>
 *
 * <p>never below the time to move its operands once. {@code tiles} is what partial tiles and waves waste, in output
 * elements; {@code prologue} the depth that filling and draining the pipeline costs. Source: a fit of five constants
 * per chip and precision to published kernel tables, training regime (m at least 512), median residual 4 to 7 %.
 *
 * @param efficiency share of the dense peak at large shapes on a cool chip
 * @param sustained share of that rate which holds through hours of training (clocks under power limits, contention)
 * @param prologueDepth in elements of k
 * @param tileElements in output elements
 * @param quantiseBytes bytes moved per input element to quantise it; 0 for 16-bit products
 * @param launchSeconds launch and drain of one kernel
 */
public record GemmFit(
        Fact efficiency,
        Fact sustained,
        double prologueDepth,
        double tileElements,
        Fact quantiseBytes,
        double launchSeconds) {
    public GemmFit {
        if (!(efficiency.mid() > 0 && efficiency.mid() <= 1.05)) {
            throw new IllegalArgumentException(
                    "GEMM efficiency is " + efficiency.mid() + "; it must be between 0 and 1.05");
        }
    }

    /** The rate that large products reach, in FLOP/s. */
    public double rate(double peakFlopPerSecond) {
        return peakFlopPerSecond * efficiency.mid() * sustained.mid();
    }
}

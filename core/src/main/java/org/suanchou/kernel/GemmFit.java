package org.suanchou.kernel;

import org.suanchou.source.Fact;
import org.suanchou.words.WordedException;

/**
 * Time of a matrix product {@code (m x k) (k x n)}:
 *
 * <pre>t = launch + 2 outputs(m, n) (k + prologue) / (peak e sustained) + quantise m k / memory bandwidth</pre>
 *
 * <p>never below the time to move its operands once. {@code outputs} are the elements computed, with what partial tiles
 * and waves waste; {@code prologue} is the depth that filling and draining the pipeline costs. Source: a fit to published
 * kernel tables, training regime (m at least 512), median residual 3 to 7 %.
 *
 * @param efficiency share of the dense peak at large shapes on a cool chip
 * @param sustained share of that rate which holds through hours of training (clocks under power limits, contention)
 * @param prologueDepth in elements of k
 * @param quantiseBytes bytes moved per input element to quantise it; 0 for 16-bit products
 * @param launchSeconds launch and drain of one kernel
 */
public record GemmFit(
        Fact efficiency,
        Fact sustained,
        double prologueDepth,
        Tiling tiling,
        Fact quantiseBytes,
        double launchSeconds) {
    public GemmFit {
        if (!(efficiency.mid() > 0 && efficiency.mid() <= 1.05)) {
            throw new WordedException("GEMM efficiency is {0}; it must be between 0 and 1.05", efficiency.mid());
        }
        if (!(sustained.mid() > 0 && efficiency.mid() * sustained.mid() <= 1.05)) {
            throw new WordedException(
                    "GEMM efficiency x sustained is {0}; it must be between 0 and 1.05",
                    efficiency.mid() * sustained.mid());
        }
    }

    /** The same product at a multiple of the rate. */
    GemmFit times(double rate) {
        return new GemmFit(efficiency.times(rate), sustained, prologueDepth, tiling, quantiseBytes, launchSeconds);
    }

    /** The same product cut otherwise, or at another share of the rate. */
    public GemmFit with(Tiling otherTiling, Fact otherSustained) {
        return new GemmFit(efficiency, otherSustained, prologueDepth, otherTiling, quantiseBytes, launchSeconds);
    }

    /** Seconds of the multiplications alone, without launch, quantisation or the bound of the memory. */
    public double productSeconds(double m, double n, double k, double peakFlopPerSecond) {
        return 2 * tiling.outputs(m, n) * (k + prologueDepth) / rate(peakFlopPerSecond);
    }

    /** The rate that large products reach, in FLOP/s. */
    public double rate(double peakFlopPerSecond) {
        return peakFlopPerSecond * efficiency.mid() * sustained.mid();
    }
}

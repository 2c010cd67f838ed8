package org.suanchou.kernel;

import org.jspecify.annotations.Nullable;

/**
 * How far step times miss, as standard deviations of their logarithms: what runs of one publisher and framework share, what
 * all runs on a chip share, what runs of one model, chip and precision share, and what is a run's own.
 *
 * @param source of a publisher and framework
 * @param chip of the chip's kernels
 * @param configuration of a model on a chip in a precision
 * @param run of one run
 * @param asOf date of these figures; null where none is stated
 */
public record Spread(
        double source,
        double chip,
        double configuration,
        double run,
        @Nullable String asOf) {
    /** Both, independent of one another. */
    public Spread and(Spread other) {
        return new Spread(
                Math.hypot(source, other.source),
                Math.hypot(chip, other.chip),
                Math.hypot(configuration, other.configuration),
                Math.hypot(run, other.run),
                asOf);
    }
}

package org.suanchou.hardware;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.Precision;
import org.suanchou.source.Fact;

/**
 * One accelerator as software sees it: a GPU is a GPU, a superchip or package counts as the dies that show as devices.
 *
 * @param peakFlopPerSecond dense peak of the matrix units per precision (of the vector units where a chip has no matrix
 *     units for 16 bits); a precision that the chip lacks is absent
 * @param memoryBytes device memory
 * @param memoryBytesPerSecond device memory bandwidth
 * @param tdpWatts board or package power limit, null where unknown
 * @param usdPerHour rent of one chip for an hour, the range over the newest known prices, null where unknown
 * @param counting what packages and superchips count
 * @param inherited true where this is a user's chip or one without measured kernels: its efficiency comes from a
 *     relative and is less sure
 */
public record Chip(
        String id,
        String name,
        String vendor,
        int launchYear,
        Map<Precision, Fact> peakFlopPerSecond,
        Fact memoryBytes,
        Fact memoryBytesPerSecond,
        @Nullable Fact tdpWatts,
        @Nullable Fact usdPerHour,
        Counting counting,
        boolean inherited) {
    public Chip {
        peakFlopPerSecond =
                Map.copyOf(peakFlopPerSecond.isEmpty() ? Map.of() : new EnumMap<Precision, Fact>(peakFlopPerSecond));
    }

    /** Dense peak in FLOP/s, or null where the chip has no units for this precision. */
    public @Nullable Fact peak(Precision precision) {
        Fact own = peakFlopPerSecond.get(precision);
        if (own != null) {
            return own;
        }
        return switch (precision) {
            // units for 4-bit blocks take 8-bit blocks with shared scales as well
            case MXFP8 -> peakFlopPerSecond.containsKey(Precision.NVFP4) ? peakFlopPerSecond.get(Precision.FP8) : null;
            case BF16 -> peakFlopPerSecond.get(Precision.FP16);
            case FP16 -> peakFlopPerSecond.get(Precision.BF16);
            case FP32, TF32, FP8, INT8, NVFP4 -> null;
        };
    }

    /** This chip with another memory size, in bytes. */
    public Chip withMemoryBytes(Fact bytes) {
        return with(peakFlopPerSecond, bytes, memoryBytesPerSecond, tdpWatts);
    }

    /** This chip with the memory of another. */
    public Chip withMemoryOf(Chip other) {
        return with(peakFlopPerSecond, other.memoryBytes, other.memoryBytesPerSecond, tdpWatts);
    }

    /** This chip with the peaks of another. */
    public Chip withPeaksOf(Chip other) {
        return with(other.peakFlopPerSecond, memoryBytes, memoryBytesPerSecond, tdpWatts);
    }

    /** This chip under a power cap, in watts; peaks are left as they are. */
    public Chip withPowerCap(Fact watts) {
        return with(peakFlopPerSecond, memoryBytes, memoryBytesPerSecond, watts);
    }

    /** This chip with all peaks multiplied, for what-if questions. */
    public Chip withPeakTimes(double factor) {
        Map<Precision, Fact> peaks = new EnumMap<>(Precision.class);
        peakFlopPerSecond.forEach((p, f) -> peaks.put(p, f.times(factor)));
        return with(peaks, memoryBytes, memoryBytesPerSecond, tdpWatts);
    }

    /** This chip with its memory bandwidth multiplied, for what-if questions. */
    public Chip withMemoryBandwidthTimes(double factor) {
        return with(peakFlopPerSecond, memoryBytes, memoryBytesPerSecond.times(factor), tdpWatts);
    }

    private Chip with(Map<Precision, Fact> peaks, Fact bytes, Fact bytesPerSecond, @Nullable Fact watts) {
        return new Chip(
                id, name, vendor, launchYear, peaks, bytes, bytesPerSecond, watts, usdPerHour, counting, inherited);
    }
}

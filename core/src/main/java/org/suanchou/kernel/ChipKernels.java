package org.suanchou.kernel;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.Precision;
import org.suanchou.source.Fact;
import org.suanchou.stack.TranslationLayer;

/**
 * What the kernels of one chip reach of its data sheet.
 *
 * @param id entry of {@code catalog/calibration} it was read from
 * @param inherited true where the chip has no measurements of its own and takes those of a relative
 * @param transferSigma what taking a relative's kernels adds, by the precision of products; empty where they are its own
 * @param spread of a dense model's step time that these constants leave
 * @param expertSpread what a mixture of experts adds to it
 * @param packedSpread what packed sequences and adapters add to it
 * @param untunedSpread what a framework as it comes adds to it
 * @param translation what the kernels run through, already in their efficiencies and spread; null for none
 * @param memorySigma standard deviation of the logarithm of a stage's peak memory
 * @param memoryEfficiency share of the memory bandwidth that memory-bound kernels reach on minimal bytes
 * @param groupedHalfTokens tokens per expert at which a grouped product reaches half its rate
 * @param scanEfficiency share of the 16-bit peak that recurrences reach
 */
public record ChipKernels(
        String id,
        boolean inherited,
        Map<Precision, Double> transferSigma,
        Spread spread,
        Spread expertSpread,
        Spread packedSpread,
        Spread untunedSpread,
        double memorySigma,
        Map<Precision, GemmFit> gemm,
        AttentionFit attention,
        Fact memoryEfficiency,
        Fact groupedHalfTokens,
        Fact scanEfficiency,
        @Nullable TranslationLayer translation) {
    public ChipKernels {
        gemm = Map.copyOf(new EnumMap<>(gemm));
        transferSigma = Map.copyOf(transferSigma);
    }

    /**
     * The same kernels through a translation layer: rates of products, attention, memory passes and recurrences times its
     * rate, and its range in the spread. Launches and traffic are as before.
     */
    public ChipKernels through(TranslationLayer layer) {
        double rate = layer.rate().mid();
        Map<Precision, GemmFit> slower = new EnumMap<>(Precision.class);
        gemm.forEach((precision, fit) -> slower.put(precision, fit.times(rate)));
        return new ChipKernels(
                id,
                inherited,
                transferSigma,
                spread,
                expertSpread,
                packedSpread,
                untunedSpread,
                memorySigma,
                slower,
                attention.times(rate),
                memoryEfficiency.times(rate),
                groupedHalfTokens,
                scanEfficiency.times(rate),
                layer);
    }

    /** The same chip with other constants of products and attention. */
    public ChipKernels with(Map<Precision, GemmFit> otherGemm, AttentionFit otherAttention) {
        return new ChipKernels(
                id,
                inherited,
                transferSigma,
                spread,
                expertSpread,
                packedSpread,
                untunedSpread,
                memorySigma,
                otherGemm,
                otherAttention,
                memoryEfficiency,
                groupedHalfTokens,
                scanEfficiency,
                translation);
    }

    /** Constants of a precision's products, or null where neither it nor a like one has any. */
    public @Nullable GemmFit gemm(Precision precision) {
        GemmFit own = gemm.get(precision);
        if (own != null) {
            return own;
        }
        return switch (precision) {
            case FP16, TF32, FP32 -> gemm.get(Precision.BF16);
            case MXFP8, INT8, NVFP4 -> gemm.get(Precision.FP8);
            case BF16, FP8 -> null;
        };
    }
}

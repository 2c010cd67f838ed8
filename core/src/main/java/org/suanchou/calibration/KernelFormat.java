package org.suanchou.calibration;

import org.jspecify.annotations.Nullable;
import org.suanchou.model.Precision;

/** Number formats that kernel tables tell apart: scaling by tensor or by block, and weights alone in few bits. */
public enum KernelFormat {
    BF16("bf16", Precision.BF16, 2, 2, false, "bfloat16", "fp16", "float16", "half"),
    FP8("fp8", Precision.FP8, 1, 1, true),
    FP8_BLOCK("fp8_block", Precision.FP8, 1, 1, true),
    NVFP4("nvfp4", Precision.NVFP4, 0.5, 0.5, true),
    INT8("int8", Precision.INT8, 1, 1, true, "sq"),
    INT8_WEIGHTS("int8_weights", Precision.BF16, 2, 1, false, "int8_wo"),
    INT4_WEIGHTS("int4_weights", Precision.BF16, 2, 0.5, false, "int4_wo"),
    MXFP4_WEIGHTS("mxfp4_weights", Precision.BF16, 2, 0.5, false, "w4a16_mxfp4"),
    MXFP4_MXFP8("mxfp4_mxfp8", Precision.MXFP8, 1, 0.5, true, "w4a8_mxfp4_mxfp8");

    private final String id;
    private final Precision units;
    private final double inputBytes;
    private final double weightBytes;
    private final boolean quantises;
    private final String[] alsoWritten;

    KernelFormat(
            String id,
            Precision units,
            double inputBytes,
            double weightBytes,
            boolean quantises,
            String... alsoWritten) {
        this.id = id;
        this.units = units;
        this.inputBytes = inputBytes;
        this.weightBytes = weightBytes;
        this.quantises = quantises;
        this.alsoWritten = alsoWritten;
    }

    /** The format that a table means, or null. */
    public static @Nullable KernelFormat of(String text) {
        for (KernelFormat format : values()) {
            if (format.id.equalsIgnoreCase(text)) {
                return format;
            }
            for (String other : format.alsoWritten) {
                if (other.equalsIgnoreCase(text)) {
                    return format;
                }
            }
        }
        return null;
    }

    public String id() {
        return id;
    }

    /** The matrix units that multiply it. */
    public Precision units() {
        return units;
    }

    public double inputBytes() {
        return inputBytes;
    }

    /** Bytes of a weight, block scales not included. */
    public double weightBytes() {
        return weightBytes;
    }

    /** True where activations come in 16 bits and are quantised on the way. */
    public boolean quantises() {
        return quantises;
    }
}

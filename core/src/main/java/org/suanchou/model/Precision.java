package org.suanchou.model;

import java.util.Locale;
import org.suanchou.words.WordedException;

/**
 * The number format of the large matrix products.
 *
 * <p>{@link #bytes()} is the storage of one element, block scales not included. MXFP8 and NVFP4 are the
 * micro-scaled block formats (OCP MX specification 1.0; NVIDIA Blackwell).
 */
public enum Precision {
    FP32(4),
    TF32(4),
    BF16(2),
    FP16(2),
    FP8(1),
    MXFP8(1),
    INT8(1),
    NVFP4(0.5);

    private final double bytes;

    Precision(double bytes) {
        this.bytes = bytes;
    }

    public double bytes() {
        return bytes;
    }

    /** True where small blocks of elements share a scale. */
    public boolean microScaled() {
        return this == MXFP8 || this == NVFP4;
    }

    /** The field's spelling: {@code bf16}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the known formats */
    public static Precision of(String text) {
        for (Precision p : values()) {
            if (p.id().equalsIgnoreCase(text)) {
                return p;
            }
        }
        throw new WordedException(
                "'{0}' is not a precision; one of bf16, fp16, fp8, mxfp8, nvfp4, int8, tf32, fp32", text);
    }
}

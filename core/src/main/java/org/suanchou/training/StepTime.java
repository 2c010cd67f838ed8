package org.suanchou.training;

import org.suanchou.layer.Part;

/**
 * Seconds of one optimizer step, by part.
 *
 * <p>Invariant: {@link #seconds()} is the sum of all parts.
 */
public final class StepTime {
    private final double[] parts;

    StepTime(double[] parts) {
        this.parts = parts;
    }

    public double part(Part part) {
        return parts[part.ordinal()];
    }

    public double seconds() {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }
}

package org.suanchou.calibration;

/**
 * A constant that a fit looks for.
 *
 * @param name with its unit where it has one ({@code launch_us})
 * @param start where the search begins, inside the bounds
 */
public record Constant(String name, double start, double low, double high) {
    public Constant {
        if (!(low < start && start < high)) {
            throw new IllegalArgumentException(
                    name + " starts at " + start + "; it must lie between " + low + " and " + high);
        }
    }
}

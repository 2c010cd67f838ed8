package org.suanchou.calibration;

/**
 * A constant that is fitted to measured runs.
 *
 * @param prior what is believed of it before any run is seen
 * @param spread standard deviation of that belief: of the logarithm, or of the log-odds of a share
 * @param share whether it lies between 0 and 1; else it is any positive number
 */
public record Parameter(String id, double prior, double spread, boolean share) {
    public Parameter {
        if (!(prior > 0) || share && !(prior < 1)) {
            throw new IllegalArgumentException(
                    "prior of " + id + " is " + prior + "; it must be above 0" + (share ? " and below 1" : ""));
        }
        if (!(spread > 0)) {
            throw new IllegalArgumentException("spread of " + id + " is " + spread + "; it must be above 0");
        }
    }

    /** Distance from the prior, in its standard deviations, to the value. */
    double value(double distance) {
        double moved = link(prior) + spread * distance;
        return share ? 1 / (1 + Math.exp(-moved)) : Math.exp(moved);
    }

    private double link(double value) {
        return share ? Math.log(value / (1 - value)) : Math.log(value);
    }
}

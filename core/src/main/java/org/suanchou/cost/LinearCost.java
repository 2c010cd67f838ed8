package org.suanchou.cost;

/**
 * {@link RunCost} as plain arithmetic, for a search that tries many plans on one cluster: chips, provisioned power, spares
 * and prices are fixed, so a run's dollars are linear in its time and energy.
 */
public record LinearCost(double usdPerSecond, double usdPerJoule) {
    /**
     * @param wallSeconds of the run
     * @param siteJoules at the meter
     */
    public double usd(double wallSeconds, double siteJoules) {
        return usdPerSecond * wallSeconds + usdPerJoule * siteJoules;
    }
}

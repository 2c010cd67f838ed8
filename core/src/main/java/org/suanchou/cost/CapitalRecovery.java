package org.suanchou.cost;

/** Equal yearly payments that pay back a purchase with interest. */
public final class CapitalRecovery {
    private CapitalRecovery() {}

    /**
     * The capital recovery factor {@code r / (1 - (1 + r)^-L)}: payment at each year's end, per dollar borrowed; 1 / L at
     * a rate of 0 (Newnan et al., "Engineering Economic Analysis", ch. 3).
     *
     * @param rate per year, 0 or more
     * @param years above 0
     * @return per year; rising in the rate, falling in the years, at least 1 / L
     */
    public static double factor(double rate, double years) {
        return rate == 0 ? 1 / years : rate / -Math.expm1(-years * Math.log1p(rate));
    }

    /**
     * Yearly payment per dollar of price when a share of it is left at the end: {@code (1 - s) CRF + s r}, which is
     * {@code (1 - s / (1 + r)^L) CRF}.
     *
     * @param residual 0 to 1
     */
    public static double payment(double rate, double years, double residual) {
        return (1 - residual) * factor(rate, years) + residual * rate;
    }
}

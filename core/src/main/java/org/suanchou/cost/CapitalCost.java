package org.suanchou.cost;

import java.util.List;
import org.suanchou.energy.EnergyAssumption;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * Something bought, and what holding it costs a year.
 *
 * @param item what it is
 * @param usd its price
 * @param depreciation a year
 * @param finance interest a year: what is left of the payment
 */
public record CapitalCost(CostItem item, Formula usd, Formula depreciation, Formula finance) {
    /** Depreciation and finance. */
    public Formula usdPerYear() {
        return Formula.sum(
                Words.of("{0} a year", Words.of(item.label())), Unit.DOLLARS_PER_YEAR, List.of(depreciation, finance));
    }

    /** Equal payments over a life; depreciation is the straight line within them. */
    static CapitalCost recovered(CostItem item, Formula usd, Formula life, Formula rate, Formula residual) {
        double year = Unit.YEARS.factor();
        Formula depreciation = Formula.function(
                Words.of("{0}: depreciation", Words.of(item.label())),
                Unit.DOLLARS_PER_YEAR,
                Words.of("price x (1 - residual) / life"),
                v -> v[0] * (1 - v[2]) / v[1],
                usd,
                life,
                residual);
        Formula finance = Formula.function(
                Words.of("{0}: finance", Words.of(item.label())),
                Unit.DOLLARS_PER_YEAR,
                Words.of(
                        "price x ((1 - residual) x CRF + residual x rate) - depreciation, CRF = rate / (1 - (1 + rate)^-life)"),
                v -> v[0] * CapitalRecovery.payment(v[3] * year, v[1] / year, v[2]) / year - v[0] * (1 - v[2]) / v[1],
                usd,
                life,
                residual,
                rate);
        return new CapitalCost(item, usd, depreciation, finance);
    }

    /** Servers and what joins them. */
    static CapitalCost hardware(CostItem item, Formula usd, Depreciation way, Assumptions a) {
        return switch (way) {
            case CAPITAL_RECOVERY ->
                recovered(
                        item,
                        usd,
                        a.get(EnergyAssumption.SERVER_LIFE),
                        a.get(CostAssumption.DISCOUNT_RATE),
                        a.get(CostAssumption.RESIDUAL_SHARE));
            case MARKET_VALUE ->
                new CapitalCost(
                        item,
                        usd,
                        Formula.function(
                                Words.of("{0}: depreciation", Words.of(item.label())),
                                Unit.DOLLARS_PER_YEAR,
                                Words.of("price x 10^(-value-decline x hardware-age) x value-decline x ln 10"),
                                v -> v[0] * Math.pow(10, -v[1] * v[2]) * v[1] * Math.log(10),
                                usd,
                                a.get(CostAssumption.VALUE_DECLINE),
                                a.get(CostAssumption.HARDWARE_AGE)),
                        Formula.given(
                                Words.of("{0}: finance", Words.of(item.label())),
                                Unit.DOLLARS_PER_YEAR,
                                0,
                                Words.of("not counted with market values")));
        };
    }
}

package org.suanchou.cost;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.reliability.ReliabilityAssumption;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * What a run on a cluster costs.
 *
 * <p>Rented: {@code chips x wall hours x rent}, which pays for electricity as well; of several hosts each is rented whole,
 * and so are those that stand by. Owned: the run's share of a year's capital and operations, {@code wall seconds / utilisation} of it, its own
 * electricity at the meter, and that of the cluster in the hours when no one uses it, which its use must pay for too.
 *
 * @param parts their sum is {@code usd}
 * @param usd of the run
 * @param usdPerSecond what a second of the cluster costs but for electricity
 * @param usdPerJoule electricity at the meter; 0 where the rent pays for it
 * @param usdPerChipHour of the run
 * @param ownership of what is bought; null where it is rented
 */
public record RunCost(
        List<CostPart> parts,
        Formula usd,
        Formula usdPerSecond,
        Formula usdPerJoule,
        Formula usdPerChipHour,
        @Nullable Ownership ownership) {
    public RunCost {
        parts = List.copyOf(parts);
    }

    /**
     * @param wallSeconds of the run, with all that it lost
     * @param siteJoules that the run draws at the meter
     * @param stoppedSiteWatts drawn at the meter while nothing runs
     * @param provisionedItWatts that the building must be able to feed
     * @param spareSystems that stand ready beside the cluster
     * @throws IllegalArgumentException where something is {@link #missing}
     */
    public static RunCost of(
            Accounting accounting,
            Cluster cluster,
            Formula wallSeconds,
            Formula siteJoules,
            Formula stoppedSiteWatts,
            Formula provisionedItWatts,
            Formula spareSystems,
            Assumptions a) {
        return switch (accounting.basis()) {
            case RENT -> rented(cluster, wallSeconds, spareSystems, a);
            case BUY, BUILD ->
                owned(
                        Ownership.of(accounting, cluster, provisionedItWatts, spareSystems, a),
                        wallSeconds,
                        siteJoules,
                        stoppedSiteWatts);
        };
    }

    /** What must yet be assumed before a run has this cost; empty where nothing is. */
    public static List<CostAssumption> missing(Accounting accounting, Assumptions a) {
        List<CostAssumption> missing = new ArrayList<>();
        if (accounting.basis() == Basis.RENT) {
            if (!a.has(CostAssumption.RENT_USD_PER_CHIP_HOUR)) {
                missing.add(CostAssumption.RENT_USD_PER_CHIP_HOUR);
            }
            return missing;
        }
        if (!a.has(CostAssumption.SERVER_USD_PER_CHIP) && !a.has(CostAssumption.ACCELERATOR_USD)) {
            missing.add(CostAssumption.SERVER_USD_PER_CHIP);
        }
        if (accounting.basis() == Basis.BUILD) {
            missing.addAll(BillOfMaterials.missing(a));
        }
        if (!a.has(CostAssumption.USD_PER_KWH)) {
            missing.add(CostAssumption.USD_PER_KWH);
        }
        return missing;
    }

    private static RunCost rented(Cluster cluster, Formula wallSeconds, Formula spareSystems, Assumptions a) {
        Formula chips = Formula.given("chips", Unit.COUNT, cluster.chips());
        Formula hour = a.get(CostAssumption.RENT_USD_PER_CHIP_HOUR);
        Formula whole = Formula.function(
                "chips rented",
                Unit.COUNT,
                "whole hosts of chips-per-host, beyond one",
                v -> v[0] <= v[1] ? v[0] : Math.ceil(v[0] / v[1]) * v[1],
                chips,
                a.get(ReliabilityAssumption.CHIPS_PER_HOST));
        Formula all = Formula.sum(
                "chips rented, spares included",
                Unit.COUNT,
                whole,
                Formula.product(
                        "spare chips",
                        Unit.COUNT,
                        spareSystems,
                        Formula.given(
                                "chips of a system",
                                Unit.COUNT,
                                cluster.system().chips())));
        Formula rate = Formula.product("rent, electricity included", Unit.DOLLARS_PER_HOUR, all, hour);
        Formula rent = Formula.product(CostItem.RENT.label(), Unit.DOLLARS, rate, wallSeconds);
        Formula none = Formula.given("electricity", Unit.DOLLARS_PER_KILOWATT_HOUR, 0, "in the rent");
        return of(List.of(new CostPart(CostItem.RENT, rent)), rate, none, chips, wallSeconds, null);
    }

    private static RunCost owned(Ownership own, Formula wallSeconds, Formula siteJoules, Formula stoppedSiteWatts) {
        List<Formula> rates = new ArrayList<>();
        List<CostPart> parts = new ArrayList<>();
        for (CapitalCost capital : own.capital()) {
            add(capital.item(), capital.usdPerYear(), own, wallSeconds, rates, parts);
        }
        add(CostItem.OPERATIONS, own.operations(), own, wallSeconds, rates, parts);
        parts.add(new CostPart(
                CostItem.ELECTRICITY,
                Formula.product(CostItem.ELECTRICITY.label(), Unit.DOLLARS, siteJoules, own.usdPerJoule())));
        Formula unused = Formula.function(
                "unused hours an hour of work",
                Unit.COUNT,
                "1 / utilisation - 1",
                v -> 1 / v[0] - 1,
                own.utilisation());
        Formula idle = Formula.product(
                "electricity of unused hours an hour of work",
                Unit.DOLLARS_PER_HOUR,
                stoppedSiteWatts,
                own.usdPerJoule(),
                unused);
        rates.add(idle);
        parts.add(new CostPart(
                CostItem.UNUSED_ELECTRICITY,
                Formula.product(CostItem.UNUSED_ELECTRICITY.label(), Unit.DOLLARS, idle, wallSeconds)));
        Formula rate = Formula.sum("all but the run's own electricity", Unit.DOLLARS_PER_HOUR, rates);
        return of(parts, rate, own.usdPerJoule(), own.chips(), wallSeconds, own);
    }

    private static void add(
            CostItem item,
            Formula usdPerYear,
            Ownership own,
            Formula wallSeconds,
            List<Formula> rates,
            List<CostPart> parts) {
        Formula rate = Formula.quotient(
                Words.of("{0} an hour of work", Words.of(item.label())),
                Unit.DOLLARS_PER_HOUR,
                usdPerYear,
                own.utilisation());
        rates.add(rate);
        parts.add(new CostPart(item, Formula.product(item.label(), Unit.DOLLARS, rate, wallSeconds)));
    }

    private static RunCost of(
            List<CostPart> parts,
            Formula rate,
            Formula usdPerJoule,
            Formula chips,
            Formula wallSeconds,
            @Nullable Ownership ownership) {
        Formula usd = Formula.sum(
                "cost of the run",
                Unit.DOLLARS,
                parts.stream().map(CostPart::usd).toList());
        Formula chipSeconds = Formula.product("chip time", Unit.SECONDS, chips, wallSeconds);
        return new RunCost(
                parts,
                usd,
                rate,
                usdPerJoule,
                Formula.quotient("cost of a chip-hour", Unit.DOLLARS_PER_HOUR, usd, chipSeconds),
                ownership);
    }

    /** @param flops that the run has done for its model */
    public Formula usdPerFlop(Formula flops) {
        return Formula.quotient("cost of effective work", Unit.DOLLARS_PER_EXAFLOP, usd, flops);
    }

    /** The same cost for other times and energies of this cluster, at the best guesses. */
    public LinearCost linear() {
        return new LinearCost(usdPerSecond.value(), usdPerJoule.value());
    }
}

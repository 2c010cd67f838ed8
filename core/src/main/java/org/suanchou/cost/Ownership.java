package org.suanchou.cost;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.units.Unit;
import org.suanchou.words.WordedException;

/**
 * What it costs a year to own a cluster, whether or not it works: the total cost of ownership but for electricity, which
 * follows what the cluster does. Network, storage and operations are shares of the servers' market price, whatever their
 * chips cost their maker.
 *
 * @param chips of the cluster in use
 * @param capital accelerators, rest of the servers, spares, network, storage, building and power equipment
 * @param operations staff, support and software a year
 * @param utilisation share of the year that the cluster does work someone wants
 * @param usdPerJoule electricity
 */
public record Ownership(
        Formula chips, List<CapitalCost> capital, Formula operations, Formula utilisation, Formula usdPerJoule) {
    public Ownership {
        capital = List.copyOf(capital);
    }

    /**
     * @param accounting its basis is to buy or to build
     * @param provisionedItWatts that the building must be able to feed, spares, which stand switched off, apart
     * @param spareSystems that stand ready beside the cluster
     * @throws IllegalArgumentException where a price that the basis needs isn't assumed
     */
    public static Ownership of(
            Accounting accounting, Cluster cluster, Formula provisionedItWatts, Formula spareSystems, Assumptions a) {
        Formula chips = Formula.given("chips", Unit.COUNT, cluster.chips());
        Formula spareChips = Formula.product(
                "spare chips",
                Unit.COUNT,
                spareSystems,
                Formula.given("chips of a system", Unit.COUNT, cluster.system().chips()));
        Formula market = marketAccelerator(a);
        Formula accelerator = paidAccelerator(accounting, market, a);
        Formula rest = restOfServer(a);
        Formula whole = Formula.given("chips of whole systems", Unit.COUNT, cluster.boughtChips());
        Formula accelerators = Formula.product(CostItem.ACCELERATORS.label(), Unit.DOLLARS, whole, accelerator);
        Formula rests = Formula.product(CostItem.REST_OF_SERVERS.label(), Unit.DOLLARS, whole, rest);
        Formula spares = Formula.product(
                CostItem.SPARES.label(),
                Unit.DOLLARS,
                spareChips,
                Formula.sum("server per chip", Unit.DOLLARS, accelerator, rest));
        Formula servers = Formula.product(
                "servers at market price",
                Unit.DOLLARS,
                Formula.sum("chips with spares", Unit.COUNT, whole, spareChips),
                Formula.sum("server per chip at market price", Unit.DOLLARS, market, rest));
        Formula network = cluster.boughtChips() <= cluster.system().chips()
                ? Formula.given(CostItem.NETWORK.label(), Unit.DOLLARS, 0, "nothing joins systems")
                : Formula.function(
                        CostItem.NETWORK.label(),
                        Unit.DOLLARS,
                        "servers at market price x network-share / (1 - network-share)",
                        v -> v[0] * v[1] / (1 - v[1]),
                        servers,
                        a.get(CostAssumption.NETWORK_SHARE));
        Formula storage =
                Formula.product(CostItem.STORAGE.label(), Unit.DOLLARS, servers, a.get(CostAssumption.STORAGE_SHARE));
        Formula building = Formula.product(
                CostItem.BUILDING.label(),
                Unit.DOLLARS,
                provisionedItWatts,
                a.get(CostAssumption.BUILDING_USD_PER_WATT));
        List<CapitalCost> capital = new ArrayList<>();
        Depreciation way = accounting.depreciation();
        capital.add(CapitalCost.hardware(CostItem.ACCELERATORS, accelerators, way, a));
        capital.add(CapitalCost.hardware(CostItem.REST_OF_SERVERS, rests, way, a));
        capital.add(CapitalCost.hardware(CostItem.SPARES, spares, way, a));
        capital.add(CapitalCost.hardware(CostItem.NETWORK, network, way, a));
        capital.add(CapitalCost.hardware(CostItem.STORAGE, storage, way, a));
        capital.add(CapitalCost.recovered(
                CostItem.BUILDING,
                building,
                a.get(CostAssumption.BUILDING_LIFE),
                a.get(CostAssumption.DISCOUNT_RATE),
                Formula.given("residual of buildings", Unit.COUNT, 0)));
        Formula operations = Formula.product(
                CostItem.OPERATIONS.label(),
                Unit.DOLLARS_PER_YEAR,
                Formula.sum("hardware at market price", Unit.DOLLARS, servers, network, storage),
                a.get(CostAssumption.OPERATIONS_SHARE));
        return new Ownership(
                chips, capital, operations, a.get(CostAssumption.UTILISATION), a.get(CostAssumption.USD_PER_KWH));
    }

    /** A server's price gives its accelerators' through their ratio, and the other way round. */
    private static Formula marketAccelerator(Assumptions a) {
        return a.has(CostAssumption.SERVER_USD_PER_CHIP)
                ? Formula.quotient(
                        "accelerator",
                        Unit.DOLLARS,
                        a.get(CostAssumption.SERVER_USD_PER_CHIP),
                        a.get(CostAssumption.SERVER_TO_ACCELERATOR))
                : a.get(CostAssumption.ACCELERATOR_USD);
    }

    private static Formula paidAccelerator(Accounting accounting, Formula market, Assumptions a) {
        return switch (accounting.basis()) {
            case RENT -> throw new WordedException("basis is RENT; what is rented isn't owned");
            case BUY -> market;
            case BUILD -> {
                Formula bill = BillOfMaterials.of(accounting.yieldModel(), a).usd();
                yield Formula.sum(
                        "accelerator at cost",
                        Unit.DOLLARS,
                        bill,
                        Formula.product("margin on the bill", Unit.DOLLARS, bill, a.get(CostAssumption.BUILD_MARGIN)));
            }
        };
    }

    private static Formula restOfServer(Assumptions a) {
        Formula ratio = a.get(CostAssumption.SERVER_TO_ACCELERATOR);
        return a.has(CostAssumption.SERVER_USD_PER_CHIP)
                ? Formula.function(
                        "rest of a server per chip",
                        Unit.DOLLARS,
                        "server-usd-per-chip x (1 - 1 / server-to-accelerator)",
                        v -> v[0] * (1 - 1 / v[1]),
                        a.get(CostAssumption.SERVER_USD_PER_CHIP),
                        ratio)
                : Formula.function(
                        "rest of a server per chip",
                        Unit.DOLLARS,
                        "accelerator-usd x (server-to-accelerator - 1)",
                        v -> v[0] * (v[1] - 1),
                        a.get(CostAssumption.ACCELERATOR_USD),
                        ratio);
    }

    /** Purchase price of everything, whatever a run's share of it. */
    public Formula usd() {
        return Formula.sum(
                "capital", Unit.DOLLARS, capital.stream().map(CapitalCost::usd).toList());
    }

    /** Depreciation of everything, a year. */
    public Formula depreciation() {
        return Formula.sum(
                "depreciation",
                Unit.DOLLARS_PER_YEAR,
                capital.stream().map(CapitalCost::depreciation).toList());
    }

    /** Interest on everything, a year. */
    public Formula finance() {
        return Formula.sum(
                "finance",
                Unit.DOLLARS_PER_YEAR,
                capital.stream().map(CapitalCost::finance).toList());
    }
}

package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.units.Unit;

/** What holds of every run, however it is paid for. */
class RunCostProperties {
    private static final int ROUNDS = 200;
    private static final Percentage ROUNDING = Percentage.withPercentage(1e-6);

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(RunCostProperties.class);
    }

    private Map<String, Double> assumed() {
        Map<String, Double> assumed = new LinkedHashMap<>();
        assumed.put("wafer-diameter", 300.0);
        assumed.put("wafer-usd", random.between(1000.0, 40_000.0));
        assumed.put("die-area", random.between(20.0, 858.0));
        assumed.put("defect-density", random.between(0.01, 0.6));
        assumed.put("dies-per-package", (double) random.between(1, 8));
        assumed.put("salvage-share", random.between(0.0, 0.9));
        assumed.put("hbm-capacity", random.between(8.0, 288.0));
        assumed.put("hbm-usd-per-gb", random.between(3.0, 40.0));
        assumed.put("packaging-usd", random.between(50.0, 2000.0));
        assumed.put("module-other-usd", random.between(50.0, 2000.0));
        assumed.put("package-yield", random.between(0.5, 1.0));
        assumed.put("build-margin", random.between(0.0, 2.0));
        assumed.put(random.chance(0.5) ? "server-usd-per-chip" : "accelerator-usd", random.between(5000.0, 60_000.0));
        assumed.put("server-to-accelerator", random.between(1.2, 2.5));
        assumed.put("rent-usd-per-chip-hour", random.between(0.5, 10.0));
        assumed.put("network-share", random.between(0.0, 0.3));
        assumed.put("storage-share", random.between(0.0, 0.1));
        assumed.put("building-usd-per-watt", random.between(5.0, 20.0));
        assumed.put("server-life", random.between(2.0, 8.0));
        assumed.put("building-life", random.between(10.0, 40.0));
        assumed.put("discount-rate", random.between(0.0, 0.2));
        assumed.put("residual-share", random.between(0.0, 0.5));
        assumed.put("operations-share", random.between(0.0, 0.1));
        assumed.put("utilisation", random.between(0.3, 1.0));
        assumed.put("value-decline", random.between(0.05, 0.3));
        assumed.put("hardware-age", random.between(0.0, 3.0));
        assumed.put("usd-per-kwh", random.between(0.03, 0.3));
        assumed.put("chips-per-host", 8.0);
        return assumed;
    }

    private Accounting accounting() {
        Basis[] bases = Basis.values();
        Depreciation[] ways = Depreciation.values();
        return new Accounting(
                bases[random.between(0, bases.length - 1)],
                ways[random.between(0, ways.length - 1)],
                new YieldModel.Murphy());
    }

    private Cluster cluster() {
        List<SystemSpec> systems = SyntheticHardware.systems();
        return new Cluster(systems.get(random.between(0, systems.size() - 1)), random.between(1, 100_000));
    }

    private static RunCost cost(
            Accounting accounting, Cluster cluster, double seconds, double joules, double spares, Assumptions a) {
        return RunCost.of(
                accounting,
                cluster,
                Formula.given("wall", Unit.SECONDS, seconds),
                Formula.given("site", Unit.JOULES, joules),
                Formula.given("site while stopped", Unit.WATTS, 500.0 * cluster.chips()),
                Formula.given("IT", Unit.WATTS, 1400.0 * cluster.chips()),
                Formula.given("spare systems", Unit.COUNT, spares),
                a);
    }

    private static List<String> prices(Accounting accounting, Map<String, Double> assumed) {
        String server = assumed.containsKey("accelerator-usd") ? "accelerator-usd" : "server-usd-per-chip";
        return switch (accounting.basis()) {
            case RENT -> List.of("rent-usd-per-chip-hour");
            case BUY -> List.of(server, "building-usd-per-watt", "usd-per-kwh");
            case BUILD ->
                List.of(
                        server,
                        "building-usd-per-watt",
                        "usd-per-kwh",
                        "wafer-usd",
                        "hbm-usd-per-gb",
                        "packaging-usd",
                        "module-other-usd");
        };
    }

    /** Nodes of eight: who uses twelve chips owns sixteen, and pays for them as for sixteen in use. */
    @Test
    void whatIsOwnedIsWhole() {
        Assumptions a = CostInputs.of(assumed());
        SystemSpec node = SyntheticHardware.h100Node();
        Accounting buy = Accounting.of(Basis.BUY);

        Formula it = Formula.given("IT", Unit.WATTS, 20_000);
        Formula none = Formula.given("spare systems", Unit.COUNT, 0);
        Ownership part = Ownership.of(buy, new Cluster(node, 12), it, none, a);
        Ownership whole = Ownership.of(buy, new Cluster(node, 16), it, none, a);

        assertThat(part.usd().value()).isEqualTo(whole.usd().value());
        assertThat(part.operations().value()).isEqualTo(whole.operations().value());
        assertThat(part.chips().value()).isEqualTo(12);
    }

    @Test
    void theCostIsTheSumOfItsPartsAndEveryPriceMovesItByItsShare() {
        for (int round = 0; round < ROUNDS; round++) {
            Accounting accounting = accounting();
            Map<String, Double> assumed = assumed();
            double seconds = random.between(1e3, 1e8);
            double joules = random.between(1e6, 1e16);
            RunCost cost = cost(accounting, cluster(), seconds, joules, random.between(0, 20), CostInputs.of(assumed));
            double sum = cost.parts().stream().mapToDouble(p -> p.usd().value()).sum();

            assertThat(cost.usd().value()).as("%s", accounting).isCloseTo(sum, ROUNDING);
            for (CostPart part : cost.parts()) {
                assertThat(part.usd().value()).as("%s", part.item()).isNotNegative();
            }
            for (String price : prices(accounting, assumed)) {
                double[] moves = CostInputs.movesOf(cost.usd(), price);
                assertThat(moves[0] - moves[1])
                        .as("%s of %s", price, accounting)
                        .isBetween(-1e-9 * sum, 1e-9 * sum);
                assertThat(moves[0]).as(price).isPositive();
            }
        }
    }

    /** The search's arithmetic is the formula's. */
    @Test
    void costIsLinearInTimeAndEnergy() {
        for (int round = 0; round < ROUNDS; round++) {
            Accounting accounting = accounting();
            Assumptions a = CostInputs.of(assumed());
            Cluster cluster = cluster();
            double spares = random.between(0, 20);
            LinearCost linear = cost(accounting, cluster, 1e6, 1e12, spares, a).linear();
            double seconds = random.between(1e3, 1e8);
            double joules = random.between(1e6, 1e16);

            assertThat(linear.usd(seconds, joules))
                    .as("%s", accounting)
                    .isCloseTo(
                            cost(accounting, cluster, seconds, joules, spares, a)
                                    .usd()
                                    .value(),
                            Percentage.withPercentage(1e-9));
        }
    }

    /** A server's price gives its accelerators', and theirs the server's. */
    @Test
    void serverAndAcceleratorPriceAreOneThroughTheirRatio() {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Double> assumed = assumed();
            assumed.remove("accelerator-usd");
            assumed.put("server-usd-per-chip", random.between(5000.0, 60_000.0));
            Accounting buy = Accounting.of(Basis.BUY);
            Cluster cluster = cluster();
            double byServer = cost(buy, cluster, 1e6, 1e12, 2, CostInputs.of(assumed))
                    .usd()
                    .value();
            double server = assumed.remove("server-usd-per-chip");
            assumed.put("accelerator-usd", server / assumed.get("server-to-accelerator"));

            assertThat(cost(buy, cluster, 1e6, 1e12, 2, CostInputs.of(assumed))
                            .usd()
                            .value())
                    .isCloseTo(byServer, ROUNDING);
        }
    }

    /** A maker who pays himself the market price as margin pays what a buyer pays. */
    @Test
    void buildingAtAMarginThatMakesThePriceIsBuying() {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Double> assumed = assumed();
            assumed.remove("server-usd-per-chip");
            double bill = BillOfMaterials.of(new YieldModel.Murphy(), CostInputs.of(assumed))
                    .usd()
                    .value();
            double price = bill * random.between(1.0, 10.0);
            assumed.put("accelerator-usd", price);
            assumed.put("build-margin", price / bill - 1);
            Cluster cluster = cluster();
            Assumptions a = CostInputs.of(assumed);

            assertThat(cost(Accounting.of(Basis.BUILD), cluster, 1e6, 1e12, 2, a)
                            .usd()
                            .value())
                    .isCloseTo(
                            cost(Accounting.of(Basis.BUY), cluster, 1e6, 1e12, 2, a)
                                    .usd()
                                    .value(),
                            ROUNDING);
        }
    }

    @Test
    void whatIsUnknownIsNamed() {
        Assumptions nothing = CostInputs.of(Map.of());
        assertThat(RunCost.missing(Accounting.of(Basis.RENT), nothing))
                .containsExactly(CostAssumption.RENT_USD_PER_CHIP_HOUR);
        assertThat(RunCost.missing(Accounting.of(Basis.BUY), nothing))
                .containsExactly(CostAssumption.SERVER_USD_PER_CHIP, CostAssumption.USD_PER_KWH);
        assertThat(RunCost.missing(Accounting.of(Basis.BUILD), nothing)).contains(CostAssumption.WAFER_USD);
        assertThatThrownBy(() -> cost(Accounting.of(Basis.RENT), cluster(), 1, 1, 0, nothing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rent-usd-per-chip-hour");
    }
}

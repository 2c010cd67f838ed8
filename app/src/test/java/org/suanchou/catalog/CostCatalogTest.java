package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.cost.BillOfMaterials;
import org.suanchou.cost.CostAssumption;
import org.suanchou.cost.RunCost;
import org.suanchou.cost.YieldModel;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Formula.Input;
import org.suanchou.formula.MonteCarlo;
import org.suanchou.formula.Sheet;
import org.suanchou.hardware.Cluster;
import org.suanchou.source.Estimate;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.units.Unit;

/** What the catalogue assumes of costs, its silicon and its prices. */
class CostCatalogTest {
    private static final double HOUR = 3600;

    @TempDir
    private Path folder;

    private final Catalog catalog = Catalog.builtIn();
    private final AssumptionReader reader = new AssumptionReader(catalog);
    private final SiliconReader silicon = new SiliconReader(catalog, reader);
    private final PriceReader prices = new PriceReader(catalog, reader);

    private Formula bill(Assumptions a) {
        return BillOfMaterials.of(new YieldModel.Murphy(), a).usd();
    }

    /** The catalogue's figures are those of the worked bills, which {@code BillOfMaterialsGolden} holds. */
    @ParameterizedTest
    @CsvSource({"nvidia-h100-sxm5-80gb, 3289", "nvidia-h800-sxm5-80gb, 3289", "nvidia-b200-sxm-180gb, 6256"})
    void billsOfTheCatalogue(String chip, double usd) {
        assertThat(bill(silicon.with(reader.usual(), chip)).value()).isCloseTo(usd, Percentage.withPercentage(0.2));
    }

    @Test
    void anAscend910bByProcess() {
        String chip = "huawei-ascend-910b3";
        double mature =
                bill(silicon.with(reader.usual(), chip, "smic-n2-n7-defects")).value();
        double reported =
                bill(silicon.with(reader.usual(), chip, "smic-n2-20-percent")).value();
        double likely = bill(silicon.with(reader.usual(), chip)).value();

        assertThat(mature).isCloseTo(2440, Percentage.withPercentage(0.2));
        assertThat(reported).isCloseTo(3065, Percentage.withPercentage(0.2));
        assertThat(likely).isBetween(mature, reported);
    }

    @Test
    void everyChipOfKnownSiliconHasABillOrNamesWhatItLacks() {
        for (String chip : catalog.ids(Catalog.SILICON)) {
            Assumptions a = silicon.with(reader.usual(), chip);
            if (BillOfMaterials.missing(a).isEmpty()) {
                assertThat(bill(a).value()).as(chip).isBetween(500.0, 10_000.0);
            } else {
                assertThat(BillOfMaterials.missing(a)).as(chip).containsExactly(CostAssumption.DEFECT_DENSITY);
            }
        }
    }

    /** A chip like another shares its draws in what it doesn't say itself. */
    @Test
    void likeChipsShareTheirDraws() {
        Assumptions h100 = silicon.with(reader.usual(), "nvidia-h100-sxm5-80gb");
        Assumptions h20 = silicon.with(reader.usual(), "nvidia-h20-sxm-96gb");
        assertThat(h20.get("salvage-share").id())
                .isEqualTo(h100.get("salvage-share").id());
        assertThat(h20.get("hbm-capacity").id()).isEqualTo("hbm-capacity@nvidia-h20-sxm-96gb");
        Formula ratio = Formula.quotient("ratio", Unit.COUNT, bill(h20), bill(h100));
        Estimate more = MonteCarlo.of(Sheet.of(List.of(ratio)), 2000, 1, 2).interval(0);
        // 16 GB at 17 USD and the packages lost with them, whatever the dies cost
        assertThat(more.low()).isBetween(1.07, more.high());
        assertThat(more.high()).isBetween(more.low(), 1.12);
    }

    private Input bought(String system, int year) {
        Assumptions a = prices.fill(reader.usual(), catalog.system(system), year);
        return a.get(a.has("server-usd-per-chip") ? "server-usd-per-chip" : "accelerator-usd");
    }

    /** DGX-1 to GB300; each from the entry's own figure over its chips. */
    @ParameterizedTest
    @CsvSource({
        "dgx1-p100,          2016, server-usd-per-chip@dgx1-p100-2016,            16125",
        "dgx1-p100,          2019, server-usd-per-chip@dgx1-p100-2017,            18543.75",
        "dgx1-p100,          2026, accelerator-usd@nvidia-p100-sxm2-16gb-2022,    1100",
        "dgx1-v100,          2017, server-usd-per-chip@dgx1-v100-2017,            18625",
        "dgx-a100,           2020, server-usd-per-chip@dgx-a100-2020,             24875",
        "dgx-a100,           2024, server-usd-per-chip@dgx-a100-2023,             18548.75",
        "dgx-h100,           2022, server-usd-per-chip@dgx-h100-2022,             44489.9",
        "dgx-h100,           2023, server-usd-per-chip@dgx-h100-2023,             33750",
        "dgx-h100,           2024, server-usd-per-chip@dgx-h100-2024,             36000",
        "dgx-h100,           2025, server-usd-per-chip@dgx-h100-2025,             31904.6",
        "h800-node,          2025, server-usd-per-chip@h800-node-2025,            44750",
        "dgx-h200,           2025, server-usd-per-chip@dgx-h200-2025,             39083.4",
        "dgx-b200,           2025, server-usd-per-chip@dgx-b200-2024,             47409.1",
        "gb200-nvl72,        2025, server-usd-per-chip@gb200-nvl72-2025,          41666.7",
        "gb200-nvl576,       2025, server-usd-per-chip@gb200-nvl72-2025,          41666.7",
        "gb300-nvl72,        2025, server-usd-per-chip@gb300-nvl72-2025,          40277.8",
        "mi300x-platform,    2025, server-usd-per-chip@mi300x-platform-2025,      25733.75",
        "tpu-v4-pod,         2023, accelerator-usd@google-tpu-v4-2021,            5167",
        "tpu-v5p-pod,        2024, accelerator-usd@google-tpu-v5p-2023,           3694",
        // CNY 1.2 million, 1.55 million and 700,000 of systems.yaml at 7.2 a dollar
        "hgx-h20,            2025, server-usd-per-chip@hgx-h20-2024,              20833.3",
        "atlas-800t-a2,      2025, server-usd-per-chip@atlas-800t-a2-2024,        26909.7",
        "hygon-node-8dcu,    2025, server-usd-per-chip@hygon-node-8dcu-2023,      12152.8",
        "hygon-node-8dcu-peer, 2025, server-usd-per-chip@hygon-node-8dcu-2023,    12152.8",
        "atlas-900-a3-cm384, 2025, server-usd-per-chip@atlas-900-a3-cm384-2025,   21484.4",
    })
    void pricesOverTheYears(String system, int year, String id, double usd) {
        Input price = bought(system, year);
        assertThat(price.id()).isEqualTo(id);
        assertThat(price.fact().mid()).isCloseTo(usd, within(0.1));
        assertThat(price.fact().sources()).isNotEmpty();
        assertThat(price.fact().asOf()).isEqualTo(id.substring(id.length() - 4));
    }

    @Test
    void beforeTheFirstPriceTheOldestStandsIn() {
        assertThat(bought("dgx-b200", 2023).fact().asOf()).isEqualTo("2024");
    }

    /** 120,000 CNY a card, before servers were priced. */
    @Test
    void aCardWithoutItsServer() {
        Assumptions a = prices.fill(
                reader.usual(), catalog.system("atlas-800t-a2").withChip(catalog.chip("nvidia-h100-sxm5-80gb")), 2022);
        assertThat(a.get("accelerator-usd").id()).isEqualTo("accelerator-usd@nvidia-h100-sxm5-80gb-2022");
    }

    @Test
    void rentsOfAYear() {
        assertThat(rent("dgx-h100", 2023)).isCloseTo(4.76, within(1e-9));
        assertThat(rent("dgx-h100", 2025)).isCloseTo(2.5, within(1e-9));
        assertThat(rent("h800-node", 2024)).isCloseTo(2, within(1e-9));
        assertThat(rent("dgx-h200", 2026)).isCloseTo(4, within(1e-9));
        // cloud_price of the chip, the middle of 2.5 to 5.0
        assertThat(rent("mi355x-platform", 2026)).isCloseTo(3.75, within(1e-9));
    }

    /** Rents of one year that are compared are of one kind: on demand, at specialised clouds. */
    @Test
    void rentsOf2026AreOfOneKind() {
        assertThat(rent("dgx-h200", 2026) / rent("dgx-h100", 2026)).isBetween(1.2, 1.5);
        assertThat(rent("dgx-b200", 2026) / rent("dgx-h200", 2026)).isBetween(1.2, 1.5);
        assertThat(rent("gb200-nvl72", 2026) / rent("dgx-b200", 2026)).isBetween(0.9, 1.5);
    }

    /** The price of a server is not that of a node with another chip in it. */
    @Test
    void anotherChipInANodeHasItsOwnPrice() {
        Assumptions other = prices.fill(reader.usual(), catalog.on("nvidia-a100-sxm4-40gb"), 2022);
        assertThat(other.has("server-usd-per-chip")).isFalse();
        assertThat(other.get("accelerator-usd").fact().mid()).isCloseTo(12_500, within(0.1));
    }

    private double rent(String system, int year) {
        return prices.fill(reader.usual(), catalog.system(system), year)
                        .get("rent-usd-per-chip-hour")
                        .fact()
                        .mid()
                * HOUR;
    }

    /** An H100 owned in the US in 2025 costs about what it rents for (1.70 to 3.95 that year). */
    @Test
    void owningCostsAboutWhatRentingDoes() {
        Assumptions usa = reader.with(reader.usual(), Catalog.SITES, "us");
        Cluster cluster = new Cluster(catalog.system("dgx-h100"), 1024);
        Assumptions a = prices.fill(usa, cluster.system(), 2025);
        double chipHours = 1024.0 * 1000;
        RunCost owned = RunCost.of(
                Accounting.of(Basis.BUY),
                cluster,
                Formula.given("wall", Unit.SECONDS, 1000 * HOUR),
                Formula.given("site", Unit.JOULES, chipHours * 1.2 * 3.6e6),
                Formula.given("site while stopped", Unit.WATTS, 1024 * 400.0),
                Formula.given("IT", Unit.WATTS, 1024 * 1275.0),
                Formula.given("spare systems", Unit.COUNT, 2),
                a);
        assertThat(owned.usdPerChipHour().value() * HOUR).isBetween(1.5, 2.5);
        assertThat(RunCost.missing(Accounting.of(Basis.BUILD), silicon.with(a, "nvidia-h100-sxm5-80gb")))
                .isEmpty();
    }

    @Test
    void whatAQuestionSaysStandsBeforeTheCataloguesPrices() {
        Assumptions own = reader.usual()
                .with(
                        "",
                        reader.facts(
                                Tree.of("question", Map.of("server-to-accelerator", 2.0, "accelerator-usd", 9000))));
        Assumptions filled = prices.fill(own, catalog.system("dgx-a100"), 2023);
        assertThat(filled.get("server-to-accelerator").fact().mid()).isEqualTo(2);
        assertThat(filled.get("accelerator-usd").fact().mid()).isEqualTo(9000);
        assertThat(filled.has("server-usd-per-chip")).isFalse();
        assertThat(prices.fill(reader.usual(), catalog.system("dgx-a100"), 2023)
                        .get("server-to-accelerator")
                        .id())
                .isEqualTo("server-to-accelerator@dgx-a100");
    }

    @ParameterizedTest
    @CsvSource({
        "wafer-usd,        -1,  cost.wafer-usd,        it must be at least 0 USD",
        "usd-per-kwh,      -0.1, cost.usd-per-kwh,     it must be at least 0 USD/kWh",
        "die-yield,        1.2, cost.die-yield,        it can't exceed 1",
        "package-yield,    1.01, cost.package-yield,   it can't exceed 1",
        "utilisation,      0,   cost.utilisation,      it must be at least 0.01",
        "residual-share,   2,   cost.residual-share,   it can't exceed 1",
        "defect-density,   -1,  cost.defect-density,   it must be at least 0 /cm2",
    })
    void whatMakesNoSenseIsRefusedByItsField(String id, double value, String field, String rule) {
        Tree question = Tree.of("question.yaml", Map.of("cost", Map.of(id, value)));
        assertThatThrownBy(() -> reader.facts(question.require("cost")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(rule)
                .satisfies(e -> assertThat(((BadInput) e).path()).isEqualTo("question.yaml: " + field));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prices: [{id: dgx-h100, offers: [{basis: server, year: 2024, usd: -1}]}] | prices[0].offers[0].usd",
                "prices: [{id: dgx-h100, offers: [{basis: lease, year: 2024, usd: 1}]}] | prices[0].offers[0].basis",
                "prices: [{id: dgx-h100, offers: [{basis: server, year: 24, usd: 1}]}] | prices[0].offers[0].year",
                "prices: [{id: dgx-h100, offers: [{basis: server, year: 2024}]}] | prices[0].offers[0]",
                "prices: [{id: amd-mi300x, offers: [{basis: rack, year: 2024, usd: 1}]}] | prices[0].offers[0].basis",
                "prices: [{id: nothing, offers: []}] | prices[0].id",
                "prices: [{id: dgx-h100, like: amd-mi300x}] | prices[0].like",
                "silicon: [{id: x, process: nothing}] | silicon[0].process",
                "silicon: [{id: x, like: y}, {id: y, like: x}] | silicon[0].like",
                "silicon: [{id: x, assume: {die-yield: 1.5}}] | silicon[0].assume.die-yield",
            })
    void anOverlaysMistakesAreNamed(String yaml, String field) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), yaml);
        assertThatThrownBy(() -> catalog.overlay(folder))
                .isInstanceOf(BadInput.class)
                .satisfies(e -> assertThat(((BadInput) e).path()).isEqualTo("mine.yaml: " + field));
    }

    /** A price of one's own replaces the catalogue's offers of the device. */
    @Test
    void anOverlaysPriceCounts() throws IOException {
        Files.writeString(
                folder.resolve("mine.yaml"),
                "prices: [{id: dgx-h100, offers: [{basis: server, year: 2025, cny: 1800000}]}]");
        Catalog mine = catalog.overlay(folder);
        AssumptionReader mineReader = new AssumptionReader(mine);
        Assumptions a = new PriceReader(mine, mineReader).fill(mineReader.usual(), mine.system("dgx-h100"), 2025);
        assertThat(a.get("server-usd-per-chip").fact().mid()).isCloseTo(31_250, within(0.01));
        assertThat(a.get("server-usd-per-chip").fact().note()).contains("in yuan, at 7.2 a dollar");
    }
}

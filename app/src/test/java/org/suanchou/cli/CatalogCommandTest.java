package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Stacks;
import org.suanchou.catalog.Supports;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.hardware.Chip;
import org.suanchou.report.EntrySheet;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.tree.BadInput;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CatalogCommandTest {
    private static final String H100 = "nvidia-h100-sxm5-80gb";

    @Test
    void withoutAKindItCountsEach() {
        Ran english = Ran.of("catalog");
        assertThat(english.exitCode()).isZero();
        assertThat(english.out().lines().toList().subList(0, 12))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("kind         entries"),
                        line -> assertThat(line).isEqualTo("-----------  -------"),
                        line -> assertThat(line).matches("chips +[0-9]+"),
                        line -> assertThat(line).matches("systems +[0-9]+"),
                        line -> assertThat(line).matches("fabrics +[0-9]+"),
                        line -> assertThat(line).matches("stacks +[0-9]+"),
                        line -> assertThat(line).matches("models +[0-9]+"),
                        line -> assertThat(line).matches("assumptions +[0-9]+"),
                        line -> assertThat(line).matches("sites +[0-9]+"),
                        line -> assertThat(line).matches("fleets +[0-9]+"),
                        line -> assertThat(line).matches("prices +[0-9]+"),
                        line -> assertThat(line).matches("silicon +[0-9]+"));
        Ran chinese = Ran.of("catalog", "--lang", "zh");
        assertThat(chinese.out()).startsWith("类别         条目数\n-----------  ------\nchips");
    }

    /** Figures of the sources that the catalogue names: Epoch's hardware prices, EIA, Ember, Eurostat. */
    @ParameterizedTest
    @CsvSource({
        "dgx1-p100, server, 2016, 129000, 110000, 140000, USD",
        "nvidia-p100-sxm2-16gb, chip, 2022, 1100, , , USD",
        "nvidia-v100-sxm2-32gb, rent, 2024, 1.63, 0.43, 3.06, USD",
        "dgx-a100, server, 2020, 199000, 170000, 210000, USD",
        "dgx2, server, 2018, 399000, 340000, 410000, USD",
    })
    void pricesAreFigures(String id, String basis, int year, double price, Double low, Double high, String currency) {
        JsonNode found = null;
        for (JsonNode row : JsonMapper.shared()
                .readTree(Ran.of("catalog", "prices", "--json").out())) {
            if (row.get("id").asString().equals(id)
                    && row.get("sold").asString().equals(basis)
                    && row.get("year").asInt() == year) {
                found = row;
            }
        }
        assertThat(found).as(id).isNotNull();
        assertThat(found.get("price").asDouble()).isEqualTo(price);
        assertThat(found.get("low").isNull()).isEqualTo(low == null);
        if (low != null) {
            assertThat(found.get("low").asDouble()).isEqualTo(low);
            assertThat(found.get("high").asDouble()).isEqualTo(high);
        }
        assertThat(found.get("currency").asString()).isEqualTo(currency);
        assertThat(found.get("as_of").asString()).matches("[0-9]{4}(-[0-9]{2}){0,2}");
        assertThat(found.get("source_ids").asString()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "us, 0.0826, 2025, 384, 2024, 1.25, 1.09",
        "cn, 0.088, 2024, 560, 2024, 1.25, 1.09",
        "cn-west, 0.048, 2024, 560, 2024, 1.2, 1.09",
        "eu, 0.215, 2024, 213, 2024, 1.25, 1.09",
        "de, 0.252, 2024, 381, 2023, 1.25, 1.09",
    })
    void sitesAreFigures(
            String id, double usd, String usdAsOf, double grams, String gramsAsOf, double air, double liquid) {
        for (JsonNode row : JsonMapper.shared()
                .readTree(Ran.of("catalog", "sites", "--json").out())) {
            if (row.get("id").asString().equals(id)) {
                assertThat(row.get("usd_per_kwh").asDouble()).isCloseTo(usd, within(1e-12));
                assertThat(row.get("usd_per_kwh_as_of").asString()).isEqualTo(usdAsOf);
                assertThat(row.get("grid_carbon").asDouble()).isCloseTo(grams, within(1e-9));
                assertThat(row.get("grid_carbon_as_of").asString()).isEqualTo(gramsAsOf);
                assertThat(row.get("pue_air").asDouble()).isCloseTo(air, within(1e-12));
                assertThat(row.get("pue_liquid").asDouble()).isCloseTo(liquid, within(1e-12));
                return;
            }
        }
        throw new AssertionError(id + " is not listed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chips", "systems", "fabrics", "stacks", "models"})
    void everyKindIsListedInEveryForm(String kind) {
        int entries = Catalog.builtIn().ids(kind).size();
        JsonNode rows =
                JsonMapper.shared().readTree(Ran.of("catalog", kind, "--json").out());
        assertThat(rows.size()).isEqualTo(entries);
        assertThat(Ran.of("catalog", kind, "--csv").out().lines().count()).isEqualTo(entries + 1);
        for (String language : new String[] {"en", "zh"}) {
            List<String> lines =
                    Ran.of("catalog", kind, "--lang", language).out().lines().toList();
            assertThat(lines.subList(2, 2 + entries)).noneMatch(String::isBlank);
        }
    }

    @Test
    void everyEntryUnfoldsWithSourcesThatExist() {
        Catalog catalog = Catalog.builtIn();
        for (String kind : List.of("chips", "systems", "fabrics", "stacks", "models")) {
            for (String id : catalog.ids(kind)) {
                EntrySheet sheet = new EntrySheet(kind, catalog.tree(kind, id), catalog, Messages.in(Language.ZH));
                assertThat(sheet.text()).as(id).contains(id);
                assertThat(sheet.spreadsheet().rows()).as(id).isNotEmpty();
            }
        }
    }

    @Test
    void listAndEntryTellTheSameNumbers() {
        JsonNode listed = JsonMapper.shared()
                .readTree(Ran.of("catalog", "chips", "--json").out());
        JsonNode row = listed.valueStream()
                .filter(r -> r.get("id").asString().equals(H100))
                .findFirst()
                .orElseThrow();
        assertThat(row.get("bf16_dense_tflops").asDouble()).isBetween(989.0, 990.0);
        assertThat(row.get("memory_gib").asDouble()).isEqualTo(80);
        assertThat(row.get("memory_tb_per_s").asDouble()).isEqualTo(3.35);
        assertThat(row.get("link_gb_per_s").asDouble()).isEqualTo(450);
        JsonNode entry = JsonMapper.shared()
                .readTree(Ran.of("catalog", "chips", H100, "--json").out());
        JsonNode bandwidth = entry.get("fields")
                .valueStream()
                .filter(f -> f.get("field").asString().equals("memory.bandwidth_gb_per_s"))
                .findFirst()
                .orElseThrow();
        assertThat(bandwidth.get("value").asDouble()).isEqualTo(3350);
        assertThat(bandwidth.get("unit").asString()).isEqualTo("GB/s");
        assertThat(bandwidth.get("provenance").asString()).isIn("file", "page", "memory");
        List<String> cited =
                bandwidth.get("sources").valueStream().map(JsonNode::asString).toList();
        List<String> explained = entry.get("sources")
                .valueStream()
                .map(s -> s.get("id").asString())
                .toList();
        assertThat(cited).isNotEmpty();
        assertThat(explained).containsAll(cited);
    }

    @Test
    void anAliasAloneFindsItsEntry() {
        assertThat(Ran.of("catalog", "h100").out())
                .isEqualTo(Ran.of("catalog", "chips", H100).out());
        assertThat(Ran.of("catalog", "chip", "H100").out()).contains(H100);
        assertThat(Ran.of("catalog", "deepseek-v3").out()).contains("(models deepseek-v3)");
    }

    @Test
    void rangesShowBothEndsAndDisputesAreTold() {
        Ran h20 = Ran.of("catalog", "h20", "--wide");
        assertThat(h20.out()).containsPattern("price\\[0]\\.usd_per_chip +12000\u201315000 +USD");
        assertThat(h20.out()).contains("\nDisputed\n").contains("\nSources\n");
        assertThat(Ran.of("catalog", "h20", "--csv").out()).contains("price[0].usd_per_chip,13500,12000,15000,USD,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "catalog chips no-such-chip | no-such-chip",
                "catalog models gpt-99 --lang zh | gpt-99",
                "catalog no-such-thing | KIND is 'no-such-thing'; it must be one of chips, systems, fabrics, stacks, models",
                "catalog no-such-kind x | KIND is 'no-such-kind'",
                "catalog chips --json --csv | --json and --csv exclude each other; give one",
                "catalog --catalog /no/such/folder | /no/such/folder",
            })
    void whatIsNotThereIsBadInputInOneLine(String typed, String said) {
        Ran ran = Ran.of(typed.split(" "));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().contains(said);
    }

    @Test
    void anUnknownIdBringsItsNeighbours() {
        assertThat(Ran.of("catalog", "chips", "h100-sxm6").err()).contains(H100);
    }

    @Test
    void namesOfAnyKindAreHarmless() {
        for (String name :
                new String[] {"", " ", "../../etc/passwd", "\u001B[31m", "%s%n${java.home}", "x".repeat(5000)}) {
            Ran ran = Ran.of("catalog", "chips", name);
            assertThat(ran.exitCode()).as(name).isEqualTo(2);
            assertThat(ran.err()).hasSizeLessThan(600).doesNotContain("\u001B");
        }
    }

    @Test
    void frameworksByChipsAreListedWithTheirSources() {
        JsonNode matrix = JsonMapper.shared()
                .readTree(Ran.of("catalog", "support", "--json").out());
        assertThat(matrix.size())
                .isEqualTo(Catalog.builtIn().table("support_matrix").size());
        for (JsonNode row : matrix) {
            assertThat(row.get("source_ids").asString()).isNotBlank();
        }
        JsonNode chip = JsonMapper.shared()
                .readTree(Ran.of("catalog", "support", H100, "--json").out());
        assertThat(chip.size())
                .isEqualTo(Catalog.builtIn().ids(Catalog.FRAMEWORKS).size());
        for (JsonNode row : chip) {
            assertThat(row.get("support").asString())
                    .isEqualTo(row.get("framework").asString().equals("MindSpore") ? "partial" : "native");
        }
        assertThat(Ran.of("catalog", "support", "huawei-ascend-310", "--lang", "zh")
                        .out())
                .contains("部分")
                .doesNotContain("原生  ");
    }

    /** Every stack runs on the chips whose default it is. */
    @Test
    void theDefaultStackOfAChipIsSupportedOnIt() {
        Catalog catalog = Catalog.builtIn();
        Supports supports = new Supports(catalog);
        for (String id : catalog.ids(Catalog.CHIPS)) {
            Chip chip;
            try {
                chip = catalog.chip(id);
            } catch (BadInput unknownFigure) {
                continue;
            }
            boolean anyFramework = supports.frameworks().stream()
                    .anyMatch(f -> supports.of(f, id).level().runs());
            SoftwareStack stack = new Stacks(catalog).usual(chip, catalog.asOfYear());
            assertThat(stack.runsOn()).as(stack.id()).isNotEmpty();
            assertThat(stack.runsOn())
                    .as("%s on %s", stack.id(), id)
                    .anyMatch(f -> supports.of(f, id).level().runs() || !anyFramework);
        }
    }

    @Test
    void anOverlayAddsEntries(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("chips.yaml"), """
                chips:
                - id: my-chip
                  name: 自研芯片
                  vendor: us
                  launch_year: 2026
                  peak_dense_tflops: {bf16: 500}
                  memory: {capacity_gb: 64, bandwidth_gb_per_s: [1600, 2000]}
                """);
        Ran listed = Ran.of("catalog", "chips", "--wide", "--catalog", folder.toString());
        assertThat(listed.err()).isEmpty();
        assertThat(listed.out()).containsPattern("my-chip +自研芯片 +2026 +500 +- +- +- +64 +1.8 +- +-\n");
        Ran shown = Ran.of("--catalog", folder.toString(), "catalog", "my-chip", "--wide");
        assertThat(shown.out()).containsPattern("peak_dense_tflops.bf16 +500 +TFLOP/s");
    }

    @Test
    void aBrokenOverlayNamesFileAndField(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("chips.yaml"), "chips:\n- id: my-chip\n  memory: {capacity_gb: -5}\n");
        Ran ran = Ran.of("catalog", "chips", "--catalog", folder.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("chips.yaml")
                .contains("chips[0]");
    }
}

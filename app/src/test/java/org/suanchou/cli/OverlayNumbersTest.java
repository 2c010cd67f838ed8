package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** Numbers of a user's own files and assumptions that can't be: bad input, by the field's path. */
class OverlayNumbersTest {
    private static final String CHIP = """
            kind: chip
            id: my-npu
            vendor: Example
            peak_dense_tflops: {bf16: 800, fp8: 1600}
            memory: {capacity_gb: 96, bandwidth_gb_per_s: 4000}
            tdp_w: 600
            scale_up: {unidirectional_gb_per_s_per_chip: 400, max_domain_chips: 8, shape: mesh}
            nic_gbit_per_s_per_chip: 400
            """;

    @TempDir
    private Path folder;

    private static void refused(Ran ran, String... said) {
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(said)
                .doesNotContain("Exception");
    }

    private Ran estimate(String chip) throws IOException {
        Path file = Files.writeString(folder.resolve("my.yaml"), chip);
        return Ran.of("estimate", "llama-3.1-8b", "--on", file.toString(), "--chips", "8", "--tokens", "1T");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usd_per_chip_hour: 1e300                              | usd_per_chip_hour",
                "usd_per_chip_hour: {value: 1e20}                      | usd_per_chip_hour.value is 1.0E20; it can't exceed 1000",
                "usd_per_chip_hour: 1001                               | usd_per_chip_hour is 1001; it can't exceed 1000",
                "usd_per_chip_hour: [900, 1100]                        | it can't exceed 1000",
                "usd_per_chip_hour: [1.0e308, 1.7e308]                 | usd_per_chip_hour[0]",
                "usd_per_chip_hour: 1e-100                             | it is too near to 0",
                "usd_per_chip_hour: 1e-320                             | line 9, column 20",
                "usd_per_chip_hour: 1e-400                             | line 9, column 20",
                "price: [{usd_per_chip: 1e308, year: 2026}]            | price[0].usd_per_chip",
                "price: [{usd_per_chip: 1e8, year: 2026}]              | price[0].usd_per_chip is 1.0E8; it can't exceed 10000000",
                "price: [{cny_per_chip: 1e28, year: 2026}]             | price[0].cny_per_chip is 1.0E28; it can't exceed 10000000",
                "price: [{usd_per_chip: 5e-324, year: 2026}]           | price[0].usd_per_chip",
                "price: [{usd_per_chip: 30000, year: 1e18}]            | price[0].year is 1.0E18; it must be a whole number",
                "price: [{usd_per_chip: 30000, year: 26}]              | price[0].year is 26; it must be between 1950 and 2100",
                "price: 3                                              | price is 3; it must be a list",
                "cloud_price: [{usd_per_chip_hour: 1e308, year: 2026}] | cloud_price[0].usd_per_chip_hour",
                "cloud_price: [{cny_per_chip_hour: 1e9, year: 2026}]   | cloud_price[0].cny_per_chip_hour is 1.0E9; it can't exceed 1000",
                "cloud_price: [{usd_per_chip_hour: 2, year: -5}]       | cloud_price[0].year is -5",
                "tdp_w: 1e-300                                         | tdp_w",
                "launch_date: '２０２６-01-01'                          | it must begin with a year of four digits"
            })
    void aPriceThatCannotBeIsRefusedByItsField(String field, String said) throws IOException {
        String chip = field.startsWith("tdp_w") ? CHIP.replaceFirst("tdp_w: 600", field) : CHIP + field + "\n";
        refused(estimate(chip), "my.yaml: ", said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usd_per_chip_hour: 2.5",
                "usd_per_chip_hour: 0.0001",
                "usd_per_chip_hour: [2, 3]",
                "usd_per_chip_hour: [2, 2.5, 3]",
                "usd_per_chip_hour: {value: 1000}",
                "price: [{usd_per_chip: 30000, year: 2026}]",
                "price: [{cny_per_chip: 120000, year: 2026}, {cny_per_chip: 140000, year: 2024}]",
                "cloud_price: [{usd_per_chip_hour: [1.5, 2.5], year: 2026}]",
                "cloud_price: [{cny_per_chip_hour: 12, year: 2025}]",
                "launch_date: '2026-01-01'"
            })
    void aPriceThatCanBeIsTaken(String field) throws IOException {
        Ran ran = estimate(CHIP + field + "\n");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isLessThan(2);
    }

    @Test
    void aSystemsPriceCountsItsChips() throws IOException {
        String system = """
                kind: system
                id: my-box
                chip_id: nvidia-h100-sxm5-80gb
                chips_per_system: 8
                scale_up_domain_chips: 8
                scale_up: {unidirectional_gb_per_s_per_chip: 450, shape: switched}
                scale_up_fabric: nvlink4
                price: [{usd: PRICE, year: 2026}]
                """;
        assertThat(estimate(system.replace("PRICE", "300000")).exitCode()).isLessThan(2);
        refused(estimate(system.replace("PRICE", "9e7")), "price[0].usd is 9.0E7; it can't exceed 80000000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usd-per-kwh=1e-320",
                "usd-per-kwh=1e-400",
                "usd-per-kwh=0..5e-324..1",
                "grid-carbon=0..5e-324..35",
                "grid-carbon=0..1e-200..1",
                "pue=5e-324",
                "pue=30f",
                "pue=1.2d",
                "pue=0x1p3",
                "pue=１.２",
                "pue=١",
                "pue=1.2..1.5f",
                "usd-per-kwh=1e308..1e309",
                "yield-of-the-future=1"
            })
    void anAssumptionThatCannotBeIsRefused(String assumed) {
        refused(
                Ran.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "64", "--assume", assumed),
                assumed.substring(0, assumed.indexOf('=')));
    }

    /** Where answers rest on a usual value, an entry in its place must have one. */
    @ParameterizedTest
    @CsvSource({
        "cny-per-usd, ''",
        "pue-air, ''",
        "grid-carbon, gCO2e/kWh",
        "chip-idle-share, ''",
        "network-share, ''",
        "utilisation, ''",
        "wafer-diameter, mm"
    })
    void anAssumptionLosesNoUsualValue(String id, String unit) throws IOException {
        Path file = Files.writeString(
                folder.resolve("own.yaml"), "assumptions:\n- {id: " + id + ", en: a, zh: b, unit: '" + unit + "'}\n");
        refused(
                Ran.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "64", "--catalog", file.toString()),
                "own.yaml: assumptions[0].usual: usual is missing");
    }

    /** Nothing is usual of a site's PUE and a chip's rent: an entry may say as much. */
    @ParameterizedTest
    @CsvSource({"pue, ''", "rent-usd-per-chip-hour, USD/h"})
    void whatHasNoUsualValueNeedsNone(String id, String unit) throws IOException {
        Path file = Files.writeString(
                folder.resolve("own.yaml"),
                "assumptions:\n- {id: " + id + ", en: a, zh: b, unit: '" + unit + "', most: 5}\n");
        Ran ran = Ran.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "64", "--catalog", file.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isLessThan(2);
    }

    @Test
    void aRateOrABoundThatMakesAListedPriceAbsurdIsBadInput() throws IOException {
        Path file = Files.writeString(
                folder.resolve("own.yaml"),
                "assumptions:\n- {id: rent-usd-per-chip-hour, en: a, zh: b, unit: 'USD/h', most: 1}\n");
        refused(
                Ran.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "64", "--catalog", file.toString()),
                "rent-usd-per-chip-hour@nvidia-h100-sxm5-80gb-2026 is 5.0");
        Files.writeString(folder.resolve("my.yaml"), CHIP + "cloud_price: [{cny_per_chip_hour: 900, year: 2026}]\n");
        Path prices = Files.writeString(
                folder.resolve("prices.yaml"),
                "prices:\n- {id: nvidia-h100-sxm5-80gb, offers: [{basis: rent, year: 2026, cny: 900}]}\n");
        refused(
                Ran.of(
                        "estimate",
                        "llama-2-7b",
                        "--on",
                        "dgx-h100",
                        "--chips",
                        "64",
                        "--catalog",
                        prices.toString(),
                        "--assume",
                        "cny-per-usd=0.1"),
                "rent-usd-per-chip-hour@nvidia-h100-sxm5-80gb-2026 is 9000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bose-einstein:１",
                "bose-einstein:3f",
                "negative-binomial:3f",
                "negative-binomial:0x1p3",
                "negative-binomial:NaN",
                "negative-binomial:1e-400",
                "bose-einstein:+3"
            })
    void aYieldModelTakesPlainNumbers(String model) {
        refused(
                Ran.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "64", "--yield-model", model),
                "--yield-model is '" + model + "'");
    }
}

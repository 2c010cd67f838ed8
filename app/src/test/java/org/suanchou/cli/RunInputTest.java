package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** What {@code plan} and {@code compare} make of limits, prices and assumptions that make no sense. */
class RunInputTest {
    private static final String QUESTION = "plan llama-3-8b --on dgx-h100 --chips 64 ";

    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    /**
     * In either language one line, exit code 2, nothing else; in English with these words, and in Chinese with every value and
     * name that the English line quotes.
     */
    private static void assertRefused(List<String> words, String... said) {
        List<String> expected = List.of(said);
        for (String language : List.of("en", "zh")) {
            List<String> wanted = expected;
            Ran ran = Ran.of(
                    Stream.concat(Stream.of("--lang", language), words.stream()).toArray(String[]::new));
            assertThat(ran.exitCode()).as("%s %s", words, ran.err()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith(language.equals("en") ? "error: " : "错误：")
                    .satisfies(line -> assertThat(wanted)
                            .allSatisfy(word -> assertThat(line).contains(word)));
            assertThat(ran.err()).doesNotContain("Exception").doesNotContain("internal error");
            expected =
                    QUOTED.matcher(ran.err()).results().map(MatchResult::group).toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--assume pue=0.9                   | pue is '0.9'; it must be at least 1",
                "--assume die-yield=1.2             | die-yield is '1.2'; it can't exceed 1",
                "--assume package-yield=0           | package-yield",
                "--assume wafer-usd=-5              | wafer-usd is '-5'; it must be at least 0 USD",
                "--assume usd-per-kwh=-0.1          | usd-per-kwh is '-0.1'; it must be at least 0 USD/kWh",
                "--assume utilisation=0             | utilisation is '0'; it must be at least 0.01",
                "--assume server-life=0             | server-life is '0'; it must be at least 0.5 years",
                "--assume failure-scale=-1          | failure-scale",
                "--assume chip-idle-share=1.1       | chip-idle-share",
                "--assume pue=1.3..1.1              | pue is '1.3..1.1'; a range must rise",
                "--assume pue=1.1..1.5..1.2         | pue is '1.1..1.5..1.2'; a range must rise",
                "--assume pue=0.9..1.2              | pue is '0.9..1.2'; it must be at least 1",
                "--assume pue=1..2..3..4            | pue",
                "--assume pue=1..                   | pue",
                "--assume pue=abc                   | pue",
                "--assume pue=                      | pue",
                "--assume pue=NaN                   | pue",
                "--assume pue                       | --assume",
                "--assume puee=1.2                  | nothing that can be assumed; did you mean pue?",
                "--megawatts 0.005                  | --megawatts is 0.005; one DGX H100 / HGX H100",
                "--megawatts 0                      | --megawatts",
                "--max-mwh 0                        | --max-mwh",
                "--max-tco2 -1                      | --max-tco2",
                "--budget -1                        | --budget",
                "--usd-per-chip-hour 1001           | --usd-per-chip-hour is 1001; it can't exceed 1000",
                "--site nope                        | --site: site is 'nope'",
                "--fleet nope                       | --fleet: fleet is 'nope'",
                "--basis nope                       | --basis is 'nope'; it must be rent, buy or build",
                "--yield-model nope                 | --yield-model is 'nope'; it must be poisson",
                "--yield-model negative-binomial:-1 | --yield-model is 'negative-binomial:-1'",
                "--yield-model bose-einstein:0      | --yield-model is 'bose-einstein:0'",
                "--depreciation nope                | --depreciation is 'nope'; it must be capital-recovery or market-value",
                "--year 1999                        | --year is 1999",
                "--draws 0                          | --draws",
                "--draws 20000000                   | --draws",
                "--seed -1                          | --seed",
                "--objective nope                   | --objective is 'nope'",
            })
    void whatMakesNoSenseIsNamedWithItsOption(String options, String said) {
        assertRefused(List.of((QUESTION + options).split(" ")), said);
    }

    /** What nobody knows of a system must be given before it can be limited or paid for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--on tpu-v5p --basis buy   | --basis is 'buy'; nothing is known of chip-tdp for TPU v5p pod",
                "--on hgx-h20 --basis rent  | --basis is 'rent'; nothing is known of rent-usd-per-chip-hour",
                "--on hgx-h20 --basis rent --assume pue=1.2 | --assume rent-usd-per-chip-hour=...",
                "--on mi300x-platform --basis build | --basis is 'build'; nothing is known of wafer-usd",
                "--on frontier-node --budget 1e6 | --budget needs a price, and none is known of",
            })
    void whatNobodyKnowsMustBeGiven(String options, String said) {
        assertRefused(List.of(("plan llama-3-8b --chips 64 " + options).split(" ")), said);
    }

    /** A limit on what follows from power, where that is unknown: no plan can be shown to keep it. */
    @ParameterizedTest
    @ValueSource(strings = {"--megawatts 1", "--max-mwh 1", "--max-tco2 1", "--objective energy"})
    void aLimitOnUnknownPowerCanNotBeKept(String limit) {
        Ran ran = Ran.of(("plan llama-3-8b --chips 64 --on tpu-v5p " + limit).split(" "));

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("needs the power of TPU v5p pod").contains("--assume chip-tdp=500");
    }

    private static List<String> file(Path folder, String verb, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.yaml"), text.replace("\\n", "\n") + "\n");
        return Arrays.asList(verb, file.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "megawatts: 0.001 | megawatts is 0.001; one DGX H100 / HGX H100",
                "megawatts: {a: 1} | megawatts",
                "budget: -1 | budget is -1; it must be above 0",
                "site: nope | site: site is 'nope'",
                "fleet: nope | fleet: fleet is 'nope'",
                "basis: nope | basis is 'nope'; it must be rent, buy or build",
                "basis: [buy] | basis",
                "yield_model: nope | yield_model is 'nope'",
                "draws: 0 | draws is 0",
                "draws: 2.5 | draws is 2.5; it must be a whole number",
                "year: 3000 | year is 3000",
                "usd_per_chip_hour: 1001 | usd_per_chip_hour is 1001",
                "assume: 3 | assume is 3; it must be a map",
                "assume: [pue] | assume is no plain value; it must be a map",
                "assume: {puee: 1.2} | assume: 'puee' is nothing that can be assumed; did you mean pue?",
                "assume: {pue: 0.9} | assume.pue is 0.9; it must be at least 1",
                "assume: {pue: {value: 0.9}} | assume.pue.value is 0.9",
                "assume: {pue: [1.3, 1.2]} | assume.pue[0] is 1.3",
                "assume: {pue: [0.9, 1.2]} | assume.pue",
                "assume: {pue: true} | assume.pue is true; it must be a number",
                "assume: {pue: {a: 1}} | assume.pue",
                "assume: {die-yield: 1.2} | assume.die-yield is 1.2; it can't exceed 1",
                "assume: {utilisation: 0} | assume.utilisation is 0; it must be at least 0.01",
                "assume: {rent-usd-per-chip-hour: -1} | assume.rent-usd-per-chip-hour is -1",
            })
    void aWrongFieldIsNamedWithItsFileAndPath(String lines, String said, @TempDir Path folder) throws IOException {
        assertRefused(
                file(folder, "plan", "model: llama-3-8b\non: dgx-h100\nchips: 64\n" + lines), "wrong.yaml: ", said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "on: dgx-h100 | MODEL is missing",
                "model: llama-3-8b\\nsystems: dgx-h100 | systems is 'dgx-h100'; it must be a list",
                "model: llama-3-8b\\nsystems: [] | systems is a list of 0; it must name a system",
                "model: llama-3-8b\\nsystems: [dgx-h100] | systems[0] is 'dgx-h100'; it must be a map of fields",
                "model: llama-3-8b\\nsystems: [{on: dgx-h100}, 3] | systems[1] is 3; it must be a map of fields",
                "model: llama-3-8b\\nsystems: [{on: dgx-h100, nope: 3}] | systems[0]: field 'nope' is not known here",
                "model: llama-3-8b\\nsystems: [{on: nope}] | systems[0].on: system is 'nope'",
                "model: llama-3-8b\\nsystems: [{chips: 8}] | systems[0]: on is missing",
                "model: llama-3-8b\\nsystems: [{on: dgx-h100, tokens: 1T}] | systems[0].tokens is '1T'; all systems do the same work",
                "model: llama-3-8b\\nsystems: [{on: dgx-h100, model: x}] | systems[0].model is 'x'; all systems do the same work",
                "model: llama-3-8b\\nsystems: [{on: dgx-h100}, {on: dgx-a100, assume: {pue: 0.9}}] | systems[1].assume.pue",
                "model: llama-3-8b\\nsystems: [{on: dgx-h100, megawatts: 0.001}] | systems[0].megawatts is 0.001",
                "model: llama-3-8b\\non: [] | on is no plain value; it must be names",
                "model: llama-3-8b\\non: [dgx-h100, ''] | on is no plain value; it must be names",
                "model: llama-3-8b\\non: [dgx-h100, {a: 1}] | on[1]",
                "model: llama-3-8b\\non: 'dgx-h100,,dgx-a100' | on is 'dgx-h100,,dgx-a100'; it must be names",
                "model: llama-3-8b\\non: [nix, nope] | 'nix'",
            })
    void aComparisonThatMakesNoSenseIsNamedWithItsPath(String lines, String said, @TempDir Path folder)
            throws IOException {
        assertRefused(file(folder, "compare", "chips: 64\n" + lines), said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compare --on dgx-h100 --chips 8 | MODEL is missing",
                "compare --train llama-3-8b --chips 8 | --on is missing",
                "compare --train llama-3-8b --on dgx-h100 | --chips is missing",
                "compare --train llama-3-8b --on nix,nope --chips 8 | 'nix'",
                "compare --train llama-3-8b --on dgx-h100,dgx-a100 --chips 8 --json --csv | exclude each other",
            })
    void aComparisonWithoutItsPartsIsRefused(String line, String said) {
        List<String> words = List.of(line.split(" "));
        Ran ran = Ran.of(words.toArray(String[]::new));
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().contains(said);
        assertThat(ran.out()).isEmpty();
    }
}

package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.tree.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Money may be typed in yuan; it is converted at the rate that the answer states, and the answer says so. */
class YuanInputTest {
    private static final String PLAN =
            "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T --draws 100 --top 1 --basis buy";

    private static Ran ran(String line, String... more) {
        return Ran.of(Stream.concat(Stream.of(line.split(" ")), Stream.of(more)).toArray(String[]::new));
    }

    private static double budgetUsd(String budget, String... more) {
        Ran ran = ran(
                PLAN + " --json",
                Stream.concat(Stream.of("--budget", budget), Stream.of(more)).toArray(String[]::new));
        assertThat(ran.err()).isEmpty();
        JsonNode json = JsonMapper.shared().readTree(ran.out());
        return json.findValue("budgetUsd").asDouble();
    }

    /** 7.2 yuan for a dollar, as cost.yaml has it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500万元    | 694444.444",
                "500万     | 694444.444",
                "¥5000000  | 694444.444",
                "5M CNY    | 694444.444",
                "CNY 5M    | 694444.444",
                "7.2亿元    | 100000000",
                "5M USD    | 5000000",
                "500万美元   | 5000000",
                "$5M       | 5000000",
                "5M        | 5000000",
                "5000000   | 5000000"
            })
    void budgetsAreInDollarsWithin(String budget, double usd) {
        assertThat(budgetUsd(budget)).isCloseTo(usd, within(usd * 1e-8));
    }

    @Test
    void theRateIsTheAnswersOwn() {
        assertThat(budgetUsd("700万元", "--assume", "cny-per-usd=7")).isCloseTo(1e6, within(1e-3));
    }

    @Test
    void aConvertedBudgetIsSaidAmongTheDefaults() {
        assertThat(ran(PLAN, "--budget", "7200万元", "--lang", "zh").out())
                .contains("默认：budget = 7,200 万元（所给为人民币，按 1 美元兑 7.200 元）")
                .contains("默认：cny-per-usd = 7.200（1 美元兑人民币，2025）");
        assertThat(ran(PLAN, "--budget", "7200万元").out())
                .contains("default: budget = 10000000 (given in yuan, at 7.200 for a dollar)");
        assertThat(ran(PLAN, "--budget", "72M CNY", "--currency", "cny").out())
                .contains("default: budget = CNY 72.0M (given in yuan, at 7.200 for a dollar)");
        assertThat(ran(PLAN, "--budget", "7200万", "--lang", "zh").out())
                .contains("默认：budget = 7,200 万元（以万、亿计而未写币种，按人民币读，1 美元兑 7.200 元；美元请写 USD 或美元）");
        assertThat(ran(PLAN, "--budget", "7200万").out())
                .contains("default: budget = 10000000 (read as yuan, for it is counted in 万 or 亿 without a currency");
    }

    @Test
    void aBareBudgetIsDollarsAndSaidToBeWhereTheAnswerIsInYuan() {
        assertThat(ran(PLAN, "--budget", "10M", "--lang", "zh").out())
                .contains("默认：budget = 7,200 万元（未写币种，按美元读；人民币请写 CNY 或元）");
        assertThat(ran(PLAN, "--budget", "10M").out()).doesNotContain("default: budget");
        assertThat(ran(PLAN, "--budget", "10M USD", "--lang", "zh").out()).doesNotContain("默认：budget");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "14.4元    | 2",
                "14.4 CNY | 2",
                "14.4元/h  | 2",
                "¥14.4    | 2",
                "2        | 2",
                "2 USD    | 2",
                "2USD/h   | 2",
                "345.6元/天 | 2"
            })
    void aChipHoursPriceToo(String price, double usd) {
        String line = "plan llama-3-8b --on h100 --chips 8 --tokens 1T --draws 100 --csv --top 1 --usd-per-chip-hour";
        String cost = last(ran(line, price));
        assertThat(cost).isEqualTo(last(ran(line, String.valueOf(usd))));
    }

    private static String last(Ran ran) {
        assertThat(ran.err()).isEmpty();
        List<String> lines = ran.out().lines().toList();
        return lines.get(1).split(",")[List.of(lines.get(0).split(",")).indexOf("cost_usd")];
    }

    @Test
    void aScenarioFileMaySayItToo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("q.yaml"),
                "model: llama-3-8b\non: dgx-h100\nchips: 64\ntokens: 1T\ndraws: 100\nbasis: buy\ntop: 1\nbudget: 7200万元\n");
        assertThat(ran("plan " + file + " --lang zh").out()).contains("默认：budget = 7,200 万元（所给为人民币");
        Files.writeString(file, Files.readString(file).replace("7200万元", "7200万欧元"));
        Ran bad = ran("plan " + file);
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.err()).contains("q.yaml: budget").contains("budget is '7200万欧元'; write for example 5M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5M EUR", "0元", "-5万元", "free", "50%", "1e30", "１００万元", "¥¥5"})
    void whatIsNoBudgetIsRefusedInOneLine(String budget) {
        for (String language : new String[] {"en", "zh"}) {
            Ran ran = ran(PLAN, "--budget", budget, "--lang", language);
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err().lines()).singleElement().asString().contains("budget");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T",
                "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T --basis buy",
                "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T --basis build",
                "plan llama-3-8b --on 910b --chips 64 --tokens 1T",
                "plan llama-3-8b --on k100-ai --chips 8 --tokens 1T",
                "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T --year 2016",
                "plan llama-3-8b --on dgx-a100 --chips 64 --tokens 1T --year 2030 --basis buy",
                "plan llama-3-8b --on gb200-nvl72 --chips 72 --tokens 1T --budget 5M",
                "plan llama-3-8b --on tpu-v6e --chips 64 --tokens 1T",
                "compare llama-3-8b --on dgx-h100,910b,dgx-a100 --chips 64 --tokens 1T --basis buy",
                "compare llama-3-8b --on h100,a100,h200 --chips 8 --tokens 1T"
            })
    void defaultLinesStandInTheAnswersCurrency(String line) {
        for (String more : new String[] {" --lang zh", " --currency cny"}) {
            List<String> defaults = ran(line + " --draws 100" + more)
                    .out()
                    .lines()
                    .filter(l -> l.startsWith("默认：") || l.startsWith("default: "))
                    .toList();
            assertThat(defaults).isNotEmpty();
            for (String said : defaults) {
                assertThat(said).doesNotContain("$");
                if (said.contains("usd-per-chip") || said.contains("accelerator-usd")) {
                    assertThat(said.substring(said.indexOf(" = "))).containsPattern("元|CNY");
                }
                assertThat(said.replaceAll("[a-z-]+-usd[a-z-]*|[a-z-]*usd-per-[a-z-]+|cny-per-usd.*", ""))
                        .doesNotContain("USD")
                        .doesNotContain("美元折");
            }
            if (more.endsWith("zh")) {
                // names of makers and products stay; words of English do not
                assertThat(defaults.toString())
                        .doesNotContainPattern(
                                "\\b(?:list|retail|median|on demand|years?|in yuan|a dollar|listed|oldest)\\b");
            }
        }
    }

    @Test
    void everyPriceThatHasANoteHasOneInChinese() {
        Catalog catalog = Catalog.builtIn();
        Pattern han = Pattern.compile("\\p{IsHan}|、|，");
        for (String id : catalog.ids(Catalog.PRICES)) {
            for (Tree offer : catalog.tree(Catalog.PRICES, id).items("offers")) {
                Tree price = offer.has("usd") ? offer.require("usd") : offer.require("cny");
                if (price.has("note")) {
                    assertThat(price.text("note_zh", ""))
                            .as(price.path())
                            .containsPattern(han)
                            .doesNotContain("USD");
                }
            }
        }
    }
}

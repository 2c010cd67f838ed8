package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** One answer has one currency, and says at what rate. */
class CurrencyTest {
    private static final String PLAN = "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T --draws 100 --basis buy";
    private static final String COMPARE =
            "compare llama-3-8b --on dgx-h100,dgx-a100 --chips 64 --tokens 1T --draws 100 --basis buy";

    private static Ran ran(String... lines) {
        return Ran.of(Stream.of(lines).flatMap(l -> Stream.of(l.split(" "))).toArray(String[]::new));
    }

    /** Without the defaults, whose fields are named in dollars, and the inputs, which bear the ids of those. */
    private static String amounts(String out) {
        return out.lines()
                .filter(line ->
                        !line.startsWith("default:") && !line.startsWith("默认：") && !line.startsWith("suanchou "))
                .reduce("", (a, b) -> a + b + "\n")
                .replaceAll("[a-z-]+-usd[a-z-]*(@[a-z0-9-]+)?|usd-per-[a-z-]+(@[a-z0-9-]+)?", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAN, PLAN + " --explain run", PLAN + " --budget 1e9", COMPARE})
    void chineseAnswersAreInYuanAndSayTheRate(String line) {
        String zh = ran("--lang zh", line).out();
        assertThat(amounts(zh)).contains("元").doesNotContain("美元").doesNotContain("USD");
        assertThat(zh).contains("默认：cny-per-usd = 7.200（1 美元兑人民币，2025）");
        String usd = ran("--lang zh --currency usd", line).out();
        assertThat(amounts(usd))
                .contains("美元")
                .doesNotContain("万元")
                .doesNotContain("亿元")
                .doesNotContain("CNY");
        assertThat(usd).doesNotContain("cny-per-usd = 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAN, COMPARE})
    void englishAnswersAreInDollarsUnlessAsked(String line) {
        assertThat(amounts(ran(line).out())).contains("USD").doesNotContain("CNY");
        String yuan = ran("--currency cny", line).out();
        assertThat(amounts(yuan)).contains("CNY").doesNotContain("USD");
        assertThat(yuan).contains("default: cny-per-usd = 7.200 (yuan for a dollar, of 2025)");
        assertThat(ran("--currency cny", line, "--assume cny-per-usd=7.0").out())
                .contains("default: cny-per-usd = 7.000 (given with --assume cny-per-usd)");
    }

    /** The cost in yuan is that in dollars times the rate, to the three digits that are shown. */
    @Test
    void yuanAreDollarsTimesTheRate() {
        String rent = "plan llama-3-8b --on h100 --chips 8 --tokens 1T --draws 100 --usd-per-chip-hour 2 --csv --top 1";
        String[] row = ran(rent).out().lines().toList().get(1).split(",");
        String[] keys = ran(rent).out().lines().toList().get(0).split(",");
        double usd = Double.parseDouble(row[java.util.List.of(keys).indexOf("cost_usd")]);
        String shown = String.format(java.util.Locale.ROOT, "%.3g", usd * 7 / 1e4);
        assertThat(ran("--lang zh", rent.replace(" --csv", ""), "--assume cny-per-usd=7")
                        .out())
                .contains(shown + " 万元");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--csv"})
    void programsGetDollarsInEveryCurrency(String format) {
        for (String line : new String[] {PLAN, COMPARE}) {
            assertThat(ran("--currency cny", line, format).out())
                    .isEqualTo(ran("--currency usd", line, format).out());
        }
    }

    @Test
    void anUnknownCurrencyIsRefused() {
        Ran ran = ran("--currency eur", PLAN);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--currency is 'eur'; it must be one of cny, usd");
    }

    /** What one pays for the hour and another for the chip isn't set against one another. */
    @Test
    void mixedBasesLeaveMoneyOutAndSaySo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("mixed.yaml"),
                "model: llama-3-8b\nchips: 64\ntokens: 1T\ndraws: 100\n"
                        + "systems: [{on: dgx-h100, basis: rent}, {on: dgx-a100, basis: buy}]\n");
        String en = Ran.of("compare", file.toString()).out();
        assertThat(en)
                .contains("some rows are rented, others bought (buy, rent): costs can't be compared and are left out."
                        + " Add --basis rent or --basis buy");
        assertThat(amounts(en))
                .doesNotContain("tok/USD")
                .doesNotContain("per USD")
                .doesNotContain("a dollar:")
                .doesNotContain("USD/");
        assertThat(Ran.of("compare", file.toString(), "--json").out()).doesNotContain("\"price\"");
        String one = Ran.of("compare", file.toString(), "--basis", "rent").out();
        assertThat(one).contains("basis: rent").contains("tok/").contains("real throughput per dollar");
    }
}

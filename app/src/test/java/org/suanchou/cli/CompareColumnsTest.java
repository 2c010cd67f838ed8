package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A figure of a comparison stands under its own head: CSV against JSON, which names each where it is written. */
class CompareColumnsTest {
    private static final String[] QUESTION = {
        "compare", "--train", "llama-3.1-8b", "--chips", "64", "--tokens", "1T", "--on", "dgx-h100,dgx-b200,gb200-nvl72"
    };

    /** Where the JSON row has what a column of the CSV has, in SI units where UNITS says so. */
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("tokens_per_s_per_chip", "work/tokensPerSecondPerChip"),
            Map.entry("per_system", "work/tokensPerSecondPerSystem"),
            Map.entry("per_rack", "work/tokensPerSecondPerRack"),
            Map.entry("per_megawatt", "work/tokensPerSecondPerMegawatt"),
            Map.entry("per_dollar", "work/tokensPerDollar"),
            Map.entry("usd_per_chip_hour", "work/usdPerChipHour"),
            Map.entry("step_s", "report/plans/0/stepSeconds/mid"),
            Map.entry("mfu", "report/plans/0/mfu/mid"),
            Map.entry("goodput", "report/plans/0/run/goodput/mid"),
            Map.entry("days", "report/plans/0/days/mid"),
            Map.entry("days_low", "report/plans/0/days/low"),
            Map.entry("days_high", "report/plans/0/days/high"),
            Map.entry("cost_usd", "report/plans/0/run/usd/mid"),
            Map.entry("chips", "report/question/chips"),
            Map.entry("global_batch_size", "report/question/globalBatchSize"),
            Map.entry("megawatts", "report/plans/0/run/provisionedWatts/mid"),
            Map.entry("energy_mwh", "report/plans/0/run/joules/mid"));

    private static final Map<String, Double> UNITS = Map.of("megawatts", 1e6, "energy_mwh", 3.6e9);

    @Test
    void everyFigureStandsUnderItsHead() {
        JsonNode rows = PlanAnswer.of(QUESTION).json().get("rows");
        List<String> csv = MainTest.Ran.of(and("--csv")).out().lines().toList();
        List<String> heads = List.of(csv.getFirst().split(",", -1));

        assertThat(heads).containsAll(PLACES.keySet());
        for (int row = 0; row < rows.size(); row++) {
            List<String> cells = List.of(csv.get(row + 1).split(",", -1));
            assertThat(cells).hasSameSizeAs(heads);
            Map<String, Double> said = new LinkedHashMap<>();
            Map<String, Double> expected = new LinkedHashMap<>();
            for (Map.Entry<String, String> place : PLACES.entrySet()) {
                said.put(place.getKey(), Double.valueOf(cells.get(heads.indexOf(place.getKey()))));
                expected.put(
                        place.getKey(), at(rows.get(row), place.getValue()) / UNITS.getOrDefault(place.getKey(), 1.0));
            }
            for (String head : PLACES.keySet()) {
                assertThat(said.get(head))
                        .as("%s of %s", head, cells.getFirst())
                        .isCloseTo(expected.get(head), withinPercentage(1e-9));
            }
            // no two columns have one figure, so that none can stand for another
            assertThat(said.values()).doesNotHaveDuplicates();
        }
    }

    /** Of each system against the first: the ratios of the table, by its heads. */
    @Test
    void everyRatioStandsUnderItsHead() {
        JsonNode rows = PlanAnswer.of(QUESTION).json().get("rows");
        List<String> lines =
                new ArrayList<>(MainTest.Ran.of(and("--wide")).out().lines().toList());
        int head = 0;
        while (!lines.get(head).startsWith("system ") || !lines.get(head).contains("peak")) {
            head++;
        }
        List<String> heads = List.of(lines.get(head).trim().split(" {2,}"));
        assertThat(heads)
                .containsExactly(
                        "system",
                        "peak",
                        "per chip",
                        "low",
                        "high",
                        "package",
                        "superchip",
                        "die",
                        "per MW",
                        "low",
                        "high",
                        "per USD",
                        "low",
                        "high");
        for (int row = 1; row < rows.size(); row++) {
            List<String> cells = List.of(lines.get(head + 1 + row).trim().split(" {2,}"));
            JsonNode against = rows.get(row).get("against");
            assertThat(cells.subList(1, cells.size()))
                    .as("%s of %s", heads, cells.getFirst())
                    .containsExactly(
                            shown(against.get("peak")),
                            shown(against.get("perChip").get("mid")),
                            shown(against.get("perChip").get("low")),
                            shown(against.get("perChip").get("high")),
                            shown(against.get("perPackage")),
                            shown(against.get("perSuperchip")),
                            shown(against.get("perDie")),
                            shown(against.get("perMegawatt").get("mid")),
                            shown(against.get("perMegawatt").get("low")),
                            shown(against.get("perMegawatt").get("high")),
                            shown(against.get("perDollar").get("mid")),
                            shown(against.get("perDollar").get("low")),
                            shown(against.get("perDollar").get("high")));
        }
    }

    private static String shown(JsonNode ratio) {
        double value = ratio.asDouble();
        return String.format(java.util.Locale.ROOT, value < 0.0995 ? "%.4f" : "%.3f", value);
    }

    private static String[] and(String more) {
        List<String> all = new ArrayList<>(List.of(QUESTION));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static double at(JsonNode row, String path) {
        JsonNode node = row;
        for (String step : path.split("/")) {
            node = Character.isDigit(step.charAt(0)) ? node.get(Integer.parseInt(step)) : node.get(step);
        }
        return node.asDouble();
    }
}

package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.inspect.HuggingFaceConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What README says of accuracy is what {@code docs/scorecard.json} holds. */
class ReadmeFiguresTest {
    private static final Path ROOT = Path.of(System.getProperty("suanchou.root", ".."));
    private static final JsonNode SCORECARD =
            JsonMapper.shared().readTree(ROOT.resolve("docs/scorecard.json").toFile());

    /** In the order of the table's rows. */
    private static final List<JsonNode> ROWS = List.of(
            headline("in_sample", "all"),
            headline("in_sample", "dense"),
            headline("in_sample", "experts"),
            headline("programme", "dense"),
            headline("programme", "experts"));

    private static JsonNode headline(String view, String kind) {
        return SCORECARD.get("headline").get(view).get(kind);
    }

    private static JsonNode leftOut(String by, String id) {
        return SCORECARD.get("leftOutProgramme").get(by).get(id);
    }

    private static String percent(JsonNode row, String figure, int decimals) {
        return ("%." + decimals + "f%%")
                .formatted(100 * Math.abs(row.get(figure).asDouble()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md"})
    void theTableOfErrorsIsTheScorecards(String file) throws IOException {
        List<List<String>> table = Files.readAllLines(ROOT.resolve(file)).stream()
                .filter(l -> l.startsWith("| ") && l.endsWith("% |"))
                .map(l -> Arrays.asList(l.replaceAll("^\\| | \\|$", "").split(" \\| ")))
                .toList();
        assertThat(table).hasSameSizeAs(ROWS);
        for (int i = 0; i < ROWS.size(); i++) {
            JsonNode row = ROWS.get(i);
            List<String> cells = table.get(i);
            assertThat(cells.get(1)).isEqualTo(row.get("items").asString());
            List<String> figures = List.of("medianError", "p90Error", "groupMeanError", "intervalCoverage");
            for (int k = 0; k < figures.size(); k++) {
                // the scorecard has four digits: 0.11345 may be 11.3 or 11.4
                assertThat(Double.parseDouble(cells.get(2 + k).replace("%", "")))
                        .as("%s, %s: %s", file, cells.getFirst(), figures.get(k))
                        .isCloseTo(100 * row.get(figures.get(k)).asDouble(), within(0.0501));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md"})
    void theSentencesHaveItsFiguresToo(String file) throws IOException {
        String text = Files.readString(ROOT.resolve(file));
        JsonNode ascend = leftOut("programme", "ascend-mindspeed/MindSpeed-LLM");
        JsonNode simumax = leftOut("programme", "simumax/Megatron-LM");
        JsonNode fp4 = leftOut("precision", "nvfp4");
        for (String figure : List.of(
                percent(ROWS.get(3), "medianError", 1),
                percent(ROWS.get(4), "medianError", 1),
                percent(ascend, "bias", 0),
                percent(ascend, "intervalCoverage", 0),
                percent(simumax, "bias", 0),
                percent(simumax, "intervalCoverage", 0),
                percent(fp4, "bias", 0),
                percent(fp4, "intervalCoverage", 0),
                percent(SCORECARD.get("peakMemory").get("simumax/Megatron-LM"), "medianError", 1))) {
            assertThat(Pattern.compile("(?<![0-9.])" + figure).matcher(text).find())
                    .as("%s: %s", file, figure)
                    .isTrue();
        }
        for (String programme : List.of("nvidia-nemo/NeMo", "nvidia-nemo/Megatron-Bridge", "llm-foundry/llm-foundry")) {
            assertThat(text)
                    .as(programme)
                    .contains("%.2f"
                            .formatted(leftOut("programme", programme)
                                    .get("kendallTau")
                                    .asDouble()));
        }
        assertThat(text).contains(ROWS.getFirst().get("items").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md"})
    void theCatalogueIsAsLargeAsItSays(String file) throws IOException {
        String text = Files.readString(ROOT.resolve(file)).split("\n## ")[0];
        List<Integer> said = Pattern.compile("[0-9]{2,}(?= |种|个|条)")
                .matcher(text)
                .results()
                .map(r -> Integer.valueOf(r.group()))
                .toList();
        Catalog catalog = Catalog.builtIn();
        assertThat(said)
                .containsExactly(
                        ROWS.getFirst().get("items").asInt(),
                        catalog.ids(Catalog.CHIPS).size(),
                        catalog.ids(Catalog.SYSTEMS).size(),
                        catalog.ids(Catalog.STACKS).size(),
                        catalog.ids(Catalog.MODELS).size(),
                        HuggingFaceConfig.modelTypes().size());
    }
}

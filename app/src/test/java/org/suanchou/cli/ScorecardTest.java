package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Stacks;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.report.ScorecardFiles;
import org.suanchou.report.ScorecardPage;
import org.suanchou.score.Evidence;
import org.suanchou.score.Scorecard;
import org.suanchou.score.Scorecard.View;
import org.suanchou.score.Validation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

public class ScorecardTest {
    private static final Path DOCS = Path.of(System.getProperty("suanchou.root", ".."), "docs");
    /** Machines may differ in the last digit of a logarithm, a figure in the last of those that are written. */
    private static final double ROUNDING = 2e-3;

    private static final Stacks STACKS = new Stacks(Catalog.builtIn());
    private static final Map<String, String> TEXTS = ScorecardFiles.texts(Evidence.scorecard(), STACKS);

    private static String text(String file) {
        return TEXTS.getOrDefault(file, "");
    }

    /** Where it fails, a change has moved predictions: look whether for the worse, and write the pages anew. */
    @Test
    void theCommittedFiguresAreThoseOfThisModel() throws IOException {
        JsonMapper json = JsonMapper.shared();
        assertAlike(
                "",
                json.readTree(text("scorecard.json")),
                json.readTree(Files.readString(DOCS.resolve("scorecard.json"))));
    }

    private static void assertAlike(String path, JsonNode computed, JsonNode committed) {
        assertThat(committed.getNodeType()).as(path).isEqualTo(computed.getNodeType());
        if (computed.isObject()) {
            assertThat(committed.propertyNames()).as(path).containsExactlyElementsOf(computed.propertyNames());
            computed.properties()
                    .forEach(e -> assertAlike(path + "." + e.getKey(), e.getValue(), committed.get(e.getKey())));
        } else if (computed.isArray()) {
            assertThat(committed.size()).as(path).isEqualTo(computed.size());
            IntStream.range(0, computed.size())
                    .forEach(i -> assertAlike(path + "[" + i + "]", computed.get(i), committed.get(i)));
        } else if (computed.isNumber()) {
            double value = computed.asDouble();
            assertThat(committed.asDouble())
                    .as(path)
                    .isCloseTo(value, within(ROUNDING * Math.max(0.1, Math.abs(value))));
        } else {
            assertThat(committed).as(path).isEqualTo(computed);
        }
    }

    @Test
    void theCommittedPagesHaveTheRowsOfThisModel() throws IOException {
        for (String file : TEXTS.keySet()) {
            String committed = Files.readString(DOCS.resolve(file));
            assertThat(committed.lines().count())
                    .as(file)
                    .isEqualTo(text(file).lines().count());
            if (file.endsWith(".md")) {
                assertThat(prose(committed)).as(file).isEqualTo(prose(text(file)));
            }
        }
    }

    private static List<String> prose(String page) {
        return page.lines().filter(l -> !l.startsWith("|")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scorecard", "parameters"})
    void bothLanguagesHaveTheSameFigures(String page) {
        List<List<String>> english = numbers(text(page + ".md"));
        assertThat(english).hasSizeGreaterThan(15);
        assertThat(numbers(text(page + ".zh.md"))).isEqualTo(english);
    }

    /** Right-aligned cells without words, line by line. */
    private static List<List<String>> numbers(String page) {
        List<List<String>> lines = new ArrayList<>();
        boolean[] right = {};
        for (String line : page.lines().toList()) {
            if (!line.startsWith("|")) {
                right = new boolean[0];
                continue;
            }
            String[] cells = line.replaceAll("^\\| | \\|$", "").split(" \\| ", -1);
            if (cells[0].equals("---")) {
                right = new boolean[cells.length];
                for (int i = 0; i < cells.length; i++) {
                    right[i] = cells[i].endsWith(":");
                }
            }
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < cells.length && i < right.length; i++) {
                if (right[i]) {
                    kept.add(cells[i].replaceAll("[^-+0-9.]+", " ").strip());
                }
            }
            lines.add(kept);
        }
        return lines;
    }

    /** Fits run side by side; a twentieth of the rows is enough to see that no order of theirs shows. */
    @Test
    void theSameRowsGiveTheSameBytes(@TempDir Path folder) throws IOException {
        List<String> rows = Files.readAllLines(Evidence.ROWS);
        Path some = folder.resolve("some.jsonl");
        Files.write(
                some,
                IntStream.range(0, rows.size())
                        .filter(i -> i % 20 == 0)
                        .mapToObj(rows::get)
                        .toList());
        List<Map<String, String>> twice = Stream.of(1, 2)
                .map(i -> ScorecardFiles.texts(
                        Scorecard.of(new Validation(Catalog.builtIn(), some)), new Stacks(Catalog.builtIn())))
                .toList();

        assertThat(twice.getFirst()).isEqualTo(twice.getLast());
    }

    @Test
    void filesAreWrittenWholeAndNothingElse(@TempDir Path folder) throws IOException {
        Path docs = folder.resolve("new").resolve("docs");
        ScorecardFiles.write(docs, TEXTS);
        ScorecardFiles.write(docs, TEXTS);

        assertThat(Arrays.asList(docs.toFile().list())).containsExactlyInAnyOrderElementsOf(TEXTS.keySet());
        for (Map.Entry<String, String> file : TEXTS.entrySet()) {
            assertThat(Files.readString(docs.resolve(file.getKey()))).isEqualTo(file.getValue());
        }
    }

    @Test
    void noOtherOptionGoesWithIt(@TempDir Path folder) {
        for (String option : List.of("--json", "--quality=A", "--leave-out=chip")) {
            Ran ran = Ran.of(
                    "validate", Evidence.ROWS.toString(), "--scorecard", folder.toString(), option, "--lang", "en");
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("--scorecard");
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** The project's own limit. */
    @Test
    void atMostTwentyConstantsAreFittedToRuns() {
        assertThat(STACKS.parameters().priors()).hasSizeLessThanOrEqualTo(20);
        assertThat(Evidence.scorecard().moved())
                .hasSameSizeAs(STACKS.parameters().priors())
                .allSatisfy(
                        moved -> assertThat(moved.rows()).as(moved.parameter()).isPositive());
    }

    /** What only one software stack does is worth less than six points of median; frameworks as they come are most of it. */
    @Test
    void stacksMayBeTakenAsAlike() {
        double whole = median("none");
        assertThat(median("stack_factors") - whole).isLessThan(0.06);
        assertThat(median("stacks") - whole).isLessThan(0.06);
    }

    private static double median(String without) {
        return Evidence.scorecard().ablations().stream()
                .filter(a -> a.id().equals(without))
                .mapToDouble(a -> ScorecardPage.Kind.ALL.score(a.steps()).median())
                .findFirst()
                .orElseThrow();
    }

    /** The model has not seen the programme; the yardstick has seen every row. */
    @Test
    void aConstantShareOfThePeakIsFarWorse() {
        Scorecard scorecard = Evidence.scorecard();
        for (ScorecardPage.Kind kind : ScorecardPage.Kind.values()) {
            double ours = kind.score(scorecard.steps(View.PROGRAMME)).median();
            double constant = kind.score(scorecard.constantMfu()).median();
            assertThat(ours).as(kind.id()).isLessThan(0.7 * constant);
        }
    }
}

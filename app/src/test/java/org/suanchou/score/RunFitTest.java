package org.suanchou.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.score.RunFit.Fitted;

public class RunFitTest {
    private static final Path FILE =
            Path.of(System.getProperty("suanchou.root", ".."), "catalog", "calibration", "parameters.yaml");
    private static final String TEXT = """
            # head
            parameters:
            - id: a
              en: 'A: 100 %'
              prior: {value: 0.8, spread: 0.25}
              value: 0.5
              interval: [0.4, 0.6]

            # a note on what follows
            - id: a-b
              of: share
              prior: {value: 0.5, spread: 1}
            - id: b
              prior: {value: 9, spread: 1}
              value: 3
              interval: [1, 4]
            # tail
            """;

    @Test
    void valueAndIntervalAreReplacedAndAllElseStays() {
        assertThat(RunFit.written(TEXT, List.of(new Fitted("a", 0.8, 0.76543, 0.71, 0.8), new Fitted("b", 9, 2, 1, 5))))
                .isEqualTo(TEXT.replace("value: 0.5\n", "value: 0.765\n")
                        .replace("[0.4, 0.6]", "[0.71, 0.8]")
                        .replace("value: 3\n", "value: 2\n")
                        .replace("[1, 4]", "[1, 5]"));
    }

    @Test
    void aParameterThatWasNeverFittedGetsBoth() {
        assertThat(RunFit.written(TEXT, List.of(new Fitted("a-b", 0.5, 0.25, 0.2, 0.3))))
                .isEqualTo(TEXT.replace(
                        "  prior: {value: 0.5, spread: 1}\n",
                        "  prior: {value: 0.5, spread: 1}\n  value: 0.25\n  interval: [0.2, 0.3]\n"));
    }

    @Test
    void writingAgainChangesNothing() {
        List<Fitted> fitted = List.of(new Fitted("b", 9, 2.3456, 1, 5), new Fitted("a-b", 0.5, 0.25, 0.2, 0.3));
        String once = RunFit.written(TEXT, fitted);

        assertThat(RunFit.written(once, fitted)).isEqualTo(once);
    }

    /** The file of the catalogue with its own values is itself. */
    @Test
    void theFileOfTheCatalogueIsAsItWouldBeWritten() throws IOException {
        String text = Files.readString(FILE);
        List<Fitted> own = text.lines()
                .filter(l -> l.startsWith("- id: "))
                .map(l -> fitted(text, l))
                .toList();

        assertThat(own).hasSize(18);
        assertThat(RunFit.written(text, own)).isEqualTo(text);
    }

    private static Fitted fitted(String text, String entry) {
        String rest = text.substring(text.indexOf(entry + "\n"));
        double value = Double.parseDouble(after(rest, "\n  value: ", "\n"));
        String[] ends = after(rest, "\n  interval: [", "]").split(", ");
        return new Fitted(
                entry.substring("- id: ".length()), 1, value, Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
    }

    private static String after(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }

    /** Three digits, all of a large number's, without an exponent. */
    @Test
    void numbersKeepThreeDigits() {
        assertThat(written(1598.7)).isEqualTo("1599");
        assertThat(written(123_456)).isEqualTo("123456");
        assertThat(written(999.6)).isEqualTo("1000");
        assertThat(written(449.2)).isEqualTo("449");
        assertThat(written(55.678)).isEqualTo("55.7");
        assertThat(written(0.97)).isEqualTo("0.97");
        assertThat(written(0.0123456)).isEqualTo("0.0123");
        assertThat(written(0.0000123456)).isEqualTo("0.0000123");
    }

    private static String written(double value) {
        return after(RunFit.written("- id: p\n", List.of(new Fitted("p", 1, value, 1, 2))), "value: ", "\n");
    }

    @Test
    void theLastLineNeedsNoEnd() {
        List<Fitted> fitted = List.of(new Fitted("p", 1, 3, 2, 4));

        assertThat(RunFit.written("- id: p\n  value: 1\n  interval: [1, 2]", fitted))
                .isEqualTo("- id: p\n  value: 3\n  interval: [2, 4]\n");
    }

    /** {@code a} is not {@code a-b}. */
    @Test
    void aTextWithoutTheEntryIsRefused() {
        assertThatThrownBy(() -> RunFit.written(TEXT, List.of(new Fitted("c", 1, 1, 1, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c");
        assertThatThrownBy(() -> RunFit.written("- id: a-b\n", List.of(new Fitted("a", 1, 1, 1, 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

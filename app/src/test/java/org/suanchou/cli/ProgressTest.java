package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.suanchou.text.TerminalWidth;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shortWorkShowsNothing() {
        try (Progress progress = new Progress("plans", 1_000, terminal)) {
            for (int i = 0; i <= 1_000; i++) {
                progress.accept(i);
            }
        }
        assertThat(shown()).isEmpty();
    }

    @Test
    void longWorkShowsOneLineAndTakesItAway() {
        try (Progress progress = new Progress("计划", 1_000, terminal, 0)) {
            progress.accept(250);
            progress.accept(500);
        }
        assertThat(shown()).contains("计划").contains("50%").contains("500/1000").doesNotContain("\n");
        String[] frames = shown().split("\r");
        for (String frame : frames) {
            assertThat(TerminalWidth.of(frame)).isLessThanOrEqualTo(79);
        }
        assertThat(frames[frames.length - 1]).isBlank();
        assertThat(shown()).endsWith("\r");
    }

    @Test
    void aStrayCallAfterTheEndShowsNothing() {
        Progress progress = new Progress("plans", 10, terminal, 0);
        progress.close();
        progress.accept(5);
        progress.close();
        assertThat(shown()).isEmpty();
    }

    @Test
    void withoutATerminalNothingIsShown() {
        try (Progress progress = new Progress("plans", -1, null, 0)) {
            progress.accept(5);
        }
        assertThat(shown()).isEmpty();
    }
}

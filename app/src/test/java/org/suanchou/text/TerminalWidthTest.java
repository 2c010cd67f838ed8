package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalWidthTest {
    @ParameterizedTest
    @CsvSource({
        "H100, 4",
        "算筹, 4",
        "算筹 A100：8 卡, 15",
        "ﾊﾝｶｸ, 4", // halfwidth katakana
        "ＦＵＬＬ, 8",
        "한글, 4",
        "é, 1",
        "10 µs · 3 × 2, 13",
        "🚀, 2",
        "𠀀, 2", // beyond the basic plane
    })
    void eastAsianWideIsTwoColumns(String text, int columns) {
        assertThat(TerminalWidth.of(text)).isEqualTo(columns);
    }

    @Test
    void combiningMarksAndJoinersTakeNoColumn() {
        assertThat(TerminalWidth.of("e\u0301")).isEqualTo(1);
        assertThat(TerminalWidth.of("\u1112\u1161\u11AB")).isEqualTo(2);
        assertThat(TerminalWidth.of("a\u200Db\u200E")).isEqualTo(2);
        assertThat(TerminalWidth.of("\u001B\t\n")).isZero();
        assertThat(TerminalWidth.of("")).isZero();
    }

    @Test
    void everyIdeographIsWideAndEveryLatinLetterNarrow() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.isLetter(c) && Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN) {
                assertThat(TerminalWidth.of(c)).as("U+%04X", c).isEqualTo(2);
            }
            if (c < 0x250 && Character.isLetter(c)) {
                assertThat(TerminalWidth.of(c)).as("U+%04X", c).isEqualTo(1);
            }
        }
    }
}

package org.suanchou.units;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNumberTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0.0",
        "1, 1",
        "+7, 7",
        "2.5, 2.5",
        ".5, 0.5",
        "5., 5",
        "1e3, 1000",
        "1E-3, 0.001",
        "2.2250738585072014E-308, 2.2250738585072014E-308",
        "0e999, 0",
        "0.000, 0"
    })
    void decimalsAreRead(String text, double number) {
        assertThat(PlainNumber.of(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "30f",
                "30F",
                "30d",
                "1D",
                "0x1p3",
                "0x10",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e",
                "e3",
                "1e1000",
                "1e999",
                "1,5",
                "1_000",
                " 1",
                "1 ",
                "--1",
                "+",
                ".",
                "1.2.3",
                "\uFF11\uFF12",
                "\u0661\u0662",
                "1\u066B5",
                "\u4E09",
                "1\u0000",
                "1e-320",
                "5e-324",
                "1e-400",
                "-4.9e-324",
                "1\n"
            })
    void whatIsNoDecimalIsNot(String text) {
        assertThat(PlainNumber.of(text)).isNaN();
    }

    @Test
    void wholeNumbersAreAsciiDigits() {
        assertThat(PlainNumber.whole("2026")).isEqualTo(2026);
        assertThat(PlainNumber.whole("999999999")).isEqualTo(999_999_999);
        for (String text :
                new String[] {"", "-1", "+1", "1.0", "1e3", "10000000000", "\uFF12\uFF10\uFF12\uFF16", "\u06F2"}) {
            assertThat(PlainNumber.whole(text)).as(text).isEqualTo(-1);
        }
    }

    @Test
    void aUnitHasDigitsOfItsOwn() {
        assertThat(PlainNumber.isHeld(0, "0.0/cm2")).isTrue();
        assertThat(PlainNumber.isHeld(0, "-0 g/m3")).isTrue();
        assertThat(PlainNumber.isHeld(0, "1e-400/cm2")).isFalse();
        assertThat(PlainNumber.isHeld(0, "0.001e-400")).isFalse();
    }
}

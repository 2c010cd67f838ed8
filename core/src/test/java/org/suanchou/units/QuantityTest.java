package org.suanchou.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "989 TFLOP/s  | FLOP_PER_SECOND  | 989e12",
                "989TFLOPS    | FLOP_PER_SECOND  | 989e12",
                "80 GB        | BYTES            | 80e9",
                "74.5 GiB     | BYTES            | 79993765888",
                "512 KiB      | BYTES            | 524288",
                "64 kB        | BYTES            | 64000",
                "3.35 TB/s    | BYTES_PER_SECOND | 3.35e12",
                "400 Gb/s     | BITS_PER_SECOND  | 400e9",
                "400 Gbit/s   | BITS_PER_SECOND  | 400e9",
                "400Gbps      | BITS_PER_SECOND  | 400e9",
                "3.14e23 FLOP | FLOP             | 3.14e23",
                "15 MW        | WATTS            | 15e6",
                "1 kWh        | JOULES           | 3.6e6",
                "3.6 MJ       | JOULES           | 3.6e6",
                "2.5 USD      | DOLLARS          | 2.5",
                "20 ms        | SECONDS          | 0.02",
                "5 us         | SECONDS          | 5e-6",
                "5 µs         | SECONDS          | 5e-6",
                "90 min       | SECONDS          | 5400",
                "2 h          | SECONDS          | 7200",
                "3 days       | SECONDS          | 259200",
                "0.5          | SECONDS          | 0.5",
                "13T          | TOKENS           | 13e12",
                "15.6T tokens | TOKENS           | 15.6e12",
                "300B tokens  | TOKENS           | 300e9",
                "8192 tokens  | TOKENS           | 8192",
                "8192 tok     | TOKENS           | 8192",
                "16_384       | COUNT            | 16384",
                "16,384       | COUNT            | 16384",
                "70B          | COUNT            | 70e9",
                "2.5E tokens  | TOKENS           | 2.5e18",
                "-3           | COUNT            | -3",
            })
    void readsWhatPeopleWrite(String text, Unit unit, double value) {
        Quantity quantity = Quantity.parse(text, unit);

        assertThat(quantity.value()).isCloseTo(value, within(1e-12 * Math.abs(value)));
        assertThat(quantity.unit()).isEqualTo(unit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "989e12   | FLOP_PER_SECOND  | 989 TFLOP/s",
                "80e9     | BYTES            | 80.0 GB",
                "0        | BYTES            | 0 B",
                "999.6e9  | BYTES            | 1.00 TB",
                "3.35e12  | BYTES_PER_SECOND | 3.35 TB/s",
                "13e12    | TOKENS           | 13.0T tokens",
                "70.6e9   | COUNT            | 70.6B",
                "0.0123   | SECONDS          | 12.3 ms",
                "5e-6     | SECONDS          | 5.00 us",
                "0        | SECONDS          | 0 s",
                "-80e9    | BYTES            | -80.0 GB",
                "0.9996   | SECONDS          | 1.00 s",
                "2.5e-6   | DOLLARS          | 0.00000250 USD",
                "0.099    | DOLLARS          | 0.0990 USD",
                "2.5e-12  | DOLLARS          | 2.50e-12 USD",
                "2.5e18   | TOKENS           | 2.50E tokens",
            })
    void printsThreeFigures(double value, Unit unit, String text) {
        assertThat(new Quantity(value, unit)).hasToString(text);
    }

    @Test
    void bitsAreNotBytes() {
        assertThatThrownBy(() -> Quantity.parse("400 GB/s", Unit.BITS_PER_SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'400 GB/s' has unit 'GB/s'; write for example 400 Gbit/s");
        assertThatThrownBy(() -> Quantity.parse("400 Gb/s", Unit.BYTES_PER_SECOND))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "GB",
                "eighty GB",
                "80 80 GB",
                "1e999 GB",
                "NaN",
                "Infinity",
                "0x10",
                "1.2.3",
                "80 XB",
                "80 GiBs",
                "--5 GB",
                "5 G B",
                "1e3e3",
                ".",
                "+",
                "80 GB; rm",
                "80 GB\n80 GB",
                "𝟠𝟘 GB",
                "80 ki B",
                "80 giB"
            })
    void nonsenseIsRefusedWithTheTextAndAnExample(String text) {
        assertThatThrownBy(() -> Quantity.parse(text, Unit.BYTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text.replace("\n", "?"));
    }

    @ParameterizedTest
    @EnumSource(Unit.class)
    void absurdlyLongTextIsRefusedInShort(Unit unit) {
        assertThatThrownBy(() -> Quantity.parse("9".repeat(100_000), unit))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(200));
    }

    @Test
    void tokensAreNotBytes() {
        assertThatThrownBy(() -> Quantity.parse("80 GB tokens", Unit.BYTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'80 GB tokens' counts tokens");
    }

    @Test
    void binaryBytesPrintInPowersOf1024() {
        assertThat(Quantity.formatBinaryBytes(80e9)).isEqualTo("74.5 GiB");
        assertThat(Quantity.formatBinaryBytes(512)).isEqualTo("512 B");
        assertThat(Quantity.formatBinaryBytes(1 << 20)).isEqualTo("1.00 MiB");
    }
}

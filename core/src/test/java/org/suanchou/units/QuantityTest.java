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
                "32k          | COUNT            | 32000",
                "1k           | COUNT            | 1000",
                "4M           | COUNT            | 4e6",
                "4Mtokens     | TOKENS           | 4e6",
                "15e12        | TOKENS           | 15e12",
                "3亿          | TOKENS           | 3e8",
                "1万亿        | TOKENS           | 1e12",
                "15.6 万亿 token | TOKENS        | 15.6e12",
                "3千亿词元    | TOKENS           | 3e11",
                "500万        | COUNT            | 5e6",
                "1百万        | COUNT            | 1e6",
                "20亿         | COUNT            | 2e9",
                "16,384       | TOKENS           | 16384",
                ".5           | SECONDS          | 0.5",
                "500kW        | WATTS            | 500e3",
                "0.7kW        | WATTS            | 700",
                "3万千瓦      | WATTS            | 30e6",
                "500千瓦      | WATTS            | 500e3",
                "20 兆瓦      | WATTS            | 20e6",
                "1week        | DAYS             | 604800",
                "2 weeks      | DAYS             | 1209600",
                "7            | DAYS             | 604800",
                "36h          | DAYS             | 129600",
                "3天          | DAYS             | 259200",
                "2周          | DAYS             | 1209600",
                "1 year       | DAYS             | 31557600",
                "90min        | HOURS            | 5400",
                "300 s        | MINUTES          | 300",
                "0.414kg/kWh  | GRAMS_CO2_PER_KILOWATT_HOUR | 1.15e-7",
                "0.414 kgCO2e/kWh | GRAMS_CO2_PER_KILOWATT_HOUR | 1.15e-7",
                "414g/kWh     | GRAMS_CO2_PER_KILOWATT_HOUR | 1.15e-7",
                "414          | GRAMS_CO2_PER_KILOWATT_HOUR | 1.15e-7",
                "0.414 t/MWh  | GRAMS_CO2_PER_KILOWATT_HOUR | 1.15e-7",
                "0.5306kgCO2/kWh | GRAMS_CO2_PER_KILOWATT_HOUR | 1.473888888888889e-7",
                "80 USD/MWh   | DOLLARS_PER_KILOWATT_HOUR | 2.2222222222222222e-8",
                "1.2 L/kWh    | LITRES_PER_KILOWATT_HOUR | 3.3333333333333333e-10",
                "12000 USD/kW | DOLLARS_PER_WATT | 12",
                "8.14 cm2     | SQUARE_MILLIMETRES | 814e-6",
                "814 mm²      | SQUARE_MILLIMETRES | 814e-6",
                "0.001/mm2    | PER_SQUARE_CENTIMETRE | 1000",
                "30 cm        | MILLIMETRES      | 0.3",
                "141GB        | GIGABYTES        | 141e9",
                "2 t          | KILOGRAMS_CO2    | 2000",
                "12 kt        | TONNES_CO2       | 12e6",
                "3 GWh        | MEGAWATT_HOURS   | 1.08e13",
                "500度        | JOULES           | 1.8e9",
                "10%          | COUNT            | 0.1",
                "10%          | PER_YEAR         | 3.168808781402895e-9",
                "10 %/year    | PER_YEAR         | 3.168808781402895e-9",
                "2/day        | PER_DAY          | 2.314814814814815e-5",
                "1.2 nJ/bit   | PICOJOULES_PER_BIT | 1.2e-9",
                "122 MB/s     | BYTES_PER_SECOND | 122e6",
                "2.5M         | DOLLARS          | 2.5e6",
                "1.2B         | DOLLARS          | 1.2e9",
                "500万美元    | DOLLARS          | 5e6",
                "2.5 USD/hour | DOLLARS_PER_HOUR | 6.944444444444445e-4",
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

    /** What Java's own readers would take, and what looks like a number of another kind. */
    @ParameterizedTest
    @CsvSource({
        "30f, COUNT",
        "30d, COUNT",
        "0x1p3, COUNT",
        "0x10, TOKENS",
        "１２, COUNT",
        "٣, COUNT",
        "߁, DAYS",
        "一万, COUNT",
        "万, COUNT",
        "1亿万, COUNT",
        "1e9e9, TOKENS",
        "1_000_, WATTS",
        "5 W, DAYS",
        "1 month, DAYS",
        "0.414kg, GRAMS_CO2_PER_KILOWATT_HOUR",
        "0.414/kWh, GRAMS_CO2_PER_KILOWATT_HOUR",
        "0.6元/kWh, DOLLARS_PER_KILOWATT_HOUR",
        "10%, WATTS",
        "4Mtokens, COUNT",
        "1/2, COUNT",
        "+, COUNT",
        "1.2.3, DAYS",
    })
    void whatIsNoQuantityOfThatKindIsRefused(String text, Unit unit) {
        assertThatThrownBy(() -> Quantity.parse(text, unit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "'");
    }

    /** Sequences and batches come in powers of two: DeepSeek-V3's 128K context is 131,072, its batch of 15K is 15,360. */
    @ParameterizedTest
    @CsvSource({
        "32k, 32768",
        "128K, 131072",
        "15k, 15360",
        "1M, 1048576",
        "32000, 32000",
        "8192, 8192",
        "4e3, 4000",
        "0.5k, 512",
        "1万, 10000"
    })
    void sizesCountInPowersOfTwo(String text, double value) {
        assertThat(Quantity.parseSize(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"32q", "32kB", "32k tokens", "10%", "0x10", "１"})
    void sizesHaveNoUnit(String text) {
        assertThatThrownBy(() -> Quantity.parseSize(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A unit at the end is that of the whole range, whatever its size. */
    @ParameterizedTest
    @CsvSource({
        "0.35..0.45kg/kWh, GRAMS_CO2_PER_KILOWATT_HOUR, 0.35 0.45, 3.6e6",
        "0.35kg/kWh..450g/kWh, GRAMS_CO2_PER_KILOWATT_HOUR, 0.35 0.45, 3.6e6",
        "1.1..1.2..1.4, COUNT, 1.1 1.2 1.4, 1",
        "10..12..20%, COUNT, 0.1 0.12 0.2, 1",
        "1..2 weeks, DAYS, 604800 1209600, 1",
        "0.5, COUNT, 0.5, 1",
        "0.04..0.06 USD/kWh, DOLLARS_PER_KILOWATT_HOUR, 0.04 0.06, 3.6e6",
    })
    void rangesAreReadWithTheirUnit(String text, Unit unit, String values, double over) {
        double[] read = Quantity.parseRange(text, unit);

        String[] expected = values.split(" ");
        assertThat(read).hasSize(expected.length);
        for (int i = 0; i < read.length; i++) {
            double value = Double.parseDouble(expected[i]);
            assertThat(read[i] * over).isCloseTo(value, within(1e-12 * value));
        }
    }

    /** What a bare number is often meant in can be written, and is of the same kind. */
    @ParameterizedTest
    @EnumSource(Unit.class)
    void whatAUnitIsMistakenForReadsAsThatUnit(Unit unit) {
        for (String other : unit.mistakenFor()) {
            assertThat(Quantity.parse("3" + other, unit).value())
                    .as("3%s", other)
                    .isNotCloseTo(3 * unit.factor(), within(1e-6 * unit.factor()));
        }
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

    /** What rounds up to the next way of writing is written in that way. */
    @ParameterizedTest
    @CsvSource({
        "0.9996e15, DOLLARS_PER_KILOWATT_HOUR, 1.00e+15 USD/kWh",
        "0.9994e15, DOLLARS_PER_KILOWATT_HOUR, 999 TUSD/kWh",
        "999999999.7, YEARS, 1.00e+09 years",
        "999999999.2, YEARS, 999999999 years",
    })
    void roundedUpToTheNextFormOnce(double shown, Unit unit, String text) {
        assertThat(Quantity.format(shown * unit.factor(), unit)).isEqualTo(text);
        assertThat(Quantity.parse(text, unit)).hasToString(text);
    }
}

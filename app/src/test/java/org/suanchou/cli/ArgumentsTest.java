package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cli.Arguments.Rejected;
import org.suanchou.model.Precision;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class ArgumentsTest {
    private static final Map<String, ITypeConverter<?>> CONVERTERS = Map.ofEntries(
            Map.entry("PositiveInt", new Arguments.PositiveInt()),
            Map.entry("NonNegativeInt", new Arguments.NonNegativeInt()),
            Map.entry("PositiveNumber", new Arguments.PositiveNumber()),
            Map.entry("Fraction", new Arguments.Fraction()),
            Map.entry("Tokens", new Arguments.Tokens()),
            Map.entry("Bytes", new Arguments.Bytes()),
            Map.entry("BytesPerSecond", new Arguments.BytesPerSecond()),
            Map.entry("Seconds", new Arguments.Seconds()),
            Map.entry("Watts", new Arguments.Watts()),
            Map.entry("MatmulPrecision", new Arguments.MatmulPrecision()));

    /** A command of options such as those of {@code plan}. */
    static final class Probe {
        @Option(names = "--tp", converter = Arguments.PositiveInt.class)
        int tp;

        @Option(names = "--pp", split = ",", converter = Arguments.PositiveInt.class)
        List<Integer> pp = List.of();

        @Option(names = "--tokens", converter = Arguments.Tokens.class)
        double tokens;

        @Option(names = "--precision", converter = Arguments.MatmulPrecision.class)
        Precision precision = Precision.BF16;
    }

    @ParameterizedTest
    @CsvSource({
        "PositiveInt, 8, 8",
        "NonNegativeInt, 0, 0",
        "PositiveNumber, 1e-3, 0.001",
        "Fraction, 0.45, 0.45",
        "Tokens, 13T, 13e12",
        "Tokens, 300B tokens, 3e11",
        "Bytes, 80GB, 8e10",
        "Bytes, 1 GiB, 1073741824",
        "BytesPerSecond, 450 GB/s, 4.5e11",
        "Seconds, 20ms, 0.02",
        "Seconds, 90d, 7776000",
        "Watts, 15MW, 1.5e7",
    })
    void whatPeopleTypeIsRead(String converter, String typed, double value) throws Exception {
        assertThat(((Number) CONVERTERS.get(converter).convert(typed)).doubleValue())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "PositiveInt, 0, it must be at least 1",
        "PositiveInt, -1, it must be at least 1",
        "PositiveInt, 8.5, it must be a whole number",
        "PositiveInt, 99999999999999999999, it must be at most 2147483647",
        "PositiveInt, 2147483648, it must be at most 2147483647",
        "NonNegativeInt, -1, it must be at least 0",
        "PositiveNumber, 0, it must be above 0",
        "PositiveNumber, NaN, it must be a finite number",
        "PositiveNumber, 1e999, it must be a finite number",
        "PositiveNumber, x, it must be a finite number",
        "Fraction, 1.01, it must be between 0 and 1",
        "Tokens, 13X, write for example 13T or 300B",
        "Tokens, -13T, it must be at least 1",
        "Tokens, 80GB, write for example 13T or 300B",
        "Bytes, 0, it must be above 0",
        "Seconds, 20 kg, write for example 1.5s or 20ms",
        "MatmulPrecision, int4, 'it must be one of fp32, tf32, bf16, fp16, fp8, mxfp8, int8, nvfp4'",
    })
    void whatBreaksARuleIsRejectedWithTheRule(String converter, String typed, String rule) {
        assertThatThrownBy(() -> CONVERTERS.get(converter).convert(typed))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        e -> assertThat(e.rule(Messages.in(Language.EN))).isEqualTo(rule));
    }

    @Test
    void listsAreSplitAtCommasAndEveryPartIsChecked() {
        Probe probe = new Probe();
        new CommandLine(probe).parseArgs("--pp", "1,2,4", "--tokens=13T", "--tp=8", "--precision=FP8");
        assertThat(probe.pp).containsExactly(1, 2, 4);
        assertThat(probe.tokens).isEqualTo(13e12);
        assertThat(probe.precision).isEqualTo(Precision.FP8);
        assertThat(line(Language.EN, "--pp", "1,0,4")).isEqualTo("--pp is 0; it must be at least 1");
    }

    @Test
    void errorsNameTheOptionTheValueAndTheRuleInBothLanguages() {
        assertThat(line(Language.EN, "--tp", "-1")).isEqualTo("--tp is -1; it must be at least 1");
        assertThat(line(Language.ZH, "--tp", "-1")).isEqualTo("--tp 的值是 -1；不得小于 1");
        assertThat(line(Language.EN, "--tokens", "13 bananas"))
                .isEqualTo("--tokens is '13 bananas'; write for example 13T or 300B");
        assertThat(line(Language.EN, "--tp", "x\u001B[31m" + "y".repeat(100)))
                .doesNotContain("\u001B")
                .hasSizeLessThan(120);
    }

    private static String line(Language language, String... args) {
        try {
            new CommandLine(new Probe()).parseArgs(args);
            return "";
        } catch (ParameterException e) {
            return new ErrorLine(Messages.in(language), args).of(e);
        }
    }
}

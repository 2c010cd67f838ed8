package org.suanchou.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.text.Currency;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Refusals;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;

class FieldsTest {
    private static Fields typed(Field field, Object value) {
        return new Fields(Tree.of("command line", Map.of(field.id(), value)), Map.of(), null, Set.of());
    }

    private static double read(Field field, Fields fields) {
        Number read = switch (field.form()) {
            case Form.Whole w -> fields.whole(field);
            case Form.Size s -> fields.whole(field);
            case Form.Batch b -> fields.inTokens(field) ? (Number) fields.amount(field) : (Number) fields.whole(field);
            case Form.Amount a -> fields.amount(field);
            case Form.Number n -> fields.number(field);
            case Form.Probability p -> fields.number(field);
            case Form.Money m -> fields.money(field, 7);
            case Form.Rent r -> fields.rent(field, 7);
            default -> throw new IllegalArgumentException(field + " holds no number");
        };
        assertThat(read).isNotNull();
        return read.doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "TP, 8, 8",
        "SPARES, 0, 0",
        "SEQ_LENGTH, 32k, 32768",
        "GLOBAL_BATCH_SIZE, 1k, 1024",
        "GLOBAL_BATCH_SIZE, 4Mtokens, 4e6",
        "TOKENS, 13T, 13e12",
        "TOKENS, 300B tokens, 3e11",
        "TOKENS, 3亿, 3e8",
        "DAYS, 7, 604800",
        "DAYS, 1week, 604800",
        "DAYS, 36h, 129600",
        "MEGAWATTS, 15, 15e6",
        "MEGAWATTS, 500kW, 5e5",
        "MAX_MWH, 3GWh, 1.08e13",
        "MAX_TCO2, 12kt, 1.2e7",
        "BUDGET, 5M, 5e6",
        "BUDGET, 500万元, 714285.714",
        "USD_PER_CHIP_HOUR, 3.6, 0.001",
        "USD_PER_CHIP_HOUR, 25.2元/h, 0.001",
        "EXPERT_IMBALANCE, 1.5, 1.5",
        "CONFIDENCE, 90%, 0.9",
    })
    void whatPeopleTypeIsRead(Field field, String typed, double value) {
        assertThat(read(field, typed(field, typed))).isCloseTo(value, within(1e-6 * value));
    }

    /** The same text in a file means the same, and so does a bare number that is none. */
    @ParameterizedTest
    @CsvSource({"TP, 8", "TOKENS, 15T", "DAYS, 2.5", "BUDGET, 5M", "GLOBAL_BATCH_SIZE, 4Mtokens", "SEQ_LENGTH, 8k"})
    void filesAndOptionsAreReadByOneRule(Field field, String text) {
        Tree file = Tree.of("file", Map.of(field.id().replace('-', '_'), text));
        Fields fields = new Fields(Tree.of("command line", Map.of()), Map.of(), file, EnumSet.allOf(Field.class));
        assertThat(read(field, fields)).isEqualTo(read(field, typed(field, text)));
        if (text.matches("[0-9.]+")) {
            assertThat(read(field, typed(field, Double.parseDouble(text)))).isEqualTo(read(field, fields));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TP | 0 | --tp is 0; it must be at least 1 | --tp 的值是 0；不得小于 1",
                "TP | -1 | --tp is -1; it must be at least 1 | --tp 的值是 -1；不得小于 1",
                "TP | 8.5 | --tp is 8.5; it must be a whole number | --tp 的值是 8.5；应为整数",
                "TP | x | --tp is 'x'; it must be a whole number | --tp 的值是 'x'；应为整数",
                "CHIPS | 1e99 | --chips is 1e99; it must be at most 16777216 | --chips 的值是 1e99；不得大于 16777216",
                "ZERO_STAGE | 4 | --zero-stage is 4; it must be between 0 and 3 | 0",
                "YEAR | 26 | --year is 26; it must be between 2000 and 2100 | 2000",
                "TOKENS | 13X | --tokens is '13X'; write for example 13T or 300B | 13T",
                "TOKENS | 80GB | --tokens is '80GB'; write for example 13T or 300B | 13T",
                "TOKENS | -13T | --tokens is '-13T'; it must be above 0 | 0",
                "DAYS | 5 kg | --days is '5 kg'; write for example 7, 1week or 36h | 36h",
                "MEGAWATTS | 15 MWh | --megawatts is '15 MWh'; write for example 15 or 500kW | 500kW",
                "BUDGET | 5 TFLOP/s | --budget is '5 TFLOP/s'; write for example 5M | 500万元",
                "EXPERT_IMBALANCE | 0.5 | --expert-imbalance is 0.5; it must be between 1 and 1000 | 1000",
                "CONFIDENCE | 1 | --confidence is 1; it must be above 0.5 and below 1 | 0.5",
                "CONFIDENCE | NaN | --confidence is 'NaN'; it must be a number | 数",
            })
    void whatBreaksARuleIsToldWithTheRuleInBothLanguages(Field field, String typed, String english, String chinese) {
        assertThatThrownBy(() -> read(field, typed(field, typed))).isInstanceOfSatisfying(BadInput.class, e -> {
            assertThat(e.getMessage()).startsWith(english);
            assertThat(Refusals.words(e.refusal(), Messages.in(Language.ZH), new Money(Currency.USD, 1, Language.ZH)))
                    .contains(chinese)
                    .doesNotContainPattern("it must|write for");
        });
    }

    @Test
    void aLongOrHostileValueIsCutAndHarmless() {
        assertThatThrownBy(
                        () -> typed(Field.TP, "x\u001B[31m" + "y".repeat(100)).whole(Field.TP))
                .isInstanceOfSatisfying(
                        BadInput.class,
                        e -> assertThat(e.getMessage()).doesNotContain("\u001B").hasSizeLessThan(120));
    }

    /** What is bad is told by the name that was typed. */
    @Test
    void errorsNameTheOptionAsItWasTyped() {
        Fields fields = new Fields(
                Tree.of("command line", Map.of("tp", "0")),
                Map.of(Field.TP, "--tensor-model-parallel-size"),
                null,
                Set.of());
        assertThatThrownBy(() -> fields.whole(Field.TP)).hasMessageStartingWith("--tensor-model-parallel-size is 0");
    }

    @Test
    void aMisspeltFieldOfAFileIsAnsweredWithTheNearest() {
        Tree file = Tree.of("file", Map.of("tokns", "1T"));
        assertThatThrownBy(() -> new Fields(Tree.of("", Map.of()), Map.of(), file, Field.of(Field.Question.PLAN)))
                .hasMessage("field 'tokns' is not known here; did you mean tokens?");
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void everyFieldIsDeclaredWhole(Field field) {
        for (Language language : Language.values()) {
            if (!(field.form() instanceof Form.Systems) && field != Field.MODEL) {
                assertThat(Messages.in(language).has(field.help()))
                        .as(field.help())
                        .isTrue();
            }
        }
        assertThat(Field.named(field.id())).isEqualTo(field);
        assertThat(Field.named(field.id().replace('-', '_'))).isEqualTo(field);
        boolean bare = field.form() instanceof Form.Flag
                || field.form() instanceof Form.Truth
                || field.form() instanceof Form.Systems;
        assertThat(field.label().isEmpty()).isEqualTo(bare);
    }

    @Test
    void noTwoFieldsShareAName() {
        List<String> names = Stream.of(Field.values())
                .flatMap(field -> field.names().stream())
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Field.Question.values()).map(Field::of))
                .allSatisfy(fields -> assertThat(fields).contains(Field.MODEL, Field.ON, Field.CHIPS));
    }
}

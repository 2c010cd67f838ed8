package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.units.Unit;

class MoneyTest {
    /** The glossary's examples, and amounts on either side of a word's beginning. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "USD | EN | 73.9e6   | USD 73.9M",
                "USD | EN | 860e3    | USD 860k",
                "USD | EN | 1.34e9   | USD 1.34B",
                "USD | EN | 2.95     | USD 2.95",
                "USD | EN | 0        | USD 0",
                "CNY | EN | 73.9e6   | CNY 532M",
                "USD | ZH | 73.9e6   | 7,390 万美元",
                "USD | ZH | 860e3    | 86.0 万美元",
                "USD | ZH | 134e6    | 1.34 亿美元",
                "USD | ZH | 2.95     | 2.95 美元",
                "CNY | ZH | 73.9e6   | 5.32 亿元",
                "CNY | ZH | 860e3    | 619 万元",
                "CNY | ZH | 2.95     | 21.2 元",
                "CNY | ZH | 13.9e6   | 1.00 亿元",
                "CNY | ZH | 1388.9   | 1.00 万元",
                "CNY | ZH | 50       | 360 元",
                "CNY | ZH | -860e3   | -619 万元",
            })
    void amountsAreWrittenAsTheGlossaryHasThem(Currency currency, Language language, double usd, String text) {
        assertThat(new Money(currency, currency == Currency.CNY ? 7.2 : 1, language).of(usd))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DOLLARS_PER_HOUR          | EN | CNY 21.2/h",
                "DOLLARS_PER_HOUR          | ZH | 21.2 元/h",
                "DOLLARS_PER_KILOWATT_HOUR | ZH | 21.2 元/kWh",
                "DOLLARS_PER_EXAFLOP       | EN | CNY 21.2/EFLOP",
                "DOLLARS                   | ZH | 21.2 元",
            })
    void pricesKeepWhatTheyAreFor(Unit unit, Language language, String text) {
        assertThat(new Money(Currency.CNY, 7.2, language).shown(2.95 * unit.factor(), unit))
                .isEqualTo(text);
        assertThat(Money.isMoney(unit)).isTrue();
        assertThat(Money.isMoney(Unit.WATTS)).isFalse();
    }
}

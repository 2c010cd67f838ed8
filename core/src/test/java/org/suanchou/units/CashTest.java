package org.suanchou.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CashTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5M          | 5e6    | false | false",
                "5000000     | 5e6    | false | false",
                "5,000,000   | 5e6    | false | false",
                "5e6         | 5e6    | false | false",
                "5M USD      | 5e6    | false | true",
                "5MUSD       | 5e6    | false | true",
                "2.5 USD     | 2.5    | false | true",
                "$5M         | 5e6    | false | true",
                "US$ 5,000   | 5000   | false | true",
                "USD 5M      | 5e6    | false | true",
                "500万美元     | 5e6    | false | true",
                "500 万 美元   | 5e6    | false | true",
                "3亿美金       | 3e8    | false | true",
                "500万元      | 5e6    | true  | true",
                "500 万元     | 5e6    | true  | true",
                "500万 人民币   | 5e6    | true  | true",
                "1.2亿元      | 1.2e8  | true  | true",
                "3千万元       | 3e7    | true  | true",
                "500万       | 5e6    | true  | false",
                "1.5亿       | 1.5e8  | true  | false",
                "¥5000000    | 5e6    | true  | true",
                "￥5,000,000  | 5e6    | true  | true",
                "CN¥ 5M      | 5e6    | true  | true",
                "5M CNY      | 5e6    | true  | true",
                "CNY 5M      | 5e6    | true  | true",
                "RMB 5M      | 5e6    | true  | true",
                "20元        | 20     | true  | true",
                "2B RMB      | 2e9    | true  | true"
            })
    void whatPeopleWriteIsRead(String text, double amount, boolean yuan, boolean stated) {
        Cash cash = Cash.parse(text);
        assertThat(cash.amount()).isCloseTo(amount, within(amount * 1e-12));
        assertThat(cash.yuan()).isEqualTo(yuan);
        assertThat(cash.stated()).isEqualTo(stated);
        assertThat(cash.dollars(7.2)).isCloseTo(yuan ? amount / 7.2 : amount, within(amount * 1e-12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cheap",
                "元",
                "¥",
                "5M EUR",
                "5M CNY CNY",
                "¥5M元元",
                "5 M万",
                "50%",
                "2x",
                "5M USD/h",
                "美元",
                "1e999",
                "NaN",
                "５００",
                "0x5",
                "5M¥CNY",
                "$",
                "5美",
                "$¥5"
            })
    void whatIsNoMoneyIsRefused(String text) {
        assertThatThrownBy(() -> Cash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an amount of money; write for example");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 10_000, 1_000_000})
    void longTextIsRefusedAtOnce(int length) {
        assertThatThrownBy(() -> Cash.parse("5".repeat(length) + "元"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }
}

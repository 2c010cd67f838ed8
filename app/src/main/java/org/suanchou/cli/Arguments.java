package org.suanchou.cli;

import java.util.List;
import java.util.Locale;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.text.Currency;
import org.suanchou.text.Language;
import org.suanchou.units.Quantity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Values of options from what people type.
 *
 * <p>Each nested class is named in an {@code @Option(converter = ...)}; with {@code split = ","} it converts the parts of
 * a list. A value that breaks a rule is {@link Rejected}; {@link ErrorLine} puts the option's name before it.
 */
final class Arguments {
    private Arguments() {}

    /** A value breaks a rule. */
    static final class Rejected extends TypeConversionException {
        private final transient Refusal rule;

        Rejected(Refusal.Code rule, Object... arguments) {
            super(rule.id());
            this.rule = Refusal.of(rule, arguments);
        }

        Refusal rule() {
            return rule;
        }
    }

    /** A whole number of at least 1: degrees, sizes, counts. */
    static final class PositiveInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return wholeNumber(value);
        }
    }

    /** {@code 2026}, {@code 2026-11} or {@code 2026-11-22}. */
    static final class Date implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!value.matches("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")) {
                throw new Rejected(Rule.FOR_EXAMPLE, "2026-11-22");
            }
            return value;
        }
    }

    /** {@code cny} or {@code usd}. */
    static final class OfCurrency implements ITypeConverter<Currency> {
        @Override
        public Currency convert(String value) {
            Currency currency = Currency.of(value.toLowerCase(Locale.ROOT));
            if (currency == null) {
                throw new Rejected(Rule.ONE_OF, List.of("cny", "usd"));
            }
            return currency;
        }
    }

    /** {@code en} or {@code zh}. */
    static final class SpokenLanguage implements ITypeConverter<Language> {
        @Override
        public Language convert(String value) {
            Language language = Language.of(value);
            if (language == null) {
                throw new Rejected(Rule.ONE_OF, List.of("en", "zh"));
            }
            return language;
        }
    }

    private static int wholeNumber(String value) {
        double number;
        try {
            number = Quantity.parseCount(value);
        } catch (IllegalArgumentException | Refused e) {
            throw new Rejected(Rule.WHOLE_NUMBER);
        }
        if (number != Math.rint(number)) {
            throw new Rejected(Rule.WHOLE_NUMBER);
        }
        if (number < 1) {
            throw new Rejected(Rule.AT_LEAST, 1);
        }
        if (number > Integer.MAX_VALUE) {
            throw new Rejected(Rule.AT_MOST, Integer.MAX_VALUE);
        }
        return (int) number;
    }
}

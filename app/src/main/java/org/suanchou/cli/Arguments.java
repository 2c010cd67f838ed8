package org.suanchou.cli;

import java.util.Locale;
import org.suanchou.refusal.Refused;
import org.suanchou.text.Currency;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
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

    /** A value breaks a rule; the rule is a key of {@link Messages} with its arguments. */
    static final class Rejected extends TypeConversionException {
        private final String ruleKey;
        private final transient Object[] ruleArguments;

        Rejected(String ruleKey, Object... ruleArguments) {
            super(ruleKey);
            this.ruleKey = ruleKey;
            this.ruleArguments = ruleArguments.clone();
        }

        String rule(Messages messages) {
            return messages.text(ruleKey, ruleArguments);
        }
    }

    /** A whole number of at least 1: degrees, sizes, counts. */
    static final class PositiveInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return wholeNumber(value, 1);
        }
    }

    /** {@code 2026}, {@code 2026-11} or {@code 2026-11-22}. */
    static final class Date implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!value.matches("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")) {
                throw new Rejected("rule.date");
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
                throw new Rejected("rule.one_of", "cny, usd");
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
                throw new Rejected("rule.one_of", "en, zh");
            }
            return language;
        }
    }

    private static int wholeNumber(String value, int least) {
        double number;
        try {
            number = Quantity.parseCount(value);
        } catch (IllegalArgumentException | Refused e) {
            throw new Rejected("rule.whole_number");
        }
        if (number != Math.rint(number)) {
            throw new Rejected("rule.whole_number");
        }
        if (number < least) {
            throw new Rejected("rule.at_least", least);
        }
        if (number > Integer.MAX_VALUE) {
            throw new Rejected("rule.at_most", Integer.MAX_VALUE);
        }
        return (int) number;
    }
}

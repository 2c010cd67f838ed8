package org.suanchou.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.suanchou.ask.Fields;
import org.suanchou.model.Precision;
import org.suanchou.text.Currency;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.units.Cash;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
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

    /** A whole number of at least 0. */
    static final class NonNegativeInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return wholeNumber(value, 0);
        }
    }

    /** A finite number above 0: factors, rates. */
    static final class PositiveNumber implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            double number = number(value);
            if (number <= 0) {
                throw new Rejected("rule.above", 0);
            }
            return number;
        }
    }

    /** A number from 0 to 1. */
    static final class Fraction implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            double number = number(value);
            if (number < 0 || number > 1) {
                throw new Rejected("rule.between", 0, 1);
            }
            return number;
        }
    }

    /** {@code 13T}, {@code 300B}, {@code 1e12}; at least one token. */
    static final class Tokens implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            double tokens = quantity(value, Unit.TOKENS);
            if (tokens < 1) {
                throw new Rejected("rule.at_least", 1);
            }
            return tokens;
        }
    }

    /** As {@link Tokens}, kept as it is written: whether it says its unit matters later. */
    static final class WrittenTokens implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            new Tokens().convert(value);
            return value;
        }
    }

    /** Positions of a sequence: {@code 8192}, {@code 32k}; a whole number of at least 1. */
    static final class Size implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return size(value);
        }
    }

    /** A batch in sequences, as {@link Size}, or in tokens: {@code 4Mtokens}; read where the length of a sequence is known. */
    static final class Batch implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!Fields.inTokens(value)) {
                return String.valueOf(size(value));
            }
            quantity(value, Unit.TOKENS);
            return value;
        }
    }

    /** {@code 80 GB}, {@code 74.5GiB}, in bytes; above 0. */
    static final class Bytes implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.BYTES);
        }
    }

    /** {@code 450 GB/s}, in bytes per second; above 0. */
    static final class BytesPerSecond implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.BYTES_PER_SECOND);
        }
    }

    /** {@code 20 ms}, {@code 90d}, in seconds; above 0. */
    static final class Seconds implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.SECONDS);
        }
    }

    /** {@code 700 W}, {@code 15MW}, in watts; above 0. */
    static final class Watts implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.WATTS);
        }
    }

    /** {@code 7}, {@code 1week}, {@code 36h}, in days; above 0. */
    static final class Days implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.DAYS) / Unit.DAYS.factor();
        }
    }

    /** {@code 15}, {@code 500kW}, in megawatts; above 0. */
    static final class Megawatts implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.MEGAWATTS) / Unit.MEGAWATTS.factor();
        }
    }

    /** {@code 900}, {@code 3GWh}, in megawatt-hours; above 0. */
    static final class MegawattHours implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.MEGAWATT_HOURS) / Unit.MEGAWATT_HOURS.factor();
        }
    }

    /** {@code 500}, {@code 12kt}, in tonnes of CO2; above 0. */
    static final class TonnesCo2 implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            return positiveQuantity(value, Unit.TONNES_CO2) / Unit.TONNES_CO2.factor();
        }
    }

    /** {@code 2.5}, {@code 2.5USD/h}, {@code 20元/h}; above 0, and kept as it is written: the rate is the question's. */
    static final class HourlyMoney implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            int per = value.indexOf('/');
            money(per < 0 ? value : value.substring(0, per), "rule.dollars_per_hour");
            if (per >= 0) {
                positiveQuantity("1 USD" + value.substring(per), Unit.DOLLARS_PER_HOUR);
            }
            return value;
        }
    }

    /** {@code 5M}, {@code 5M USD}, {@code 500万元}; above 0, and kept as it is written: the rate is the question's. */
    static final class Money implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            money(value, "rule.dollars");
            return value;
        }
    }

    private static void money(String value, String rule) {
        double amount;
        try {
            amount = Cash.parse(value).amount();
        } catch (IllegalArgumentException e) {
            throw new Rejected(rule);
        }
        if (amount <= 0) {
            throw new Rejected("rule.above", 0);
        }
    }

    /** {@code bf16}, {@code fp8}, ... */
    static final class MatmulPrecision implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String value) {
            for (Precision precision : Precision.values()) {
                if (precision.id().equalsIgnoreCase(value)) {
                    return precision;
                }
            }
            throw new Rejected(
                    "rule.one_of",
                    Arrays.stream(Precision.values()).map(Precision::id).collect(Collectors.joining(", ")));
        }
    }

    /** {@code pue=1.2}, {@code usd-per-kwh=0.04..0.06}: what is assumed, read where its unit is known. */
    static final class Assumed implements ITypeConverter<Map.Entry<String, String>> {
        @Override
        public Map.Entry<String, String> convert(String value) {
            int equals = value.indexOf('=');
            if (equals < 1 || equals == value.length() - 1) {
                throw new Rejected("rule.assumed");
            }
            return Map.entry(
                    value.substring(0, equals).strip(),
                    value.substring(equals + 1).strip());
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
        } catch (IllegalArgumentException e) {
            throw new Rejected("rule.whole_number");
        }
        return whole(number, least);
    }

    private static int size(String value) {
        double number;
        try {
            number = Quantity.parseSize(value);
        } catch (IllegalArgumentException e) {
            throw new Rejected("rule.whole_number");
        }
        return whole(number, 1);
    }

    private static int whole(double number, int least) {
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

    private static double number(String value) {
        try {
            return Quantity.parse(value, Unit.COUNT).value();
        } catch (IllegalArgumentException e) {
            throw new Rejected("rule.number");
        }
    }

    private static double positiveQuantity(String value, Unit unit) {
        double quantity = quantity(value, unit);
        if (quantity <= 0) {
            throw new Rejected("rule.above", 0);
        }
        return quantity;
    }

    private static double quantity(String value, Unit unit) {
        try {
            return Quantity.parse(value, unit).value();
        } catch (IllegalArgumentException e) {
            throw new Rejected("rule." + unit.name().toLowerCase(Locale.ROOT));
        }
    }
}

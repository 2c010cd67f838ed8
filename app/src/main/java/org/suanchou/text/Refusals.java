package org.suanchou.text;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.suanchou.refusal.Refusal;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/** Refusals in the reader's words. */
public final class Refusals {
    private static final String KEY = "refusal.";

    /** Read when first asked for: a start in Chinese needs one file of messages. */
    private static final class English {
        static final Messages MESSAGES = Messages.in(Language.EN);
    }

    private Refusals() {}

    /** As JSON and logs have it: in English, money in dollars. */
    public static String english(Refusal refusal) {
        return words(refusal, English.MESSAGES, new Money(Currency.USD, 1, Language.EN));
    }

    public static String words(Refusal refusal, Messages messages, Money money) {
        Object[] arguments = refusal.arguments().stream()
                .map(argument -> shown(argument, messages, money))
                .toArray();
        return messages.text(KEY + refusal.code().id(), arguments);
    }

    private static String shown(Object argument, Messages messages, Money money) {
        return switch (argument) {
            case Refusal inner -> words(inner, messages, money);
            case Quantity quantity -> shown(quantity, messages, money);
            case Words said -> messages.words(said);
            case List<?> list ->
                list.stream()
                        .map(item -> shown(item, messages, money))
                        .collect(Collectors.joining(messages.text("list.separator")));
            default -> String.valueOf(argument);
        };
    }

    private static String shown(Quantity amount, Messages messages, Money money) {
        if (Money.isMoney(amount.unit())) {
            return money.shown(amount.value(), amount.unit());
        }
        if (amount.unit() == Unit.BYTES) {
            return Quantity.formatBinaryBytes(amount.value());
        }
        return quantity(amount.value(), amount.unit(), messages);
    }

    /** A quantity, with the words of its unit in the reader's language. */
    public static String quantity(double value, Unit unit, Messages messages) {
        String text = Quantity.format(value, unit);
        String key = "unit." + unit.name().toLowerCase(Locale.ROOT);
        return messages.has(key)
                ? text.substring(0, text.length() - unit.shown().length()) + messages.text(key)
                : text;
    }
}

package org.suanchou.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.suanchou.words.Words;

/**
 * The program's texts in one language, by key.
 *
 * <p>Arguments stand as {@code {0}}, {@code {1}}, ... and are inserted as they are: whoever calls formats numbers, the
 * same way in both languages. A blank that would stand between two Chinese characters is left out.
 */
public final class Messages {
    private final Language language;
    private final ResourceBundle bundle;
    private final boolean wide;
    private final Currency currency;
    private @Nullable Map<String, String> phrases;

    private Messages(Language language, ResourceBundle bundle, boolean wide, Currency currency) {
        this.language = language;
        this.bundle = bundle;
        this.wide = wide;
        this.currency = currency;
    }

    public static Messages in(Language language) {
        String file = "messages_" + language.id() + ".properties";
        // read directly: ResourceBundle.getBundle would mix in the machine's locale and costs more at start
        try (InputStream in = Messages.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return new Messages(
                    language,
                    new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8)),
                    false,
                    Currency.usual(language));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** These texts, with tables as wide as they come. */
    public Messages wide() {
        return new Messages(language, bundle, true, currency);
    }

    /** These texts, with money in a currency. */
    public Messages in(Currency other) {
        return new Messages(language, bundle, wide, other);
    }

    /** What money among them is in. */
    public Currency currency() {
        return currency;
    }

    /** The text of a key in the currency, where there is one, else that of the key. */
    public String money(String key, Object... arguments) {
        String own = key + "." + currency.id();
        return text(has(own) ? own : key, arguments);
    }

    /** What tables among them are printed on. */
    public Page page() {
        return wide ? Page.WIDE : new Page(Page.USUAL_WIDTH, text("table.left_out"));
    }

    public Language language() {
        return language;
    }

    /** All texts, for the help that picocli prints. */
    public ResourceBundle bundle() {
        return bundle;
    }

    /** True where there is a text of that key. */
    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** Whether a blank follows a Chinese character or mark: between two of them none stands. */
    private static boolean endsInBlank(StringBuilder text) {
        int end = text.length() - 1;
        return end > 0 && text.charAt(end) == ' ' && isFullWidth(text.codePointBefore(end));
    }

    private static boolean isFullWidth(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN
                || c >= 0x3000 && c < 0x3040
                || c >= 0xff00 && c < 0xff61;
    }

    /**
     * The text of a key with its arguments.
     *
     * @throws java.util.MissingResourceException where there is no such key
     */
    public String text(String key, Object... arguments) {
        return filled(key, bundle.getString(key), arguments);
    }

    /** Words of an answer in the language; in English where they have no translation. */
    public String words(Words words) {
        Object[] arguments = words.arguments().stream()
                .map(argument -> argument instanceof Words inner ? words(inner) : argument)
                .toArray();
        String template = words.template();
        return filled(template, words.isWorded() ? phrase(template) : template, arguments);
    }

    private String phrase(String english) {
        Map<String, String> own = phrases;
        if (own == null) {
            own = Phrases.in(language);
            phrases = own;
        }
        return own.getOrDefault(english, english);
    }

    private static String filled(String key, String pattern, Object... arguments) {
        if (arguments.length == 0) {
            return pattern;
        }
        StringBuilder text = new StringBuilder(pattern.length() + 32);
        for (int i = 0; i < pattern.length(); i++) {
            char at = pattern.charAt(i);
            int close = at == '{' ? pattern.indexOf('}', i) : -1;
            if (close == i + 2 && Character.isDigit(pattern.charAt(i + 1))) {
                int index = pattern.charAt(i + 1) - '0';
                if (index >= arguments.length) {
                    throw new IllegalArgumentException(key + " has {" + index + "}, given " + arguments.length);
                }
                String argument = String.valueOf(arguments[index]);
                if (!argument.isEmpty() && endsInBlank(text) && isFullWidth(argument.codePointAt(0))) {
                    text.setLength(text.length() - 1);
                }
                text.append(argument);
                i = close;
                if (!argument.isEmpty()
                        && isFullWidth(argument.codePointBefore(argument.length()))
                        && pattern.startsWith(" ", i + 1)
                        && i + 2 < pattern.length()
                        && isFullWidth(pattern.codePointAt(i + 2))) {
                    i++;
                }
            } else {
                text.append(at);
            }
        }
        return text.toString();
    }
}

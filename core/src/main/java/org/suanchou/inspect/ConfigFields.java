package org.suanchou.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.words.Words;

/**
 * Typed and range-checked access to one level of a parsed {@code config.json}.
 *
 * <p>Values are what a JSON reader gives: {@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean} and
 * null. Null is not absence: Transformers fills in what is absent, and takes null as none. So a number that may be zero
 * is zero where it is null, a flag is off, and a width that the family has is refused. They come from anyone, so every number is bounded: with widths up to 2^20, head sizes up to 2^16 and experts up
 * to 2^14, the weights of one layer stay below 2^63.
 */
final class ConfigFields {
    private static final int MOST_LAYERS = 1 << 14;
    private static final int WIDEST = 1 << 20;
    private static final int MOST_HEADS = 1 << 16;
    private static final int MOST_EXPERTS = 1 << 14;

    private final Map<?, ?> values;
    private final String prefix;
    private final @Nullable ConfigFields outer;

    private ConfigFields(Map<?, ?> values, String prefix, @Nullable ConfigFields outer) {
        this.values = values;
        this.prefix = prefix;
        this.outer = outer;
    }

    static ConfigFields of(Map<String, ?> config) {
        return new ConfigFields(config, "", null);
    }

    /** The object under {@code name}, or null where there is none. */
    @Nullable
    ConfigFields section(String name) {
        return values.get(name) instanceof Map<?, ?> inner ? new ConfigFields(inner, prefix + name + ".", this) : null;
    }

    /** Names of the fields that are there and not null, in alphabetical order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Object name : values.keySet()) {
            if (name instanceof String text && given(text)) {
                names.add(text);
            }
        }
        names.sort(null);
        return names;
    }

    /** The level that holds this one, or null at the top. */
    @Nullable
    ConfigFields outer() {
        return outer;
    }

    /** True where the field is there, even as null. */
    boolean present(String name) {
        return values.containsKey(name);
    }

    /** True where the field is there and not null. */
    boolean given(String name) {
        return values.get(name) != null;
    }

    /** A width that the network can't do without; older files may use one of the other names. */
    int size(String name, String... olderNames) {
        return required(WIDEST, name, olderNames);
    }

    /** The family's where the field is absent. */
    int size(String name, int fallback) {
        return present(name) ? whole(name, values.get(name), 1, WIDEST) : fallback;
    }

    int heads(String name, String... olderNames) {
        return required(MOST_HEADS, name, olderNames);
    }

    /** The derived one where the field is absent or null: what the library works out itself. */
    int sizeOrDerived(String name, int derived) {
        return given(name) ? size(name, derived) : derived;
    }

    /** A number of heads or the width of one; the family's where the field is absent. */
    int heads(String name, int fallback) {
        return present(name) ? whole(name, values.get(name), 1, MOST_HEADS) : fallback;
    }

    int layers(String name, String... olderNames) {
        return required(MOST_LAYERS, name, olderNames);
    }

    int experts(String name, String... olderNames) {
        return required(MOST_EXPERTS, name, olderNames);
    }

    /** The family's where the field is absent. */
    int experts(String name, int fallback) {
        return present(name) ? whole(name, values.get(name), 1, MOST_EXPERTS) : fallback;
    }

    /** A number that may be zero, which null is. */
    int count(String name, int fallback) {
        return optional(name, fallback, MOST_LAYERS);
    }

    /** A width that may be zero, which null is. */
    int optionalSize(String name, int fallback) {
        return optional(name, fallback, WIDEST);
    }

    /** A number of tokens; null is zero. */
    int tokens(String name, int fallback) {
        return optional(name, fallback, Integer.MAX_VALUE);
    }

    /** The index of a last layer; -1 and null are the last of all. */
    int last(String name, int layers) {
        if (!given(name)) {
            return layers - 1;
        }
        int last = whole(name, values.get(name), -1, MOST_LAYERS);
        return last < 0 ? layers - 1 : last;
    }

    /** A width as so many times another; the family's factor where the field is absent. */
    int times(String name, double fallback, int width) {
        return product(name, Math.rint(factor(name, fallback) * width), width);
    }

    /** The same, cut off to a whole number. */
    int timesWhole(String name, double fallback, int width) {
        return product(name, Math.floor(factor(name, fallback) * width), width);
    }

    /** Two thirds of so many widths, cut off to a whole number. */
    int twoThirds(String name, int width) {
        return product(name, Math.floor(2 * factor(name, 1) * width / 3), width);
    }

    private double factor(String name, double fallback) {
        return !present(name) ? fallback : values.get(name) instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    private int product(String name, double product, int width) {
        if (!(product >= 1 && product <= WIDEST)) {
            throw invalid(name, values.get(name), "times {0} it must be a width from 1 to {1}", width, WIDEST);
        }
        return (int) product;
    }

    boolean isText(String name) {
        return values.get(name) instanceof String;
    }

    private int optional(String name, int fallback, int most) {
        if (!present(name)) {
            return fallback;
        }
        return given(name) ? whole(name, values.get(name), 0, most) : 0;
    }

    boolean flag(String name, boolean fallback) {
        Object value = values.get(name);
        return switch (value) {
            case null -> !present(name) && fallback;
            case Boolean b -> b;
            default -> throw invalid(name, value, "it must be true or false");
        };
    }

    /** Whether the vocabulary head is the token table; models with several parts may say so one level up. */
    boolean tiedEmbeddings(boolean fallback) {
        if (!given("tie_word_embeddings") && outer != null) {
            return outer.tiedEmbeddings(fallback);
        }
        return flag("tie_word_embeddings", fallback);
    }

    String text(String name, String fallback) {
        return given(name) ? text(name, values.get(name)) : fallback;
    }

    /** A list of words; null where the field is absent, null or empty. */
    @Nullable
    List<String> words(String name) {
        List<?> list = list(name);
        if (list == null) {
            return null;
        }
        List<String> words = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            words.add(text(name + "[" + i + "]", list.get(i)));
        }
        return words;
    }

    /** A list of whole numbers from 0 to {@code most}; null where the field is absent, null or empty. */
    @Nullable
    List<Integer> numbers(String name, int most) {
        List<?> list = list(name);
        if (list == null) {
            return null;
        }
        List<Integer> numbers = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            numbers.add(whole(name + "[" + i + "]", list.get(i), 0, most));
        }
        return numbers;
    }

    /** A list of objects; null where the field is absent, null or empty. */
    @Nullable
    List<ConfigFields> sections(String name) {
        List<?> list = list(name);
        if (list == null) {
            return null;
        }
        List<ConfigFields> sections = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            String field = name + "[" + i + "]";
            if (!(list.get(i) instanceof Map<?, ?> inner)) {
                throw invalid(field, list.get(i), "it must be an object");
            }
            sections.add(new ConfigFields(inner, prefix + field + ".", this));
        }
        return sections;
    }

    /** Refuses a setting that changes the shapes in a way the model has no words for. */
    void mustBe(String name, boolean supported, boolean fallback) {
        if (flag(name, fallback) != supported) {
            throw invalid(name, values.get(name), "only {0} is modelled", supported);
        }
    }

    /** @param rule a template, as of {@link Words}, with its arguments */
    InvalidConfig invalid(String name, @Nullable Object value, String rule, Object... arguments) {
        return refusal(name, "{0}{1} is {2}; {3}", prefix, name, shown(value), Words.of(rule, arguments));
    }

    /** @param likeness null where it doesn't look like a decoder */
    InvalidConfig unknownType(Words what, InvalidConfig.@Nullable Likeness likeness) {
        return new InvalidConfig(
                prefix + "model_type",
                likeness != null
                        ? Words.of("{0}{1}", prefix, what)
                        : Words.of(
                                "{0}{1}; nor does it look like a decoder of tokens: hidden_size, num_hidden_layers or"
                                        + " vocab_size is missing",
                                prefix, what),
                likeness);
    }

    /** The value as it stands, for messages. */
    @Nullable
    Object raw(String name) {
        return values.get(name);
    }

    boolean moreThanOne(String name) {
        return values.get(name) instanceof Number number && number.doubleValue() > 1;
    }

    InvalidConfig missing(String name, String why, Object... arguments) {
        return refusal(name, "{0}{1} is missing; {2}", prefix, name, Words.of(why, arguments));
    }

    private InvalidConfig refusal(String name, String template, Object... arguments) {
        return new InvalidConfig(prefix + name, Words.of(template, arguments));
    }

    private int required(int most, String name, String... olderNames) {
        if (given(name)) {
            return whole(name, values.get(name), 1, most);
        }
        for (String older : olderNames) {
            if (given(older)) {
                return whole(older, values.get(older), 1, most);
            }
        }
        throw missing(name, "it must be a whole number from 1 to {0}", most);
    }

    private @Nullable List<?> list(String name) {
        Object value = values.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof List<?> list)) {
            throw invalid(name, value, "it must be a list");
        }
        if (list.size() > MOST_LAYERS) {
            throw refusal(
                    name, "{0}{1} has {2} entries; it must have at most {3}", prefix, name, list.size(), MOST_LAYERS);
        }
        return list.isEmpty() ? null : list;
    }

    private String text(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw invalid(name, value, "it must be text");
    }

    private int whole(String name, @Nullable Object value, int least, int most) {
        if (!(value instanceof Number number)) {
            throw invalid(name, value, "it must be a whole number from {0} to {1}", least, most);
        }
        double size = number.doubleValue();
        if (size < least) {
            throw invalid(name, value, "it must be at least {0}", least);
        }
        if (size > most) {
            throw invalid(name, value, "it must be at most {0}", most);
        }
        if (size != Math.rint(size)) {
            throw invalid(name, value, "it must be a whole number");
        }
        return (int) size;
    }

    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> "an object of " + map.size() + " fields";
            case List<?> list -> "a list of " + list.size() + " entries";
            case String text -> "'" + shortened(text) + "'";
            default -> shortened(value.toString());
        };
    }

    private static String shortened(String text) {
        String shown = text.length() > 64 ? text.substring(0, 61) + "..." : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}

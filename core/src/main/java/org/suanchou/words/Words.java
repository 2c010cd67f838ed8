package org.suanchou.words;

import java.util.List;

/**
 * Words of an answer: a template in English, the key under which other languages have theirs, and what stands in its places.
 *
 * @param template with places {@code {0}} to {@code {9}}
 * @param arguments other words, which are translated, or texts of figures, ids and proper names, which are not
 */
public record Words(String template, List<Object> arguments) {
    public static final Words NONE = new Words("", List.of());

    public Words {
        arguments = arguments.stream()
                .map(argument -> argument instanceof Words ? argument : String.valueOf(argument))
                .toList();
    }

    public static Words of(String template, Object... arguments) {
        return template.isEmpty() ? NONE : new Words(template, List.of(arguments));
    }

    /** An id, a figure or a proper name: the same in every language. */
    public static Words verbatim(String text) {
        return of("{0}", text);
    }

    /** All in a row with a sign between them. */
    public static Words joined(String sign, List<Words> words) {
        Words all = NONE;
        for (Words one : words) {
            all = all.isEmpty() ? one : of("{0}" + sign + "{1}", all, one);
        }
        return all;
    }

    public boolean isEmpty() {
        return template.isEmpty();
    }

    /** Whether there is anything in the template to translate. */
    public boolean isWorded() {
        return template.chars().anyMatch(Character::isLetter);
    }

    /** In English. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(template.length() + 32);
        for (int i = 0; i < template.length(); i++) {
            if (template.charAt(i) == '{' && i + 2 < template.length() && template.charAt(i + 2) == '}') {
                text.append(arguments.get(template.charAt(i + 1) - '0'));
                i += 2;
            } else {
                text.append(template.charAt(i));
            }
        }
        return text.toString();
    }
}

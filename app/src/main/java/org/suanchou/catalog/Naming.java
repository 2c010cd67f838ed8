package org.suanchou.catalog;

import java.util.function.BinaryOperator;

/**
 * What chips and systems are called in a language: by the entry's name in it ({@code name_zh}), or else by its name.
 *
 * @param language a code such as {@code zh}
 * @param node the name of a node made from a chip's own links, by the number of chips and the chip's name
 * @param otherChip the name of a system with another chip than its own, by its name and the chip's
 */
public record Naming(String language, BinaryOperator<String> node, BinaryOperator<String> otherChip) {
    /** What the fields of an entry's names in other languages begin with. */
    static final String FIELD = "name_";

    /** As programs get them, in every language. */
    public static final Naming PLAIN = new Naming(
            "en",
            (chips, chip) -> chips + " x " + chip + " (from the chip's own links)",
            (system, chip) -> system + " with " + chip);

    /** The name of an entry. */
    public String of(Tree entry) {
        String own = entry.textOrNull(FIELD + language);
        return own == null ? entry.text("name", entry.text("id")) : own;
    }
}

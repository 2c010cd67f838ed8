package org.suanchou.catalog;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.suanchou.source.Fact;
import org.suanchou.tree.Tree;

/**
 * What chips, systems, stacks and translation layers are called in a language: by the entry's name in it ({@code name_zh}), or else by its name.
 *
 * @param language a code such as {@code zh}
 * @param node the name of a node made from a chip's own links, by the number of chips and the chip's name
 * @param otherChip the name of a system with another chip than its own, by its name and the chip's
 * @param yuan how a price in yuan became dollars, by the rate
 * @param both two remarks, the one after the other
 */
public record Naming(
        String language,
        BinaryOperator<String> node,
        BinaryOperator<String> otherChip,
        UnaryOperator<String> yuan,
        BinaryOperator<String> both) {
    /** What the fields of an entry's names in other languages begin with. */
    static final String FIELD = "name_";

    private static final String NOTE = "note_";

    /** As programs get them, in every language. */
    public static final Naming PLAIN = new Naming(
            "en",
            (chips, chip) -> chips + " x " + chip + " (from the chip's own links)",
            (system, chip) -> system + " with " + chip,
            rate -> "in yuan, at " + rate + " a dollar",
            (first, second) -> first + "; " + second);

    /** A number with its note in the language, where it has one: {@code note_zh}. */
    @Nullable
    Fact noted(@Nullable Fact fact, Tree map, String field) {
        Tree cited = map.get(field);
        String own = cited != null && cited.isMap() ? cited.textOrNull(NOTE + language) : null;
        return fact == null || own == null
                ? fact
                : new Fact(fact.value(), fact.sources(), fact.provenance(), fact.confidence(), fact.asOf(), own);
    }

    /** The note of a number in the language, or as it stands; null where there is none. */
    public @Nullable String note(Tree cited) {
        String own = cited.textOrNull(NOTE + language);
        return own == null ? cited.textOrNull("note") : own;
    }

    /** The name of an entry. */
    public String of(Tree entry) {
        String own = entry.textOrNull(FIELD + language);
        return own == null ? entry.text("name", entry.text("id")) : own;
    }
}

package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Confidence;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.stack.FrameworkSupport;
import org.suanchou.stack.FrameworkSupport.Level;
import org.suanchou.stack.TranslationLayer;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.words.WordedException;

/** Which framework runs on which chips, and through what. */
public final class Supports {
    private static final String MATRIX = "support_matrix";

    private final Catalog catalog;

    public Supports(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Ids of the frameworks, in the catalogue's order. */
    public List<String> frameworks() {
        return catalog.ids(Catalog.FRAMEWORKS);
    }

    public String name(String framework) {
        return catalog.tree(Catalog.FRAMEWORKS, framework).text("name", framework);
    }

    /** One list a family of chips, one entry a framework. */
    public List<List<FrameworkSupport>> matrix() {
        List<List<FrameworkSupport>> rows = new ArrayList<>();
        for (Tree row : catalog.table(MATRIX)) {
            rows.add(frameworks().stream().map(f -> read(row, f)).toList());
        }
        return rows;
    }

    /** A framework on the chips whose ids start so; of rows that match, the one that says most of the id. */
    public FrameworkSupport of(String framework, String chipId) {
        Tree best = null;
        int longest = -1;
        for (Tree row : catalog.table(MATRIX)) {
            for (Tree pattern : row.items("chip_ids")) {
                int length = matched(pattern.text(), chipId);
                if (length > longest) {
                    longest = length;
                    best = row;
                }
            }
        }
        return best == null
                ? new FrameworkSupport(framework, "", Level.UNKNOWN, List.of(), null, null, null)
                : read(best, framework);
    }

    /** Characters of the id that a pattern with or without a star at its end names; -1 where it names another. */
    private static int matched(String pattern, String id) {
        if (pattern.endsWith("*")) {
            String stem = pattern.substring(0, pattern.length() - 1);
            return id.startsWith(stem) ? stem.length() : -1;
        }
        return id.equals(pattern) ? id.length() : -1;
    }

    private static FrameworkSupport read(Tree row, String framework) {
        Tree stated = row.get(framework);
        return new FrameworkSupport(
                framework,
                row.text("device_family"),
                stated == null ? Level.UNKNOWN : level(stated),
                row.items("src").stream().map(Tree::text).toList(),
                constant(Provenance.values(), row.get("prov")),
                constant(Confidence.values(), row.get("conf")),
                row.textOrNull("note"));
    }

    private static Level level(Tree stated) {
        String text = stated.text();
        if (text.startsWith("partial")) {
            return Level.PARTIAL;
        }
        return switch (text) {
            case "native" -> Level.NATIVE;
            case "vendor plug-in or fork" -> Level.PLUG_IN;
            case "experimental" -> Level.EXPERIMENTAL;
            case "none known" -> Level.NONE;
            case "unknown" -> Level.UNKNOWN;
            default ->
                throw stated.bad(Rule.mustBe(
                        "native", "vendor plug-in or fork", "experimental", "partial", "none known", "unknown"));
        };
    }

    private static <E extends Enum<E>> @Nullable E constant(E[] constants, @Nullable Tree stated) {
        if (stated == null) {
            return null;
        }
        for (E constant : constants) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(stated.text())) {
                return constant;
            }
        }
        throw stated.bad(CatalogRefusal.KNOWN_WORD);
    }

    /** Whether a translation layer is for a chip. */
    public boolean translates(String layer, String chipId) {
        for (Tree pattern : catalog.tree(Catalog.TRANSLATION_LAYERS, layer).items("chips")) {
            if (matched(pattern.text(), chipId) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** A translation layer; its figures must be known. */
    public TranslationLayer translation(String layer) {
        Tree tree = catalog.tree(Catalog.TRANSLATION_LAYERS, layer);
        String licence = FactReader.text(tree, "licence");
        try {
            return new TranslationLayer(
                    tree.text("id"),
                    catalog.naming().of(tree),
                    figure(tree, "coverage"),
                    figure(tree, "efficiency"),
                    figure(tree, "fallback"),
                    licence == null ? "licence unknown" : licence);
        } catch (IllegalArgumentException e) {
            throw tree.bad(InputRefusal.IN_WORDS, WordedException.of(e));
        } catch (Refused e) {
            throw tree.bad(e.refusal());
        }
    }

    private static Fact figure(Tree tree, String field) {
        Fact fact = FactReader.get(tree, field);
        if (fact == null) {
            throw new BadInput(tree.path(), Refusal.of(CatalogRefusal.FIELD_UNKNOWN, field));
        }
        return fact;
    }

    /** The note of a translation layer; null for none. */
    public @Nullable String note(String layer) {
        return catalog.tree(Catalog.TRANSLATION_LAYERS, layer).textOrNull("note");
    }
}

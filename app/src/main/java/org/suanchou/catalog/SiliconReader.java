package org.suanchou.catalog;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.formula.Assumptions;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.Tree;

/**
 * What a chip is made of, laid over assumptions: first its process, then the chip. A chip that is {@code like} another says
 * only what differs, and shares the other's draws in the rest.
 */
public final class SiliconReader {
    private final Catalog catalog;
    private final AssumptionReader reader;

    public SiliconReader(Catalog catalog, AssumptionReader reader) {
        this.catalog = catalog;
        this.reader = reader;
    }

    /** Whether the catalogue says anything of the chip's making. */
    public boolean knows(String chipId) {
        return catalog.has(Catalog.SILICON, chipId);
    }

    /** These assumptions with what is known of the chip; unchanged where nothing is. */
    public Assumptions with(Assumptions assumptions, String chipId) {
        return with(assumptions, chipId, null);
    }

    /** @param process that makes it in place of its own, an id of the catalogue; null for its own */
    public Assumptions with(Assumptions assumptions, String chipId, @Nullable String process) {
        return knows(chipId) ? lay(assumptions, chipId, process, new LinkedHashSet<>()) : assumptions;
    }

    private Assumptions lay(Assumptions under, String id, @Nullable String process, Set<String> seen) {
        Tree tree = catalog.tree(Catalog.SILICON, id);
        Tree like = tree.get("like");
        Tree own = tree.get("process");
        Assumptions laid = under;
        if (!seen.add(id)) {
            throw tree.require("like").bad(CatalogRefusal.LIKE_CIRCLE);
        }
        if (like != null) {
            if (!knows(like.text())) {
                throw like.bad(CatalogRefusal.NO_SILICON);
            }
            laid = lay(laid, like.text(), process == null && own != null ? own.text() : process, seen);
        } else if (process != null) {
            laid = reader.with(laid, Catalog.PROCESSES, process);
        } else if (own != null) {
            if (!catalog.has(Catalog.PROCESSES, own.text())) {
                throw own.bad(Rule.ONE_OF, catalog.ids(Catalog.PROCESSES));
            }
            laid = reader.with(laid, Catalog.PROCESSES, own.text());
        }
        return reader.with(laid, Catalog.SILICON, id);
    }

    void check(String id) {
        with(reader.usual(), id);
    }
}

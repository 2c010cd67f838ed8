package org.suanchou.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.BadInput;
import org.suanchou.catalog.Catalog;

/** Chips as tables name them to ids of the catalogue. */
final class ChipNames {
    private final Catalog catalog;
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> ignored;

    /**
     * @param given names that the user maps by hand to a chip's id or name
     * @param ignored names whose rows are passed over
     */
    ChipNames(Catalog catalog, Map<String, String> given, Set<String> ignored) {
        this.catalog = catalog;
        this.ignored = Set.copyOf(ignored);
        given.forEach((name, chip) -> ids.put(name, catalog.id(Catalog.CHIPS, chip)));
    }

    /** The id of a row's chip; null where its rows are to be passed over. */
    @Nullable
    String of(KernelRow row) {
        String name = row.text("chip");
        if (ignored.contains(name)) {
            return null;
        }
        String known = ids.get(name);
        if (known == null) {
            try {
                known = catalog.id(Catalog.CHIPS, name);
            } catch (BadInput e) {
                throw row.csv().bad("chip", name, tail(e) + "; --chip NAME=ID maps it, --ignore-chip passes over it");
            }
            ids.put(name, known);
        }
        return known;
    }

    /** The catalogue's own message without the name that it begins with. */
    private static String tail(BadInput e) {
        String message = String.valueOf(e.getMessage());
        return message.substring(message.indexOf("; ") + 2);
    }
}

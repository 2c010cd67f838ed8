package org.suanchou.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Catalog;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;

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
                throw row.csv().bad("chip", name, MeasureRefusal.CHIP_NAME, rule(e.refusal()));
            }
            ids.put(name, known);
        }
        return known;
    }

    /** The catalogue's own refusal without the name and value that it begins with. */
    private static Object rule(Refusal refusal) {
        return refusal.code() == Rule.VALUE ? refusal.arguments().getLast() : refusal;
    }
}

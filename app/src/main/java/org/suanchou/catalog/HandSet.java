package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.tree.Tree;

/**
 * A constant that was set by hand with measured runs in view, and not fitted: {@code src: [set_by_hand]}.
 *
 * @param field its name, below {@code shared} with that of the field that holds it
 * @param value as it is written
 * @param note why it is what it is, as it is written
 * @param places files and entries that say it, in their order
 */
public record HandSet(String field, String value, @Nullable String note, List<String> places) {
    private static final String SOURCE = "set_by_hand";

    public HandSet {
        places = List.copyOf(places);
    }

    /** Looks through trees; what is said twice is one constant in two places. */
    static final class Finder {
        private record Key(
                String field, String value, @Nullable String note) {}

        private final Map<Key, List<String>> found = new LinkedHashMap<>();

        void in(String place, Tree tree) {
            for (String field : tree.fields()) {
                Tree value = tree.get(field);
                if (value == null) {
                    continue;
                }
                if (value.isMap()) {
                    map(place, field, value);
                } else if (value.isList()) {
                    for (Tree item : value.items()) {
                        if (item.isMap()) {
                            in(item.text("id", place), item);
                        }
                    }
                }
            }
        }

        private void map(String place, String field, Tree map) {
            if (!map.has("value")) {
                for (String inner : map.fields()) {
                    Tree value = map.get(inner);
                    if (value != null && value.isMap()) {
                        map(place, field.equals("shared") ? inner : field + "." + inner, value);
                    }
                }
            } else if (map.items("src").stream().anyMatch(s -> s.text().equals(SOURCE))) {
                found.computeIfAbsent(
                                new Key(field, map.require("value").label(), map.textOrNull("note")),
                                k -> new ArrayList<>())
                        .add(place);
            }
        }

        List<HandSet> all() {
            List<HandSet> all = new ArrayList<>();
            found.forEach((key, places) -> all.add(new HandSet(key.field(), key.value(), key.note(), places)));
            return all;
        }
    }
}

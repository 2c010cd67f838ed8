package org.suanchou.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;

/**
 * One value of a parsed document: a map, list, text, number, truth value or null. It never changes and knows its path,
 * so whoever finds it wrong can say where it stands.
 *
 * <p>Numbers are kept as 64-bit integers or as doubles. Getters check the kind and throw {@link BadInput} otherwise.
 */
public final class Tree {
    private final @Nullable Object value;
    private final Place place;

    /** A step down from {@code parent}, which a file has none of; an entry of a list then carries its place in the file. */
    private record Place(
            @Nullable Place parent,
            String name,
            int index,
            @Nullable String asOf) {
        Place(Place parent, String name, int index) {
            this(parent, name, index, parent.asOf);
        }
    }

    /** @param value nested maps, lists, texts, Longs, Doubles and Booleans that no one changes any more */
    public Tree(String file, String base, @Nullable Object value) {
        this(file, base, value instanceof Map<?, ?> map ? dated(map.get("as_of")) : null, value);
    }

    /** @param asOf the date that the file is of */
    public Tree(String file, String base, @Nullable String asOf, @Nullable Object value) {
        this(value, new Place(new Place(null, file, -1, asOf), base, -1));
    }

    private Tree(@Nullable Object value, Place place) {
        this.value = value;
        this.place = place;
    }

    /** The tree of values made in code: maps from text, lists, text, numbers and truth values. */
    public static Tree of(String file, Map<String, ?> fields) {
        return new Tree(file, "", plain(fields, 0));
    }

    /** A map as it stands, under another name in messages. */
    public static Tree of(String file, Tree map) {
        return new Tree(file, "", map.value);
    }

    private static @Nullable String dated(@Nullable Object date) {
        return date == null || date instanceof Map || date instanceof List ? null : date.toString();
    }

    /** The same value as the root of messages: an entry that stands at {@code base} in its file, whose date it keeps. */
    public static Tree at(String file, String base, Tree tree) {
        return new Tree(file, base, tree.place.asOf, tree.value);
    }

    /** The date that the file is of; null where it says none. */
    public @Nullable String asOf() {
        return place.asOf;
    }

    private static @Nullable Object plain(@Nullable Object value, int depth) {
        if (depth > TreeReader.MAX_DEPTH) {
            throw new IllegalArgumentException("nesting is deeper than " + TreeReader.MAX_DEPTH);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> e : map.entrySet()) {
                copy.put((String) e.getKey(), plain(e.getValue(), depth + 1));
            }
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            for (Object item : list) {
                copy.add(plain(item, depth + 1));
            }
            return copy;
        }
        if (value instanceof Integer i) {
            return i.longValue();
        }
        if (value == null
                || value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean) {
            return value;
        }
        throw new IllegalArgumentException(
                "a tree can't hold a " + value.getClass().getName());
    }

    /** Maps, lists, texts, Longs, Doubles and Booleans that no one changes. */
    public @Nullable Object value() {
        return value;
    }

    /** The file, as it was named when read. */
    public String file() {
        Place at = place;
        while (at.parent != null) {
            at = at.parent;
        }
        return at.name;
    }

    /** The field's path inside the file: {@code chips[3].memory.capacity_gb}; empty for a whole document. */
    public String field() {
        return steps(false);
    }

    /** File and field: {@code chips.yaml: chips[3].memory.capacity_gb}. */
    public String path() {
        String field = field();
        return field.isEmpty() ? file() : file() + ": " + field;
    }

    private String steps(boolean insideEntry) {
        List<Place> steps = new ArrayList<>();
        for (Place at = place; at.parent != null; at = at.parent) {
            steps.add(at);
        }
        StringBuilder text = new StringBuilder();
        // the last step is the entry's place in the file
        for (int i = steps.size() - (insideEntry ? 2 : 1); i >= 0; i--) {
            Place step = steps.get(i);
            if (step.index >= 0) {
                text.append('[').append(step.index).append(']');
            } else if (!step.name.isEmpty()) {
                if (!text.isEmpty()) {
                    text.append('.');
                }
                text.append(step.name);
            }
        }
        return text.toString();
    }

    /** What is wrong with this value, as an exception to throw: its name, what it is, and the rule that it breaks. */
    public BadInput bad(Refusal rule) {
        String name = steps(true);
        return new BadInput(
                path(),
                name.isEmpty()
                        ? Rule.value(
                                Refusal.of(InputRefusal.THIS_VALUE),
                                isText()
                                        ? Refusal.of(InputRefusal.SOME_TEXT)
                                        : isNumber() ? Refusal.of(InputRefusal.SOME_NUMBER) : shown(),
                                rule)
                        : Rule.value(name, shown(), rule));
    }

    /** The same, by the code of the rule. */
    public BadInput bad(Refusal.Code rule, Object... arguments) {
        return bad(Refusal.of(rule, arguments));
    }

    private Object shown() {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map<?, ?>) {
            return Refusal.of(InputRefusal.SOME_MAP);
        }
        if (value instanceof List<?> list) {
            return Refusal.of(InputRefusal.SOME_LIST, list.size());
        }
        return value instanceof String s ? BadInput.quoted(s) : value.toString();
    }

    public boolean isMap() {
        return value instanceof Map<?, ?>;
    }

    public boolean isList() {
        return value instanceof List<?>;
    }

    public boolean isText() {
        return value instanceof String;
    }

    public boolean isNumber() {
        return value instanceof Number;
    }

    public boolean isBool() {
        return value instanceof Boolean;
    }

    public boolean isNull() {
        return value == null;
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> map() {
        if (!(value instanceof Map<?, ?>)) {
            throw bad(Rule.MAP);
        }
        return (Map<String, @Nullable Object>) value;
    }

    /** Names of this map's fields in their order, those with null included. */
    public Set<String> fields() {
        return Collections.unmodifiableSet(map().keySet());
    }

    /** The field's value; null where it is absent or null. */
    public @Nullable Tree get(String field) {
        Object found = map().get(field);
        return found == null ? null : new Tree(found, new Place(place, field, -1));
    }

    /** The field's value; null where it is absent, and refused where it says null: that it has none is no answer. */
    public @Nullable Tree given(String field) {
        if (saysNone(field)) {
            throw new Tree(null, new Place(place, field, -1)).bad(Rule.HAS_VALUE);
        }
        return get(field);
    }

    /** This without fields and elements that are null, at the same place: of what leaves out what it doesn't know. */
    public Tree withoutNulls() {
        return new Tree(withoutNulls(value), place);
    }

    private static @Nullable Object withoutNulls(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> kept = new LinkedHashMap<>();
            map.forEach((field, inner) -> {
                if (inner != null) {
                    kept.put((String) field, withoutNulls(inner));
                }
            });
            return kept;
        }
        return value instanceof List<?> list
                ? list.stream().filter(Objects::nonNull).map(Tree::withoutNulls).toList()
                : value;
    }

    /** Whether the field is there, and null. */
    public boolean saysNone(String field) {
        return map().containsKey(field) && map().get(field) == null;
    }

    /** The field's value, which must be there and not null. */
    public Tree require(String field) {
        Tree found = get(field);
        if (found == null) {
            Tree missing = new Tree(null, new Place(place, field, -1));
            throw new BadInput(
                    missing.path(),
                    Refusal.of(Rule.MISSING_RULE, missing.steps(true), Refusal.of(InputRefusal.MUST_BE_GIVEN)));
        }
        return found;
    }

    /** True where the field is there and not null. */
    public boolean has(String field) {
        return map().get(field) != null;
    }

    /** The elements of this list; elements may be null values. */
    public List<Tree> items() {
        if (!(value instanceof List<?> list)) {
            throw bad(Rule.LIST);
        }
        List<Tree> items = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(new Tree(list.get(i), new Place(place, "", i)));
        }
        return items;
    }

    /** The elements of a list field; none where it is absent or null. */
    public List<Tree> items(String field) {
        Tree list = get(field);
        return list == null ? List.of() : list.items();
    }

    public String text() {
        if (value instanceof String s) {
            return s;
        }
        throw bad(Rule.TEXT);
    }

    /** Text, or a number or truth value as it is written: for versions and labels such as {@code 2.4}. */
    public String label() {
        if (value == null || isMap() || isList()) {
            throw bad(InputRefusal.TEXT_OR_NUMBER);
        }
        return value.toString();
    }

    public long longValue() {
        if (value instanceof Long n) {
            return n;
        }
        if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) <= 1L << 53) {
            return d.longValue();
        }
        throw bad(Rule.WHOLE_NUMBER);
    }

    public int intValue() {
        long n = longValue();
        if (n != (int) n) {
            throw bad(InputRefusal.WHOLE_NUMBER_AT_MOST, Integer.MAX_VALUE);
        }
        return (int) n;
    }

    /** A finite number. */
    public double doubleValue() {
        if (value instanceof Double d && Double.isFinite(d)) {
            return d;
        }
        if (value instanceof Long n) {
            return n;
        }
        throw bad(Rule.NUMBER);
    }

    public boolean bool() {
        if (value instanceof Boolean b) {
            return b;
        }
        throw bad(Rule.mustBe("true", "false"));
    }

    /** Text of a field that must be there. */
    public String text(String field) {
        return require(field).text();
    }

    /** @param otherwise where it is absent; a null is none, which is the empty text alone */
    public String text(String field, String otherwise) {
        Tree found = otherwise.isEmpty() ? get(field) : given(field);
        return found == null ? otherwise : found.text();
    }

    public @Nullable String textOrNull(String field) {
        Tree found = get(field);
        return found == null ? null : found.text();
    }

    /** @param otherwise where it is absent; a null is none, which is 0 alone */
    public int intValue(String field, int otherwise) {
        Tree found = otherwise == 0 ? get(field) : given(field);
        return found == null ? otherwise : found.intValue();
    }

    /** @param otherwise where it is absent; a null is none, which is 0 alone */
    public double doubleValue(String field, double otherwise) {
        Tree found = otherwise == 0 ? get(field) : given(field);
        return found == null ? otherwise : found.doubleValue();
    }

    /** @param otherwise where it is absent; a null is neither true nor false */
    public boolean bool(String field, boolean otherwise) {
        Tree found = given(field);
        return found == null ? otherwise : found.bool();
    }

    @Override
    public String toString() {
        return path() + " = " + shown();
    }
}

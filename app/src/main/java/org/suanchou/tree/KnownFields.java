package org.suanchou.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;

/**
 * The fields that a map may have, so that a misspelt one is told from what is meant.
 *
 * <p>{@code a.b} is a field of a map, {@code a[].b} one of the maps of a list, {@code a.*} any field of a map.
 */
public final class KnownFields {
    private static final String ANY = "*";

    private final Map<String, Set<String>> children = new HashMap<>();
    private final Set<String> ofLeaves;
    private final Set<String> unchecked;
    private final Map<String, String> meant;

    /** Fields that go by no other beginnings. */
    public KnownFields(Collection<String> names, Set<String> ofLeaves, Set<String> unchecked) {
        this(names, ofLeaves, unchecked, Map.of());
    }

    /**
     * @param names all fields, dotted, those of maps with the maps themselves
     * @param ofLeaves fields of a map that stands where no fields are listed
     * @param unchecked fields whose own fields someone else checks
     * @param meant what others call a field, by the first word of their name for it
     */
    public KnownFields(
            Collection<String> names, Set<String> ofLeaves, Set<String> unchecked, Map<String, String> meant) {
        for (String name : names) {
            int dot = name.lastIndexOf('.');
            children.computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), k -> new TreeSet<>())
                    .add(name.substring(dot + 1));
        }
        this.ofLeaves = Set.copyOf(ofLeaves);
        this.unchecked = Set.copyOf(unchecked);
        this.meant = Map.copyOf(meant);
    }

    /** What is not among them, field by field. */
    public List<Issue> unknown(Tree map) {
        List<Issue> issues = new ArrayList<>();
        check(map, "", issues);
        return issues;
    }

    private void check(Tree map, String at, List<Issue> issues) {
        Set<String> here = children.getOrDefault(at, ofLeaves);
        if (here.contains(ANY)) {
            return;
        }
        for (String field : map.fields()) {
            if (!here.contains(field)) {
                issues.add(unknown(map, field, here));
                continue;
            }
            Tree value = map.get(field);
            String name = at.isEmpty() ? field : at + "." + field;
            if (value == null || unchecked.contains(name)) {
                continue;
            }
            if (value.isMap()) {
                check(value, name, issues);
            } else if (value.isList() && children.containsKey(name + "[]")) {
                for (Tree item : value.items()) {
                    if (item.isMap()) {
                        check(item, name + "[]", issues);
                    } else {
                        issues.add(new Issue(item.file(), item.field(), Refusal.of(Rule.MAP)));
                    }
                }
            }
        }
    }

    private Issue unknown(Tree map, String field, Set<String> here) {
        String other = meant.get(Spelling.firstWord(field.toLowerCase(Locale.ROOT)));
        String near = other != null && here.contains(other) ? other : Spelling.nearest(field, here);
        String shown = BadInput.quoted(field);
        String name = shown.substring(1, shown.length() - 1);
        return new Issue(
                map.file(),
                map.field().isEmpty() ? name : map.field() + "." + name,
                here.isEmpty()
                        ? Refusal.of(InputRefusal.NO_FIELDS_HERE)
                        : near == null
                                ? Refusal.of(InputRefusal.UNKNOWN_FIELD, shown, List.copyOf(here))
                                : Refusal.of(InputRefusal.UNKNOWN_FIELD_NEAR, shown, near));
    }
}

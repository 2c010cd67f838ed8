package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.tree.Issue;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeCodec;

/** One thing of the catalogue with the names it goes by; its tree may still be in compiled form. */
public final class Entry {
    private final String id;
    private final String name;
    private final List<String> aliases;
    private final List<String> keys;
    private final boolean fromUser;
    private final String file;
    private final String base;
    private final @Nullable String asOf;
    private final TreeCodec.@Nullable Reader compiled;
    private final int offset;
    private volatile @Nullable Tree tree;

    /** What is wrong with the file that the entry stands in; null where nothing is. */
    private final @Nullable Issue barred;

    /** An entry that was parsed. */
    Entry(String id, String name, List<String> aliases, boolean fromUser, Tree tree) {
        this.id = id;
        this.name = name;
        this.aliases = aliases;
        this.keys = keys(id, name, aliases);
        this.fromUser = fromUser;
        this.file = "";
        this.base = "";
        this.asOf = null;
        this.compiled = null;
        this.offset = 0;
        this.tree = tree;
        this.barred = null;
    }

    private Entry(Entry other, Issue barred) {
        this.id = other.id;
        this.name = other.name;
        this.aliases = other.aliases;
        this.keys = other.keys;
        this.fromUser = other.fromUser;
        this.file = other.file;
        this.base = other.base;
        this.asOf = other.asOf;
        this.compiled = other.compiled;
        this.offset = other.offset;
        this.tree = other.tree;
        this.barred = barred;
    }

    /** This entry with its names alone: whoever asks for what it says is told what is wrong with its file. */
    Entry barred(Issue issue) {
        return new Entry(this, issue);
    }

    boolean isBarred() {
        return barred != null;
    }

    /** Whether a field of it is this text, sound or not. */
    boolean says(String field, String text) {
        Tree stated = tree;
        Tree value = stated == null || !stated.isMap() ? null : stated.get(field);
        return value != null && value.isText() && value.text().equals(text);
    }

    /** An entry of the compiled catalogue. */
    Entry(
            String id,
            String name,
            List<String> aliases,
            List<String> keys,
            String file,
            String base,
            @Nullable String asOf,
            TreeCodec.Reader compiled,
            int offset) {
        this.id = id;
        this.name = name;
        this.aliases = aliases;
        this.keys = keys;
        this.fromUser = false;
        this.file = file;
        this.base = base;
        this.asOf = asOf;
        this.compiled = compiled;
        this.offset = offset;
        this.barred = null;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    List<String> aliases() {
        return aliases;
    }

    /** What the names fold to: first the id, then the others. */
    List<String> keys() {
        return keys;
    }

    private static List<String> keys(String id, String name, List<String> aliases) {
        List<String> keys = new ArrayList<>();
        keys.add(NameIndex.fold(id));
        keys.add(NameIndex.fold(name));
        for (String alias : aliases) {
            keys.add(NameIndex.fold(alias));
        }
        return List.copyOf(keys);
    }

    /** True for entries of an overlay. */
    boolean fromUser() {
        return fromUser;
    }

    /** What the entry says; throws where its file is barred. */
    Tree tree() {
        if (barred != null) {
            throw barred.exception();
        }
        Tree decoded = tree;
        if (decoded == null) {
            if (compiled == null) {
                throw new IllegalStateException("entry " + id + " has neither a tree nor bytes");
            }
            decoded = new Tree(file, base, asOf, compiled.value(offset));
            tree = decoded;
        }
        return decoded;
    }
}

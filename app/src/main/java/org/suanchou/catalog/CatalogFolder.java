package org.suanchou.catalog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Refusal;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Issue;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;
import org.suanchou.units.PlainNumber;

/**
 * A folder of YAML files as entries by kind and tables by name.
 *
 * <p>A file at the top holds lists: a list of maps with an {@code id} is a kind ({@code chips}, {@code models}), any other
 * list a table. A file whose map has an {@code id} and no such list is one entry; its {@code kind} says of what
 * ({@code kind: chip}). A file in a folder is one entry of that kind ({@code stacks/x.yaml}), named by its {@code id} or
 * else by the file.
 */
final class CatalogFolder {
    private static final int MAX_FILES = 10_000;

    final Map<String, Map<String, Entry>> kinds = new LinkedHashMap<>();
    final Map<String, Tree> tables = new LinkedHashMap<>();
    final List<Issue> issues = new ArrayList<>();

    /** All files, sound or not. */
    final Set<String> files = new TreeSet<>();

    int asOfYear;

    private final boolean fromUser;

    private CatalogFolder(boolean fromUser) {
        this.fromUser = fromUser;
    }

    /** Reads all files below {@code folder}, one level deep; what can't be read becomes an issue. */
    static CatalogFolder read(Path folder, boolean fromUser) {
        CatalogFolder read = new CatalogFolder(fromUser);
        for (Map.Entry<String, Path> file : yamlFiles(folder).entrySet()) {
            read.files.add(file.getKey());
            try {
                read.add(file.getKey(), TreeReader.file(file.getValue(), file.getKey()));
            } catch (BadInput e) {
                read.issue(e);
            }
        }
        return read;
    }

    /** One file that holds a single entry or lists of them. */
    static CatalogFolder ofFile(Path path) {
        CatalogFolder read = new CatalogFolder(true);
        read.add(path.getFileName().toString(), TreeReader.file(path));
        return read;
    }

    private static Map<String, Path> yamlFiles(Path folder) {
        Map<String, Path> files = new TreeMap<>();
        try {
            list(folder, "", files);
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
                for (Path inner : folders) {
                    if (!inner.getFileName().toString().startsWith(".")) {
                        list(inner, inner.getFileName() + "/", files);
                    }
                }
            }
        } catch (IOException e) {
            throw new BadInput(
                    folder.toString(), Refusal.of(InputRefusal.FOLDER_NOT_LISTED, BadInput.quoted(folder.toString())));
        }
        return files;
    }

    private static void list(Path folder, String prefix, Map<String, Path> files) throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
            for (Path path : paths) {
                if (files.size() == MAX_FILES) {
                    throw new BadInput(
                            folder.toString(),
                            Refusal.of(InputRefusal.TOO_MANY_FILES, BadInput.quoted(folder.toString()), MAX_FILES));
                }
                files.put(prefix + path.getFileName(), path);
            }
        }
    }

    private void add(String file, Tree document) {
        if (!document.isMap()) {
            throw document.bad(CatalogRefusal.FILE_A_MAP);
        }
        int slash = file.indexOf('/');
        if (slash > 0) {
            String stem = file.substring(slash + 1, file.lastIndexOf('.'));
            entry(kind(file.substring(0, slash)), document.has("id") ? document.text("id") : stem, document);
            return;
        }
        if (document.has("id")) {
            entry(kindOf(document), document.text("id"), document);
            return;
        }
        Tree date = document.get("as_of");
        if (date != null) {
            asOfYear = year(date);
        }
        for (String field : document.fields()) {
            Tree list = document.get(field);
            if (list != null && list.isList()) {
                addList(field, list);
            } else if (!field.equals("schema_version") && !field.equals("as_of")) {
                issues.add(new Issue(file, field, Refusal.of(CatalogRefusal.FILE_HOLDS_LISTS)));
            }
        }
    }

    private void addList(String name, Tree list) {
        List<Tree> items = list.items();
        boolean isKind = !items.isEmpty();
        for (Tree item : items) {
            isKind &= item.isMap() && item.has("id");
        }
        if (!isKind && !FieldNames.isKnownKind(name)) {
            tables.put(name, list);
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            try {
                Tree under = Tree.at(list.file(), name + "[" + i + "]", items.get(i));
                entry(kind(name), under.text("id"), under);
            } catch (BadInput e) {
                issue(e);
            }
        }
    }

    private void entry(String kind, String id, Tree tree) {
        List<String> aliases = new ArrayList<>();
        for (Tree alias : tree.items("aliases")) {
            aliases.add(alias.text());
        }
        for (String field : tree.fields()) {
            if (field.startsWith(Naming.FIELD)) {
                aliases.add(tree.require(field).text());
            }
        }
        Entry made = new Entry(id, tree.text("name", id), List.copyOf(aliases), fromUser, tree);
        if (id.isEmpty() || id.length() > NameIndex.MAX_LENGTH) {
            throw tree.require("id").bad(CatalogRefusal.ID_LENGTH, NameIndex.MAX_LENGTH);
        }
        Entry before = kinds.computeIfAbsent(kind, k -> new LinkedHashMap<>()).putIfAbsent(id, made);
        if (before != null) {
            throw tree.require("id")
                    .bad(CatalogRefusal.ID_TAKEN, kind, before.tree().path());
        }
    }

    /** The kind of a file that is one entry: a model's own {@code kind} says what network it is. */
    private static String kindOf(Tree document) {
        Tree stated = document.require("kind");
        String kind = stated.text();
        if (ModelReader.KINDS.contains(kind)) {
            return Catalog.MODELS;
        }
        if (!FieldNames.isKnownKind(kind(kind))) {
            throw stated.bad(CatalogRefusal.ENTRY_KIND, List.copyOf(ModelReader.KINDS));
        }
        return kind(kind);
    }

    private static final Set<String> UNCOUNTED = Set.of(Catalog.CALIBRATION, Catalog.SILICON);

    /** {@code chip} and {@code chips} both mean {@code chips}. */
    static String kind(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return UNCOUNTED.contains(lower) || lower.endsWith("s") && !lower.endsWith("ss")
                ? lower
                : lower.endsWith("ss") ? lower + "es" : lower + "s";
    }

    private static int year(Tree date) {
        String text = date.label();
        int year = text.length() < 4 ? -1 : PlainNumber.whole(text.substring(0, 4));
        if (year < 0) {
            throw date.bad(CatalogRefusal.BEGINS_WITH_YEAR);
        }
        return year;
    }

    /** Kinds whose entries an answer asks for by their names; it rests on all entries of the others. */
    private static final Set<String> ASKED_BY_NAME = Set.of(
            Catalog.CHIPS,
            Catalog.SYSTEMS,
            Catalog.FABRICS,
            Catalog.MODELS,
            Catalog.SITES,
            Catalog.PROCESSES,
            Catalog.SILICON,
            Catalog.PRICES);

    /** Whether an answer can do without a file with a mistake: others are sound, and it holds what is asked for by name. */
    boolean canBeSetAside(String file, Set<String> bad) {
        return files.contains(file)
                && !bad.containsAll(files)
                && tables.values().stream().noneMatch(table -> table.file().equals(file))
                && kinds.entrySet().stream()
                        .filter(kind -> !ASKED_BY_NAME.contains(kind.getKey()))
                        .flatMap(kind -> kind.getValue().values().stream())
                        .noneMatch(entry -> entry.tree().file().equals(file));
    }

    void issue(BadInput e) {
        String path = e.path();
        int colon = path.indexOf(": ");
        issues.add(
                colon < 0
                        ? new Issue(path, "", e.refusal())
                        : new Issue(path.substring(0, colon), path.substring(colon + 2), e.refusal()));
    }

    @Nullable
    Map<String, Entry> of(String kind) {
        return kinds.get(kind);
    }
}

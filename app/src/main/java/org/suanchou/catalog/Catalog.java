package org.suanchou.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Confidence;
import org.suanchou.source.Provenance;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Issue;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeCodec;

/**
 * Chips, systems, fabrics, models, stacks and calibrations by name, as values of the core or as trees.
 *
 * <p>The built-in catalogue is decoded entry by entry as it is asked for. An overlay gives a catalogue with a user's entries
 * added, or in place of those with the same id. Names are ids, names, aliases or Hugging Face names, whatever their case and
 * punctuation. What can't be found or read is a {@link BadInput}.
 */
public final class Catalog {
    public static final String CHIPS = "chips";
    public static final String SYSTEMS = "systems";
    public static final String FABRICS = "fabrics";
    public static final String FRAMEWORKS = "frameworks";
    public static final String TRANSLATION_LAYERS = "translation_layers";
    public static final String MODELS = "models";
    public static final String SOURCES = "sources";
    public static final String STACKS = "stacks";
    public static final String CALIBRATION = "calibration";
    public static final String ASSUMPTIONS = "assumptions";
    /** Where a cluster stands: electricity, carbon, buildings. */
    public static final String SITES = "sites";
    /** How chips are made: wafers and their defects. */
    public static final String PROCESSES = "processes";
    /** What a chip is made of, by the chip's id. */
    public static final String SILICON = "silicon";
    /** What a system or chip cost to buy or rent, by year. */
    public static final String PRICES = "prices";
    /** How often the chips of an operator failed. */
    public static final String FLEETS = "fleets";

    /** The table of parts of a model's name that don't change the network. */
    private static final String NAME_ENDINGS = "name_endings";

    /** The table of words as other languages write them. */
    private static final String NAME_WORDS = "name_words";

    /** The table of the one fabric that joins cards where nothing is said. */
    static final String USUAL_HOST_LINK = "usual_host_link";

    /** The table of vendors as other languages call them. */
    private static final String VENDOR_NAMES = "vendor_names";

    private final Map<String, Shelf> kinds;
    private final Map<String, Entry> tables;
    private final int asOfYear;
    private final Map<String, NameIndex> indexes = new ConcurrentHashMap<>();

    /** The entries of one kind; those of the compiled catalogue are listed when the kind is first asked for. */
    private static final class Shelf {
        private final TreeCodec.@Nullable Reader compiled;
        private final int offset;
        private volatile @Nullable Map<String, Entry> entries;

        Shelf(TreeCodec.Reader compiled, int offset) {
            this.compiled = compiled;
            this.offset = offset;
        }

        Shelf(Map<String, Entry> entries) {
            this.compiled = null;
            this.offset = 0;
            this.entries = entries;
        }

        Map<String, Entry> entries() {
            Map<String, Entry> listed = entries;
            if (listed == null) {
                if (compiled == null) {
                    throw new IllegalStateException("a shelf has neither entries nor bytes");
                }
                listed = Catalog.entries(compiled, offset);
                entries = listed;
            }
            return listed;
        }
    }

    /** The catalogue that this one lies over; null where it lies over none. */
    private final @Nullable Catalog below;

    private final Naming naming;

    /** What is wrong with the overlay's files that are set aside. */
    private final Map<String, Issue> bad;

    /** Those of them that may have entries whose names are not known. */
    private final List<Issue> nameless;

    private Catalog(
            Map<String, Shelf> kinds,
            Map<String, Entry> tables,
            int asOfYear,
            @Nullable Catalog below,
            Naming naming,
            Map<String, Issue> bad,
            List<Issue> nameless) {
        this.bad = bad;
        this.nameless = nameless;
        this.below = below;
        this.naming = naming;
        this.kinds = kinds;
        this.tables = tables;
        this.asOfYear = asOfYear;
    }

    private static final class BuiltIn {
        static final Catalog CATALOG = load();

        private static Catalog load() {
            try (InputStream in = Catalog.class.getResourceAsStream("catalog.bin")) {
                if (in == null) {
                    throw new IllegalStateException("catalog.bin is not beside " + Catalog.class.getName()
                            + "; build without -Dcatalog.compile.skip");
                }
                return of(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The catalogue that the program is built with. */
    public static Catalog builtIn() {
        return BuiltIn.CATALOG;
    }

    /** A compiled catalogue. */
    static Catalog of(byte[] compiled) {
        TreeCodec.Reader reader = new TreeCodec.Reader(compiled);
        Tree root = new Tree("catalog.bin", "", reader.value(reader.root()));
        Map<String, Shelf> kinds = new LinkedHashMap<>();
        Tree offsets = root.require("kinds");
        for (String kind : offsets.fields()) {
            kinds.put(kind, new Shelf(reader, offsets.require(kind).intValue()));
        }
        Map<String, Entry> tables = new LinkedHashMap<>();
        Tree stated = root.require("tables");
        for (String name : stated.fields()) {
            List<Tree> place = stated.require(name).items();
            int offset = place.get(1).intValue();
            tables.put(
                    name,
                    new Entry(name, name, List.of(), List.of(), place.get(0).text(), name, null, reader, offset));
        }
        return new Catalog(kinds, tables, root.require("year").intValue(), null, Naming.PLAIN, Map.of(), List.of());
    }

    private static Map<String, Entry> entries(TreeCodec.Reader reader, int offset) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (reader.value(offset) instanceof List<?> index) {
            for (Object row : index) {
                if (row instanceof List<?> fields && fields.get(4) instanceof Long at) {
                    String id = (String) fields.get(0);
                    entries.put(
                            id,
                            new Entry(
                                    id,
                                    (String) fields.get(1),
                                    texts(fields.get(5)),
                                    texts(fields.get(6)),
                                    (String) fields.get(2),
                                    (String) fields.get(3),
                                    (String) fields.get(7),
                                    reader,
                                    at.intValue()));
                }
            }
        }
        return entries;
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Object list) {
        return (List<String>) list;
    }

    /**
     * This catalogue with the entries of a folder of YAML files, or of one such file, added or put in place.
     *
     * <p>A file of a folder with a mistake is set aside where others are sound and no answer rests on all of its entries, as
     * it does on assumptions and stacks: it is refused when one of its entries is asked for, and named in
     * {@link #setAside}.
     */
    public Catalog overlay(Path path) {
        CatalogFolder folder = Files.isDirectory(path) ? CatalogFolder.read(path, true) : CatalogFolder.ofFile(path);
        Catalog overlaid = with(folder, Map.of(), List.of());
        List<Issue> issues = new ArrayList<>(folder.issues);
        issues.addAll(CatalogCheck.of(overlaid, true));
        if (issues.isEmpty()) {
            return overlaid;
        }
        Map<String, Issue> bad = new LinkedHashMap<>();
        for (Issue issue : issues) {
            bad.putIfAbsent(issue.file(), counted(issue, issues));
        }
        for (Map.Entry<String, Issue> file : bad.entrySet()) {
            if (!folder.canBeSetAside(file.getKey(), bad.keySet())) {
                throw file.getValue().exception();
            }
        }
        List<Issue> nameless = folder.issues.stream()
                .map(issue -> bad.getOrDefault(issue.file(), issue))
                .distinct()
                .toList();
        return with(folder, bad, nameless);
    }

    /** An issue that says how many more its file has. */
    private static Issue counted(Issue first, List<Issue> all) {
        long others = all.stream().filter(i -> i.file().equals(first.file())).count() - 1;
        return others == 0
                ? first
                : new Issue(first.file(), first.field(), Refusal.of(InputRefusal.AND_MORE, first.wrong(), others));
    }

    /** What is wrong with files of an overlay whose entries are left out, a file each. */
    public List<Issue> setAside() {
        return List.copyOf(bad.values());
    }

    /** Everything that is off in an overlay, which {@link #overlay} would refuse; empty where it is sound. */
    public List<Issue> issues(Path path) {
        CatalogFolder folder;
        try {
            folder = Files.isDirectory(path) ? CatalogFolder.read(path, true) : CatalogFolder.ofFile(path);
        } catch (BadInput e) {
            return List.of(new Issue(e.path(), "", e.refusal()));
        }
        List<Issue> issues = new ArrayList<>(folder.issues);
        issues.addAll(CatalogCheck.of(with(folder, Map.of(), List.of()), true));
        return issues;
    }

    /** Everything that is off in this catalogue; the built-in one is checked when it is built. */
    public List<Issue> issues() {
        return CatalogCheck.of(this, false);
    }

    /**
     * @param bad what is wrong with the files that are set aside
     * @param nameless those of them that may have entries whose names are not known
     */
    private Catalog with(CatalogFolder folder, Map<String, Issue> bad, List<Issue> nameless) {
        Map<String, Shelf> merged = new LinkedHashMap<>(kinds);
        folder.kinds.forEach((kind, entries) -> {
            Shelf below = merged.get(kind);
            Map<String, Entry> both = below == null ? new LinkedHashMap<>() : new LinkedHashMap<>(below.entries());
            entries.forEach((id, entry) -> {
                Issue wrong = bad.get(entry.tree().file());
                both.put(id, wrong == null ? entry : entry.barred(wrong));
            });
            merged.put(kind, new Shelf(both));
        });
        Map<String, Entry> mergedTables = new LinkedHashMap<>(tables);
        folder.tables.forEach((name, list) -> mergedTables.put(name, new Entry(name, name, List.of(), true, list)));
        return new Catalog(merged, mergedTables, Math.max(asOfYear, folder.asOfYear), this, naming, bad, nameless);
    }

    /** This catalogue with chips and systems called as others call them. */
    public Catalog naming(Naming other) {
        return new Catalog(kinds, tables, asOfYear, below, other, bad, nameless);
    }

    /** What its chips and systems are called. */
    public Naming naming() {
        return naming;
    }

    /** A vendor as people call it in the language of the naming. */
    public String vendorName(String vendor) {
        for (Tree row : tables.containsKey(VENDOR_NAMES) ? table(VENDOR_NAMES) : List.<Tree>of()) {
            if (row.text("vendor").equals(vendor)) {
                return row.text(Naming.FIELD + naming.language(), vendor);
            }
        }
        return vendor;
    }

    /** The year of the catalogue's figures. */
    public int asOfYear() {
        return asOfYear;
    }

    /** Kinds that have entries: {@code chips}, {@code systems}, ... */
    public List<String> kinds() {
        return List.copyOf(kinds.keySet());
    }

    /** Ids of a kind, in the catalogue's order; the kind may be named in the singular. */
    public List<String> ids(String kind) {
        return entries(kind).stream().map(Entry::id).toList();
    }

    /** Those that can be read. */
    Collection<Entry> entries(String kind) {
        Collection<Entry> all = map(kind).values();
        return bad.isEmpty()
                ? all
                : all.stream().filter(entry -> !entry.isBarred()).toList();
    }

    private Map<String, Entry> map(String kind) {
        Shelf shelf = kinds.get(CatalogFolder.kind(kind));
        if (shelf != null) {
            return shelf.entries();
        }
        if (FieldNames.isKnownKind(CatalogFolder.kind(kind))) {
            return Map.of();
        }
        throw new BadInput("kind", Rule.value("kind", BadInput.quoted(kind), Rule.ONE_OF, List.copyOf(kinds.keySet())));
    }

    NameIndex index(String kind) {
        String canonical = CatalogFolder.kind(kind);
        NameIndex index = indexes.get(canonical);
        if (index == null) {
            index = new NameIndex(singular(canonical), map(canonical), this::sameWords);
            indexes.put(canonical, index);
        }
        return index;
    }

    private static String singular(String kind) {
        return kind.endsWith("s") ? kind.substring(0, kind.length() - 1) : kind;
    }

    /** An entry as it is written, for display and for kinds that have no value in the core. */
    public Tree tree(String kind, String query) {
        return entry(kind, query).tree();
    }

    /** The id of the entry that a name means. */
    public String id(String kind, String query) {
        return entry(kind, query).id();
    }

    private Entry entry(String kind, String query) {
        NameIndex index = index(kind);
        Entry found = CatalogFolder.kind(kind).equals(MODELS)
                ? index.findModel(query, words(NAME_ENDINGS))
                : index.find(query);
        if (found == null) {
            throw unknown(index, query);
        }
        return found;
    }

    /** That nothing bears a name; or, where a file that can't be read may have it, what is wrong with that. */
    private BadInput unknown(NameIndex index, String query) {
        return nameless.isEmpty() ? index.unknown(query) : nameless.getFirst().exception();
    }

    private Set<String> words(String table) {
        Set<String> words = new HashSet<>();
        for (Tree word : tables.containsKey(table) ? table(table) : List.<Tree>of()) {
            words.add(word.text());
        }
        return words;
    }

    /** Words of other languages to those that entries have, in the catalogue's order. */
    private Map<String, String> sameWords() {
        Map<String, String> same = new LinkedHashMap<>();
        List<Tree> rows = tables.containsKey(NAME_WORDS) ? table(NAME_WORDS) : List.of();
        for (Tree row : rows) {
            for (Tree word : row.items("same")) {
                same.put(word.text(), row.text("word"));
            }
        }
        return same;
    }

    /** The lowest entry in whose place an overlay's stands; null where there is none. */
    @Nullable
    Tree replaced(String kind, String id) {
        Catalog lower = below;
        if (lower == null) {
            return null;
        }
        while (lower.below != null) {
            lower = lower.below;
        }
        return lower.has(kind, id) ? lower.tree(kind, id) : null;
    }

    boolean has(String kind, String id) {
        Shelf shelf = kinds.get(kind);
        return shelf != null && shelf.entries().containsKey(id);
    }

    /** A list of the catalogue whose rows have no ids, such as {@code measured_collectives}. */
    public List<Tree> table(String name) {
        Entry table = tables.get(name);
        if (table == null) {
            throw new BadInput(
                    "table", Rule.value("table", BadInput.quoted(name), Rule.ONE_OF, List.copyOf(tables.keySet())));
        }
        return table.tree().items();
    }

    public List<String> tables() {
        return List.copyOf(tables.keySet());
    }

    public Chip chip(String query) {
        return chip(entry(CHIPS, query));
    }

    private Chip chip(Entry entry) {
        return ChipReader.read(entry.tree(), entry.fromUser(), asOfYear, naming);
    }

    /** A system of the catalogue with the chip that it is listed with. */
    public SystemSpec system(String query) {
        return system(entry(SYSTEMS, query));
    }

    private SystemSpec system(Entry entry) {
        Tree tree = entry.tree();
        Entry chip = chipEntry(tree.require("chip_id"));
        return new SystemReader(this).read(tree, chip(chip), chip.tree());
    }

    public ModelEntry model(String query) {
        return ModelReader.entry(entry(MODELS, query).tree());
    }

    /**
     * What to run on: a system; or a chip's first listed system, else eight of the chip joined by its own links.
     */
    public SystemSpec on(String query) {
        String lower = query.toLowerCase(Locale.ROOT);
        // a chip's very name goes before a system's in other words
        Entry system = index(SYSTEMS).exact(query);
        Entry chip = system != null ? null : index(CHIPS).exact(query);
        if (system == null && chip == null) {
            system = index(SYSTEMS).find(query);
        }
        if (system != null) {
            return system(system);
        }
        if (chip == null) {
            chip = index(CHIPS).find(query);
        }
        if (chip == null && lower.endsWith(SystemReader.NODE)) {
            chip = map(CHIPS).get(query.substring(0, query.length() - SystemReader.NODE.length()));
        }
        if (chip != null) {
            return systemOfChip(chip.id());
        }
        Map<String, Entry> both = new LinkedHashMap<>(map(CHIPS));
        both.putAll(map(SYSTEMS));
        throw unknown(new NameIndex("system", both, this::sameWords), query);
    }

    /** What {@link #on} takes to give this system of the catalogue: its id, or that of the chip that stands in it. */
    public String onId(SystemSpec system) {
        Entry entry = map(SYSTEMS).get(system.id());
        String chip = system.chip().id();
        return entry == null ? chip : entry.tree().text("chip_id", "").equals(chip) ? system.id() : chip;
    }

    /** Whether a system is no listed one, but a node made from what a chip's entry says of its links. */
    public static boolean isMadeOfChip(SystemSpec system) {
        return system.id().equals(system.chip().id() + SystemReader.NODE);
    }

    /** What a YAML file with one system or one chip means, laid over this catalogue. */
    public SystemSpec onFile(String file) {
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            throw new BadInput("on", Rule.value("on", BadInput.quoted(file), CatalogRefusal.NAME_OR_FILE));
        }
        CatalogFolder read = CatalogFolder.ofFile(path);
        Catalog overlaid = overlay(path);
        for (String kind : new String[] {SYSTEMS, CHIPS}) {
            Map<String, Entry> entries = read.of(kind);
            if (entries != null && entries.size() == 1) {
                Entry only = entries.values().iterator().next();
                return kind.equals(SYSTEMS) ? overlaid.system(only) : overlaid.systemOfChip(only.id());
            }
        }
        throw new BadInput(file, Refusal.of(CatalogRefusal.NO_SINGLE_DEVICE, BadInput.quoted(file)));
    }

    SystemSpec systemOfChip(String chipId) {
        Entry chip = map(CHIPS).get(chipId);
        if (chip == null) {
            throw index(CHIPS).unknown(chipId);
        }
        for (Entry system : map(SYSTEMS).values()) {
            if (system.isBarred() && !system.says("chip_id", chipId)) {
                continue;
            }
            Tree tree = system.tree();
            boolean itsOwn = tree.text("chip_id", "").equals(chipId);
            for (Tree other : tree.items("also_with")) {
                itsOwn |= other.text().equals(chipId);
            }
            if (itsOwn) {
                return new SystemReader(this).read(tree, chip(chip), chip.tree());
            }
        }
        return new SystemReader(this).ofChip(chip(chip), chip.tree());
    }

    /** The fabric that a field names by its id. */
    Tree fabric(Tree reference) {
        return reference(FABRICS, reference).tree();
    }

    /** The fabric that joins the cards of a node whose entry says nothing of links: a judgement of the catalogue. */
    Tree usualHostLink() {
        List<Tree> rows = table(USUAL_HOST_LINK);
        if (rows.size() != 1) {
            throw new BadInput(USUAL_HOST_LINK, Refusal.of(CatalogRefusal.ONE_ROW, USUAL_HOST_LINK, rows.size()));
        }
        return fabric(rows.getFirst().require("fabric"));
    }

    /** What that fabric is called. */
    public String usualHostLinkName() {
        return usualHostLink().text("name");
    }

    /** Checks that a field names a chip by its id. */
    void chipReference(Tree reference) {
        chipEntry(reference);
    }

    private Entry chipEntry(Tree reference) {
        return reference(CHIPS, reference);
    }

    private Entry reference(String kind, Tree reference) {
        String id = reference.text();
        Entry entry = map(kind).get(id);
        if (entry == null) {
            List<String> near = index(kind).nearest(id);
            throw near.isEmpty()
                    ? reference.bad(CatalogRefusal.NO_SUCH_ID, singular(kind))
                    : reference.bad(CatalogRefusal.NO_SUCH_ID_NEAR, singular(kind), near);
        }
        return entry;
    }

    /** Whether what is known of a model is unsure, and stands in no document: it was told, by whoever it was. */
    public boolean isRumour(ModelEntry model) {
        return model.confidence() == Confidence.LOW
                && !model.sources().isEmpty()
                && model.sources().stream()
                        .allMatch(id -> source(tree(SOURCES, id)).provenance() == Provenance.MEMORY);
    }

    /** All sources by id. */
    public Map<String, SourceEntry> sources() {
        Map<String, SourceEntry> sources = new HashMap<>();
        for (Entry entry : entries(SOURCES)) {
            sources.put(entry.id(), source(entry.tree()));
        }
        return sources;
    }

    SourceEntry source(Tree tree) {
        Tree provenance = tree.require("provenance");
        return new SourceEntry(
                tree.text("id"),
                tree.text("title"),
                tree.text("where", ""),
                switch (provenance.text()) {
                    case "file" -> Provenance.FILE;
                    case "page" -> Provenance.PAGE;
                    case "memory" -> Provenance.MEMORY;
                    case "user" -> Provenance.USER;
                    default -> throw provenance.bad(Rule.mustBe("file", "page", "memory", "user"));
                },
                label(tree, "version"),
                tree.textOrNull("note"));
    }

    private static @Nullable String label(Tree tree, String field) {
        Tree found = tree.get(field);
        return found == null ? null : found.label();
    }
}

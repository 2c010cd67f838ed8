package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Naming;
import org.suanchou.catalog.SourceEntry;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Messages;
import org.suanchou.text.NumberText;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.text.TerminalWidth;
import org.suanchou.tree.Tree;

/** One catalogue entry unfolded: each value with its unit, where it comes from and how sure it is. */
public final class EntrySheet {
    /** Fields that have a place of their own on the sheet. */
    private static final Set<String> ELSEWHERE =
            Set.of("id", "name", "aliases", "disputed", "notes", "note", "sources");

    private static final int LONGEST_CELL = 36;

    private final String kind;
    private final Tree entry;
    private final Messages messages;
    private final Naming naming;
    private final List<Line> lines = new ArrayList<>();
    private final List<SourceEntry> sources = new ArrayList<>();

    /**
     * A value of the entry.
     *
     * @param value a number, text or truth value; the middle of a range; null where unknown
     * @param low null where there is no range
     * @param sources ids, best first; empty where the value has none of its own
     */
    private record Line(
            String field,
            @Nullable Object value,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable String unit,
            List<String> sources,
            @Nullable String provenance,
            @Nullable String confidence,
            @Nullable String note) {
        Cell shown() {
            return low != null && high != null
                    ? new Cell(value, NumberText.exact(low) + "\u2013" + NumberText.exact(high))
                    : value instanceof Double number ? Cell.of(number, NumberText.exact(number)) : plain();
        }

        /** Text too long for a column of the grid; it stands below. */
        boolean isLong() {
            return value instanceof String text && TerminalWidth.of(text) > LONGEST_CELL;
        }

        Cell plain() {
            return value == null ? Cell.NONE : new Cell(value, value.toString());
        }
    }

    public EntrySheet(String kind, Tree entry, Catalog catalog, Messages messages) {
        this.kind = kind;
        this.entry = entry;
        this.messages = messages;
        this.naming = catalog.naming();
        for (String field : entry.fields()) {
            if (!ELSEWHERE.contains(field)) {
                read(field, entry.get(field));
            }
        }
        Set<String> ids = new LinkedHashSet<>(labels("sources"));
        lines.forEach(line -> ids.addAll(line.sources));
        Map<String, SourceEntry> known = catalog.sources();
        for (String id : ids) {
            SourceEntry source = known.get(id);
            if (source != null) {
                sources.add(source);
            }
        }
    }

    private void read(String field, @Nullable Tree value) {
        if (value == null || value.isNull()) {
            add(field, null, null);
        } else if (value.isMap() && value.fields().contains("value")) {
            add(field, value.get("value"), value);
        } else if (value.isMap()) {
            for (String inner : value.fields()) {
                read(field + "." + inner, value.get(inner));
            }
        } else if (value.isList() && value.items().stream().anyMatch(Tree::isMap)) {
            List<Tree> items = value.items();
            for (int i = 0; i < items.size(); i++) {
                read(field + "[" + i + "]", items.get(i));
            }
        } else {
            add(field, value, null);
        }
    }

    private void add(String field, @Nullable Tree value, @Nullable Tree citation) {
        Double low = null;
        Double high = null;
        Object plain = null;
        if (value != null && value.isList()) {
            List<Tree> items = value.items();
            if (citation != null && items.size() == 2 && items.stream().allMatch(Tree::isNumber)) {
                low = items.get(0).doubleValue();
                high = items.get(1).doubleValue();
                plain = (low + high) / 2;
            } else {
                plain = items.isEmpty()
                        ? null
                        : items.stream().map(i -> i.isNull() ? "-" : i.label()).collect(Collectors.joining(", "));
            }
        } else if (value != null && !value.isNull()) {
            plain = value.isNumber()
                    ? (Object) value.doubleValue()
                    : value.isBool() ? (Object) value.bool() : value.label();
        }
        lines.add(new Line(
                field,
                plain,
                low,
                high,
                plain instanceof Double ? FieldUnit.of(field) : null,
                citation == null ? List.of() : texts(citation.get("src")),
                citation == null ? null : citation.textOrNull("prov"),
                citation == null ? null : citation.textOrNull("conf"),
                citation == null ? null : naming.note(citation)));
    }

    private static List<String> texts(@Nullable Tree list) {
        return list == null
                ? List.of()
                : list.isText()
                        ? List.of(list.text())
                        : list.items().stream().map(Tree::label).toList();
    }

    private List<String> labels(String field) {
        return texts(entry.get(field));
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>(labels("notes"));
        remarks.addAll(labels("note"));
        return remarks;
    }

    private String id() {
        return entry.text("id", "");
    }

    private String name() {
        return entry.has("id") ? naming.of(entry) : entry.text("name", "");
    }

    /** The sheet for people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        List<String> aliases = labels("aliases");
        text.append(Table.printable(name()))
                .append(" (")
                .append(kind)
                .append(' ')
                .append(id())
                .append(")\n");
        if (!aliases.isEmpty()) {
            text.append(messages.text("catalog.aliases", String.join(", ", aliases)))
                    .append('\n');
        }
        text.append('\n').append(fields().text(messages.page()));
        section(text, "catalog.field_notes", fieldNotes());
        section(text, "catalog.disputed", labels("disputed"));
        section(text, "catalog.notes", remarks());
        section(
                text,
                "catalog.sources",
                sources.stream().map(EntrySheet::described).toList());
        return text.toString();
    }

    private List<String> fieldNotes() {
        List<String> notes = new ArrayList<>();
        for (Line line : lines) {
            if (line.isLong()) {
                notes.add(line.field + ": " + line.value);
            }
            if (line.note != null) {
                notes.add(line.field + ": " + line.note);
            }
        }
        return notes;
    }

    private void section(StringBuilder text, String titleKey, List<String> items) {
        if (!items.isEmpty()) {
            text.append('\n').append(messages.text(titleKey)).append('\n');
            items.forEach(
                    item -> text.append("  ").append(Table.printable(item)).append('\n'));
        }
    }

    private static String described(SourceEntry source) {
        String version = source.version() == null ? "" : ", " + source.version();
        String where = source.where().isEmpty() ? "" : " <" + source.where() + ">";
        return source.id() + ": " + source.title() + where + version;
    }

    private Table fields() {
        return new Table(
                List.of(
                        column("field"),
                        Column.numbers("value", messages.text("column.value")),
                        column("unit"),
                        column("provenance"),
                        column("confidence"),
                        column("source_ids")),
                lines.stream()
                        .map(line -> List.of(
                                Cell.of(line.field),
                                line.isLong() ? Cell.of(messages.text("catalog.below")) : line.shown(),
                                blank(line.unit),
                                blank(line.provenance == null ? null : messages.text("provenance." + line.provenance)),
                                blank(line.confidence == null ? null : messages.text("confidence." + line.confidence)),
                                Cell.of(String.join(", ", line.sources))))
                        .toList());
    }

    private static Cell blank(@Nullable String text) {
        return Cell.of(text == null ? "" : text);
    }

    private Column column(String key) {
        return Column.words(key, messages.text("column." + key));
    }

    /** One row a value, for spreadsheets. */
    public Table spreadsheet() {
        return new Table(
                List.of(
                        column("field"),
                        column("value"),
                        column("low"),
                        column("high"),
                        column("unit"),
                        column("provenance"),
                        column("confidence"),
                        column("source_ids"),
                        column("note")),
                lines.stream()
                        .map(line -> List.of(
                                Cell.of(line.field),
                                line.plain(),
                                line.low == null ? Cell.NONE : Cell.of(line.low),
                                line.high == null ? Cell.NONE : Cell.of(line.high),
                                Cell.of(line.unit),
                                Cell.of(line.provenance),
                                Cell.of(line.confidence),
                                Cell.of(String.join(" ", line.sources)),
                                Cell.of(line.note)))
                        .toList());
    }

    /** The sheet for programs. */
    public void json(JsonWriter json) {
        json.object()
                .field("kind", kind)
                .field("id", id())
                .field("name", name())
                .field("aliases", labels("aliases"));
        json.array("fields");
        for (Line line : lines) {
            json.object().field("field", line.field).field("value");
            write(json, line.value);
            if (line.low != null && line.high != null) {
                json.field("low", (double) line.low).field("high", (double) line.high);
            }
            json.field("unit", line.unit)
                    .field("sources", line.sources)
                    .field("provenance", line.provenance)
                    .field("confidence", line.confidence)
                    .field("note", line.note)
                    .end();
        }
        json.end()
                .field("disputed", labels("disputed"))
                .field("notes", remarks())
                .array("sources");
        for (SourceEntry source : sources) {
            json.object()
                    .field("id", source.id())
                    .field("title", source.title())
                    .field("where", source.where())
                    .field("version", source.version())
                    .end();
        }
        json.end().end();
    }

    private static void write(JsonWriter json, @Nullable Object value) {
        switch (value) {
            case null -> json.nothing();
            case Double number -> json.value((double) number);
            case Boolean truth -> json.value((boolean) truth);
            case Object text -> json.value(text.toString());
        }
    }
}

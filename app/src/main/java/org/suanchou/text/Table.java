package org.suanchou.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows under named columns: lines for a terminal, CSV for a spreadsheet, JSON for programs.
 *
 * <p>Lines for people fit a {@link Page}. Programs get values in full, in the unit that the column's key names; people see them
 * rounded.
 *
 * @param rows each as long as {@code columns}
 */
public record Table(List<Column> columns, List<List<Cell>> rows) {
    private static final String ABSENT = "-";

    /** Where a column's text stands. */
    public enum Align {
        LEFT,
        RIGHT
    }

    /**
     * A column.
     *
     * @param key its name for programs, the same in every language
     * @param title its name for people
     * @param rank 0 where it always stands; else it may be left out for want of room, the highest first
     * @param group what stands over it and its neighbours of the same group; empty where nothing does
     */
    public record Column(String key, String title, Align align, int rank, String group) {
        public Column {
            group = printable(group);
        }

        /** One that may be left out where there is no room, before those of a lower rank. */
        public Column minor(int rank) {
            return new Column(key, title, align, rank, group);
        }

        /** One of several under a common head. */
        public Column under(String group) {
            return new Column(key, title, align, rank, group);
        }

        /** A column of words. */
        public static Column words(String key, String title) {
            return new Column(key, title, Align.LEFT, 0, "");
        }

        /** A column of numbers. */
        public static Column numbers(String key, String title) {
            return new Column(key, title, Align.RIGHT, 0, "");
        }
    }

    /**
     * A value and how people see it.
     *
     * @param value a String, Long, Double or Boolean, or null where there is none
     */
    public record Cell(@Nullable Object value, String shown) {
        public static final Cell NONE = new Cell(null, ABSENT);

        private static final int DIGITS = 4;

        public Cell {
            if (!(value == null
                    || value instanceof String
                    || value instanceof Long
                    || value instanceof Double
                    || value instanceof Boolean)) {
                throw new IllegalArgumentException(
                        "a cell can't hold a " + value.getClass().getName());
            }
        }

        public static Cell of(@Nullable String text) {
            return text == null ? NONE : new Cell(text, text);
        }

        public static Cell of(long number) {
            return new Cell(number, Long.toString(number));
        }

        /** A number shown with four significant digits; none where it is not finite. */
        public static Cell of(double number) {
            return of(number, NumberText.rounded(number, DIGITS));
        }

        /** A number shown as the caller says; none where it is not finite. */
        public static Cell of(double number, String shown) {
            return Double.isFinite(number) ? new Cell(number, shown) : NONE;
        }
    }

    public Table {
        columns = List.copyOf(columns);
        List<List<Cell>> copies = new ArrayList<>(rows.size());
        for (List<Cell> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("row " + copies.size() + " has " + row.size()
                        + " cells; the table has " + columns.size() + " columns");
            }
            copies.add(List.copyOf(row));
        }
        rows = List.copyOf(copies);
    }

    /** Without the columns in which no row has anything. */
    public Table filled() {
        return of(c -> rows.stream().anyMatch(row -> row.get(c).value() != null));
    }

    /** Without the columns of these keys. */
    public Table without(Set<String> keys) {
        return of(c -> !keys.contains(columns.get(c).key()));
    }

    private Table of(IntPredicate stays) {
        List<Integer> kept =
                IntStream.range(0, columns.size()).filter(stays).boxed().toList();
        return new Table(
                kept.stream().map(columns::get).toList(),
                rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
    }

    /** These rows with their numbers before them, from 1. */
    public Table numbered() {
        List<Column> numbered = new ArrayList<>(List.of(Column.numbers("row", "#")));
        numbered.addAll(columns);
        List<List<Cell>> all = new ArrayList<>();
        for (List<Cell> row : rows) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(all.size() + 1L)));
            cells.addAll(row);
            all.add(cells);
        }
        return new Table(numbered, all);
    }

    /** Lines for a terminal as wide as they come: titles, a rule, the rows; columns two spaces apart, no spaces at line ends. */
    public String text() {
        return text(Page.WIDE);
    }

    /** Lines for a terminal that fit a page. */
    public String text(Page page) {
        return TableLayout.of(this, page);
    }

    /** One line of text that neither breaks a grid nor reaches the terminal as a command. */
    public static String printable(String text) {
        return text.codePoints().allMatch(SafeText::isHarmless)
                ? text
                : SafeText.of(text.replaceAll("\\s*\\v\\s*", " "));
    }

    /**
     * Comma-separated values with a header of keys, quoted as RFC 4180 says; lines end in LF, which the tools of a shell
     * expect.
     */
    public String csv() {
        StringBuilder csv = new StringBuilder();
        for (int c = 0; c < columns.size(); c++) {
            csv.append(c == 0 ? "" : ",").append(quoted(columns.get(c).key()));
        }
        csv.append('\n');
        for (List<Cell> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                Object value = row.get(c).value();
                String plain = value instanceof Double d ? NumberText.exact(d) : value == null ? "" : value.toString();
                csv.append(c == 0 ? "" : ",").append(quoted(plain));
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    /** A table of Markdown as GitHub has it. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        markdown(text, columns.stream().map(Column::title).toList());
        markdown(
                text,
                columns.stream()
                        .map(c -> c.align() == Align.RIGHT ? "---:" : "---")
                        .toList());
        for (List<Cell> row : rows) {
            markdown(text, row.stream().map(Cell::shown).toList());
        }
        return text.toString();
    }

    private static void markdown(StringBuilder text, List<String> cells) {
        for (String cell : cells) {
            text.append("| ").append(printable(cell).replace("|", "\\|")).append(' ');
        }
        text.append("|\n");
    }

    private static String quoted(String plain) {
        for (int i = 0; i < plain.length(); i++) {
            char at = plain.charAt(i);
            if (at == ',' || at == '"' || at == '\n' || at == '\r') {
                return '"' + plain.replace("\"", "\"\"") + '"';
            }
        }
        return plain;
    }

    /** An array of one object a row, its fields named by the columns' keys. */
    public void json(JsonWriter json) {
        json.array();
        for (List<Cell> row : rows) {
            json.object();
            for (int c = 0; c < row.size(); c++) {
                json.field(columns.get(c).key());
                switch (row.get(c).value()) {
                    case null -> json.nothing();
                    case Long number -> json.value((long) number);
                    case Double number -> json.value((double) number);
                    case Boolean truth -> json.value((boolean) truth);
                    case Object text -> json.value(text.toString());
                }
            }
            json.end();
        }
        json.end();
    }
}

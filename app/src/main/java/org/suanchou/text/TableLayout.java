package org.suanchou.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.suanchou.text.Table.Align;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;

/**
 * A table as lines that fit a page, in this order: as it is; heads over several lines; words over several lines; without the
 * columns that may be left out, those of the highest rank first; in blocks below one another, each with the first column.
 * Nothing else is cut: a word or number wider than the page stays whole.
 */
final class TableLayout {
    private static final String GAP = "  ";

    /** Words in a column are not squeezed below this, where they have it. */
    private static final int NARROWEST = 16;

    private final Table table;
    private final Page page;
    private final List<String> titles;
    private final List<List<String>> cells;

    private TableLayout(Table table, Page page) {
        this.table = table;
        this.page = page;
        this.titles =
                table.columns().stream().map(c -> Table.printable(c.title())).toList();
        this.cells = table.rows().stream()
                .map(row -> row.stream().map(c -> Table.printable(c.shown())).toList())
                .toList();
    }

    static String of(Table table, Page page) {
        return new TableLayout(table, page).lines();
    }

    private String lines() {
        StringBuilder text = new StringBuilder();
        List<Integer> all = IntStream.range(0, titles.size()).boxed().toList();
        int[] natural = grouped(
                all,
                all.stream()
                        .mapToInt(c -> Math.max(TerminalWidth.of(titles.get(c)), cellWidth(c)))
                        .toArray());
        if (total(natural) <= page.width()) {
            block(text, all, natural);
            return text.toString();
        }
        List<Integer> kept = new ArrayList<>(all);
        List<String> left = new ArrayList<>();
        while (total(narrow(kept)) > page.width()) {
            int most = kept.stream().mapToInt(this::rank).max().orElse(0);
            if (most == 0) {
                break;
            }
            int last = kept.stream()
                    .filter(c -> rank(c) == most)
                    .mapToInt(c -> c)
                    .max()
                    .orElseThrow();
            kept.remove(Integer.valueOf(last));
            left.addFirst(titles.get(last));
        }
        for (List<Integer> columns : blocks(kept)) {
            text.append(text.isEmpty() ? "" : "\n");
            block(text, columns, fitted(columns));
        }
        if (!left.isEmpty()) {
            text.append(page.leftOut().replace("{0}", String.join(", ", left))).append('\n');
        }
        return text.toString();
    }

    private int rank(int column) {
        return column(column).rank();
    }

    private Column column(int column) {
        return table.columns().get(column);
    }

    /** The columns in blocks that fit: the first column and as many others as there is room for. */
    private List<List<Integer>> blocks(List<Integer> columns) {
        List<List<Integer>> blocks = new ArrayList<>();
        List<Integer> block = new ArrayList<>();
        for (int i = 0; i < columns.size(); ) {
            // a group stays together, and with the column that it is about
            int start = i > 0
                            && i + 1 < columns.size()
                            && column(columns.get(i)).group().isEmpty()
                            && !column(columns.get(i + 1)).group().isEmpty()
                    ? i + 1
                    : i;
            int end = start + 1;
            while (end < columns.size() && sameGroup(columns.get(start), columns.get(end))) {
                end++;
            }
            if (end > i + 1 && i > 0) {
                List<Integer> alone = new ArrayList<>(List.of(columns.getFirst()));
                alone.addAll(columns.subList(i, end));
                end = total(narrow(alone)) > page.width() ? i + 1 : end;
            } else if (i == 0) {
                end = 1;
            }
            List<Integer> more = columns.subList(i, end);
            List<Integer> with = new ArrayList<>(block);
            with.addAll(more);
            if (block.size() > 1 && total(narrow(with)) > page.width()) {
                blocks.add(block);
                block = new ArrayList<>(List.of(columns.getFirst()));
            }
            block.addAll(more);
            i = end;
        }
        blocks.add(block);
        return blocks;
    }

    private boolean sameGroup(int one, int other) {
        return !column(one).group().isEmpty()
                && column(one).group().equals(column(other).group());
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
    }

    private int cellWidth(int column) {
        return cells.stream()
                .mapToInt(row -> TerminalWidth.of(row.get(column)))
                .max()
                .orElse(0);
    }

    /** The least widths: heads and words wrapped. */
    private int[] narrow(List<Integer> columns) {
        return grouped(columns, columns.stream().mapToInt(this::narrow).toArray());
    }

    private int narrow(int column) {
        int width = head(column);
        for (int r = 0; r < cells.size(); r++) {
            String cell = cells.get(r).get(column);
            int whole = TerminalWidth.of(cell);
            width = Math.max(width, wraps(r, column) ? Math.max(longest(cell), Math.min(whole, NARROWEST)) : whole);
        }
        return width;
    }

    /** The least width of a head: its longest word, or, of ideographs, which may break anywhere, four. */
    private int head(int column) {
        String title = titles.get(column);
        boolean ideographs = title.codePoints().anyMatch(c -> TerminalWidth.of(c) == 2);
        return Math.max(longest(title), ideographs ? Math.min(TerminalWidth.of(title), 8) : 0);
    }

    /** Words wrap; figures don't. */
    private boolean wraps(int row, int column) {
        Cell cell = table.rows().get(row).get(column);
        return cell.value() instanceof String;
    }

    /** The widths that nothing is wrapped at. */
    private int[] natural(List<Integer> columns) {
        return grouped(
                columns,
                columns.stream()
                        .mapToInt(c -> Math.max(TerminalWidth.of(titles.get(c)), cellWidth(c)))
                        .toArray());
    }

    /** The widths that a block gets: words share what room is left. */
    private int[] fitted(List<Integer> columns) {
        int[] least = narrow(columns);
        int[] widths = natural(columns);
        // heads first, then words
        int[] figures = grouped(
                columns,
                columns.stream().mapToInt(c -> Math.max(head(c), cellWidth(c))).toArray());
        shrink(widths, figures);
        shrink(widths, least);
        return widths;
    }

    private void shrink(int[] widths, int[] least) {
        while (total(widths) > page.width()) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    /** Widths with room for the heads of groups, the first of a group widened where there is none. */
    private int[] grouped(List<Integer> columns, int[] widths) {
        for (int i = 0; i < widths.length; ) {
            int end = groupEnd(columns, i);
            int width = total(Arrays.copyOfRange(widths, i, end));
            int wanted = TerminalWidth.of(column(columns.get(i)).group());
            widths[i] += Math.max(0, wanted - width);
            i = end;
        }
        return widths;
    }

    private int groupEnd(List<Integer> columns, int start) {
        int end = start + 1;
        while (end < columns.size() && sameGroup(columns.get(start), columns.get(end))) {
            end++;
        }
        return end;
    }

    private void block(StringBuilder text, List<Integer> columns, int[] widths) {
        groups(text, columns, widths);
        List<List<String>> heads = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            heads.add(wrapped(titles.get(columns.get(i)), widths[i]));
        }
        int height = heads.stream().mapToInt(List::size).max().orElse(1);
        for (int line = 0; line < height; line++) {
            List<String> parts = new ArrayList<>();
            for (List<String> head : heads) {
                int at = line - (height - head.size());
                parts.add(at < 0 ? "" : head.get(at));
            }
            append(text, columns, parts, widths);
        }
        append(text, columns, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
        for (List<String> row : cells) {
            List<List<String>> wrapped = new ArrayList<>();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(columns.get(i));
                wrapped.add(TerminalWidth.of(cell) <= widths[i] ? List.of(cell) : wrapped(cell, widths[i]));
            }
            int lines = wrapped.stream().mapToInt(List::size).max().orElse(1);
            for (int line = 0; line < lines; line++) {
                int at = line;
                append(
                        text,
                        columns,
                        wrapped.stream()
                                .map(cell -> at < cell.size() ? cell.get(at) : "")
                                .toList(),
                        widths);
            }
        }
    }

    /** A line with the names of groups over their columns, where there are any. */
    private void groups(StringBuilder text, List<Integer> columns, int[] widths) {
        if (columns.stream().allMatch(c -> column(c).group().isEmpty())) {
            return;
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; ) {
            int end = groupEnd(columns, i);
            String group = column(columns.get(i)).group();
            int width = total(Arrays.copyOfRange(widths, i, end));
            line.append(i == 0 ? "" : GAP)
                    .append(" ".repeat(width - TerminalWidth.of(group)))
                    .append(group);
            i = end;
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private void append(StringBuilder text, List<Integer> columns, List<String> parts, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - TerminalWidth.of(parts.get(i))));
            boolean right = column(columns.get(i)).align() == Align.RIGHT;
            line.append(i == 0 ? "" : GAP)
                    .append(right ? padding : "")
                    .append(parts.get(i))
                    .append(right ? "" : padding);
        }
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        text.append(line, 0, end).append('\n');
    }

    private static int longest(String text) {
        return pieces(text).stream()
                .mapToInt(piece -> TerminalWidth.of(piece.stripTrailing()))
                .max()
                .orElse(0);
    }

    /** Lines of at most a width, broken where words end. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String piece : pieces(text)) {
            if (!line.isEmpty() && TerminalWidth.of(line + piece.stripTrailing()) > width) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            }
            line.append(piece);
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    /** The text cut after every place where a line may break. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); ) {
            int at = text.codePointAt(i);
            int next = i + Character.charCount(at);
            boolean unit = at == '/' && i > 0 && Character.isDigit(text.charAt(i - 1));
            if (next < text.length() && !unit && breaks(at, text.codePointAt(next))) {
                pieces.add(text.substring(start, next));
                start = next;
            }
            i = next;
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    /** After blanks, signs that join names, and between ideographs; not before a closing mark or after an opening one. */
    private static boolean breaks(int at, int next) {
        if (at == ' ') {
            return next != ' ';
        }
        if (next == ' ' || "）》」』】，。、；：！？,.;:)]%".indexOf(next) >= 0 || "（《「『【([".indexOf(at) >= 0) {
            return false;
        }
        if (at == '/' || at == '|' || at == '@') {
            return true;
        }
        if (at == '.' || at == '_') {
            return Character.isLetter(next);
        }
        return TerminalWidth.of(at) == 2 || TerminalWidth.of(next) == 2;
    }
}

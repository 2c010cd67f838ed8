package org.suanchou.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;

/**
 * Columns of a table, each declared once: its key, its title and what a row has under it.
 *
 * @param <R> what a row is about
 */
public final class Columns<R> {
    private final List<Column> columns = new ArrayList<>();
    private final List<Function<? super R, Cell>> cells = new ArrayList<>();

    public Columns<R> words(String key, String title, Function<? super R, Cell> cell) {
        return and(Column.words(key, title), cell);
    }

    public Columns<R> numbers(String key, String title, Function<? super R, Cell> cell) {
        return and(Column.numbers(key, title), cell);
    }

    public Columns<R> and(Column column, Function<? super R, Cell> cell) {
        columns.add(column);
        cells.add(cell);
        return this;
    }

    public Table of(Iterable<? extends R> rows) {
        List<List<Cell>> all = new ArrayList<>();
        for (R row : rows) {
            all.add(cells.stream().map(cell -> cell.apply(row)).toList());
        }
        return new Table(columns, all);
    }
}

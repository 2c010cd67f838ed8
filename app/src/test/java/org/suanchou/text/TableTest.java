package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;

class TableTest {
    private static Table chips(String id, String memory, String note) {
        return new Table(
                List.of(Column.words("id", id), Column.numbers("memory_gib", memory), Column.words("note", note)),
                List.of(
                        List.of(Cell.of("h100"), Cell.of(79.6), Cell.of("NVLink 4")),
                        List.of(Cell.of("昇腾 910B"), Cell.of(64), Cell.of("两点间 28 GB/s")),
                        List.of(Cell.of("z100"), Cell.NONE, Cell.of((String) null))));
    }

    private static Table notes(String... notes) {
        return new Table(
                List.of(Column.words("note", "备注")),
                Arrays.stream(notes).map(n -> List.of(Cell.of(n))).toList());
    }

    @Test
    void englishTableLinesUp() {
        assertThat(chips("id", "memory GiB", "note").text()).isEqualTo("""
                        id         memory GiB  note
                        ---------  ----------  --------------
                        h100             79.6  NVLink 4
                        昇腾 910B          64  两点间 28 GB/s
                        z100                -  -
                        """);
    }

    @Test
    void chineseTableLinesUp() {
        assertThat(chips("编号", "显存 GiB", "备注").text()).isEqualTo("""
                        编号       显存 GiB  备注
                        ---------  --------  --------------
                        h100           79.6  NVLink 4
                        昇腾 910B        64  两点间 28 GB/s
                        z100              -  -
                        """);
    }

    @Test
    void csvIsQuotedAsRfc4180SaysAndTheSameInEveryLanguage() {
        assertThat(notes("plain", "comma, inside", "a \"quote\"", "two\nlines", "算筹", null)
                        .csv())
                .isEqualTo("note\nplain\n\"comma, inside\"\n\"a \"\"quote\"\"\"\n\"two\nlines\"\n算筹\n\n");
        assertThat(chips("编号", "显存 GiB", "备注").csv())
                .isEqualTo(chips("id", "memory GiB", "note").csv());
    }

    @Test
    void programsGetNumbersInFullAndPeopleSeeThemRounded() {
        Table table = new Table(
                List.of(Column.numbers("chips", "chips"), Column.numbers("mfu", "MFU"), Column.words("ok", "ok")),
                List.of(
                        List.of(Cell.of(1024), Cell.of(0.456789, "45.7 %"), new Cell(true, "yes")),
                        List.of(Cell.of(8), Cell.of(1 / 3.0), Cell.of("no")),
                        List.of(Cell.of(8), Cell.of(Double.NaN), Cell.NONE)));
        assertThat(table.text()).isEqualTo("""
                        chips     MFU  ok
                        -----  ------  ---
                         1024  45.7 %  yes
                            8  0.3333  no
                            8       -  -
                        """);
        assertThat(table.csv()).isEqualTo("chips,mfu,ok\n1024,0.456789,true\n8,0.3333333333333333,no\n8,,\n");
        StringWriter out = new StringWriter();
        try (JsonWriter json = JsonWriter.compact(out)) {
            table.json(json);
        }
        assertThat(out.toString())
                .isEqualTo("[{\"chips\":1024,\"mfu\":0.456789,\"ok\":true},"
                        + "{\"chips\":8,\"mfu\":0.3333333333333333,\"ok\":\"no\"},"
                        + "{\"chips\":8,\"mfu\":null,\"ok\":null}]\n");
    }

    @Test
    void columnsThatNoRowFillsAreLeftOut() {
        Table table = new Table(
                List.of(Column.words("a", "a"), Column.numbers("b", "b"), Column.numbers("c", "c")),
                List.of(List.of(Cell.of("x"), Cell.NONE, Cell.of(1)), List.of(Cell.of("y"), Cell.NONE, Cell.NONE)));

        assertThat(table.filled().columns()).extracting(Column::key).containsExactly("a", "c");
        assertThat(table.filled().rows().getLast()).containsExactly(Cell.of("y"), Cell.NONE);
    }

    @Test
    void noRowsLeaveTheHeader() {
        assertThat(notes().text()).isEqualTo("备注\n----\n");
        assertThat(notes().csv()).isEqualTo("note\n");
    }

    @Test
    void valuesCanNeitherBreakTheGridNorCommandTheTerminal() {
        assertThat(notes("two\n lines", "\u001B[31mred\u0007").text())
                .isEqualTo("备注\n---------\ntwo lines\n?[31mred?\n");
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        List<List<Cell>> rows = List.of(List.of(Cell.of("a")), List.of(Cell.of("b"), Cell.of("c")));
        assertThatThrownBy(() -> new Table(List.of(Column.words("id", "id")), rows))
                .hasMessage("row 1 has 2 cells; the table has 1 columns");
    }

    @Test
    void numbersForPeopleKeepTheirWholePart() {
        assertThat(NumberText.rounded(3.3500001, 4)).isEqualTo("3.35");
        assertThat(NumberText.rounded(1978.9, 4)).isEqualTo("1979");
        assertThat(NumberText.rounded(123_456.7, 4)).isEqualTo("123457");
        assertThat(NumberText.rounded(0.000123456, 3)).isEqualTo("0.000123");
        assertThat(NumberText.rounded(-2.5, 1)).isEqualTo("-2");
        assertThat(NumberText.rounded(100, 2)).isEqualTo("100");
        assertThat(NumberText.rounded(0, 3)).isEqualTo("0");
        assertThat(NumberText.rounded(1e21, 3)).isEqualTo("1000000000000000000000");
        assertThat(NumberText.exact(989)).isEqualTo("989");
        assertThat(NumberText.exact(-0.0)).isEqualTo("0");
        assertThat(NumberText.exact(1e15)).isEqualTo("1.0E15");
    }
}

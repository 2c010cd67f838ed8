package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
                        List.of(Cell.of(1024), Cell.of(0.456789, "45.7%"), new Cell(true, "yes")),
                        List.of(Cell.of(8), Cell.of(1 / 3.0), Cell.of("no")),
                        List.of(Cell.of(8), Cell.of(Double.NaN), Cell.NONE)));
        assertThat(table.text()).isEqualTo("""
                        chips     MFU  ok
                        -----  ------  ---
                         1024   45.7%  yes
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

    private static final Page PAGE = new Page(40, "left out: {0}");

    private static Table wide(String... titles) {
        return new Table(
                Arrays.stream(titles).map(t -> Column.numbers(t, t)).toList(),
                List.of(
                        Arrays.stream(titles).map(t -> Cell.of(1.5)).toList(),
                        Arrays.stream(titles).map(t -> Cell.of(12.25)).toList()));
    }

    @Test
    void headsWrapBeforeAnythingElse() {
        assertThat(wide("one two three", "four five six", "seven eight").text(PAGE))
                .isEqualTo("""
                     one two
                       three  four five six  seven eight
                ------------  -------------  -----------
                         1.5            1.5          1.5
                       12.25          12.25        12.25
                """);
    }

    @Test
    void whatIsMinorIsLeftOutAndNamed() {
        List<Column> columns = List.of(
                Column.words("id", "id"),
                Column.numbers("a", "memory").minor(1),
                Column.numbers("b", "bandwidth").minor(2),
                Column.numbers("c", "parameters"),
                Column.numbers("d", "interconnect"));
        List<List<Cell>> rows = List.of(
                List.of(Cell.of("nvidia-h100"), Cell.of(80), Cell.of(3350), Cell.of(70_553_706_496L), Cell.of(450)));
        assertThat(new Table(columns, rows).text(PAGE)).isEqualTo("""
                id            parameters  interconnect
                -----------  -----------  ------------
                nvidia-h100  70553706496           450
                left out: memory, bandwidth
                """);
    }

    @Test
    void wordsWrapAndBlocksRepeatTheFirstColumn() {
        List<Column> columns = List.of(
                Column.words("id", "系统"),
                Column.words("note", "备注"),
                Column.numbers("a", "芯片数"),
                Column.numbers("b", "bandwidth"),
                Column.numbers("c", "parameters"));
        List<List<Cell>> rows = List.of(
                List.of(Cell.of("昇腾 910B"), Cell.of("两点间单向 28 GB/s，经交换机"), Cell.of(80), Cell.of(3350), Cell.of(1)));
        assertThat(new Table(columns, rows).text(PAGE)).isEqualTo("""
                系统       备注                   芯片数
                ---------  ---------------------  ------
                昇腾 910B  两点间单向 28 GB/s，       80
                           经交换机

                系统       bandwidth  parameters
                ---------  ---------  ----------
                昇腾 910B       3350           1
                """);
    }

    @Test
    void groupsStandOverTheirColumns() {
        List<Column> columns = List.of(
                Column.words("run", "run"),
                Column.numbers("value", "value"),
                Column.numbers("low", "low").under("80% interval"),
                Column.numbers("high", "high").under("80% interval"));
        assertThat(new Table(columns, List.of(List.of(Cell.of("days"), Cell.of(20), Cell.of(18), Cell.of(23)))).text())
                .isEqualTo("""
                                     80% interval
                        run   value     low  high
                        ----  -----  ------  ----
                        days     20      18    23
                        """);
    }

    /** Whatever the words, no line is wider than the page but for one unbroken word, and no word is lost. */
    @Test
    void everyTableFitsItsPageAndLosesNothing() {
        Random random = new Random(20_261_201);
        String[] words = {"step", "单步耗时", "MFU", "上下文并行，未掩盖", "12.5", "nvidia-h100", "of a chip", "（含税）", "元/卡时"};
        Page page = new Page(80, "");
        for (int round = 0; round < 5000; round++) {
            List<Column> columns = new ArrayList<>();
            List<Cell> row = new ArrayList<>();
            for (int c = 1 + random.nextInt(14); c > 0; c--) {
                String title = phrase(random, words);
                Column column = random.nextBoolean() ? Column.words("k" + c, title) : Column.numbers("k" + c, title);
                columns.add(random.nextInt(4) == 0 ? column.under("80% 区间") : column);
                row.add(random.nextBoolean() ? Cell.of(phrase(random, words)) : Cell.of(random.nextInt(100_000)));
            }
            Table table = new Table(columns, List.of(row, row));

            String text = table.text(page);

            text.lines()
                    .forEach(line -> assertThat(TerminalWidth.of(line)).as(text).isLessThanOrEqualTo(80));
            String flat = text.replaceAll("\\s", "");
            for (Cell cell : row) {
                for (String word : cell.shown().split(" ")) {
                    assertThat(flat).contains(word.substring(0, 1));
                }
            }
            assertThat(table.text(Page.WIDE)).isEqualTo(table.text());
        }
    }

    private static String phrase(Random random, String[] words) {
        StringBuilder phrase = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            phrase.append(phrase.isEmpty() ? "" : " ").append(words[random.nextInt(words.length)]);
        }
        return phrase.toString();
    }
}

package org.suanchou.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.suanchou.evidence.Score;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Messages;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;

/** A {@link Score} as columns of a table and as fields of JSON. */
public final class ScoreTable {
    private ScoreTable() {}

    public static List<Column> columns(Messages messages) {
        List<Column> columns = new ArrayList<>();
        for (String key :
                List.of("items", "coverage", "median", "p90", "group_mean", "bias", "tau", "interval", "half_width")) {
            columns.add(Column.numbers(key, messages.text("column." + key)));
        }
        return columns;
    }

    public static List<Cell> cells(Score score) {
        return List.of(
                Cell.of(score.items()),
                percent(score.coverage()),
                percent(score.median()),
                percent(score.p90()),
                percent(score.groupMean()),
                percent(score.bias()),
                Cell.of(score.kendallTau(), String.format(Locale.ROOT, "%.2f", score.kendallTau())),
                percent(score.intervalCoverage()),
                percent(score.halfWidth()));
    }

    static Cell percent(double fraction) {
        return Cell.of(fraction, String.format(Locale.ROOT, "%.1f%%", 100 * fraction));
    }

    public static void fields(JsonWriter out, Score score) {
        out.field("items", score.items())
                .field("coverage", score.coverage())
                .field("medianError", score.median())
                .field("p90Error", score.p90())
                .field("groupMeanError", score.groupMean())
                .field("bias", score.bias())
                .field("kendallTau", score.kendallTau())
                .field("intervalCoverage", score.intervalCoverage())
                .field("intervalHalfWidth", score.halfWidth());
    }
}

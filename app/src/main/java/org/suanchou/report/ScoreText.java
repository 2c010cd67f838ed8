package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.text.Messages;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;

/** How well measured runs are predicted, for people. */
public final class ScoreText {
    /** Rows that are named of those refused for one reason. */
    private static final int NAMED = 3;

    private final Messages messages;

    public ScoreText(Messages messages) {
        this.messages = messages;
    }

    /**
     * @param scores by what the rows are cut by, and by group
     * @param leaveOut what of a row its constants had not seen; null where they had seen it all
     * @param anchored whether each prediction was told the first run of its group
     * @param serving rows that measure serving, which are passed over
     */
    public String of(
            Map<String, Map<String, Score>> scores,
            List<Score.Pair> pairs,
            @Nullable String leaveOut,
            boolean anchored,
            int serving) {
        StringBuilder out = new StringBuilder();
        String title = leaveOut == null ? "validate.title" : anchored ? "validate.anchored" : "validate.left_out";
        say(out, title, pairs.size(), leaveOut == null ? "" : messages.text("validate.of." + leaveOut));
        scores.forEach((cut, table) -> out.append('\n').append(table(cut, table).text(messages.page())));
        sources(out, scores.get("programme"));
        refused(out, pairs);
        out.append('\n');
        say(out, "validate.legend");
        if (leaveOut == null) {
            say(out, "validate.in_sample");
        }
        if (serving > 0) {
            out.append('\n');
            say(out, "validate.serving", serving);
        }
        return out.toString();
    }

    /** What a source may expect that is like none of them more than another. */
    private void sources(StringBuilder out, @Nullable Map<String, Score> of) {
        List<Score> known = of == null
                ? List.of()
                : of.values().stream().filter(score -> score.coverage() > 0).toList();
        if (known.size() > 1) {
            out.append('\n');
            say(
                    out,
                    "validate.sources",
                    known.size(),
                    mean(known, Score::median),
                    mean(known, Score::bias),
                    mean(known, Score::intervalCoverage));
        }
    }

    private static String mean(List<Score> scores, ToDoubleFunction<Score> figure) {
        return Cells.percent(scores.stream().mapToDouble(figure).average().orElseThrow(), 1);
    }

    private void say(StringBuilder out, String key, Object... arguments) {
        out.append(messages.text(key, arguments)).append('\n');
    }

    private Table table(String cut, Map<String, Score> scores) {
        List<Column> columns = new ArrayList<>(List.of(Column.words(cut, messages.text("validate." + cut))));
        columns.addAll(ScoreTable.columns(messages));
        List<List<Cell>> rows = new ArrayList<>();
        scores.forEach((name, score) -> {
            List<Cell> row = new ArrayList<>(List.of(Cell.of(name)));
            row.addAll(ScoreTable.cells(score));
            rows.add(row);
        });
        return new Table(columns, rows);
    }

    /** Refusals for one reason on one line. */
    private void refused(StringBuilder out, List<Score.Pair> pairs) {
        Map<String, Set<String>> ids = new LinkedHashMap<>();
        for (Score.Pair pair : pairs) {
            if (pair.prediction() instanceof Prediction.Refusal refusal) {
                ids.computeIfAbsent(refusal.status() + "  " + refusal.reason(), k -> new LinkedHashSet<>())
                        .add(refusal.id());
            }
        }
        if (ids.isEmpty()) {
            return;
        }
        out.append('\n');
        say(out, "validate.refused");
        ids.forEach((why, all) -> {
            String named = all.stream().limit(NAMED).collect(Collectors.joining(", "));
            String shown = all.size() <= NAMED ? named : messages.text("validate.and_more", named, all.size() - NAMED);
            out.append(Table.printable(shown + "  " + why)).append('\n');
        });
    }
}

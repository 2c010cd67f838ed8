package org.suanchou.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.suanchou.evidence.Measurement;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.score.Scorecard;
import org.suanchou.score.Scorecard.View;
import org.suanchou.score.Validation;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.text.NumberText;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;

/** {@code docs/scorecard.md}: how well the model predicts, as a page of Markdown. */
public final class ScorecardPage {
    /** Rows of a kind of model; both kinds together last. */
    public enum Kind {
        DENSE(m -> !m.experts()),
        EXPERTS(Measurement::experts),
        ALL(m -> true);

        private final Predicate<Measurement> has;

        Kind(Predicate<Measurement> has) {
            this.has = has;
        }

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<Score.Pair> of(List<Score.Pair> pairs) {
            return pairs.stream().filter(p -> has.test(p.measured())).toList();
        }

        public Score score(List<Score.Pair> pairs) {
            return Score.of(of(pairs));
        }
    }

    /** How the rows of a view are cut, by the name of the cut. */
    static final Map<String, Function<Measurement, String>> CUTS =
            Map.of("programme", Measurement::programme, "chip", Measurement::chip, "precision", Measurement::precision);

    private static final List<String> CUT_ORDER = List.of("programme", "chip", "precision");

    private final Messages messages;
    private final Scorecard scorecard;
    private final StringBuilder out = new StringBuilder();

    ScorecardPage(Messages messages, Scorecard scorecard) {
        this.messages = messages;
        this.scorecard = scorecard;
    }

    String markdown() {
        List<Score.Pair> headline = scorecard.steps(View.PROGRAMME);
        boolean english = messages.language() == Language.EN;
        heading("# ", "title");
        out.append(english ? "[中文](scorecard.zh.md)\n\n" : "[English](scorecard.md)\n\n");
        paragraph(
                "about",
                headline.size(),
                distinct(headline, Measurement::programme),
                distinct(headline, Measurement::chip));
        heading("## ", "headline");
        paragraph("headline_is");
        out.append(headline().markdown()).append('\n');
        paragraph("baseline_is");
        paragraph("flatters");
        out.append("![")
                .append(messages.text("scorecard.picture"))
                .append(english ? "](scorecard.svg)\n\n" : "](scorecard.zh.svg)\n\n");
        for (String cut : CUT_ORDER) {
            heading("## ", "by_" + cut);
            out.append(cut(cut, headline, Objects.requireNonNull(CUTS.get(cut))).markdown())
                    .append('\n');
        }
        heading("## ", "memory");
        paragraph("memory_is");
        out.append(cut("programme", scorecard.memory(), Measurement::programme).markdown())
                .append('\n');
        heading("## ", "ablation");
        paragraph("ablation_is");
        out.append(ablations().markdown()).append('\n');
        heading("## ", "worst");
        paragraph("worst_is");
        out.append(worst().markdown());
        return out.toString();
    }

    private void heading(String level, String key) {
        out.append(level).append(messages.text("scorecard." + key)).append("\n\n");
    }

    private void paragraph(String key, Object... arguments) {
        out.append(messages.text("scorecard." + key, arguments)).append("\n\n");
    }

    private static int distinct(List<Score.Pair> pairs, Function<Measurement, String> key) {
        return (int) pairs.stream().map(p -> key.apply(p.measured())).distinct().count();
    }

    private Table headline() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.words("view", messages.text("scorecard.constants")));
        columns.add(Column.words("kind", messages.text("validate.kind")));
        columns.addAll(ScoreTable.columns(messages));
        List<List<Cell>> rows = new ArrayList<>();
        for (View view : View.values()) {
            for (Kind kind : Kind.values()) {
                rows.add(line(view.name().toLowerCase(Locale.ROOT), kind, scorecard.steps(view)));
            }
        }
        for (Kind kind : Kind.values()) {
            List<Cell> row = line("constant_mfu", kind, scorecard.constantMfu());
            // no interval is claimed
            row.set(row.size() - 1, Cell.NONE);
            row.set(row.size() - 2, Cell.NONE);
            rows.add(row);
        }
        return new Table(columns, rows);
    }

    private List<Cell> line(String view, Kind kind, List<Score.Pair> pairs) {
        List<Cell> row = new ArrayList<>();
        row.add(Cell.of(messages.text("scorecard.view." + view)));
        row.add(Cell.of(messages.text("scorecard.kind." + kind.id())));
        row.addAll(ScoreTable.cells(kind.score(pairs)));
        return row;
    }

    private Table cut(String name, List<Score.Pair> pairs, Function<Measurement, String> key) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.words(name, messages.text("scorecard." + name)));
        columns.addAll(ScoreTable.columns(messages));
        List<List<Cell>> rows = new ArrayList<>();
        Validation.by(pairs, key::apply).forEach((value, score) -> {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(value));
            row.addAll(ScoreTable.cells(score));
            rows.add(row);
        });
        return new Table(columns, rows);
    }

    private Table ablations() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.words("without", messages.text("scorecard.without")));
        for (Kind kind : List.of(Kind.DENSE, Kind.EXPERTS)) {
            String name = messages.text("scorecard.kind." + kind.id());
            columns.add(Column.numbers(kind.id() + "_median", messages.text("scorecard.median_of", name)));
            columns.add(Column.numbers(kind.id() + "_p90", messages.text("scorecard.p90_of", name)));
        }
        columns.add(Column.numbers("all_median", messages.text("scorecard.median_of_all")));
        columns.add(Column.numbers("all_change", messages.text("scorecard.change")));
        double whole = Kind.ALL.score(scorecard.ablations().getFirst().steps()).median();
        List<List<Cell>> rows = new ArrayList<>();
        for (Scorecard.Ablated ablated : scorecard.ablations()) {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(messages.text("scorecard.without." + ablated.id())));
            for (Kind kind : List.of(Kind.DENSE, Kind.EXPERTS)) {
                Score score = kind.score(ablated.steps());
                row.add(ScoreTable.percent(score.median()));
                row.add(ScoreTable.percent(score.p90()));
            }
            double median = Kind.ALL.score(ablated.steps()).median();
            row.add(ScoreTable.percent(median));
            row.add(Cell.of(median - whole, String.format(Locale.ROOT, "%+.1f", 100 * (median - whole))));
            rows.add(row);
        }
        return new Table(columns, rows);
    }

    private Table worst() {
        List<Column> columns = List.of(
                Column.words("id", messages.text("column.id")),
                Column.numbers("measured_s", messages.text("scorecard.measured_s")),
                Column.numbers("predicted_s", messages.text("scorecard.predicted_s")),
                Column.numbers("error", messages.text("scorecard.error")),
                Column.words("part", messages.text("scorecard.largest_part")),
                Column.numbers("share", messages.text("column.share")));
        List<List<Cell>> rows = new ArrayList<>();
        for (Scorecard.Worst one : scorecard.worst()) {
            double error = Objects.requireNonNull(one.pair().error());
            Prediction.Value predicted = (Prediction.Value) one.pair().prediction();
            rows.add(List.of(
                    Cell.of(one.pair().measured().id()),
                    seconds(Objects.requireNonNull(one.pair().measured().value())),
                    seconds(predicted.estimate().mid()),
                    Cell.of(error, String.format(Locale.ROOT, "%+.1f%%", 100 * error)),
                    Cell.of(messages.text("part." + one.largest().id())),
                    ScoreTable.percent(one.share())));
        }
        return new Table(columns, rows);
    }

    private static Cell seconds(double value) {
        return Cell.of(value, NumberText.rounded(value, 3));
    }
}

package org.suanchou.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Stacks;
import org.suanchou.evidence.Measurement;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.report.ScoreTable;
import org.suanchou.report.ScorecardFiles;
import org.suanchou.score.Scorecard;
import org.suanchou.score.Validation;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Messages;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.text.WholeFile;
import org.suanchou.tree.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code suanchou validate ROWS.jsonl}: predicts published or private measured runs and prints the error. */
@Command(name = "validate")
final class ValidateCommand implements Callable<Integer> {
    /** Rows that are named of those refused for one reason. */
    private static final int NAMED = 3;

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ROWS.jsonl", descriptionKey = "option.rows")
    private @Nullable Path rows;

    @Option(names = "--predictions", paramLabel = "OUT.jsonl", descriptionKey = "option.predictions")
    private @Nullable Path predictions;

    @Option(names = "--quality", paramLabel = "A", descriptionKey = "option.quality")
    private @Nullable String quality;

    @Option(names = "--leave-out", paramLabel = "programme|family|chip", descriptionKey = "option.leave_out")
    private @Nullable String leaveOut;

    @Option(names = "--anchored", descriptionKey = "option.anchored")
    private boolean anchored;

    @Option(names = "--scorecard", paramLabel = "DIR", descriptionKey = "option.scorecard")
    private @Nullable Path scorecard;

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    ValidateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (rows == null) {
            throw new IllegalStateException("picocli lets no command through without its parameter");
        }
        if (predictions != null) {
            OwnInput.refuse(invocation.messages(), "--predictions", predictions, List.of(rows));
        }
        Validation validation = new Validation(invocation.catalog(), rows);
        if (scorecard != null) {
            return scorecard(scorecard, validation.wellFormed());
        }
        Validation.Held held = held();
        List<Score.Pair> all = held == null ? validation.run() : validation.leavingOut(held, anchored);
        if (predictions != null) {
            write(predictions, all);
        }
        List<Score.Pair> pairs = new ArrayList<>();
        for (Score.Pair pair : all) {
            if (quality == null || quality.equals(pair.measured().quality())) {
                pairs.add(pair);
            }
        }
        Map<String, Map<String, Score>> scores = new LinkedHashMap<>();
        scores.put("metric", Validation.by(pairs, Measurement::metric));
        List<Score.Pair> steps = pairs.stream()
                .filter(p -> p.measured().metric().equals("step_time_s"))
                .toList();
        Map<String, Function<Measurement, @Nullable String>> cuts = new LinkedHashMap<>();
        cuts.put("quality", Measurement::quality);
        cuts.put("kind", m -> m.experts() ? "experts" : "dense");
        cuts.put("family", Measurement::family);
        cuts.put("programme", Measurement::programme);
        cuts.put("chip", Measurement::chip);
        cuts.put("group", Measurement::group);
        cuts.forEach((name, key) -> scores.put(name, Validation.by(steps, key)));
        if (json) {
            json(scores, pairs);
        } else {
            text(scores, pairs);
            if (validation.serving() > 0) {
                invocation
                        .out()
                        .println("\n"
                                + invocation.messages().text("validate.serving", String.valueOf(validation.serving())));
            }
        }
        malformed(validation.malformed());
        return Main.ANSWERED;
    }

    /** Once the others are scored, says which rows were not. */
    private void malformed(List<BadInput> rows) {
        if (!rows.isEmpty()) {
            invocation.out().flush();
            throw new BadInput(
                    "",
                    invocation
                            .messages()
                            .text(
                                    "validate.malformed",
                                    String.valueOf(rows.size()),
                                    ErrorLine.of(rows.getFirst(), invocation.messages())));
        }
    }

    private int scorecard(Path folder, Validation validation) {
        if (leaveOut != null || anchored || quality != null || predictions != null || json) {
            throw new BadInput("--scorecard", invocation.messages().text("scorecard.alone"));
        }
        try {
            Map<String, String> texts =
                    ScorecardFiles.texts(Scorecard.of(validation), new Stacks(invocation.catalog()));
            for (Path file : ScorecardFiles.write(folder, texts)) {
                invocation.out().println(file);
            }
        } catch (IOException e) {
            throw new BadInput(
                    "--scorecard",
                    invocation
                            .messages()
                            .text("scorecard.failed", BadInput.quoted(folder.toString()), String.valueOf(e)));
        }
        return Main.ANSWERED;
    }

    private Validation.@Nullable Held held() {
        if (leaveOut == null) {
            if (anchored) {
                throw new BadInput("--anchored", Refusal.of(OptionRefusal.GOES_WITH, "--anchored", "--leave-out"));
            }
            return null;
        }
        for (Validation.Held held : Validation.Held.values()) {
            if (held.name().toLowerCase(Locale.ROOT).equals(leaveOut)) {
                return held;
            }
        }
        throw new BadInput(
                "--leave-out",
                Rule.value("--leave-out", BadInput.quoted(leaveOut), Rule.mustBe("programme", "family", "chip")));
    }

    private static void write(Path file, List<Score.Pair> pairs) {
        try {
            WholeFile.write(file, out -> {
                for (Score.Pair pair : pairs) {
                    line(out, pair.prediction());
                }
            });
        } catch (IOException e) {
            throw new BadInput(
                    "--predictions",
                    Rule.value(
                            "--predictions",
                            BadInput.quoted(file.toString()),
                            OptionRefusal.NOT_WRITTEN,
                            WholeFile.reason(e)));
        }
    }

    private static void line(Writer out, Prediction prediction) {
        try (JsonWriter json = JsonWriter.compact(out)) {
            json.object().field("id", prediction.id()).field("metric", prediction.metric());
            switch (prediction) {
                case Prediction.Value v ->
                    json.field("predicted", v.estimate().mid())
                            .field("low", v.estimate().low())
                            .field("high", v.estimate().high());
                case Prediction.Truth t -> {
                    json.field("predicted", t.holds());
                    json.field("low").nothing().field("high").nothing();
                }
                case Prediction.Refusal r -> {
                    json.field("predicted").nothing();
                    json.field("low").nothing().field("high").nothing();
                }
            }
            json.field("status", prediction.status())
                    .field("reason", prediction.reason())
                    .end();
        }
    }

    private void text(Map<String, Map<String, Score>> scores, List<Score.Pair> pairs) {
        Messages messages = invocation.messages();
        String title = leaveOut == null ? "validate.title" : anchored ? "validate.anchored" : "validate.left_out";
        invocation
                .out()
                .println(messages.text(
                        title,
                        String.valueOf(pairs.size()),
                        leaveOut == null ? "" : messages.text("validate.of." + leaveOut)));
        scores.forEach((cut, table) -> {
            invocation
                    .out()
                    .print("\n" + table(cut, table).text(invocation.messages().page()));
        });
        refused(pairs);
        invocation.out().println("\n" + messages.text("validate.legend"));
        if (leaveOut == null) {
            invocation.out().println(messages.text("validate.in_sample"));
        }
    }

    /** Refusals for one reason on one line. */
    private void refused(List<Score.Pair> pairs) {
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
        Messages messages = invocation.messages();
        invocation.out().println("\n" + messages.text("validate.refused"));
        ids.forEach((why, all) -> {
            String named = all.stream().limit(NAMED).collect(Collectors.joining(", "));
            String shown = all.size() <= NAMED
                    ? named
                    : messages.text("validate.and_more", named, String.valueOf(all.size() - NAMED));
            invocation.out().println(Table.printable(shown + "  " + why));
        });
    }

    private Table table(String cut, Map<String, Score> scores) {
        Messages messages = invocation.messages();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.words(cut, messages.text("validate." + cut)));
        columns.addAll(ScoreTable.columns(messages));
        List<List<Cell>> rows = new ArrayList<>();
        scores.forEach((name, score) -> {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.of(name));
            row.addAll(ScoreTable.cells(score));
            rows.add(row);
        });
        return new Table(columns, rows);
    }

    private void json(Map<String, Map<String, Score>> scores, List<Score.Pair> pairs) {
        try (JsonWriter out = invocation.json()) {
            out.object();
            scores.forEach((cut, table) -> {
                out.object(cut);
                table.forEach((name, score) -> {
                    out.object(name);
                    ScoreTable.fields(out, score);
                    out.end();
                });
                out.end();
            });
            out.array("refused");
            for (Score.Pair pair : pairs) {
                if (pair.prediction() instanceof Prediction.Refusal refusal) {
                    out.object()
                            .field("id", refusal.id())
                            .field("metric", refusal.metric())
                            .field("status", refusal.status())
                            .field("reason", refusal.reason())
                            .end();
                }
            }
            out.end().end();
        }
    }
}

package org.suanchou.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Stacks;
import org.suanchou.evidence.Measurement;
import org.suanchou.evidence.Score;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.report.ScoreJson;
import org.suanchou.report.ScoreText;
import org.suanchou.report.ScorecardFiles;
import org.suanchou.score.Scorecard;
import org.suanchou.score.Validation;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.WholeFile;
import org.suanchou.tree.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code suanchou validate ROWS.jsonl}: predicts published or private measured runs and prints the error. */
@Command(name = "validate")
final class ValidateCommand implements Callable<Integer> {
    /** What the help calls a programme. */
    private static final String SOURCE = "source";

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
            try (JsonWriter out = invocation.json()) {
                ScoreJson.write(out, scores, pairs);
            }
        } else {
            invocation
                    .out()
                    .print(new ScoreText(invocation.messages())
                            .of(
                                    scores,
                                    pairs,
                                    held == null ? null : held.name().toLowerCase(Locale.ROOT),
                                    anchored,
                                    validation.serving()));
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
        if (leaveOut.equals(SOURCE)) {
            return Validation.Held.PROGRAMME;
        }
        for (Validation.Held held : Validation.Held.values()) {
            if (held.name().toLowerCase(Locale.ROOT).equals(leaveOut)) {
                return held;
            }
        }
        throw new BadInput(
                "--leave-out",
                Rule.value(
                        "--leave-out", BadInput.quoted(leaveOut), Rule.mustBe(SOURCE, "programme", "family", "chip")));
    }

    private static void write(Path file, List<Score.Pair> pairs) {
        try {
            WholeFile.write(file, out -> {
                for (Score.Pair pair : pairs) {
                    ScoreJson.prediction(out, pair.prediction());
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
}

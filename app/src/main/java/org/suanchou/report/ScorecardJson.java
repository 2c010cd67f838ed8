package org.suanchou.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.suanchou.evidence.Measurement;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.score.Scorecard;
import org.suanchou.score.Scorecard.View;
import org.suanchou.score.Validation;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.NumberText;

/** {@code docs/scorecard.json}: the figures of the page and the points of its picture, rounded, for programs. */
public final class ScorecardJson {
    private static final int DIGITS = 4;

    private ScorecardJson() {}

    static String text(Scorecard scorecard) {
        StringWriter text = new StringWriter();
        try (JsonWriter out = JsonWriter.pretty(text)) {
            out.object()
                    .field("schemaVersion", 1)
                    .field("metric", "step_time_s")
                    .field("quality", "A");
            out.object("headline");
            for (View view : View.values()) {
                kinds(out, view.name().toLowerCase(Locale.ROOT), scorecard.steps(view));
            }
            kinds(out, "constant_mfu", scorecard.constantMfu());
            out.end().object("leftOutProgramme");
            new TreeMap<>(ScorecardPage.CUTS)
                    .forEach((name, key) ->
                            scores(out, name, Validation.by(scorecard.steps(View.PROGRAMME), key::apply)));
            out.end();
            scores(out, "peakMemory", Validation.by(scorecard.memory(), Measurement::programme));
            out.object("ablation");
            for (Scorecard.Ablated ablated : scorecard.ablations()) {
                out.object(ablated.id());
                for (ScorecardPage.Kind kind : ScorecardPage.Kind.values()) {
                    Score score = kind.score(ablated.steps());
                    out.object(kind.id());
                    rounded(out, "medianError", score.median());
                    rounded(out, "p90Error", score.p90());
                    out.end();
                }
                out.end();
            }
            out.end().array("worst");
            for (Scorecard.Worst one : scorecard.worst()) {
                out.object().field("id", one.pair().measured().id());
                rounded(out, "error", Objects.requireNonNull(one.pair().error()));
                out.field("largestPart", one.largest().id());
                rounded(out, "share", one.share());
                out.end();
            }
            out.end().array("parameters");
            for (Scorecard.Moved moved : scorecard.moved()) {
                out.object()
                        .field("id", moved.parameter())
                        .field("rows", moved.rows())
                        .field("programmes", moved.programmes())
                        .end();
            }
            out.end().array("points");
            for (Score.Pair pair : scorecard.steps(View.PROGRAMME)) {
                point(out, pair);
            }
            out.end().end();
        }
        return text.toString();
    }

    private static void kinds(JsonWriter out, String name, List<Score.Pair> pairs) {
        out.object(name);
        for (ScorecardPage.Kind kind : ScorecardPage.Kind.values()) {
            score(out, kind.id(), kind.score(pairs));
        }
        out.end();
    }

    private static void scores(JsonWriter out, String name, Map<String, Score> scores) {
        out.object(name);
        scores.forEach((key, score) -> score(out, key, score));
        out.end();
    }

    private static void score(JsonWriter out, String name, Score score) {
        out.object(name);
        ScoreTable.fields(
                out,
                new Score(
                        score.items(),
                        score.predicted(),
                        rounded(score.median()),
                        rounded(score.p90()),
                        rounded(score.groupMean()),
                        rounded(score.bias()),
                        rounded(score.kendallTau()),
                        rounded(score.intervalCoverage()),
                        rounded(score.halfWidth())));
        out.end();
    }

    private static void point(JsonWriter out, Score.Pair pair) {
        if (pair.prediction() instanceof Prediction.Value predicted
                && pair.measured().value() instanceof Double value) {
            Measurement measured = pair.measured();
            out.object()
                    .field("id", measured.id())
                    .field("programme", measured.programme())
                    .field("chip", measured.chip())
                    .field("precision", measured.precision())
                    .field("experts", measured.experts());
            rounded(out, "measured", value);
            rounded(out, "predicted", predicted.estimate().mid());
            rounded(out, "low", predicted.estimate().low());
            rounded(out, "high", predicted.estimate().high());
            out.end();
        }
    }

    private static void rounded(JsonWriter out, String name, double value) {
        out.field(name, rounded(value));
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Double.parseDouble(NumberText.rounded(value, DIGITS)) : value;
    }
}

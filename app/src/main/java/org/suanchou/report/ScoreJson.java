package org.suanchou.report;

import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.suanchou.evidence.Prediction;
import org.suanchou.evidence.Score;
import org.suanchou.text.JsonWriter;

/** Scores of predictions as JSON, and predictions as one object a line. */
public final class ScoreJson {
    private ScoreJson() {}

    public static void write(JsonWriter out, Map<String, Map<String, Score>> scores, List<Score.Pair> pairs) {
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

    public static void prediction(Writer out, Prediction prediction) {
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
}

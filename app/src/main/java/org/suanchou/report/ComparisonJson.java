package org.suanchou.report;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.suanchou.answer.ComparisonAnswer;
import org.suanchou.answer.ComparisonAnswer.Against;
import org.suanchou.answer.ComparisonAnswer.Row;
import org.suanchou.answer.ComparisonAnswer.Work;
import org.suanchou.answer.Difference;
import org.suanchou.answer.Factor;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.text.JsonWriter;

/** A comparison as JSON: each row's full answer, what it does per unit, and its ratios to the first row that can. */
public final class ComparisonJson {
    private final JsonWriter json;

    public ComparisonJson(JsonWriter json) {
        this.json = json;
    }

    public void write(ComparisonAnswer comparison, List<String> again) {
        json.object();
        json.field("status", comparison.feasible() ? "feasible" : "infeasible");
        json.array("rows");
        for (int i = 0; i < comparison.rows().size(); i++) {
            row(comparison.rows().get(i), again.get(i));
        }
        json.end().end();
    }

    private void row(Row row, String again) {
        json.object().field("name", row.name());
        json.field("status", row.work() == null ? "infeasible" : "feasible");
        Obstacle reason = row.reason();
        if (reason != null) {
            TrainingJson.reason(json, reason.refusal());
        }
        Work work = row.work();
        if (work != null) {
            json.object("work")
                    .field("tokensPerSecondPerChip", work.perChip())
                    .field("tokensPerSecondPerSystem", work.perSystem());
            json.optional("tokensPerSecondPerRack", work.perRack());
            json.optional("tokensPerSecondPerMegawatt", work.perMegawatt());
            json.optional("tokensPerDollar", work.perDollar());
            json.optional("usdPerChipHour", work.usdPerChipHour());
            json.end();
        }
        Against against = row.against();
        if (against != null) {
            against(against);
        }
        if (!again.isEmpty()) {
            json.field("again", again);
        }
        TrainingAnswer answer = row.answer();
        if (answer != null) {
            json.field("report");
            new TrainingJson(json).write(answer);
        }
        json.end();
    }

    private void against(Against against) {
        json.object("against").field("system", against.system()).field("peak", against.peak());
        json.field("perChip", against.perChip());
        json.field("perPackage", against.perPackage())
                .field("perSuperchip", against.perSuperchip())
                .field("perDie", against.perDie());
        json.optional("perMegawatt", against.perMegawatt());
        json.optional("perDollar", against.perDollar());
        json.array("steps");
        for (Difference step : against.steps()) {
            json.object().array("factors");
            for (Factor factor : new TreeSet<>(step.factors())) {
                json.value(factor.name().toLowerCase(Locale.ROOT));
            }
            json.end().field("ratio", step.ratio()).end();
        }
        json.end().end();
    }
}

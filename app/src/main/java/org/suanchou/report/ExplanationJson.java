package org.suanchou.report;

import org.suanchou.answer.Explanation;
import org.suanchou.memory.StageMemory;
import org.suanchou.source.Fact;
import org.suanchou.source.Term;
import org.suanchou.text.JsonWriter;

/** Unfolded numbers and the memory of stages as JSON. */
final class ExplanationJson {
    private final JsonWriter json;

    ExplanationJson(JsonWriter json) {
        this.json = json;
    }

    void explanation(Explanation explained) {
        json.object("explain");
        Term step = explained.stepTime();
        if (step != null) {
            json.field("stepTime");
            term(step);
        }
        json.field("memory");
        term(explained.memory());
        json.array("stages");
        for (Explanation.Stage stage : explained.stages()) {
            json.object()
                    .field("first", stage.first())
                    .field("count", stage.count())
                    .field("layers", stage.layers())
                    .field("inFlight", stage.inFlight());
            memory(stage.memory());
            json.end();
        }
        json.end();
        json.array("inputs");
        explained.inputs().forEach(this::term);
        json.end().end();
    }

    void memory(StageMemory memory) {
        json.object("memory")
                .field("stage", memory.stage())
                .field("weights", memory.weights())
                .field("gathered", memory.gathered())
                .field("gradients", memory.gradients())
                .field("placeholders", memory.placeholders())
                .field("optimizer", memory.optimizer())
                .field("activations", memory.activations())
                .field("logits", memory.logits())
                .field("working", memory.working())
                .field("fragments", memory.fragments())
                .field("framework", memory.framework())
                .field("allocatedBytes", memory.allocatedBytes())
                .field("reservedBytes", memory.reservedBytes())
                .field("deviceBytes", memory.deviceBytes())
                .end();
    }

    void term(Term term) {
        json.object()
                .field("name", term.name().toString())
                .field("value", term.value())
                .field("unit", term.unit().symbol());
        if (!term.how().isEmpty()) {
            json.field("how", term.how().toString());
        }
        Fact fact = term.fact();
        if (fact != null) {
            json.field("range", fact.value());
            json.field("sources", fact.sources());
            if (fact.asOf() != null) {
                json.field("asOf", fact.asOf());
            }
            json.field("provenance", TrainingJson.word(fact.provenance()));
            json.field("confidence", TrainingJson.word(fact.confidence()));
        }
        if (!term.inputs().isEmpty()) {
            json.array("inputs");
            for (Term input : term.inputs()) {
                term(input);
            }
            json.end();
        }
        json.end();
    }
}

package org.suanchou.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;
import org.suanchou.report.ExplanationText;
import org.suanchou.report.InputNames;
import org.suanchou.report.Rate;
import org.suanchou.report.TrainingJson;
import org.suanchou.report.TrainingText;
import org.suanchou.scenario.Answers;
import org.suanchou.scenario.TrainingReport;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Messages;
import org.suanchou.text.Refusals;
import org.suanchou.text.Table;
import org.suanchou.tree.BadInput;

/** Prints the answer to a training question in the form that was asked for. */
final class TrainingOutput {
    private final Invocation invocation;
    private final TrainingOptions options;
    private final @Nullable TimelineFile timeline;

    TrainingOutput(Invocation invocation, TrainingOptions options) {
        this.invocation = invocation;
        this.options = options;
        if (options.json() && options.csv()) {
            throw new BadInput("", invocation.messages().text("error.both", "--json", "--csv"));
        }
        Path file = options.timeline();
        this.timeline = file == null ? null : new TimelineFile(file, options.force(), invocation.messages());
    }

    /** Prints; returns the exit code. */
    int print(TrainingReport report) {
        TrainingAnswer answer = Answers.of(report, options.explain());
        InputNames names = options.json() || options.csv()
                ? InputNames.IDS
                : InputNames.of(invocation.catalog(), invocation.messages());
        TrainingText text = new TrainingText(invocation.messages(), names);
        if (options.json()) {
            try (JsonWriter json = invocation.json()) {
                new TrainingJson(json).write(answer);
            }
        } else if (options.csv()) {
            invocation.out().print(text.plans(answer).csv());
        } else {
            invocation.out().print(text.of(answer));
            invocation
                    .out()
                    .print(new ExplanationText(
                                    invocation.messages(),
                                    invocation.catalog().sources(),
                                    names,
                                    Rate.of(invocation.messages(), answer.asked()))
                            .of(answer));
        }
        if (timeline != null && answer.feasible()) {
            invocation.out().flush();
            for (String line : timeline.write(answer, report)) {
                invocation.err().println(Table.printable(line));
            }
        }
        return answer.feasible() ? Main.ANSWERED : Main.INFEASIBLE;
    }

    /** A question that no plan can answer. */
    int impossible(Refusal reason) {
        if (reason.constraint() == Constraint.INPUT) {
            throw new BadInput("", reason);
        }
        if (options.json()) {
            try (JsonWriter json = invocation.json()) {
                TrainingJson.refusal(json, reason);
            }
        } else {
            Messages messages = invocation.messages();
            String words = Refusals.words(reason, messages, Rate.of(messages, null));
            invocation.out().println(messages.text("report.infeasible", words));
        }
        return Main.INFEASIBLE;
    }
}

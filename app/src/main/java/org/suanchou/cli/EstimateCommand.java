package org.suanchou.cli;

import org.suanchou.ask.Field;
import org.suanchou.ask.QuestionReader;
import org.suanchou.refusal.Refused;
import org.suanchou.scenario.Planner;
import org.suanchou.scenario.TrainingQuestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** {@code suanchou estimate MODEL --on SYSTEM --tp ... --pp ...}: one explicit plan, unfolded into its parts. */
@Command(name = "estimate")
final class EstimateCommand implements Asking {
    private final Invocation invocation;

    @Mixin
    private final TrainingOptions options = new TrainingOptions(Field.Question.ESTIMATE);

    EstimateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void addFields(CommandSpec spec) {
        options.addTo(spec);
    }

    @Override
    public Integer call() {
        QuestionReader reader = options.reader(invocation.catalog(options.forPeople()));
        TrainingOutput output = new TrainingOutput(invocation, options);
        TrainingQuestion question;
        try {
            question = reader.single();
        } catch (Refused e) {
            return output.impossible(e.refusal());
        }
        return output.print(new Planner(Runtime.getRuntime().availableProcessors(), done -> {})
                .estimate(question, reader.plan(question)));
    }
}

package org.suanchou.cli;

import org.jspecify.annotations.Nullable;
import org.suanchou.ask.Field;
import org.suanchou.ask.QuestionReader;
import org.suanchou.refusal.Refused;
import org.suanchou.scenario.Planner;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.scenario.TrainingReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code suanchou plan MODEL --on SYSTEM --chips N}: the best ways to train a model on a system. */
@Command(name = "plan")
final class PlanCommand implements Asking {
    private static final long PROGRESS_STEPS = 1000;

    private final Invocation invocation;

    @Mixin
    private final TrainingOptions options = new TrainingOptions(Field.Question.PLAN);

    @Option(
            names = "--threads",
            paramLabel = "N",
            descriptionKey = "option.threads",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer threads;

    PlanCommand(Invocation invocation) {
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
            question = reader.search();
        } catch (Refused e) {
            return output.impossible(e.refusal());
        }
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : Math.min(threads, 1024);
        TrainingReport report;
        try (Progress progress = new Progress(
                invocation.messages().text("progress.plans"), PROGRESS_STEPS, invocation.progressTerminal())) {
            report = new Planner(workers, done -> progress.accept((long) (done * PROGRESS_STEPS))).plan(question);
        }
        return output.print(report);
    }
}

package org.suanchou.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanchou.ask.QuestionReader;
import org.suanchou.refusal.Refused;
import org.suanchou.scenario.Planner;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.scenario.TrainingReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code suanchou plan MODEL --on SYSTEM --chips N}: the best ways to train a model on a system. */
@Command(name = "plan")
final class PlanCommand implements Callable<Integer> {
    private static final long PROGRESS_STEPS = 1000;

    private final Invocation invocation;

    @Mixin
    private final TrainingOptions options = new TrainingOptions();

    @Option(names = "--objective", paramLabel = "O", descriptionKey = "option.objective")
    private @Nullable String objective;

    @Option(names = "--top", paramLabel = "N", descriptionKey = "option.top", converter = Arguments.PositiveInt.class)
    private @Nullable Integer top;

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
    public Integer call() {
        Map<String, Object> more = new LinkedHashMap<>();
        if (objective != null) {
            more.put("objective", objective);
        }
        if (top != null) {
            more.put("top", top);
        }
        QuestionReader reader = options.reader(invocation.catalog(options.forPeople()), more);
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

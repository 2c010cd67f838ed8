package org.suanchou.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Asked;
import org.suanchou.answer.ComparisonAnswer;
import org.suanchou.answer.Supply;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.ask.ComparisonReader;
import org.suanchou.ask.ComparisonReader.Entry;
import org.suanchou.ask.Field;
import org.suanchou.catalog.Catalog;
import org.suanchou.reliability.StandBy;
import org.suanchou.report.ComparisonJson;
import org.suanchou.report.ComparisonText;
import org.suanchou.scenario.Answers;
import org.suanchou.scenario.Comparison;
import org.suanchou.scenario.Planner;
import org.suanchou.text.JsonWriter;
import org.suanchou.tree.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code suanchou compare --train MODEL --on SYSTEM,SYSTEM --chips N}: the same work on several systems. */
@Command(name = "compare")
final class CompareCommand implements Asking {
    private final Invocation invocation;

    @Mixin
    private final TrainingOptions options = new TrainingOptions(Field.Question.COMPARE);

    @Option(names = "--train", paramLabel = "MODEL", descriptionKey = "option.train")
    private @Nullable String train;

    @Option(
            names = "--threads",
            paramLabel = "N",
            descriptionKey = "option.threads",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer threads;

    CompareCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void addFields(CommandSpec spec) {
        options.addTo(spec);
    }

    @Override
    public Integer call() {
        if (options.json() && options.csv()) {
            throw new BadInput("", invocation.messages().text("error.both", "--json", "--csv"));
        }
        for (String option : options.ofOnePlan()) {
            throw new BadInput(option, invocation.messages().text("compare.one_plan", option));
        }
        Map<Field, Object> more = new EnumMap<>(Field.class);
        if (train != null) {
            if (options.namesModel()) {
                throw new BadInput("", invocation.messages().text("error.both", "--train", "MODEL"));
            }
            more.put(Field.MODEL, train);
        }
        more.put(Field.TOP, 1);
        Catalog catalog = invocation.catalog(options.forPeople());
        List<Entry> entries = new ComparisonReader(catalog, options.fields(more), new LocalFiles(catalog)).questions();
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : Math.min(threads, 1024);
        ComparisonAnswer comparison;
        try (Progress progress = new Progress(
                invocation.messages().text("progress.systems"), entries.size(), invocation.progressTerminal())) {
            comparison = Answers.of(Comparison.of(
                    entries.stream().map(Entry::asked).toList(),
                    new Planner(workers, done -> {}),
                    workers,
                    progress::accept));
        }
        List<String> again = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            TrainingAnswer answer = comparison.rows().get(i).answer();
            again.add(answer == null ? "" : command(entries.get(i).again(), answer.asked(), invocation.overlay()));
        }
        if (options.json()) {
            try (JsonWriter json = invocation.json()) {
                new ComparisonJson(json).write(comparison, again);
            }
        } else {
            ComparisonText text = new ComparisonText(invocation.messages());
            invocation.out().print(options.csv() ? text.all(comparison).csv() : text.of(comparison, again));
        }
        return comparison.feasible() ? Main.ANSWERED : Main.INFEASIBLE;
    }

    /** What a user types to see one row in full. */
    private static String command(List<String> again, Asked asked, @Nullable Path overlay) {
        List<String> words = new ArrayList<>(again);
        switch (asked.supply()) {
            // the batch follows the chips that run
            case Supply.TakenFrom(int chips, StandBy standBy) ->
                words.addAll(4, List.of("--chips", String.valueOf(chips)));
            case Supply.UpTo(int chips) -> words.addAll(4, List.of("--chips", String.valueOf(chips)));
            case Supply.All a -> onAll(words, asked);
            case Supply.Open o -> onAll(words, asked);
        }
        if (overlay != null) {
            words.addAll(List.of("--catalog", overlay.toString()));
        }
        return words.stream().map(CompareCommand::quoted).collect(Collectors.joining(" ", "suanchou ", ""));
    }

    private static void onAll(List<String> words, Asked asked) {
        words.addAll(4, List.of("--chips", String.valueOf(asked.hardware().chips())));
        if (!words.contains("--use-all")) {
            words.add("--use-all");
        }
        if (!words.contains("--global-batch-size")) {
            words.addAll(
                    List.of("--global-batch-size", String.valueOf(asked.work().globalBatch())));
        }
    }

    private static String quoted(String word) {
        return word.matches("[\\w.,:=/@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

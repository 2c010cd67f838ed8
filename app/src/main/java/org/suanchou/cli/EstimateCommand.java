package org.suanchou.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanchou.ask.LongNames;
import org.suanchou.ask.QuestionReader;
import org.suanchou.refusal.Refused;
import org.suanchou.scenario.Planner;
import org.suanchou.scenario.TrainingQuestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code suanchou estimate MODEL --on SYSTEM --tp ... --pp ...}: one explicit plan, unfolded into its parts. */
@Command(name = "estimate")
final class EstimateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private final TrainingOptions options = new TrainingOptions();

    @Option(
            names = {"--dp", "--" + LongNames.DP},
            paramLabel = "N",
            descriptionKey = "option.dp",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer dp;

    @Option(
            names = "--shard-group",
            paramLabel = "N",
            descriptionKey = "option.shard_group",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer shardGroup;

    EstimateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Map<String, Object> more = new LinkedHashMap<>();
        if (dp != null) {
            more.put("dp", dp);
        }
        if (shardGroup != null) {
            more.put("shard-group", shardGroup);
        }
        QuestionReader reader = options.reader(invocation.catalog(options.forPeople()), more);
        TrainingOutput output = new TrainingOutput(invocation, options);
        TrainingQuestion question;
        try {
            question = reader.single();
        } catch (Refused e) {
            return output.impossible(e.refusal());
        }
        return output.print(new Planner(java.lang.Runtime.getRuntime().availableProcessors(), done -> {})
                .estimate(question, reader.plan(question)));
    }
}

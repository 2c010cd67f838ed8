package org.suanchou.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Explain;
import org.suanchou.ask.Fields;
import org.suanchou.ask.LongNames;
import org.suanchou.ask.QuestionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that {@code plan} and {@code estimate} share: the question, and the degrees of the plan by Megatron's names. */
final class TrainingOptions {
    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", descriptionKey = "option.model")
    private @Nullable String model;

    @Option(names = "--on", paramLabel = "SYSTEM", descriptionKey = "option.on")
    private @Nullable String on;

    @Option(
            names = "--chips",
            paramLabel = "N",
            descriptionKey = "option.chips",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer chips;

    @Option(
            names = "--tokens",
            paramLabel = "T",
            descriptionKey = "option.tokens",
            converter = Arguments.WrittenTokens.class)
    private @Nullable String tokens;

    @Mixin
    private final RunOptions run = new RunOptions();

    @Option(
            names = "--global-batch-size",
            paramLabel = "B",
            descriptionKey = "option.global_batch_size",
            converter = Arguments.Batch.class)
    private @Nullable String globalBatch;

    @Option(
            names = "--seq-length",
            paramLabel = "S",
            descriptionKey = "option.seq_length",
            converter = Arguments.Size.class)
    private @Nullable Integer sequence;

    @Option(names = "--precision", paramLabel = "P", descriptionKey = "option.precision")
    private @Nullable String precision;

    @Option(names = "--stack", paramLabel = "ID", descriptionKey = "option.stack")
    private @Nullable String stack;

    @Option(names = "--translation", paramLabel = "ID", descriptionKey = "option.translation")
    private @Nullable String translation;

    @Option(names = "--as-type", paramLabel = "TYPE", descriptionKey = "option.as_type")
    private @Nullable String asType;

    @Option(names = "--tuning", paramLabel = "KIND", descriptionKey = "option.tuning")
    private @Nullable String tuning;

    @Option(
            names = {"--tp", "--" + LongNames.TP},
            paramLabel = "N",
            descriptionKey = "option.tp",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer tp;

    @Option(
            names = {"--cp", "--" + LongNames.CP},
            paramLabel = "N",
            descriptionKey = "option.cp",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer cp;

    @Option(
            names = {"--pp", "--" + LongNames.PP},
            paramLabel = "N",
            descriptionKey = "option.pp",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer pp;

    @Option(names = "--vp", paramLabel = "N", descriptionKey = "option.vp", converter = Arguments.PositiveInt.class)
    private @Nullable Integer vp;

    @Option(
            names = {"--ep", "--" + LongNames.EP},
            paramLabel = "N",
            descriptionKey = "option.ep",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer ep;

    @Option(
            names = {"--etp", "--" + LongNames.ETP},
            paramLabel = "N",
            descriptionKey = "option.etp",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer etp;

    @Option(
            names = "--micro-batch-size",
            paramLabel = "N",
            descriptionKey = "option.micro_batch_size",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer microBatch;

    @Option(names = "--sequence-parallel", negatable = true, descriptionKey = "option.sequence_parallel")
    private @Nullable Boolean sequenceParallel;

    @Option(
            names = "--zero-stage",
            paramLabel = "N",
            descriptionKey = "option.zero_stage",
            converter = Arguments.NonNegativeInt.class)
    private @Nullable Integer zeroStage;

    @Option(names = "--recompute", paramLabel = "MODE", descriptionKey = "option.recompute")
    private @Nullable String recompute;

    @Option(names = "--schedule", paramLabel = "NAME", descriptionKey = "option.schedule")
    private @Nullable String schedule;

    @Option(names = "--expert-imbalance", paramLabel = "F", descriptionKey = "option.expert_imbalance")
    private @Nullable String expertImbalance;

    @Option(names = "--anchor", paramLabel = "RUNS.jsonl", descriptionKey = "option.anchor")
    private @Nullable String anchor;

    @Option(names = "--timeline", paramLabel = "FILE", descriptionKey = "option.timeline")
    private @Nullable Path timeline;

    @Option(names = "--force", descriptionKey = "option.force")
    private boolean force;

    @Option(
            names = "--explain",
            arity = "0..1",
            paramLabel = "memory|run",
            descriptionKey = "option.explain",
            converter = ExplainOption.Converter.class,
            preprocessor = ExplainOption.OwnWord.class)
    private Explain explain = Explain.NOTHING;

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Option(names = "--csv", descriptionKey = "option.csv")
    private boolean csv;

    /** The file to draw the best plan's step into; null for none. */
    @Nullable
    Path timeline() {
        return timeline;
    }

    /** True where {@code --timeline} may replace a file. */
    boolean force() {
        return force;
    }

    Explain explain() {
        return explain;
    }

    /** Options given that ask about one plan alone. */
    List<String> ofOnePlan() {
        List<String> given = new ArrayList<>();
        if (explain != Explain.NOTHING) {
            given.add("--explain");
        }
        if (timeline != null) {
            given.add("--timeline");
        }
        return given;
    }

    /** Whether the answer is for people to read. */
    boolean forPeople() {
        return !json && !csv;
    }

    boolean json() {
        return json;
    }

    boolean csv() {
        return csv;
    }

    /** The reader of the question; {@code more} are options of one command alone. */
    QuestionReader reader(Catalog catalog, Map<String, Object> more) {
        return new QuestionReader(catalog, fields(more, QuestionReader.FIELDS));
    }

    /** @param known fields that a scenario file may have */
    /** Whether MODEL is a model, not a scenario. */
    boolean namesModel() {
        return model != null && scenario() == null;
    }

    Fields fields(Map<String, Object> more, Set<String> known) {
        Map<String, Object> typed = new LinkedHashMap<>(more);
        typed.putAll(run.typed());
        put(typed, "on", on);
        put(typed, "chips", chips);
        put(typed, "tokens", tokens);
        put(typed, "global-batch-size", globalBatch);
        put(typed, "seq-length", sequence);
        put(typed, "precision", precision);
        put(typed, "stack", stack);
        put(typed, "translation", translation);
        put(typed, "as-type", asType);
        put(typed, "tuning", tuning);
        put(typed, "tp", tp);
        put(typed, "cp", cp);
        put(typed, "pp", pp);
        put(typed, "vp", vp);
        put(typed, "ep", ep);
        put(typed, "etp", etp);
        put(typed, "micro-batch-size", microBatch);
        put(typed, "sequence-parallel", sequenceParallel);
        put(typed, "zero-stage", zeroStage);
        put(typed, "recompute", recompute);
        put(typed, "schedule", schedule);
        put(typed, "anchor", anchor);
        put(typed, "expert-imbalance", expertImbalance);
        Tree scenario = scenario();
        if (scenario == null) {
            put(typed, "model", model);
        }
        return new Fields(Tree.of("command line", typed), scenario, known);
    }

    /** The scenario file that stands where a model would; null where a model does. */
    private @Nullable Tree scenario() {
        if (model == null) {
            return null;
        }
        String lower = model.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
            return TreeReader.file(Path.of(model));
        }
        if (lower.endsWith(".json")) {
            Tree tree = TreeReader.file(Path.of(model));
            return tree.isMap() && tree.has("model") && (tree.has("on") || tree.has("systems")) ? tree : null;
        }
        return null;
    }

    private static void put(Map<String, Object> typed, String name, @Nullable Object value) {
        if (value != null) {
            typed.put(name, value);
        }
    }
}

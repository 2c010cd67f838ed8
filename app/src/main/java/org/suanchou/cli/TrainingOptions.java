package org.suanchou.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Explain;
import org.suanchou.ask.Field;
import org.suanchou.ask.Fields;
import org.suanchou.ask.QuestionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code plan}, {@code estimate} and {@code compare} take: a question, and how its answer is told. */
final class TrainingOptions {
    private final Field.Question question;
    private final FieldOptions options = new FieldOptions();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", descriptionKey = "option.model")
    private @Nullable String model;

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

    TrainingOptions(Field.Question question) {
        this.question = question;
    }

    /** Gives the command that these are mixed into the options that are fields of its question. */
    void addTo(CommandSpec spec) {
        options.addTo(spec, Field.optionsOf(question));
    }

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

    /** The reader of the question. */
    QuestionReader reader(Catalog catalog) {
        return new QuestionReader(catalog, fields(Map.of()), new LocalFiles(catalog));
    }

    /** Whether MODEL is a model, not a scenario. */
    boolean namesModel() {
        return model != null && scenario() == null;
    }

    /** @param more values of fields that no option of their own gives */
    Fields fields(Map<Field, Object> more) {
        Map<String, Object> typed = new LinkedHashMap<>(options.typed());
        more.forEach((field, value) -> typed.put(field.id(), value));
        Tree scenario = scenario();
        if (scenario == null && model != null) {
            typed.put(Field.MODEL.id(), model);
        }
        return new Fields(Tree.of("command line", typed), names(), scenario, Field.of(question));
    }

    /** What fields were called by other names than their first. */
    private Map<Field, String> names() {
        Map<Field, String> names = new EnumMap<>(Field.class);
        if (command != null) {
            List<String> words = command.commandLine().getParseResult().originalArgs();
            for (Field field : Field.values()) {
                for (String name : field.names().subList(1, field.names().size())) {
                    String option = "--" + name;
                    if (words.stream().anyMatch(word -> word.equals(option) || word.startsWith(option + "="))) {
                        names.put(field, option);
                    }
                }
            }
        }
        return names;
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
}

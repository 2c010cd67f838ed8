package org.suanchou.ask;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.ModelEntry;
import org.suanchou.catalog.ModelReader;
import org.suanchou.inspect.HuggingFaceConfig;
import org.suanchou.inspect.InvalidConfig;
import org.suanchou.model.ModelSpec;
import org.suanchou.model.Transformer;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.words.WordedException;

/**
 * A model by what people call it: a catalogue id, name, alias or Hugging Face name; a Hugging Face {@code config.json} or
 * the folder that holds one.
 *
 * @param id its name in answers
 * @param trainingTokens null where unknown
 * @param rumoured whether nobody is known to have published it
 * @param leftOut what the file names beside the network that is read
 */
public record ModelSource(
        String id,
        Transformer model,
        @Nullable Double trainingTokens,
        boolean rumoured,
        Set<HuggingFaceConfig.LeftOut> leftOut) {
    private static final String CONFIG = "config.json";

    /**
     * @param asType the model type that a configuration is read as, null for its own
     * @throws BadInput where nothing of that name is known, or the network is no decoder of tokens
     */
    static ModelSource of(String query, Catalog catalog, @Nullable String asType, Door door) {
        Path file = file(query, door);
        if (file != null) {
            return config(file, asType, door);
        }
        if (asType != null) {
            throw new BadInput(
                    Field.AS_TYPE.option(),
                    Rule.value(
                            Field.AS_TYPE.option(),
                            BadInput.quoted(asType),
                            AskRefusal.CONFIG_ALONE,
                            BadInput.quoted(query)));
        }
        ModelEntry entry = catalog.model(query);
        Long tokens = entry.trainingTokens();
        return new ModelSource(
                entry.id(),
                decoder(entry.spec(), query),
                tokens == null ? null : (double) tokens,
                catalog.isRumour(entry),
                Set.of());
    }

    private static @Nullable Path file(String query, Door door) {
        Path path;
        try {
            path = Path.of(query);
        } catch (InvalidPathException e) {
            return null;
        }
        if (query.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return path;
        }
        boolean folder = query.contains("/") || query.startsWith(".");
        return folder && door.holds(query) ? path.resolve(CONFIG) : null;
    }

    private static ModelSource config(Path file, @Nullable String asType, Door door) {
        Tree tree = door.configuration(file.toString());
        Path folder = file.toAbsolutePath().getParent();
        String name = file.endsWith(CONFIG) && folder != null && folder.getFileName() != null
                ? folder.getFileName().toString()
                : String.valueOf(file.getFileName());
        if (tree.has("kind") && !tree.has("model_type")) {
            return new ModelSource(name, decoder(ModelReader.read(tree, name), name), null, false, Set.of());
        }
        try {
            Map<String, ?> fields = fields(tree);
            return new ModelSource(
                    name, HuggingFaceConfig.read(fields, name, asType), null, false, HuggingFaceConfig.leftOut(fields));
        } catch (InvalidConfig e) {
            throw new BadInput(file + ": " + e.path(), wayOut(e));
        }
    }

    /** For a decoder of a type that is not known; a type that would be wrong is not proposed. */
    private static Refusal wayOut(InvalidConfig e) {
        Refusal wrong = Refusal.of(InputRefusal.IN_WORDS, WordedException.of(e));
        InvalidConfig.Likeness likeness = e.likeness();
        if (likeness == null) {
            return wrong;
        }
        return likeness.type() == null
                ? Refusal.of(AskRefusal.DESCRIBE_MODEL, wrong, String.valueOf(likeness.field()))
                : Refusal.of(AskRefusal.AS_TYPE_OR_DESCRIBE, wrong, likeness.type());
    }

    /** A configuration as it stands: a field that is null says "none", one that is absent leaves it to the family. */
    @SuppressWarnings("unchecked")
    private static Map<String, ?> fields(Tree tree) {
        if (tree.value() instanceof Map<?, ?> fields) {
            return (Map<String, ?>) fields;
        }
        throw tree.bad(Rule.MAP);
    }

    private static Transformer decoder(ModelSpec spec, String query) {
        if (spec instanceof Transformer transformer) {
            return transformer;
        }
        throw new BadInput("model", Refusal.of(AskRefusal.NO_DECODER, BadInput.quoted(query)));
    }
}

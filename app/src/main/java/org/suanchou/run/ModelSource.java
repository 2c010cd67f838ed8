package org.suanchou.run;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.BadInput;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.ModelEntry;
import org.suanchou.catalog.ModelReader;
import org.suanchou.catalog.Tree;
import org.suanchou.catalog.TreeReader;
import org.suanchou.inspect.HuggingFaceConfig;
import org.suanchou.inspect.InvalidConfig;
import org.suanchou.model.ModelSpec;
import org.suanchou.model.Transformer;

/**
 * A model by what people call it: a catalogue id, name, alias or Hugging Face name; a Hugging Face {@code config.json} or
 * the folder that holds one.
 *
 * @param id its name in answers
 * @param trainingTokens null where unknown
 */
public record ModelSource(
        String id, Transformer model, @Nullable Double trainingTokens) {
    private static final String CONFIG = "config.json";

    /** @throws BadInput where nothing of that name is known, or the network is no decoder of tokens */
    public static ModelSource of(String query, Catalog catalog) {
        Path file = file(query);
        if (file != null) {
            return config(file);
        }
        ModelEntry entry = catalog.model(query);
        Long tokens = entry.trainingTokens();
        return new ModelSource(entry.id(), decoder(entry.spec(), query), tokens == null ? null : (double) tokens);
    }

    private static @Nullable Path file(String query) {
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
        return folder && Files.isDirectory(path) ? path.resolve(CONFIG) : null;
    }

    private static ModelSource config(Path file) {
        Tree tree = TreeReader.file(file);
        Path folder = file.toAbsolutePath().getParent();
        String name = file.endsWith(CONFIG) && folder != null && folder.getFileName() != null
                ? folder.getFileName().toString()
                : String.valueOf(file.getFileName());
        if (tree.has("kind") && !tree.has("model_type")) {
            return new ModelSource(name, decoder(ModelReader.read(tree, name), name), null);
        }
        try {
            return new ModelSource(name, HuggingFaceConfig.read(plain(tree), name), null);
        } catch (InvalidConfig e) {
            throw new BadInput(file + ": " + e.path(), String.valueOf(e.getMessage()));
        }
    }

    private static Transformer decoder(ModelSpec spec, String query) {
        if (spec instanceof Transformer transformer) {
            return transformer;
        }
        throw new BadInput(
                "model",
                "model " + BadInput.quoted(query)
                        + " is no decoder of tokens; training of such networks is not modelled");
    }

    /** The fields of a map that are not null, as plain values. */
    static Map<String, Object> plain(Tree map) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String field : map.fields()) {
            Tree value = map.get(field);
            if (value != null) {
                fields.put(field, plainValue(value));
            }
        }
        return fields;
    }

    private static Object plainValue(Tree value) {
        if (value.isMap()) {
            return plain(value);
        }
        if (value.isList()) {
            List<Object> items = new ArrayList<>();
            for (Tree item : value.items()) {
                if (!item.isNull()) {
                    items.add(plainValue(item));
                }
            }
            return items;
        }
        if (value.isBool()) {
            return value.bool();
        }
        if (value.isText()) {
            return value.text();
        }
        double number = value.doubleValue();
        return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? (Object) (long) number : (Object) number;
    }
}

package org.suanchou.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.suanchou.catalog.AssumptionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.uncertainty.ErrorFactor;

/** What the inputs of a run are called. */
@FunctionalInterface
public interface InputNames {
    InputNames IDS = id -> id;

    /** @param id of an assumption or an error of the model, with {@code @} and whose it is, or of another input */
    String shown(String id);

    /** An assumption keeps the id that a question overrides; to readers of another language it also says what it is. */
    static InputNames of(Catalog catalog, Messages messages) {
        Map<String, String> errors = new HashMap<>();
        for (ErrorFactor.Kind kind : ErrorFactor.Kind.values()) {
            errors.put(kind.id(), messages.text("input." + kind.id()));
        }
        AssumptionReader reader = new AssumptionReader(catalog);
        Set<String> assumptions =
                messages.language() == Language.EN ? Set.of() : Set.copyOf(catalog.ids(Catalog.ASSUMPTIONS));
        return id -> {
            int at = id.indexOf('@');
            String input = at < 0 ? id : id.substring(0, at);
            String error = errors.get(input);
            if (error != null) {
                return messages.text("input.of", error, id.substring(at + 1));
            }
            String label = assumptions.contains(input)
                    ? reader.label(input, messages.language().id())
                    : null;
            return label == null ? id : messages.text("input.of", id, label);
        };
    }

    static String shown(ErrorFactor factor, Messages messages) {
        return messages.text("input.of", messages.text("input." + factor.kind().id()), factor.subject());
    }
}

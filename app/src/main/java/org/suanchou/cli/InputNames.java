package org.suanchou.cli;

import java.util.Set;
import org.suanchou.catalog.AssumptionReader;
import org.suanchou.catalog.Catalog;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;

/** Inputs of a run by the ids that a question overrides; to readers of another language, with what they are in it. */
@FunctionalInterface
interface InputNames {
    InputNames IDS = id -> id;

    /** @param id of an assumption, with {@code @} and whose it is, or of another input */
    String shown(String id);

    static InputNames of(Catalog catalog, Language language) {
        if (language == Language.EN) {
            return IDS;
        }
        AssumptionReader reader = new AssumptionReader(catalog);
        Set<String> assumptions = Set.copyOf(catalog.ids(Catalog.ASSUMPTIONS));
        String missed = Messages.in(language).text("input.step");
        return id -> {
            if (id.startsWith("step time, ")) {
                return missed + id.substring("step time".length());
            }
            int at = id.indexOf('@');
            String assumption = at < 0 ? id : id.substring(0, at);
            if (!assumptions.contains(assumption)) {
                return id;
            }
            String label = reader.label(assumption, language.id());
            return label == null ? id : id + "：" + label;
        };
    }
}

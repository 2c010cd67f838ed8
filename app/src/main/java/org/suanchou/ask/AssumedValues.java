package org.suanchou.ask;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;

/** {@code pue=1.2}, {@code usd-per-kwh=0.04..0.06}: assumptions as people type them, read where their unit is known. */
public final class AssumedValues {
    private AssumedValues() {}

    /** Values by id; refused where one is given twice, in one option or in two. */
    public static Map<String, String> of(List<?> typed) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Object one : typed) {
            String text = String.valueOf(one);
            int equals = text.indexOf('=');
            String option = Field.ASSUME.option();
            if (equals < 1 || equals == text.length() - 1) {
                throw new BadInput(option, Rule.value(option, BadInput.quoted(text), AskRefusal.ASSUMED_FORM));
            }
            String id = text.substring(0, equals).strip();
            String value = text.substring(equals + 1).strip();
            String first = values.putIfAbsent(id, value);
            if (first != null) {
                throw new BadInput(
                        option,
                        Refusal.of(
                                AskRefusal.ASSUMED_TWICE,
                                BadInput.quoted(id),
                                BadInput.quoted(first),
                                BadInput.quoted(value)));
            }
        }
        return values;
    }
}

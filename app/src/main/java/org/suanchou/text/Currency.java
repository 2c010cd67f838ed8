package org.suanchou.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The currencies that answers are given in. */
public enum Currency {
    USD,
    CNY;

    /** What users type: {@code usd}, {@code cny}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The currency of an id, or null where there is none. */
    public static @Nullable Currency of(String id) {
        for (Currency currency : values()) {
            if (currency.id().equals(id)) {
                return currency;
            }
        }
        return null;
    }

    /** What readers of a language count in where they don't say. */
    static Currency usual(Language language) {
        return language == Language.ZH ? CNY : USD;
    }
}

package org.suanchou.text;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The languages that the program speaks. */
public enum Language {
    EN,
    ZH;

    /** The code that users type: {@code en}, {@code zh}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The language of a code, or null where there is none. */
    public static @Nullable Language of(String id) {
        for (Language language : values()) {
            if (language.id().equals(id)) {
                return language;
            }
        }
        return null;
    }

    /**
     * The language that an environment asks for: {@code SUANCHOU_LANG}, else the first of the locale variables that is
     * set (POSIX order) where it names Chinese, else English.
     */
    public static Language preferred(Map<String, String> environment) {
        Language own = of(environment.getOrDefault("SUANCHOU_LANG", ""));
        if (own != null) {
            return own;
        }
        for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                return locale.toLowerCase(Locale.ROOT).startsWith("zh") ? ZH : EN;
            }
        }
        return EN;
    }
}

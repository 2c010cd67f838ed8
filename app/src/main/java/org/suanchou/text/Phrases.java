package org.suanchou.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@link org.suanchou.words.Words} and notes of the catalogue are in another language, by their English. */
final class Phrases {
    private static final int MOST_CHARACTERS = 1 << 20;

    private Phrases() {}

    /** Empty in English. */
    static Map<String, String> in(Language language) {
        if (language == Language.EN) {
            return Map.of();
        }
        String file = "words_" + language.id() + ".yaml";
        try (InputStream in = Phrases.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(MOST_CHARACTERS)
                    .build();
            Map<String, String> phrases = new TreeMap<>();
            if (new Load(settings).loadFromInputStream(in) instanceof Map<?, ?> map) {
                map.forEach((english, other) -> phrases.put(String.valueOf(english), String.valueOf(other)));
            }
            return phrases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

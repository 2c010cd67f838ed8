package org.suanchou.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.catalog.Stacks;
import org.suanchou.run.Scorecard;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;

/** The pages that {@code validate --scorecard} writes, in both languages. */
final class ScorecardFiles {
    private ScorecardFiles() {}

    /** Texts by file name; the same bytes for the same rows and catalogue. */
    static Map<String, String> texts(Scorecard scorecard, Stacks stacks) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Language language : Language.values()) {
            Messages messages = Messages.in(language);
            String end = language == Language.EN ? "" : "." + language.id();
            texts.put("scorecard" + end + ".md", new ScorecardPage(messages, scorecard).markdown());
            texts.put("scorecard" + end + ".svg", new ScorecardPicture(messages, scorecard).svg());
            texts.put("parameters" + end + ".md", new ParametersPage(messages, scorecard, stacks).markdown());
        }
        texts.put("scorecard.json", ScorecardJson.text(scorecard));
        return texts;
    }

    /** Writes all beside their places first, and moves them when all are whole. */
    static List<Path> write(Path folder, Map<String, String> texts) throws IOException {
        Files.createDirectories(folder);
        Map<Path, Path> parts = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Path part = folder.resolve(text.getKey() + ".part");
                parts.put(part, folder.resolve(text.getKey()));
                Files.writeString(part, text.getValue(), StandardCharsets.UTF_8);
            }
            for (Map.Entry<Path, Path> part : parts.entrySet()) {
                Files.move(part.getKey(), part.getValue(), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            for (Path part : parts.keySet()) {
                Files.deleteIfExists(part);
            }
        }
        return List.copyOf(parts.values());
    }
}

package org.suanchou.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.catalog.Stacks;
import org.suanchou.score.Scorecard;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.text.WholeFile;

/** The pages that {@code validate --scorecard} writes, in both languages. */
public final class ScorecardFiles {
    private ScorecardFiles() {}

    /** Texts by file name; the same bytes for the same rows and catalogue. */
    public static Map<String, String> texts(Scorecard scorecard, Stacks stacks) {
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

    /** Writes all, or none. */
    public static List<Path> write(Path folder, Map<String, String> texts) throws IOException {
        Files.createDirectories(folder);
        Map<Path, WholeFile.Content> files = new LinkedHashMap<>();
        texts.forEach((name, text) -> files.put(folder.resolve(name), out -> out.write(text)));
        WholeFile.write(files);
        return List.copyOf(files.keySet());
    }
}

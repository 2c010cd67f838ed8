package org.suanchou.score;

import java.nio.file.Path;
import org.suanchou.catalog.Catalog;

/** The rows of the repository, and what takes long to compute of them, once for all tests. */
public final class Evidence {
    public static final Path ROWS = Path.of(System.getProperty("suanchou.root", ".."), "evidence", "training.jsonl");
    public static final Validation VALIDATION = new Validation(Catalog.builtIn(), ROWS);

    private Evidence() {}

    private static final class Scored {
        static final Scorecard SCORECARD = Scorecard.of(VALIDATION);
    }

    public static Scorecard scorecard() {
        return Scored.SCORECARD;
    }
}

package org.suanchou.words;

/** Why something given can't be used, in words that can be translated. */
public class WordedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient Words words;

    public WordedException(Words words) {
        super(words.toString());
        this.words = words;
    }

    public WordedException(String template, Object... arguments) {
        this(Words.of(template, arguments));
    }

    /** What any exception says; only a worded one can be translated. */
    public static Words of(RuntimeException e) {
        return e instanceof WordedException worded ? worded.words : Words.verbatim(String.valueOf(e.getMessage()));
    }

    public Words words() {
        return words;
    }
}

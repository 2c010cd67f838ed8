package org.suanchou.tree;

import org.suanchou.refusal.Refusal;
import org.suanchou.text.Refusals;

/**
 * Something off in a catalogue or an overlay.
 *
 * @param file file name, relative to the folder that was read
 * @param field path of the field in it, empty where the whole file is meant
 */
public record Issue(String file, String field, Refusal wrong) {
    /** The issue as an exception to throw. */
    public SpoiltFile exception() {
        return new SpoiltFile(field.isEmpty() ? file : file + ": " + field, wrong);
    }

    /** What is wrong, in English. */
    public String message() {
        return Refusals.english(wrong);
    }

    /** In English. */
    @Override
    public String toString() {
        return placed(message());
    }

    /** Where it is, and what is wrong there in the reader's words. */
    public String placed(String words) {
        return field.isEmpty() ? file + ": " + words : file + ": " + field + ": " + words;
    }
}

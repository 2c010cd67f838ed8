package org.suanchou.catalog;

/**
 * Something off in a catalogue or an overlay.
 *
 * @param file file name, relative to the folder that was read
 * @param field path of the field in it, empty where the whole file is meant
 */
public record Issue(String file, String field, String message) {
    /** The issue as an exception to throw. */
    SpoiltFile refusal() {
        return new SpoiltFile(field.isEmpty() ? file : file + ": " + field, message);
    }

    @Override
    public String toString() {
        return field.isEmpty() ? file + ": " + message : file + ": " + field + ": " + message;
    }
}

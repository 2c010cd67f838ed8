package org.suanchou.tree;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** What is wrong with a text or a file from outside, whatever it says. */
public enum InputRefusal implements Refusal.Code {
    /** Said by a parser or a file system, whose words stand as they are. */
    IN_WORDS,
    THIS_VALUE,
    SOME_TEXT,
    SOME_NUMBER,
    SOME_MAP,
    SOME_LIST,
    TEXT_OR_NUMBER,
    WHOLE_NUMBER_AT_MOST,
    MUST_BE_GIVEN,
    UNKNOWN_FIELD,
    UNKNOWN_FIELD_NEAR,
    NO_FIELDS_HERE,
    AND_MORE,
    /** A name, what it was given as, and what is wrong with what that names. */
    NAMED_BUT,
    FILE_IS_FOLDER,
    FILE_MISSING,
    FILE_IS_DEVICE,
    FILE_UNREADABLE,
    FILE_TOO_LARGE,
    FILE_EMPTY,
    FOLDER_NOT_LISTED,
    TOO_MANY_FILES,
    TOO_MANY_ROWS,
    LINE_TOO_LONG,
    ROW_TOO_LONG,
    NOT_UTF8,
    AT_LINE,
    AT_LINE_COLUMN,
    NOT_WELL_FORMED,
    SECOND_DOCUMENT,
    NESTING_TOO_DEEP,
    BINARY_VALUE,
    TEXT_UNFINISHED,
    ALIAS_AS_KEY,
    MERGE_KEY,
    KEY_TWICE,
    TOO_MANY_ALIASES,
    ALIAS_OF_NOTHING,
    NOT_FINITE,
    NOT_HELD,
    TOO_MANY_VALUES,
    FOREIGN_TAG;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }
}

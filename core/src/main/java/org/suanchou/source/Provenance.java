package org.suanchou.source;

/** The strongest kind of source behind a value. */
public enum Provenance {
    /** A file of a public repository that was read. */
    FILE,
    /** A public page that was read. */
    PAGE,
    /** Recalled, not looked up. */
    MEMORY,
    /** Given by the user. */
    USER
}

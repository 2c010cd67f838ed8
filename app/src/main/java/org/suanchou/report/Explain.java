package org.suanchou.report;

/** What of an answer is taken apart. */
public enum Explain {
    NOTHING,
    ALL,
    MEMORY,
    RUN
}

package org.suanchou.answer;

/** What of an answer is unfolded. */
public enum Explain {
    NOTHING,
    ALL,
    MEMORY,
    RUN
}

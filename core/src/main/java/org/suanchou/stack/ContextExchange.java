package org.suanchou.stack;

/** How the ranks of context parallelism see one another's keys and values. */
public enum ContextExchange {
    /** Keys and values go round while attention computes (Liu et al. 2023, arXiv 2310.01889). */
    RING,
    /** Queries, keys, values and outputs change from shares of the sequence to shares of the heads (Jacobs et al. 2023, arXiv 2309.14509). */
    ALL_TO_ALL
}

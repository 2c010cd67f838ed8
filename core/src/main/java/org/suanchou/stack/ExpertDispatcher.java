package org.suanchou.stack;

/** How tokens reach the experts that they are routed to. */
public enum ExpertDispatcher {
    /** One copy for each expert that a token is routed to, whoever holds it. */
    ALL_TO_ALL,
    /**
     * One copy for each chip, across the slower network one for each domain, which its chips pass on (DeepEP, HybridEP;
     * DeepSeek-AI 2024, arXiv 2412.19437, section 3.2.2).
     */
    DEDUPLICATING
}

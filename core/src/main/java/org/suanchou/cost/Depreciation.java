package org.suanchou.cost;

/** How hardware loses its value. */
public enum Depreciation {
    /** Paid back with interest over its life, down to a residual value: what owning it costs in cash. */
    CAPITAL_RECOVERY,
    /**
     * By the fall of its market value, without interest: {@code price x 10^(-rate age) x rate x ln 10} a year, the rate in
     * decades (Cottier et al. 2024, arXiv 2405.21015).
     */
    MARKET_VALUE
}

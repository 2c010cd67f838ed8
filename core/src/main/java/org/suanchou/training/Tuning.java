package org.suanchou.training;

/** What is trained. */
public enum Tuning {
    /** All weights, on sequences that fill the context. */
    PRETRAIN,
    /** All weights, on short documents packed into sequences. */
    FULL_PACKED,
    /** Low-rank adapters beside frozen weights (Hu et al. 2021, arXiv 2106.09685), on packed sequences. */
    LORA;

    private static final double PACKED_SHARE = 0.1;

    /** Base weights take no gradients. */
    public boolean frozen() {
        return this == LORA;
    }

    public boolean packed() {
        return this != PRETRAIN;
    }

    /**
     * Share of the nominal context that a query sees: a tenth where documents are packed, which the published packed runs
     * fit (charged in full, they come out a fifth too slow).
     */
    public double contextShare() {
        return packed() ? PACKED_SHARE : 1;
    }
}

package org.suanchou.training;

/** What is trained. */
public enum Tuning {
    /** All weights, on sequences that fill the context. */
    PRETRAIN,
    /** All weights, on short documents packed into sequences. */
    FULL_PACKED,
    /** Low-rank adapters beside frozen weights (Hu et al. 2021, arXiv 2106.09685), on packed sequences. */
    LORA;

    /** Base weights take no gradients. */
    public boolean frozen() {
        return this == LORA;
    }

    public boolean packed() {
        return this != PRETRAIN;
    }
}

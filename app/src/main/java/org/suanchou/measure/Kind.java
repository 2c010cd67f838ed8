package org.suanchou.measure;

/** What kernels are told apart by in a calibration. */
public enum Kind {
    GEMM("gemm"),
    NARROW_GEMM("gemm_narrow"),
    PREFILL("attention_prefill"),
    DECODE("attention_decode"),
    MLA_PREFILL("mla_prefill"),
    MLA_DECODE("mla_decode"),
    EXPERTS("experts"),
    COLLECTIVE("collectives"),
    EXPERT_ALL_TO_ALL("expert_all_to_all"),
    MEMORY_BOUND("memory_bound");

    private final String id;

    Kind(String id) {
        this.id = id;
    }

    /** Its name in files. */
    public String id() {
        return id;
    }
}

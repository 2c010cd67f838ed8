package org.suanchou.layer;

/** Parts of a step time; they sum to it. */
public enum Part {
    /** Dense matrix products of layers, forward and backward. */
    MATMUL("matmul"),
    /** Attention kernels and recurrences. */
    ATTENTION("attention"),
    /** Norms, residuals, activations and other passes over memory. */
    MEMORY("memory"),
    /** Grouped products of routed experts. */
    EXPERTS("experts"),
    /** Router, permutation and launches that a mixture-of-experts layer adds. */
    ROUTING("routing"),
    /** Forward work done again in the backward pass. */
    RECOMPUTE("recompute"),
    /** Embedding, output head and loss. */
    HEAD("head"),
    /** Exposed tensor- and sequence-parallel traffic. */
    TENSOR("tensorParallel"),
    /** Exposed context-parallel traffic. */
    CONTEXT("contextParallel"),
    /** Exposed all-to-all of experts. */
    EXPERT("expertParallel"),
    /** Exposed sends between pipeline stages. */
    PIPELINE("pipelineParallel"),
    /** Exposed data-parallel traffic: gradients, sharded weights. */
    DATA("dataParallel"),
    /** Waiting while the pipeline fills and drains. */
    BUBBLE("bubble"),
    /** The update of weights. */
    OPTIMIZER("optimizer"),
    /** Host and launch costs of layers and of the step. */
    OVERHEAD("overhead");

    private final String id;

    Part(String id) {
        this.id = id;
    }

    /** Its name in JSON. */
    public String id() {
        return id;
    }
}

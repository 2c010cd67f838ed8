package org.suanchou.stack;

/** Generation of the attention kernel. */
public enum AttentionKernel {
    /** Scores are written to memory, softmax is a pass of its own (2019 to 2022). */
    UNFUSED,
    /** FlashAttention-1 and its Triton port (Dao et al. 2022, arXiv 2205.14135). */
    FLASH_1,
    /** FlashAttention-2: tiled, but without the asynchronous units of Hopper (Dao 2023, arXiv 2307.08691). */
    FLASH_2,
    /** FlashAttention-3, cuDNN and later vendor kernels, tuned to the chip. */
    NATIVE
}

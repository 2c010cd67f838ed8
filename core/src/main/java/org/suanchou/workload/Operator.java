package org.suanchou.workload;

import org.suanchou.model.Precision;

/** One kind of kernel with its shape on one chip, for one micro-batch. */
public sealed interface Operator {
    /** What an operator does in its layer. */
    enum Role {
        QKV("qkv"),
        ATTENTION_OUT("attention out"),
        ROTARY_GATES("rotary, gates"),
        ATTENTION("attention"),
        LATENT_DOWN("latent down"),
        QUERY_DOWN("query down"),
        QUERY_UP("query up"),
        KEY_VALUE_UP("key-value up"),
        LATENT_NORMS("latent norms, rotary"),
        KEY_VALUE_COMPRESSOR("key-value, compressor"),
        OUT_DOWN("out down"),
        OUT_UP("out up"),
        ROTARY("rotary"),
        INDEX_QUERY("index query"),
        INDEX_KEY("index key"),
        INDEX_SCORES("index scores"),
        DELTA_IN("delta in"),
        DELTA_OUT("delta out"),
        DELTA_RULE("delta rule"),
        MAMBA_IN("mamba in"),
        MAMBA_OUT("mamba out"),
        STATE_SCAN("state scan"),
        MAMBA_SELECTION("mamba selection"),
        MAMBA_TIME_STEP("mamba time step"),
        SELECTIVE_SCAN("selective scan"),
        GATES_DOWN("gates down"),
        DECAY_UP("decay up"),
        GATE_UP("gate up"),
        LIGHTNING_IN("lightning in"),
        LIGHTNING_OUT("lightning out"),
        LIGHTNING_ATTENTION("lightning attention"),
        NORM_GATES("norm, gates"),
        CONVOLUTION_IN("convolution in"),
        CONVOLUTION_OUT("convolution out"),
        CHANNEL_CONVOLUTION("convolution"),
        CONVOLUTION("convolution, gates"),
        PER_LAYER_IN("per-layer input"),
        PER_LAYER_OUT("per-layer output"),
        PER_LAYER_GATE("per-layer gate, norm"),
        NORMS("norms"),
        RESIDUAL("residual"),
        MLP_UP("mlp up"),
        MLP_DOWN("mlp down"),
        MLP_ACTIVATION("mlp activation"),
        SHARED_EXPERT_UP("shared expert up"),
        SHARED_EXPERT_DOWN("shared expert down"),
        SHARED_EXPERT_ACTIVATION("shared expert activation"),
        PARALLEL_MLP_UP("parallel mlp up"),
        PARALLEL_MLP_DOWN("parallel mlp down"),
        PARALLEL_MLP_ACTIVATION("parallel mlp activation"),
        ROUTER("router"),
        EXPERT_LATENT_IN("latent in"),
        EXPERT_LATENT_OUT("latent out"),
        EXPERTS_UP("experts up"),
        EXPERTS_DOWN("experts down"),
        EXPERT_ACTIVATION("expert activation"),
        PERMUTATION("permutation"),
        OUTPUT_HEAD("output head"),
        MTP_PROJECTION("mtp projection");

        private final String label;

        Role(String label) {
            this.label = label;
        }

        /** For people; nothing is decided by it. */
        public String label() {
            return label;
        }
    }

    Role role();

    /** FLOPs of the mathematics, two per multiply-add. */
    double flops();

    /** A dense product {@code (m x k) (k x n)}. */
    record MatMul(Role role, Precision precision, double m, double n, double k) implements Operator {
        @Override
        public double flops() {
            return 2 * m * n * k;
        }

        /** The two products of its gradient: by the input and by the weight. */
        public MatMul inputGradient() {
            return new MatMul(role, precision, m, k, n);
        }

        public MatMul weightGradient() {
            return new MatMul(role, precision, k, n, m);
        }
    }

    /**
     * Products of {@code groups} experts: {@code tokens} rows on average through an {@code in x out} matrix each. Either
     * gradient costs as much as the product itself.
     */
    record GroupedMatMul(Role role, Precision precision, double groups, double tokens, double out, double in)
            implements Operator {
        @Override
        public double flops() {
            return 2 * groups * tokens * in * out;
        }
    }

    /**
     * Scores and weighted values of {@code batch * heads} query heads.
     *
     * @param queries query tokens per head on this chip
     * @param meanKeys keys that a query attends to, on average
     * @param keys keys present (what an unfused kernel computes)
     * @param qkDim width of a query head
     * @param vDim width of a value head
     */
    record Attention(
            Role role, double batch, double heads, double queries, double meanKeys, double keys, int qkDim, int vDim)
            implements Operator {
        @Override
        public double flops() {
            return 2 * batch * heads * queries * meanKeys * (qkDim + vDim);
        }
    }

    /** A recurrence over the sequence (Mamba-2, gated delta net) in its chunked matrix form. */
    record Scan(Role role, double flops, double bytes) implements Operator {}

    /** A pass over memory: norms, residuals, rotary embedding, activations, permutation. */
    record Elementwise(Role role, double forwardBytes, double backwardBytes) implements Operator {
        @Override
        public double flops() {
            return 0;
        }
    }
}

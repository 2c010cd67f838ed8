package org.suanchou.workload;

import org.suanchou.model.Precision;

/** One kind of kernel with its shape on one chip, for one micro-batch. */
public sealed interface Operator {
    /** What it does, in the words of the model's parts: {@code qkv}, {@code mlp up}. */
    String name();

    /** FLOPs of the mathematics, two per multiply-add. */
    double flops();

    /** A dense product {@code (m x k) (k x n)}. */
    record MatMul(String name, Precision precision, double m, double n, double k) implements Operator {
        @Override
        public double flops() {
            return 2 * m * n * k;
        }

        /** The two products of its gradient: by the input and by the weight. */
        public MatMul inputGradient() {
            return new MatMul(name, precision, m, k, n);
        }

        public MatMul weightGradient() {
            return new MatMul(name, precision, k, n, m);
        }
    }

    /**
     * Products of {@code groups} experts: {@code tokens} rows on average through an {@code in x out} matrix each. Either
     * gradient costs as much as the product itself.
     */
    record GroupedMatMul(String name, Precision precision, double groups, double tokens, double out, double in)
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
            String name, double batch, double heads, double queries, double meanKeys, double keys, int qkDim, int vDim)
            implements Operator {
        @Override
        public double flops() {
            return 2 * batch * heads * queries * meanKeys * (qkDim + vDim);
        }
    }

    /** A recurrence over the sequence (Mamba-2, gated delta net) in its chunked matrix form. */
    record Scan(String name, double flops, double bytes) implements Operator {}

    /** A pass over memory: norms, residuals, rotary embedding, activations, permutation. */
    record Elementwise(String name, double forwardBytes, double backwardBytes) implements Operator {
        @Override
        public double flops() {
            return 0;
        }
    }
}

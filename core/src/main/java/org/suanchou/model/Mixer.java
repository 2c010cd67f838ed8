package org.suanchou.model;

import org.jspecify.annotations.Nullable;
import org.suanchou.words.WordedException;

/**
 * What mixes tokens in a layer: a kind of attention, a recurrent state, or nothing.
 *
 * <p>{@link #parameters} counts weights and biases, the layer's own norms left out.
 */
public sealed interface Mixer {
    /** Weights of this mixer in a network of the given hidden width. */
    long parameters(int hidden);

    /** Its grouped-query attention, alone or beside something else; null where there is none. */
    default @Nullable GroupedQueryAttention groupedQueries() {
        if (this instanceof GroupedQueryAttention a) {
            return a;
        }
        if (this instanceof ParallelHeads p) {
            return p.attention();
        }
        return this instanceof BlockSparseAttention s ? s.attention() : null;
    }

    /** A layer that only has a feed-forward part. */
    record None() implements Mixer {
        @Override
        public long parameters(int hidden) {
            return 0;
        }
    }

    /** Normalisation of queries and keys. */
    enum QueryKeyNorm {
        NONE,
        /** One gain of the head's width, shared by all heads. */
        HEAD,
        /** One gain over all heads. */
        LAYER
    }

    /**
     * Multi-head attention with {@code kvHeads} key-value heads (equal to {@code heads}: multi-head; 1: multi-query).
     *
     * @param headDim width of a query and of a key head
     * @param valueDim width of a value head
     * @param outputGate a further projection of the output's size gates it
     * @param keyIsValue keys serve as values: no value projection
     * @param reusesKv keys and values come from an earlier layer: the projections are in the weights, unused
     * @param sinks one learned logit per head
     */
    record GroupedQueryAttention(
            int heads,
            int kvHeads,
            int headDim,
            int valueDim,
            Span span,
            boolean causal,
            boolean qkvBias,
            boolean outputBias,
            boolean outputGate,
            QueryKeyNorm queryKeyNorm,
            boolean keyIsValue,
            boolean reusesKv,
            boolean sinks)
            implements Mixer {
        public GroupedQueryAttention {
            Check.positive("heads", heads);
            Check.positive("kv_heads", kvHeads);
            Check.positive("head_dim", headDim);
            Check.positive("v_dim", valueDim);
            Check.width("heads x head_dim", heads, headDim);
            Check.width("heads x v_dim", heads, valueDim);
            if (keyIsValue && valueDim != headDim) {
                throw new WordedException(
                        "v_dim is {0}; where keys serve as values it is head_dim, {1}", valueDim, headDim);
            }
            if (kvHeads > heads) {
                throw new WordedException("kv_heads is {0}; it can't exceed heads, {1}", kvHeads, heads);
            }
        }

        /** Values as wide as keys. */
        public GroupedQueryAttention(
                int heads,
                int kvHeads,
                int headDim,
                Span span,
                boolean causal,
                boolean qkvBias,
                boolean outputBias,
                boolean outputGate,
                QueryKeyNorm queryKeyNorm,
                boolean keyIsValue,
                boolean reusesKv,
                boolean sinks) {
            this(
                    heads,
                    kvHeads,
                    headDim,
                    headDim,
                    span,
                    causal,
                    qkvBias,
                    outputBias,
                    outputGate,
                    queryKeyNorm,
                    keyIsValue,
                    reusesKv,
                    sinks);
        }

        /** Plain causal attention without biases. */
        public static GroupedQueryAttention causal(int heads, int kvHeads, int headDim) {
            return new GroupedQueryAttention(
                    heads,
                    kvHeads,
                    headDim,
                    Span.FULL,
                    true,
                    false,
                    false,
                    false,
                    QueryKeyNorm.NONE,
                    false,
                    false,
                    false);
        }

        /** Width of the keys and values that this layer computes. */
        public long kvWidth() {
            return reusesKv ? 0 : projectedKvWidth();
        }

        /** Width of the key and value projections among the weights. */
        public long projectedKvWidth() {
            return (long) kvHeads * (keyIsValue ? headDim : headDim + valueDim);
        }

        /** Width of queries and of the output's gate. */
        public long queryWidth() {
            return (long) heads * (headDim + (outputGate ? valueDim : 0));
        }

        /** Width of the heads' outputs. */
        public long outputWidth() {
            return (long) heads * valueDim;
        }

        @Override
        public long parameters(int hidden) {
            long qkv = queryWidth() + projectedKvWidth();
            long out = outputWidth();
            long norms = switch (queryKeyNorm) {
                case NONE -> 0;
                case HEAD -> 2L * headDim;
                case LAYER -> (long) (heads + kvHeads) * headDim;
            };
            return hidden * qkv
                    + (qkvBias ? qkv : 0)
                    + out * hidden
                    + (outputBias ? hidden : 0)
                    + norms
                    + (sinks ? heads : 0);
        }
    }

    /**
     * Multi-head latent attention: keys and values are rebuilt from a latent vector (DeepSeek-V2, section 2.1).
     *
     * @param queryRank latent width of queries, null for a full projection
     * @param indexer selects the keys of sparse attention (DeepSeek-V3.2), or null
     */
    record MultiLatentAttention(
            int heads,
            @Nullable Integer queryRank,
            int kvRank,
            int ropeDim,
            int nopeDim,
            int valueDim,
            @Nullable Indexer indexer)
            implements Mixer {
        public MultiLatentAttention {
            Check.positive("heads", heads);
            Check.hidden("kv_lora", kvRank);
            Check.nonNegative("rope_dim", ropeDim);
            Check.positive("nope_dim", nopeDim);
            Check.positive("v_dim", valueDim);
            Check.width("heads x (rope_dim + nope_dim)", heads, (long) ropeDim + nopeDim);
            Check.width("heads x v_dim", heads, valueDim);
            if (queryRank != null) {
                Check.hidden("q_lora", queryRank);
            }
        }

        /** Width of a query and of a key head. */
        public int queryKeyDim() {
            return ropeDim + nopeDim;
        }

        @Override
        public long parameters(int hidden) {
            long queries = (long) heads * queryKeyDim();
            long q = queryRank == null ? hidden * queries : hidden * (long) queryRank + queryRank + queryRank * queries;
            long kv = hidden * (long) (kvRank + ropeDim) + kvRank + (long) kvRank * heads * (nopeDim + valueDim);
            long out = (long) heads * valueDim * hidden;
            return q
                    + kv
                    + out
                    + (indexer == null ? 0 : indexer.parameters(hidden, queryRank == null ? hidden : queryRank));
        }
    }

    /**
     * The lightning indexer of sparse attention: scores every earlier key, keeps {@code topK}.
     *
     * @param shared the layer reuses the choice of an earlier one: it has no weights and scores nothing
     */
    record Indexer(int heads, int dim, int topK, boolean shared) {
        public Indexer {
            Check.positive("index_heads", heads);
            Check.positive("index_dim", dim);
            Check.positive("index_topk", topK);
            Check.width("index_heads x index_dim", heads, dim);
        }

        /** An indexer with weights of its own. */
        public Indexer(int heads, int dim, int topK) {
            this(heads, dim, topK, false);
        }

        /** FLOPs of one token's scores against {@code keys} earlier ones. */
        public double scoringFlops(double keys) {
            return shared ? 0 : 2.0 * heads * dim * keys;
        }

        long parameters(int hidden, long queryWidth) {
            return shared ? 0 : queryWidth * heads * dim + (long) hidden * dim + 2L * dim + (long) hidden * heads;
        }
    }

    /**
     * Compressed sparse attention (DeepSeek-V4): one shared key-value head, keys of {@code compress} tokens pooled into
     * one beyond a sliding window, outputs projected group by group through a low rank. Compressor sizes are inferred
     * from the published configuration.
     *
     * @param compress tokens pooled into one; 0 for a layer that sees the window alone
     */
    record CompressedSparseAttention(
            int heads,
            int headDim,
            int queryRank,
            int outputRank,
            int outputGroups,
            int window,
            int compress,
            @Nullable Indexer indexer)
            implements Mixer {
        public CompressedSparseAttention {
            Check.positive("heads", heads);
            Check.positive("head_dim", headDim);
            Check.width("heads x head_dim", heads, headDim);
            Check.hidden("q_lora", queryRank);
            Check.hidden("o_lora", outputRank);
            Check.positive("o_groups", outputGroups);
            Check.width("o_groups x o_lora", outputGroups, outputRank);
            Check.tokens("window", window, 1);
            Check.nonNegative("compress", compress);
        }

        /** Pooled keys that stand for {@code keys} tokens beyond the window; none in a layer that sees the window alone. */
        public double pooled(double keys) {
            return compress == 0 ? 0 : keys / compress;
        }

        @Override
        public long parameters(int hidden) {
            long queries = (long) heads * headDim;
            long q = hidden * (long) queryRank + queryRank + queryRank * queries;
            long kv = hidden * (long) headDim + headDim;
            // a low-compression layer pools overlapping windows, hence two projections each for values and gates
            int overlap = compress <= 4 ? 2 : 1;
            long compressor =
                    compress == 0 ? 0 : overlap * (2L * hidden * headDim + (long) compress * headDim) + headDim;
            long out = queries * outputRank + (long) outputGroups * outputRank * hidden;
            long index = indexer == null
                    ? 0
                    : (long) queryRank * indexer.heads() * indexer.dim()
                            + (long) hidden * indexer.heads()
                            + overlap * (2L * hidden * indexer.dim() + (long) compress * indexer.dim())
                            + indexer.dim();
            return q + kv + compressor + out + index + heads;
        }
    }

    /**
     * MiniMax sparse attention (arXiv 2606.13392): an index, one head for each key-value head against one key a token, picks
     * the blocks of keys that queries attend to.
     *
     * @param block keys of a block
     * @param blocks blocks that a query sees
     */
    record BlockSparseAttention(GroupedQueryAttention attention, int indexDim, int block, int blocks) implements Mixer {
        public BlockSparseAttention {
            Check.positive("index_dim", indexDim);
            Check.tokens("index_block", block, 1);
            Check.positive("index_blocks", blocks);
            Check.width("kv_heads x index_dim", attention.kvHeads(), indexDim);
        }

        /** Keys that a query attends to, of so many earlier ones. */
        public double seen(double keys) {
            return Math.min(keys, (double) block * blocks);
        }

        /** Width of the index's queries. */
        public long indexWidth() {
            return (long) attention.kvHeads() * indexDim;
        }

        @Override
        public long parameters(int hidden) {
            return attention.parameters(hidden) + hidden * (indexWidth() + indexDim) + 2L * indexDim;
        }
    }

    /** Gated delta net, a linear-attention recurrence (Yang et al. 2024, arXiv 2412.06464). */
    record GatedDeltaNet(int keyHeads, int keyDim, int valueHeads, int valueDim, int convKernel) implements Mixer {
        public GatedDeltaNet {
            Check.positive("key_heads", keyHeads);
            Check.positive("key_dim", keyDim);
            Check.positive("value_heads", valueHeads);
            Check.positive("value_dim", valueDim);
            Check.positive("conv_kernel", convKernel);
            Check.width("key_heads x key_dim", keyHeads, keyDim);
            Check.width("value_heads x value_dim", valueHeads, valueDim);
        }

        /** Width of the convolved queries, keys and values. */
        public long convWidth() {
            return 2L * keyHeads * keyDim + (long) valueHeads * valueDim;
        }

        @Override
        public long parameters(int hidden) {
            long values = (long) valueHeads * valueDim;
            return hidden * (convWidth() + values + 2L * valueHeads)
                    + convWidth() * convKernel
                    + 2L * valueHeads
                    + valueDim
                    + values * hidden;
        }
    }

    /**
     * Mamba-2, a state-space recurrence (Dao and Gu 2024, arXiv 2405.21060).
     *
     * @param gatedNorm the gated output is normalised over all channels; Falcon-H1 mostly leaves that out
     */
    record Mamba2(int heads, int headDim, int groups, int state, int convKernel, boolean gatedNorm) implements Mixer {
        /** With the norm of the paper. */
        public Mamba2(int heads, int headDim, int groups, int state, int convKernel) {
            this(heads, headDim, groups, state, convKernel, true);
        }

        public Mamba2 {
            Check.positive("mamba_heads", heads);
            Check.positive("mamba_head_dim", headDim);
            Check.positive("groups", groups);
            Check.positive("state", state);
            Check.positive("conv_kernel", convKernel);
            Check.width("mamba_heads x mamba_head_dim", heads, headDim);
            Check.width("groups x state", groups, state);
        }

        public long inner() {
            return (long) heads * headDim;
        }

        public long convWidth() {
            return inner() + 2L * groups * state;
        }

        @Override
        public long parameters(int hidden) {
            return hidden * (inner() + convWidth() + heads)
                    + convWidth() * (convKernel + 1L)
                    + 3L * heads
                    + (gatedNorm ? inner() : 0)
                    + inner() * hidden;
        }
    }

    /**
     * Mamba, a selective state space (Gu and Dao 2023, arXiv 2312.00752, algorithm 2 and section 3.4): a state for each
     * channel, which no matrix product scans.
     *
     * @param rank width of the low-rank projection to time steps
     * @param stateNorms norms of time steps, B and C (Jamba)
     */
    record Mamba1(
            int inner,
            int state,
            int rank,
            int convKernel,
            boolean convBias,
            boolean projectionBias,
            boolean stateNorms)
            implements Mixer {
        public Mamba1 {
            Check.positive("inner", inner);
            Check.positive("state", state);
            Check.hidden("dt_rank", rank);
            Check.positive("conv_kernel", convKernel);
            Check.width("inner x state", inner, state);
            Check.width("inner x conv_kernel", inner, convKernel);
        }

        /** Width of the low-rank time steps, B and C of a token. */
        public int selection() {
            return rank + 2 * state;
        }

        @Override
        public long parameters(int hidden) {
            long projections = 2L * hidden * inner + (long) inner * hidden;
            long convolution = (long) inner * (convKernel + (convBias ? 1 : 0));
            long selecting = (long) inner * selection() + (long) rank * inner + inner;
            long states = (long) inner * state + inner;
            return projections
                    + (projectionBias ? 2L * inner + hidden : 0)
                    + convolution
                    + selecting
                    + states
                    + (stateNorms ? selection() : 0);
        }
    }

    /**
     * Gated short convolution (LFM2, Liquid AI 2025, arXiv 2511.23404): {@code C * conv(B * x)} of three
     * projections of the hidden width.
     */
    record ShortConvolution(int width, int convKernel, boolean bias) implements Mixer {
        public ShortConvolution {
            Check.hidden("conv_width", width);
            Check.positive("conv_kernel", convKernel);
            Check.width("conv_width x conv_kernel", width, convKernel);
        }

        @Override
        public long parameters(int hidden) {
            return 4L * hidden * width + (long) width * convKernel + (bias ? 4L * width + hidden : 0);
        }
    }

    /**
     * Kimi delta attention (Kimi Linear, arXiv 2510.26692, section 3): gated delta net whose state decays channel by
     * channel; decay and output gate come through low ranks of a head's width.
     */
    record KimiDeltaAttention(int heads, int headDim, int convKernel) implements Mixer {
        public KimiDeltaAttention {
            Check.positive("heads", heads);
            Check.positive("head_dim", headDim);
            Check.positive("conv_kernel", convKernel);
            Check.width("heads x head_dim", heads, headDim);
            Check.width("3 heads x head_dim x conv_kernel", 3L * heads * headDim, convKernel);
        }

        /** Width of queries, of keys, of values and of either gate. */
        public long width() {
            return (long) heads * headDim;
        }

        @Override
        public long parameters(int hidden) {
            long gates = 2L * (hidden * (long) headDim + headDim * width());
            return 3 * hidden * width()
                    + 3 * width() * convKernel
                    + gates
                    + width()
                    + heads
                    + (long) hidden * heads
                    + headDim
                    + width() * hidden;
        }
    }

    /**
     * Lightning attention (MiniMax-01, arXiv 2501.08313, section 2.2; Qin et al. 2024, arXiv 2401.04658): linear
     * attention with a fixed decay for each head, its output normalised and gated.
     */
    record LightningAttention(int heads, int headDim) implements Mixer {
        public LightningAttention {
            Check.positive("heads", heads);
            Check.positive("head_dim", headDim);
            Check.width("heads x head_dim", heads, headDim);
        }

        public long width() {
            return (long) heads * headDim;
        }

        @Override
        public long parameters(int hidden) {
            return 5 * width() * hidden + width();
        }
    }

    /**
     * Attention and Mamba-2 side by side behind one norm, their outputs added (Falcon-H1, arXiv 2507.22448, section 2.1).
     */
    record ParallelHeads(GroupedQueryAttention attention, Mamba2 mamba) implements Mixer {
        @Override
        public long parameters(int hidden) {
            return attention.parameters(hidden) + mamba.parameters(hidden);
        }
    }
}

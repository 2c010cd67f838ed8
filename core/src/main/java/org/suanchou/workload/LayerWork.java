package org.suanchou.workload;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Precision;
import org.suanchou.workload.Operator.Role;

/**
 * The forward operators of one layer on one chip for one micro-batch.
 *
 * <p>Column-parallel then row-parallel cuts of Megatron-LM (Shoeybi et al. 2019, section 3; Korthikanti et al. 2022 for
 * sequence parallelism). Projections to latent widths are computed by every tp rank, a key-value head by each rank
 * of the queries that share it.
 *
 * @param mixer operators of attention or its substitute
 * @param feedForward operators of the feed-forward part
 */
public record LayerWork(List<Operator> mixer, List<Operator> feedForward) {

    /**
     * @param packedShare share of the nominal context that a query sees where short documents are packed; 1 for plain
     *     sequences
     */
    public static LayerWork of(Layer layer, int hidden, Sharding cut, Precision precision, double packedShare) {
        LayerWork mixer = mixer(layer, hidden, cut, precision, packedShare);
        LayerWork feedForward = feedForward(layer, hidden, cut, precision);
        return new LayerWork(mixer.mixer, feedForward.feedForward);
    }

    /** FLOPs of the matrix products, forward. */
    public double productFlops() {
        double flops = 0;
        for (List<Operator> operators : List.of(mixer, feedForward)) {
            for (Operator operator : operators) {
                if (operator instanceof Operator.MatMul || operator instanceof Operator.GroupedMatMul) {
                    flops += operator.flops();
                }
            }
        }
        return flops;
    }

    /** The mixer's operators alone; {@code ep} and {@code etp} don't matter. */
    public static LayerWork mixer(Layer layer, int hidden, Sharding cut, Precision precision, double packedShare) {
        List<Operator> mixer = new ArrayList<>();
        mixer(layer.mixer(), hidden, cut, precision, packedShare, mixer);
        if (!(layer.mixer() instanceof Mixer.None)) {
            between(layer, hidden, cut, mixer);
        }
        return new LayerWork(List.copyOf(mixer), List.of());
    }

    /** The feed-forward's operators alone; of the sequences and their cut, the tokens of a rank matter. */
    public static LayerWork feedForward(Layer layer, int hidden, Sharding cut, Precision precision) {
        List<Operator> feedForward = new ArrayList<>();
        feedForward(layer.feedForward(), hidden, cut, precision, feedForward);
        if (layer.perLayerInput() > 0) {
            perLayerInput(layer.perLayerInput(), hidden, cut, precision, feedForward);
        }
        if (layer.mixer() instanceof Mixer.None) {
            between(layer, hidden, cut, feedForward);
        }
        return new LayerWork(List.of(), List.copyOf(feedForward));
    }

    /** Norms and residual adds; with the mixer, where there is one. */
    private static void between(Layer layer, int hidden, Sharding cut, List<Operator> out) {
        double residual = cut.residualTokens() * hidden;
        // a norm reads and writes once forward, reads twice and writes once backward; the residual add reads two
        out.add(new Operator.Elementwise(Role.NORMS, 4 * layer.norms() * residual, 6 * layer.norms() * residual));
        int adds = (layer.mixer() instanceof Mixer.None ? 0 : 1)
                + (layer.feedForward() instanceof FeedForward.None ? 0 : 1);
        out.add(new Operator.Elementwise(Role.RESIDUAL, 6 * adds * residual, 4 * adds * residual));
    }

    /**
     * The layer's share of the projection of the embeddings to all layers' inputs, the gate, and the projection back; on the
     * tokens of the residual stream, with weights that every tensor-parallel rank holds. The norm and the residual sum are
     * passes over the hidden width, the gate reads two numbers and writes one.
     */
    private static void perLayerInput(int width, int hidden, Sharding cut, Precision precision, List<Operator> out) {
        double r = cut.residualTokens();
        out.add(new Operator.MatMul(Role.PER_LAYER_IN, precision, r, 2.0 * width, hidden));
        out.add(new Operator.MatMul(Role.PER_LAYER_OUT, precision, r, hidden, width));
        out.add(new Operator.Elementwise(
                Role.PER_LAYER_GATE, r * (6.0 * width + 10.0 * hidden), r * (10.0 * width + 10.0 * hidden)));
    }

    private static void mixer(
            Mixer mixer, int hidden, Sharding cut, Precision precision, double packedShare, List<Operator> out) {
        double t = cut.tokens();
        double b = cut.microBatch();
        int tp = cut.tp();
        double queries = (double) cut.sequence() / cut.cp();
        switch (mixer) {
            case Mixer.None() -> {}
            case Mixer.GroupedQueryAttention a ->
                grouped(a, hidden, cut, precision, packedShare, Double.POSITIVE_INFINITY, out);
            case Mixer.BlockSparseAttention a -> {
                double keys = (cut.sequence() + 1) / 2.0 * packedShare;
                int groups = Math.min(tp, a.attention().kvHeads());
                double heads = (double) a.attention().kvHeads() / groups;
                grouped(a.attention(), hidden, cut, precision, packedShare, a.seen(keys), out);
                out.add(new Operator.MatMul(Role.INDEX_QUERY, precision, t, heads * a.indexDim(), hidden));
                out.add(new Operator.MatMul(Role.INDEX_KEY, precision, t, a.indexDim(), hidden));
                out.add(new Operator.Attention(Role.INDEX_SCORES, b, heads, queries, keys, keys, a.indexDim(), 0));
            }
            case Mixer.MultiLatentAttention a -> {
                double heads = (double) a.heads() / tp;
                int rank = a.queryRank() == null ? 0 : a.queryRank();
                double down = a.kvRank() + a.ropeDim() + rank;
                out.add(new Operator.MatMul(Role.LATENT_DOWN, precision, t, down, hidden));
                out.add(new Operator.MatMul(
                        Role.QUERY_UP, precision, t, heads * a.queryKeyDim(), rank == 0 ? hidden : rank));
                out.add(new Operator.MatMul(
                        Role.KEY_VALUE_UP, precision, t, heads * (a.nopeDim() + a.valueDim()), a.kvRank()));
                out.add(new Operator.MatMul(Role.ATTENTION_OUT, precision, t, hidden, heads * a.valueDim()));
                double moved = 6 * down + 8 * heads * a.queryKeyDim();
                out.add(new Operator.Elementwise(Role.LATENT_NORMS, t * moved, t * moved));
                double keys = (cut.sequence() + 1) / 2.0 * packedShare;
                if (a.indexer() != null) {
                    index(a.indexer(), rank == 0 ? hidden : rank, hidden, b, queries, t, keys, out, precision);
                    keys = Math.min(keys, a.indexer().topK());
                }
                out.add(new Operator.Attention(
                        Role.ATTENTION, b, heads, queries, keys, cut.sequence(), a.queryKeyDim(), a.valueDim()));
            }
            case Mixer.CompressedSparseAttention a -> {
                double heads = (double) a.heads() / tp;
                double width = heads * a.headDim();
                out.add(new Operator.MatMul(Role.QUERY_DOWN, precision, t, a.queryRank(), hidden));
                out.add(new Operator.MatMul(Role.QUERY_UP, precision, t, width, a.queryRank()));
                out.add(new Operator.MatMul(Role.KEY_VALUE_COMPRESSOR, precision, t, 3.0 * a.headDim(), hidden));
                out.add(new Operator.MatMul(Role.OUT_DOWN, precision, t, (double) a.outputRank(), width));
                out.add(new Operator.MatMul(
                        Role.OUT_UP, precision, t, hidden, (double) a.outputRank() * a.outputGroups() / tp));
                out.add(new Operator.Elementwise(Role.ROTARY, 4 * t * width, 4 * t * width));
                double far = a.pooled((cut.sequence() + 1) / 2.0 * packedShare);
                if (a.indexer() != null) {
                    index(a.indexer(), a.queryRank(), hidden, b, queries, t, far, out, precision);
                    far = Math.min(far, a.indexer().topK());
                }
                double keys = Math.min(a.window(), cut.sequence()) + far;
                out.add(new Operator.Attention(
                        Role.ATTENTION, b, heads, queries, keys, cut.sequence(), a.headDim(), a.headDim()));
            }
            case Mixer.GatedDeltaNet g -> {
                double in = (g.convWidth() + (double) g.valueHeads() * (g.valueDim() + 2)) / tp;
                double values = (double) g.valueHeads() * g.valueDim() / tp;
                out.add(new Operator.MatMul(Role.DELTA_IN, precision, t, in, hidden));
                out.add(new Operator.MatMul(Role.DELTA_OUT, precision, t, hidden, values));
                out.add(new Operator.Elementwise(Role.CONVOLUTION, 8 * t * in, 12 * t * in));
                // chunked form: state update and read, 3 products of key by value width a token and head
                out.add(new Operator.Scan(Role.DELTA_RULE, 6 * t * values * g.keyDim(), 8 * t * in));
            }
            case Mixer.Mamba2 m -> {
                double in = (m.inner() + m.convWidth() + (double) m.heads()) / tp;
                double inner = (double) m.inner() / tp;
                out.add(new Operator.MatMul(Role.MAMBA_IN, precision, t, in, hidden));
                out.add(new Operator.MatMul(Role.MAMBA_OUT, precision, t, hidden, inner));
                out.add(new Operator.Elementwise(Role.CONVOLUTION, 8 * t * in, 12 * t * in));
                out.add(new Operator.Scan(Role.STATE_SCAN, 6 * t * inner * m.state(), 8 * t * in));
            }
            case Mixer.Mamba1 m -> RecurrentWork.mamba(m, hidden, cut, precision, out);
            case Mixer.ShortConvolution c -> RecurrentWork.convolution(c, hidden, cut, precision, out);
            case Mixer.KimiDeltaAttention a -> RecurrentWork.kimiDelta(a, hidden, cut, precision, out);
            case Mixer.LightningAttention a -> RecurrentWork.lightning(a, hidden, cut, precision, out);
            case Mixer.ParallelHeads p -> {
                mixer(p.attention(), hidden, cut, precision, packedShare, out);
                mixer(p.mamba(), hidden, cut, precision, packedShare, out);
            }
        }
    }

    /** @param most keys that a query attends to at the most, on average */
    private static void grouped(
            Mixer.GroupedQueryAttention a,
            int hidden,
            Sharding cut,
            Precision precision,
            double packedShare,
            double most,
            List<Operator> out) {
        double t = cut.tokens();
        int tp = cut.tp();
        double qkv = (double) a.queryWidth() / tp + (double) a.kvWidth() / Math.min(tp, a.kvHeads());
        double width = (double) a.outputWidth() / tp;
        out.add(new Operator.MatMul(Role.QKV, precision, t, qkv, hidden));
        out.add(new Operator.MatMul(Role.ATTENTION_OUT, precision, t, hidden, width));
        out.add(new Operator.Elementwise(Role.ROTARY_GATES, 4 * t * qkv, 4 * t * qkv));
        double keys = Math.max(1, a.span().meanKeys(cut.sequence(), a.causal()) * packedShare);
        out.add(new Operator.Attention(
                Role.ATTENTION,
                cut.microBatch(),
                (double) a.heads() / tp,
                (double) cut.sequence() / cut.cp(),
                Math.min(most, keys),
                cut.sequence(),
                a.headDim(),
                a.valueDim()));
    }

    private static void index(
            Mixer.Indexer indexer,
            int queryWidth,
            int hidden,
            double batch,
            double queries,
            double tokens,
            double keys,
            List<Operator> out,
            Precision precision) {
        if (indexer.shared()) {
            return;
        }
        double width = (double) indexer.heads() * indexer.dim();
        out.add(new Operator.MatMul(Role.INDEX_QUERY, precision, tokens, width, queryWidth));
        out.add(new Operator.MatMul(
                Role.INDEX_KEY, precision, tokens, (double) indexer.dim() + indexer.heads(), hidden));
        out.add(new Operator.Attention(
                Role.INDEX_SCORES, batch, indexer.heads(), queries, keys, keys, indexer.dim(), 0));
    }

    private static void feedForward(
            FeedForward feedForward, int hidden, Sharding cut, Precision precision, List<Operator> out) {
        double t = cut.tokens();
        switch (feedForward) {
            case FeedForward.None() -> {}
            case FeedForward.Dense d ->
                dense(
                        Role.MLP_UP,
                        Role.MLP_DOWN,
                        Role.MLP_ACTIVATION,
                        d.width(),
                        d.gated(),
                        hidden,
                        t,
                        cut.tp(),
                        precision,
                        out);
            case FeedForward.Experts e -> {
                out.add(new Operator.MatMul(Role.ROUTER, Precision.BF16, t / cut.tp(), e.scores(), hidden));
                if (e.sharedWidth() > 0) {
                    dense(
                            Role.SHARED_EXPERT_UP,
                            Role.SHARED_EXPERT_DOWN,
                            Role.SHARED_EXPERT_ACTIVATION,
                            e.sharedWidth(),
                            e.gated(),
                            hidden,
                            t,
                            cut.tp(),
                            precision,
                            out);
                }
                if (e.parallelDenseWidth() > 0) {
                    dense(
                            Role.PARALLEL_MLP_UP,
                            Role.PARALLEL_MLP_DOWN,
                            Role.PARALLEL_MLP_ACTIVATION,
                            e.parallelDenseWidth(),
                            e.gated(),
                            hidden,
                            t,
                            cut.tp(),
                            precision,
                            out);
                }
                int width = e.expertHidden(hidden);
                if (e.latentWidth() > 0) {
                    out.add(new Operator.MatMul(Role.EXPERT_LATENT_IN, precision, t / cut.tp(), width, hidden));
                    out.add(new Operator.MatMul(Role.EXPERT_LATENT_OUT, precision, t / cut.tp(), hidden, width));
                }
                double assignments = routedTokens(e, cut);
                double groups = Math.max(1, (double) e.experts() / cut.ep());
                double m = assignments / groups;
                double inner = (double) e.expertWidth() / cut.etp();
                int up = e.gated() ? 2 : 1;
                out.add(new Operator.GroupedMatMul(Role.EXPERTS_UP, precision, groups, m, up * inner, width));
                out.add(new Operator.GroupedMatMul(Role.EXPERTS_DOWN, precision, groups, m, width, inner));
                out.add(activation(Role.EXPERT_ACTIVATION, e.gated(), assignments * inner));
                // sort, gather, weigh and scatter: two passes each way
                double permuted = assignments * width;
                out.add(new Operator.Elementwise(Role.PERMUTATION, 8 * permuted, 8 * permuted));
            }
        }
    }

    /** Token-expert pairs that the busiest chip computes. */
    public static double routedTokens(FeedForward.Experts experts, Sharding cut) {
        return cut.tokens() * experts.topK() * cut.etp() / cut.tp() * cut.busiest();
    }

    private static void dense(
            Role up,
            Role down,
            Role activation,
            int width,
            boolean gated,
            int hidden,
            double tokens,
            int tp,
            Precision precision,
            List<Operator> out) {
        double inner = (double) width / tp;
        out.add(new Operator.MatMul(up, precision, tokens, (gated ? 2 : 1) * inner, hidden));
        out.add(new Operator.MatMul(down, precision, tokens, hidden, inner));
        out.add(activation(activation, gated, tokens * inner));
    }

    /** Reads one or two branches, writes one; backward reads those and the gradient, writes one or two. */
    private static Operator activation(Role role, boolean gated, double elements) {
        return gated
                ? new Operator.Elementwise(role, 6 * elements, 10 * elements)
                : new Operator.Elementwise(role, 4 * elements, 6 * elements);
    }
}

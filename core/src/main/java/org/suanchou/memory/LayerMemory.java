package org.suanchou.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Norm;
import org.suanchou.model.Precision;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.LayerWork;
import org.suanchou.workload.Operator;
import org.suanchou.workload.Sharding;

/**
 * What one layer keeps on one chip.
 *
 * <p>Activations follow Korthikanti et al. 2022, equations 1 to 4, term by term: with unfused attention, dropout and a
 * plain MLP of four times the width, a layer keeps {@code s b h (10 + 24 / t + 5 a s / (h t))} bytes, and
 * {@code s b h / t (34 + 5 a s / h)} under sequence parallelism.
 *
 * @param denseParameters weights outside routed experts, of this chip
 * @param expertParameters weights of routed experts, of this chip
 * @param kept activations of one micro-batch kept for the backward pass, by the operators that keep them
 * @param keptBytes their sum
 * @param recomputedBytes activations that come back while a recomputed layer runs backward; 0 where nothing is recomputed
 * @param flowingBytes gradients of activations while the widest part of the layer runs backward
 * @param productElements weights of its products, each shape once
 */
public record LayerMemory(
        double denseParameters,
        double expertParameters,
        List<Kept> kept,
        double keptBytes,
        double recomputedBytes,
        double flowingBytes,
        double productElements) {
    private static final double BYTES = 2;

    /**
     * Activations of a group of operators.
     *
     * @param formula in tokens t of the chip's sequences, r of its residual stream, hidden width h
     */
    public record Kept(String name, double bytes, String formula) {
        private Kept times(double share) {
            return new Kept(name, share * bytes, formula);
        }
    }

    public LayerMemory {
        kept = List.copyOf(kept);
    }

    public static LayerMemory of(
            Layer layer,
            int hidden,
            Norm norm,
            Sharding cut,
            AttentionKernel kernel,
            Recompute recompute,
            boolean dropout) {
        List<Kept> all = activations(layer, hidden, cut, kernel, Recompute.NONE, dropout);
        Kept input = new Kept("layer input", BYTES * cut.residualTokens() * hidden, "2 r h");
        List<Kept> kept = switch (recompute) {
            case Recompute.None() -> all;
            case Recompute.Selective s -> activations(layer, hidden, cut, kernel, s, dropout);
            case Recompute.Full(double share) -> {
                List<Kept> some = new ArrayList<>();
                some.add(input.times(share));
                if (share < 1) {
                    all.forEach(part -> some.add(part.times(1 - share)));
                }
                yield some;
            }
        };
        double recomputed = switch (recompute) {
            case Recompute.None() -> 0;
            case Recompute.Selective s -> sum(all) - sum(kept);
            case Recompute.Full f -> Math.max(0, sum(all) - input.bytes());
        };
        return new LayerMemory(
                denseParameters(layer, hidden, norm, cut),
                expertParameters(layer, hidden, cut),
                kept,
                sum(kept),
                recomputed,
                flowing(layer, hidden, cut, kernel),
                products(layer, hidden, cut));
    }

    /** Bytes that a stage with this layer holds at its peak at the least, however experts are cut and whatever is recomputed. */
    public static double leastBytes(Layer layer, int hidden, Sharding cut, AttentionKernel kernel) {
        Sharding whole =
                new Sharding(cut.tp(), cut.sequenceParallel(), cut.cp(), 1, 1, cut.microBatch(), cut.sequence(), 1);
        return flowing(layer, hidden, whole, kernel);
    }

    private static double sum(List<Kept> parts) {
        double bytes = 0;
        for (Kept part : parts) {
            bytes += part.bytes();
        }
        return bytes;
    }

    /** Norms, latent projections and the router are whole on every chip; key-value heads are cut no finer than one. */
    private static double denseParameters(Layer layer, int hidden, Norm norm, Sharding cut) {
        double dense = 0;
        double router = 0;
        switch (layer.feedForward()) {
            case FeedForward.None() -> {}
            case FeedForward.Dense d -> dense = d.parameters(hidden);
            case FeedForward.Experts e -> {
                router = e.routerParameters(hidden);
                dense = e.commonParameters(hidden) - router;
            }
        }
        double whole = replicated(layer.mixer(), hidden);
        double keysValues = 0;
        double groups = 1;
        Mixer.GroupedQueryAttention a = layer.mixer().groupedQueries();
        if (a != null) {
            long index = layer.mixer() instanceof Mixer.BlockSparseAttention s ? s.indexWidth() : 0;
            keysValues = (double) hidden * (a.projectedKvWidth() + index);
            groups = Math.min(cut.tp(), a.kvHeads());
        }
        double split = layer.mixer().parameters(hidden) - whole - keysValues + dense;
        return split / cut.tp()
                + keysValues / groups
                + whole
                + router
                + layer.perLayerParameters(hidden)
                + layer.norms() * norm.parameters(hidden);
    }

    /** Projections to latent widths are held by every tensor-parallel rank. */
    private static double replicated(Mixer mixer, int hidden) {
        return switch (mixer) {
            case Mixer.MultiLatentAttention a ->
                (double) hidden * (a.kvRank() + a.ropeDim() + (a.queryRank() == null ? 0 : a.queryRank()));
            case Mixer.CompressedSparseAttention a -> (double) hidden * (a.queryRank() + a.headDim());
            case Mixer.None n -> 0;
            case Mixer.GroupedQueryAttention a -> 0;
            // the index's key and norms
            case Mixer.BlockSparseAttention s -> (double) hidden * s.indexDim() + 2.0 * s.indexDim();
            case Mixer.GatedDeltaNet g -> 0;
            case Mixer.Mamba2 m -> 0;
            case Mixer.Mamba1 m -> m.stateNorms() ? m.selection() : 0;
            case Mixer.ShortConvolution c -> 0;
            // the low-rank halves of decay and gate
            case Mixer.KimiDeltaAttention a -> 2.0 * hidden * a.headDim();
            case Mixer.LightningAttention a -> 0;
            case Mixer.ParallelHeads p -> replicated(p.attention(), hidden) + replicated(p.mamba(), hidden);
        };
    }

    private static double expertParameters(Layer layer, int hidden, Sharding cut) {
        return layer.feedForward() instanceof FeedForward.Experts e
                ? (double) e.experts() * e.expertParameters(hidden) / (cut.ep() * cut.etp())
                : 0;
    }

    private static List<Kept> activations(
            Layer layer, int hidden, Sharding cut, AttentionKernel kernel, Recompute recompute, boolean dropout) {
        double t = cut.tokens();
        double residual = cut.residualTokens() * hidden;
        List<Kept> kept = new ArrayList<>();
        int sublayers = (layer.mixer() instanceof Mixer.None ? 0 : 1)
                + (layer.feedForward() instanceof FeedForward.None ? 0 : 1);
        if (recomputes(recompute, Recompute.Module.NORM)) {
            kept.add(new Kept("norms", sublayers * BYTES * residual, "2 r h each, input alone"));
        } else {
            kept.add(new Kept("norms", sublayers * 2 * BYTES * residual, "4 r h each, input and output"));
        }
        if (dropout) {
            kept.add(new Kept("dropout masks", sublayers * residual, "r h each"));
        }
        mixer(layer.mixer(), cut, kernel, recompute, kept);
        switch (layer.feedForward()) {
            case FeedForward.None() -> {}
            case FeedForward.Dense d -> {
                if (!recomputes(recompute, Recompute.Module.MLP)) {
                    mlp("mlp", d.width(), d.gated(), t, cut, kept);
                }
            }
            case FeedForward.Experts e -> experts(e, hidden, cut, recompute, kept);
        }
        if (layer.perLayerInput() > 0) {
            double width = 3.0 * layer.perLayerInput() + 2.0 * hidden;
            kept.add(new Kept(
                    "per-layer input",
                    BYTES * cut.residualTokens() * width,
                    "2 r (3 width + 2 h): input, gate, their product, and the norm's input and output"));
        }
        kept.removeIf(part -> part.bytes() == 0);
        return kept;
    }

    private static boolean recomputes(Recompute recompute, Recompute.Module part) {
        return recompute instanceof Recompute.Selective(var parts) && parts.contains(part);
    }

    private static void mlp(String name, double width, boolean gated, double t, Sharding cut, List<Kept> kept) {
        kept.add(new Kept(
                name,
                BYTES * t / cut.tp() * width * (gated ? 3 : 2),
                gated ? "2 t x 3 ffn / tp, two branches and their product" : "2 t x 2 ffn / tp"));
    }

    private static void mixer(Mixer mixer, Sharding cut, AttentionKernel kernel, Recompute recompute, List<Kept> kept) {
        double t = cut.tokens();
        double tp = cut.tp();
        switch (mixer) {
            case Mixer.None() -> {}
            case Mixer.GroupedQueryAttention a -> {
                kept.add(new Kept(
                        "queries, keys, values",
                        BYTES
                                * t
                                * (a.queryWidth() / tp
                                        + (double) a.kvHeads()
                                                * (a.headDim() + a.valueDim())
                                                / Math.min(tp, a.kvHeads())),
                        "2 t (queries / tp + keys, values / min(tp, kv heads))"));
                kept.add(new Kept("attention output", BYTES * t * a.outputWidth() / tp, "2 t heads x width / tp"));
                if (kernel != AttentionKernel.UNFUSED) {
                    kept.add(statistics(t, a.heads(), tp));
                } else if (!recomputes(recompute, Recompute.Module.CORE_ATTENTION)) {
                    kept.add(new Kept(
                            "scores",
                            5 * t * cut.sequence() * a.heads() / tp,
                            "5 t s heads / tp: softmax 2, its dropout mask 1, dropped scores 2"));
                }
            }
            case Mixer.BlockSparseAttention s -> {
                mixer(s.attention(), cut, kernel, recompute, kept);
                kept.add(new Kept(
                        "index",
                        BYTES
                                * t
                                * ((double) s.indexWidth()
                                                / Math.min(tp, s.attention().kvHeads())
                                        + s.indexDim()),
                        "2 t (queries / min(tp, kv heads) + key)"));
            }
            case Mixer.MultiLatentAttention a -> {
                int rank = a.queryRank() == null ? 0 : a.queryRank();
                kept.add(new Kept(
                        "latents",
                        BYTES * t * 2 * (rank + a.kvRank() + a.ropeDim()),
                        "4 t (query, key-value and rotary widths), before and after their norm"));
                if (!recomputes(recompute, Recompute.Module.LATENT_UP)) {
                    kept.add(new Kept(
                            "queries, keys, values",
                            BYTES * t * a.heads() * (2.0 * a.queryKeyDim() + a.valueDim()) / tp,
                            "2 t heads (2 query + value width) / tp"));
                }
                kept.add(new Kept(
                        "attention output", BYTES * t * a.heads() * a.valueDim() / tp, "2 t heads x width / tp"));
                kept.add(statistics(t, a.heads(), tp));
            }
            case Mixer.CompressedSparseAttention a -> {
                kept.add(new Kept(
                        "queries, keys, output",
                        BYTES * t * (a.queryRank() * 2.0 + 2.0 * a.heads() * a.headDim() / tp + 3.0 * a.headDim()),
                        "2 t (2 rank + 2 heads x width / tp + 3 width)"));
                kept.add(new Kept(
                        "output latents",
                        BYTES * t * a.outputRank() * a.outputGroups() / tp,
                        "2 t rank x groups / tp"));
            }
            case Mixer.GatedDeltaNet g ->
                kept.add(new Kept(
                        "delta rule",
                        BYTES * t * (2 * g.convWidth() + 3.0 * g.valueHeads() * g.valueDim()) / tp,
                        "2 t (2 convolution + 3 values) / tp"));
            case Mixer.Mamba2 m ->
                kept.add(new Kept(
                        "state space",
                        BYTES * t * (2 * m.convWidth() + 3.0 * m.inner()) / tp,
                        "2 t (2 convolution + 3 inner) / tp"));
            case Mixer.Mamba1 m ->
                // states come back inside the scan's backward pass, the gated output with them
                kept.add(new Kept(
                        "state space",
                        BYTES * t * (5.0 * m.inner() / tp + m.selection()),
                        "2 t (5 inner / tp + rank + 2 state): input, gate, convolved, time steps, output"));
            case Mixer.ShortConvolution c ->
                kept.add(new Kept(
                        "convolution",
                        BYTES * t * 6.0 * c.width() / tp,
                        "2 t x 6 width / tp: three inputs, gated, convolved, output"));
            case Mixer.KimiDeltaAttention a ->
                kept.add(new Kept(
                        "delta rule",
                        BYTES * t * (10.0 * a.width() / tp + 2.0 * a.headDim()),
                        "2 t (10 heads x width / tp + 2 width): 6 convolution, decay, gate, output before and after"));
            case Mixer.LightningAttention a ->
                kept.add(new Kept(
                        "lightning attention",
                        BYTES * t * 10.0 * a.width() / tp,
                        "2 t x 10 heads x width / tp: 6 queries, keys, values, gate, output, normed and gated"));
            case Mixer.ParallelHeads p -> {
                mixer(p.attention(), cut, kernel, recompute, kept);
                mixer(p.mamba(), cut, kernel, recompute, kept);
            }
        }
    }

    private static Kept statistics(double t, int heads, double tp) {
        return new Kept("attention statistics", 4 * t * heads / tp, "4 t heads / tp");
    }

    private static void experts(FeedForward.Experts e, int hidden, Sharding cut, Recompute recompute, List<Kept> kept) {
        double assignments = LayerWork.routedTokens(e, cut);
        double inner = (double) e.expertWidth() / cut.etp();
        if (!recomputes(recompute, Recompute.Module.SHARED_EXPERT)) {
            mlp("shared expert", e.sharedWidth() + (double) e.parallelDenseWidth(), e.gated(), cut.tokens(), cut, kept);
        }
        if (recomputes(recompute, Recompute.Module.EXPERTS)) {
            return;
        }
        kept.add(new Kept("router", 8 * cut.tokens() / cut.tp() * e.scores(), "8 t experts / tp, logits and scores"));
        double branches = (e.gated() ? 2 : 1) + (recomputes(recompute, Recompute.Module.EXPERT_ACTIVATION) ? 0 : 1);
        kept.add(new Kept(
                "dispatched tokens",
                BYTES * assignments * 2 * e.expertHidden(hidden),
                "4 h t top-k etp / tp, in and out"));
        kept.add(new Kept(
                "experts",
                BYTES * assignments * branches * inner,
                "2 t top-k etp / tp x " + (int) branches + " expert width / etp"));
    }

    /**
     * Gradients of activations alive at once while the widest part of a layer runs backward: of the residual stream, and
     * of both sides of an activation function or of a product.
     */
    private static double flowing(Layer layer, int hidden, Sharding cut, AttentionKernel kernel) {
        double t = cut.tokens();
        double widest = switch (layer.feedForward()) {
            case FeedForward.None() -> 0;
            case FeedForward.Dense d -> t * bothSides(d.gated(), (double) d.width() / cut.tp(), hidden);
            case FeedForward.Experts e ->
                LayerWork.routedTokens(e, cut)
                        * bothSides(e.gated(), (double) e.expertWidth() / cut.etp(), e.expertHidden(hidden));
        };
        Mixer.GroupedQueryAttention a = layer.mixer().groupedQueries();
        if (a != null) {
            double width = (double) a.queryWidth() / cut.tp()
                    + (double) a.kvHeads() * (a.headDim() + a.valueDim()) / Math.min(cut.tp(), a.kvHeads());
            double scores = kernel == AttentionKernel.UNFUSED ? 2.0 * cut.sequence() * a.heads() / cut.tp() : 0;
            widest = Math.max(widest, t * (width + Math.max(hidden, scores)));
        }
        return BYTES * (widest + cut.residualTokens() * hidden);
    }

    /** The activation function, or the product before it. */
    private static double bothSides(boolean gated, double inner, double width) {
        double branches = gated ? 2 : 1;
        return branches * inner + Math.max(inner, width);
    }

    /** Each shape of a weight matrix once, all experts being alike; the router's is not among them. */
    private static double products(Layer layer, int hidden, Sharding cut) {
        LayerWork work = LayerWork.of(layer, hidden, cut, Precision.BF16, 1);
        Set<List<Double>> shapes = new HashSet<>();
        for (List<Operator> operators : List.of(work.mixer(), work.feedForward())) {
            for (Operator operator : operators) {
                switch (operator) {
                    case Operator.MatMul m -> {
                        if (m.role() != Operator.Role.ROUTER) {
                            shapes.add(List.of(m.n(), m.k()));
                        }
                    }
                    case Operator.GroupedMatMul g -> shapes.add(List.of(g.out(), g.in()));
                    case Operator.Attention a -> {}
                    case Operator.Scan s -> {}
                    case Operator.Elementwise e -> {}
                }
            }
        }
        double elements = 0;
        for (List<Double> shape : shapes) {
            elements += shape.get(0) * shape.get(1);
        }
        return elements;
    }
}

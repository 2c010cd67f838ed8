package org.suanchou.memory;

import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Norm;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.workload.LayerWork;
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
 * @param keptBytes activations of one micro-batch kept for the backward pass
 * @param workingBytes activations alive while a recomputed layer runs backward; 0 where nothing is recomputed
 */
public record LayerMemory(double denseParameters, double expertParameters, double keptBytes, double workingBytes) {
    private static final double BYTES = 2;

    public static LayerMemory of(
            Layer layer,
            int hidden,
            Norm norm,
            Sharding cut,
            AttentionKernel kernel,
            Recompute recompute,
            boolean dropout) {
        double all = activations(layer, hidden, cut, kernel, Recompute.NONE, dropout);
        double input = BYTES * cut.residualTokens() * hidden;
        double kept = switch (recompute) {
            case Recompute.None() -> all;
            case Recompute.Selective s -> activations(layer, hidden, cut, kernel, s, dropout);
            case Recompute.Full(double share) -> share * input + (1 - share) * all;
        };
        return new LayerMemory(
                denseParameters(layer, hidden, norm, cut),
                expertParameters(layer, hidden, cut),
                kept,
                recompute instanceof Recompute.Full ? all : 0);
    }

    private static double denseParameters(Layer layer, int hidden, Norm norm, Sharding cut) {
        double dense = switch (layer.feedForward()) {
            case FeedForward.None() -> 0;
            case FeedForward.Dense d -> d.parameters(hidden);
            case FeedForward.Experts e -> e.commonParameters(hidden);
        };
        double whole = replicated(layer.mixer(), hidden);
        double split = layer.mixer().parameters(hidden) - whole + dense;
        return split / cut.tp() + whole + layer.norms() * norm.parameters(hidden);
    }

    /** Projections to latent widths are held by every tensor-parallel rank. */
    private static double replicated(Mixer mixer, int hidden) {
        return switch (mixer) {
            case Mixer.MultiLatentAttention a ->
                (double) hidden * (a.kvRank() + a.ropeDim() + (a.queryRank() == null ? 0 : a.queryRank()));
            case Mixer.CompressedSparseAttention a -> (double) hidden * (a.queryRank() + a.headDim());
            case Mixer.None n -> 0;
            case Mixer.GroupedQueryAttention a -> 0;
            case Mixer.GatedDeltaNet g -> 0;
            case Mixer.Mamba2 m -> 0;
        };
    }

    private static double expertParameters(Layer layer, int hidden, Sharding cut) {
        return layer.feedForward() instanceof FeedForward.Experts e
                ? (double) e.experts() * e.expertParameters(hidden) / (cut.ep() * cut.etp())
                : 0;
    }

    private static double activations(
            Layer layer, int hidden, Sharding cut, AttentionKernel kernel, Recompute recompute, boolean dropout) {
        double t = cut.tokens();
        double residual = cut.residualTokens() * hidden;
        double bytes = 0;
        boolean mixes = !(layer.mixer() instanceof Mixer.None);
        boolean feeds = !(layer.feedForward() instanceof FeedForward.None);
        double norms = recomputes(recompute, Recompute.Part.NORM) ? 1 : 2;
        if (mixes) {
            bytes += norms * BYTES * residual + (dropout ? residual : 0);
            bytes += mixer(layer.mixer(), cut, kernel, recompute);
        }
        if (feeds) {
            bytes += norms * BYTES * residual + (dropout ? residual : 0);
            bytes += switch (layer.feedForward()) {
                case FeedForward.None() -> 0;
                case FeedForward.Dense d ->
                    recomputes(recompute, Recompute.Part.MLP)
                            ? 0
                            : BYTES * t / cut.tp() * d.width() * (d.gated() ? 3 : 2);
                case FeedForward.Experts e -> experts(e, hidden, cut, recompute);
            };
        }
        return bytes;
    }

    private static boolean recomputes(Recompute recompute, Recompute.Part part) {
        return recompute instanceof Recompute.Selective(var parts) && parts.contains(part);
    }

    private static double mixer(Mixer mixer, Sharding cut, AttentionKernel kernel, Recompute recompute) {
        double t = cut.tokens();
        double tp = cut.tp();
        boolean again = recomputes(recompute, Recompute.Part.CORE_ATTENTION);
        return switch (mixer) {
            case Mixer.None() -> 0;
            case Mixer.GroupedQueryAttention a -> {
                double width = (double) a.heads() * a.headDim();
                double projections =
                        BYTES * t * (a.queryWidth() / tp + 2.0 * a.kvHeads() * a.headDim() / Math.min(tp, a.kvHeads()));
                double out = BYTES * t * width / tp;
                double statistics = 4 * t * a.heads() / tp;
                // the unfused kernel keeps softmax, its dropout mask and the dropped scores: 2 + 1 + 2 bytes a score
                double scores =
                        kernel == AttentionKernel.UNFUSED && !again ? 5 * t * cut.sequence() * a.heads() / tp : 0;
                yield projections + out + (kernel == AttentionKernel.UNFUSED ? 0 : statistics) + scores;
            }
            case Mixer.MultiLatentAttention a -> {
                int rank = a.queryRank() == null ? 0 : a.queryRank();
                double latent = BYTES * t * 2 * (rank + a.kvRank() + a.ropeDim());
                double up = recomputes(recompute, Recompute.Part.LATENT_UP)
                        ? 0
                        : BYTES * t * a.heads() * (2.0 * a.queryKeyDim() + a.valueDim()) / tp;
                yield latent + up + BYTES * t * a.heads() * a.valueDim() / tp + 4 * t * a.heads() / tp;
            }
            case Mixer.CompressedSparseAttention a ->
                BYTES * t * (a.queryRank() * 2.0 + 2.0 * a.heads() * a.headDim() / tp + 3.0 * a.headDim())
                        + BYTES * t * a.outputRank() * a.outputGroups() / tp;
            case Mixer.GatedDeltaNet g -> BYTES * t * (2 * g.convWidth() + 3.0 * g.valueHeads() * g.valueDim()) / tp;
            case Mixer.Mamba2 m -> BYTES * t * (2 * m.convWidth() + 3.0 * m.inner()) / tp;
        };
    }

    private static double experts(FeedForward.Experts e, int hidden, Sharding cut, Recompute recompute) {
        double assignments = LayerWork.routedTokens(e, cut);
        double inner = (double) e.expertWidth() / cut.etp();
        double width = e.expertHidden(hidden);
        double shared = recomputes(recompute, Recompute.Part.SHARED_EXPERT)
                ? 0
                : BYTES * cut.tokens() / cut.tp() * (e.sharedWidth() + e.parallelDenseWidth()) * (e.gated() ? 3 : 2);
        if (recomputes(recompute, Recompute.Part.EXPERTS)) {
            return shared;
        }
        double branches = (e.gated() ? 2 : 1) + (recomputes(recompute, Recompute.Part.EXPERT_ACTIVATION) ? 0 : 1);
        double router = 4 * cut.tokens() / cut.tp() * e.experts() * 2;
        return shared + router + BYTES * assignments * (2 * width + branches * inner);
    }
}

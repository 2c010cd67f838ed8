package org.suanchou.workload;

import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer;
import org.suanchou.model.Transformer;

/**
 * FLOPs of the mathematics of training, by the convention of this program: 6 per matrix weight that a token meets
 * (active experts, output head; no embedding table), and attention over the keys that the mask lets through
 * ("causal"), times three for forward and backward. Recomputed work does not count.
 */
public final class ModelFlops {
    private ModelFlops() {}

    /** Forward and backward FLOPs of one token in a sequence of the given length. */
    public static double perTrainedToken(Transformer model, int sequence) {
        return perTrainedToken(model, sequence, 1, false);
    }

    /**
     * As above, where documents are packed or the weights are frozen.
     *
     * @param contextShare share of the nominal context that a query sees, above 0, at most 1
     * @param frozen weights take no gradient: two thirds of their products remain
     */
    public static double perTrainedToken(Transformer model, int sequence, double contextShare, boolean frozen) {
        double sum = (frozen ? 4.0 : 6.0) * model.matrixParametersPerToken();
        for (LayerRun run : model.runs()) {
            sum += 3 * run.count() * contextShare * attentionPerToken(run.layer(), sequence);
        }
        return sum;
    }

    /** Forward FLOPs of attention scores, weighted values or the recurrence, for one token. */
    public static double attentionPerToken(Layer layer, int sequence) {
        return attentionPerToken(layer.mixer(), sequence);
    }

    private static double attentionPerToken(Mixer mixer, int sequence) {
        double half = (sequence + 1) / 2.0;
        return switch (mixer) {
            case Mixer.None() -> 0;
            case Mixer.GroupedQueryAttention a ->
                2.0 * a.heads() * (a.headDim() + a.valueDim()) * a.span().meanKeys(sequence, a.causal());
            case Mixer.BlockSparseAttention s -> {
                Mixer.GroupedQueryAttention a = s.attention();
                double keys = s.seen(a.span().meanKeys(sequence, a.causal()));
                yield 2.0 * a.heads() * (a.headDim() + a.valueDim()) * keys + 2.0 * s.indexWidth() * half;
            }
            case Mixer.MultiLatentAttention a -> {
                double keys =
                        a.indexer() == null ? half : Math.min(half, a.indexer().topK());
                double index = a.indexer() == null ? 0 : a.indexer().scoringFlops(half);
                yield 2.0 * a.heads() * (a.queryKeyDim() + a.valueDim()) * keys + index;
            }
            case Mixer.CompressedSparseAttention a -> {
                double far = a.pooled(half);
                double index = a.indexer() == null ? 0 : a.indexer().scoringFlops(far);
                double keys = Math.min(a.window(), sequence)
                        + (a.indexer() == null ? far : Math.min(far, a.indexer().topK()));
                yield 4.0 * a.heads() * a.headDim() * keys + index;
            }
            case Mixer.GatedDeltaNet g -> 6.0 * g.valueHeads() * g.valueDim() * g.keyDim();
            case Mixer.Mamba2 m -> 6.0 * m.inner() * m.state();
            case Mixer.Mamba1 m -> 6.0 * m.inner() * m.state();
            // its products are by weights
            case Mixer.ShortConvolution c -> 0;
            case Mixer.KimiDeltaAttention a -> 6.0 * a.width() * a.headDim();
            case Mixer.LightningAttention a -> 4.0 * a.width() * a.headDim();
            case Mixer.ParallelHeads p ->
                attentionPerToken(p.attention(), sequence) + attentionPerToken(p.mamba(), sequence);
        };
    }
}

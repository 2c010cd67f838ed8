package org.suanchou.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Mixer.CompressedSparseAttention;
import org.suanchou.model.Mixer.GatedDeltaNet;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.Indexer;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.MultiLatentAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;

/** Small transformers of every mixer and feed-forward kind, all switches at random. */
final class RandomTransformers {
    private final Random random;

    RandomTransformers(long seed) {
        random = new Random(seed);
    }

    Transformer next() {
        List<LayerRun> runs = new ArrayList<>();
        int perLayer = random.nextInt(4) == 0 ? size(16) : 0;
        for (int i = size(4); i > 0; i--) {
            runs.add(new LayerRun(new Layer(mixer(), feedForward(), random.nextInt(7), perLayer), size(5)));
        }
        return new Transformer(
                "random",
                size(96),
                size(500),
                random.nextBoolean(),
                random.nextBoolean() ? 0 : size(64),
                0,
                new Norm(
                        random.nextBoolean() ? Norm.Kind.RMS : Norm.Kind.LAYER,
                        random.nextInt(4) > 0,
                        random.nextBoolean()),
                random.nextBoolean(),
                random.nextBoolean(),
                perLayer,
                runs,
                random.nextInt(2));
    }

    private Mixer mixer() {
        return switch (random.nextInt(12)) {
            case 0 -> new Mixer.None();
            case 1 -> grouped();
            case 2 ->
                new MultiLatentAttention(
                        size(8),
                        random.nextBoolean() ? size(40) : null,
                        size(40),
                        size(16) - 1,
                        size(16),
                        size(16),
                        index());
            case 3 -> {
                int groups = size(4);
                int compress = size(9) - 1;
                Indexer index = compress > 0 && random.nextBoolean() ? new Indexer(size(4), size(16), size(64)) : null;
                yield new CompressedSparseAttention(
                        groups * size(4), size(32), size(40), size(16), groups, size(64), compress, index);
            }
            case 4 -> new GatedDeltaNet(size(4), size(16), size(8), size(16), size(4));
            case 5 -> mamba2();
            case 6 ->
                new Mixer.Mamba1(
                        size(64),
                        size(16),
                        size(8),
                        size(4),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean());
            case 7 -> new Mixer.ShortConvolution(size(96), size(4), random.nextBoolean());
            case 8 -> new Mixer.KimiDeltaAttention(size(8), size(16), size(4));
            case 9 -> new Mixer.LightningAttention(size(8), size(16));
            case 10 -> new Mixer.BlockSparseAttention(grouped(), size(16), size(64), size(8));
            default -> new Mixer.ParallelHeads(grouped(), mamba2());
        };
    }

    private Mamba2 mamba2() {
        return new Mamba2(size(8), size(16), size(4), size(32), size(4), random.nextBoolean());
    }

    private GroupedQueryAttention grouped() {
        int kvHeads = size(4);
        int headDim = size(32);
        boolean keyIsValue = random.nextInt(4) == 0;
        return new GroupedQueryAttention(
                kvHeads * size(4),
                kvHeads,
                headDim,
                keyIsValue || random.nextBoolean() ? headDim : size(32),
                Span.FULL,
                true,
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                QueryKeyNorm.values()[random.nextInt(QueryKeyNorm.values().length)],
                keyIsValue,
                random.nextInt(4) == 0,
                random.nextBoolean());
    }

    private Indexer index() {
        return random.nextBoolean() ? new Indexer(size(4), size(16), size(64), random.nextBoolean()) : null;
    }

    private FeedForward feedForward() {
        return switch (random.nextInt(3)) {
            case 0 -> new FeedForward.None();
            case 1 -> new Dense(size(128), random.nextBoolean(), random.nextBoolean());
            default -> {
                int experts = size(12);
                yield new Experts(
                        experts,
                        1 + random.nextInt(experts),
                        size(64),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean() ? size(64) : 0,
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(3) == 0 ? size(32) : 0,
                        random.nextInt(3) == 0 ? size(64) : 0,
                        random.nextInt(3) == 0 ? size(8) : 0,
                        random.nextInt(3) == 0 ? size(8) : 0);
            }
        };
    }

    private int size(int most) {
        return 1 + random.nextInt(most);
    }
}

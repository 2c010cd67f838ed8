package org.suanchou.model;

/**
 * A diffusion transformer of images or video (Peebles and Xie 2023, arXiv 2212.09748).
 *
 * @param doubleBlocks blocks with separate weights for text and latent tokens (MMDiT); 0 for a plain DiT
 * @param singleBlocks blocks that fuse attention and the feed-forward part; 0 for a plain DiT
 * @param modulationParameters adaptive-norm weights of one block of a plain DiT
 * @param otherParameters embedders and output layers
 */
public record DiffusionTransformer(
        String name,
        int layers,
        int hidden,
        int heads,
        int ffn,
        boolean gated,
        boolean crossAttention,
        int doubleBlocks,
        int singleBlocks,
        long modulationParameters,
        long otherParameters)
        implements ModelSpec {
    public DiffusionTransformer {
        Check.layers("layers", layers);
        Check.hidden("hidden", hidden);
        Check.positive("heads", heads);
        Check.positive("ffn", ffn);
        if (doubleBlocks != 0) {
            Check.layers("double_blocks", doubleBlocks);
        }
        if (singleBlocks != 0) {
            Check.layers("single_blocks", singleBlocks);
        }
        Check.parameters("adaln_params_per_layer", modulationParameters);
        Check.parameters("other_params", otherParameters);
    }

    /** Every projection has a bias; blocks of an MMDiT also hold gains for queries and keys, one pair a stream. */
    @Override
    public long parameters() {
        long attention = 4L * hidden * hidden + 4L * hidden;
        long up = (gated ? 2L : 1L) * ffn;
        long mlp = hidden * up + (long) ffn * hidden + up + hidden;
        if (doubleBlocks + singleBlocks > 0) {
            // a double block: two streams of attention, feed-forward and six modulations each;
            // a single block: fused input and output projections, the latter with one bias, and three modulations
            long modulation = (long) hidden * hidden + hidden;
            long gains = 2L * (hidden / heads);
            return doubleBlocks * 2L * (attention + mlp + 6 * modulation + gains)
                    + singleBlocks * (attention + mlp - hidden + 3 * modulation + gains)
                    + otherParameters;
        }
        return layers * (attention + mlp + (crossAttention ? attention : 0) + modulationParameters) + otherParameters;
    }

    @Override
    public long activeParameters() {
        return parameters();
    }
}

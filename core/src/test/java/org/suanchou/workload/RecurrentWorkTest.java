package org.suanchou.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Precision;
import org.suanchou.model.Span;
import org.suanchou.workload.Operator.Role;

/**
 * Operators of mixers with a state of fixed size, of attention to picked blocks and of per-layer embeddings, by hand: a hidden width of 64, 2 sequences of 1024 tokens, 2
 * tensor-parallel ranks; a multiply-add is 2 FLOPs, an activation 2 bytes.
 */
class RecurrentWorkTest {
    private static final int HIDDEN = 64;
    private static final double TOKENS = 2048;

    private static List<Operator> operators(Mixer mixer) {
        Sharding cut = new Sharding(2, true, 1, 1, 1, 2, 1024);
        return LayerWork.mixer(layer(mixer), HIDDEN, cut, Precision.BF16, 1).mixer();
    }

    private static Layer layer(Mixer mixer) {
        return new Layer(mixer, new FeedForward.None(), 1);
    }

    /** Outputs and inputs of each product by weights, in order. */
    private static List<String> products(Mixer mixer) {
        List<String> shapes = new ArrayList<>();
        for (Operator operator : operators(mixer)) {
            if (operator instanceof Operator.MatMul m) {
                assertThat(m.m()).isEqualTo(TOKENS);
                shapes.add(m.role().label() + " " + (int) m.n() + " x " + (int) m.k());
            }
        }
        return shapes;
    }

    private static Operator.Scan scan(Mixer mixer) {
        return operators(mixer).stream()
                .filter(Operator.Scan.class::isInstance)
                .map(Operator.Scan.class::cast)
                .reduce((a, b) -> {
                    throw new AssertionError("one is enough");
                })
                .orElseThrow();
    }

    private static Operator.Elementwise pass(Mixer mixer, Role role) {
        return operators(mixer).stream()
                .filter(o -> o.role() == role)
                .map(Operator.Elementwise.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /**
     * 128 channels of 16 states, 64 a rank; time steps come through a rank of 4, so 4 + 16 + 16 numbers choose. The time
     * steps, B and C of a token are a product over all channels, of which each rank has its part.
     */
    @Test
    void mambaScansSixFlopsAChannelAndState() {
        Mixer mamba = new Mixer.Mamba1(128, 16, 4, 4, true, false, false);

        assertThat(products(mamba))
                .containsExactly(
                        "mamba in 128 x 64", "mamba selection 36 x 64", "mamba time step 64 x 4", "mamba out 64 x 64");
        assertThat(scan(mamba).flops()).isEqualTo(6 * TOKENS * 64 * 16);
        // inputs, time steps and gate of 64 channels in, outputs out; B and C of 16 each
        assertThat(scan(mamba).bytes()).isEqualTo(2 * TOKENS * (4 * 64 + 2 * 16));
        assertThat(pass(mamba, Role.CHANNEL_CONVOLUTION).forwardBytes()).isEqualTo(2 * TOKENS * (64 + 64));
        assertThat(pass(mamba, Role.CHANNEL_CONVOLUTION).backwardBytes()).isEqualTo(2 * TOKENS * (64 + 64 + 64));
        assertThat(ModelFlops.attentionPerToken(layer(mamba), 1024)).isEqualTo(6.0 * 128 * 16);
    }

    /** B x reads two numbers and writes one, the convolution one and one, C y two and one; backward 5, 3 and 5. */
    @Test
    void shortConvolutionsPassOverThreeProjections() {
        Mixer convolution = new Mixer.ShortConvolution(64, 3, false);

        assertThat(products(convolution)).containsExactly("convolution in 96 x 64", "convolution out 64 x 32");
        assertThat(pass(convolution, Role.CONVOLUTION).forwardBytes()).isEqualTo(2 * TOKENS * 32 * (3 + 2 + 3));
        assertThat(pass(convolution, Role.CONVOLUTION).backwardBytes()).isEqualTo(2 * TOKENS * 32 * (5 + 3 + 5));
        assertThat(operators(convolution)).noneMatch(Operator.Scan.class::isInstance);
        assertThat(ModelFlops.attentionPerToken(layer(convolution), 1024)).isZero();
    }

    /** 4 heads of 16, 2 a rank: queries, keys and values of 32 each, a rate for each head, gates through a width of 16. */
    @Test
    void kimiDeltaReadsWritesAndReadsItsState() {
        Mixer delta = new Mixer.KimiDeltaAttention(4, 16, 4);

        assertThat(products(delta))
                .containsExactly(
                        "delta in 98 x 64",
                        "gates down 32 x 64",
                        "decay up 32 x 16",
                        "gate up 32 x 16",
                        "delta out 64 x 32");
        // for each of 2 heads, three products of a vector with a state of 16 x 16
        assertThat(scan(delta).flops()).isEqualTo(TOKENS * 2 * 3 * (2 * 16 * 16));
        assertThat(ModelFlops.attentionPerToken(layer(delta), 1024)).isEqualTo(4.0 * 3 * 2 * 16 * 16);
    }

    /** 4 heads of 16, 2 a rank: queries, keys, values and the gate of 32 each. */
    @Test
    void lightningWritesAndReadsItsState() {
        Mixer lightning = new Mixer.LightningAttention(4, 16);

        assertThat(products(lightning)).containsExactly("lightning in 128 x 64", "lightning out 64 x 32");
        assertThat(scan(lightning).flops()).isEqualTo(TOKENS * 2 * 2 * (2 * 16 * 16));
        assertThat(scan(lightning).bytes()).isEqualTo(2 * TOKENS * 32 * 4);
        // activations of three: 3 in, 3 out; norm: 1 and 1; gate: 2 and 1; backward half as much again, the gate five
        assertThat(pass(lightning, Role.NORM_GATES).forwardBytes()).isEqualTo(2 * TOKENS * 32 * (6 + 2 + 3));
        assertThat(pass(lightning, Role.NORM_GATES).backwardBytes()).isEqualTo(2 * TOKENS * 32 * (9 + 3 + 5));
        assertThat(ModelFlops.attentionPerToken(layer(lightning), 1024)).isEqualTo(4.0 * 2 * 2 * 16 * 16);
    }

    @Test
    void parallelHeadsDoTheWorkOfBothBehindOneNorm() {
        GroupedQueryAttention attention = GroupedQueryAttention.causal(4, 2, 16);
        Mixer.Mamba2 mamba = new Mixer.Mamba2(4, 16, 2, 32, 4, false);
        Mixer both = new Mixer.ParallelHeads(attention, mamba);

        List<Operator> apart = new ArrayList<>(operators(attention));
        apart.addAll(operators(mamba));
        apart.removeIf(o -> o.role() == Role.NORMS || o.role() == Role.RESIDUAL);
        List<Operator> together = new ArrayList<>(operators(both));
        together.removeIf(o -> o.role() == Role.NORMS || o.role() == Role.RESIDUAL);

        assertThat(together).containsExactlyElementsOf(apart);
        assertThat(operators(both).stream().filter(o -> o.role() == Role.NORMS)).hasSize(1);
        // 4 heads of 16 + 16 over 512.5 keys, and 64 channels of 32 states
        assertThat(ModelFlops.attentionPerToken(layer(both), 1024))
                .isEqualTo(2.0 * 4 * (16 + 16) * 512.5 + 6.0 * 64 * 32);
    }

    /** MiMo-V2-Flash's heads: queries and keys of 192, values of 128. */
    @Test
    void valuesMayBeNarrowerThanKeys() {
        GroupedQueryAttention attention = new GroupedQueryAttention(
                4, 2, 24, 16, Span.FULL, true, false, false, false, Mixer.QueryKeyNorm.NONE, false, false, false);

        // a rank has 2 heads of queries and 1 of keys and values
        assertThat(products(attention)).containsExactly("qkv 88 x 64", "attention out 64 x 32");
        assertThat(attention.parameters(64)).isEqualTo(64 * (4 * 24 + 2 * 24 + 2 * 16) + 64 * 4 * 16);
        assertThat(ModelFlops.attentionPerToken(layer(attention), 1024)).isEqualTo(2.0 * 4 * (24 + 16) * 512.5);
    }

    private static Operator.Attention attention(Mixer mixer, Role role) {
        return operators(mixer).stream()
                .filter(o -> o.role() == role)
                .map(Operator.Attention.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /**
     * 4 query heads and 2 of keys and values of 16, one index head of 8 for each of the latter; 4 blocks of 32 keys are 128 of
     * the 512.5 that the mask lets through, all of which the index scores.
     */
    @Test
    void blocksThatAnIndexPicksAreAllThatAQuerySees() {
        Mixer sparse = new Mixer.BlockSparseAttention(GroupedQueryAttention.causal(4, 2, 16), 8, 32, 4);

        assertThat(products(sparse))
                .containsExactly("qkv 64 x 64", "attention out 64 x 32", "index query 8 x 64", "index key 8 x 64");
        assertThat(attention(sparse, Role.ATTENTION).flops()).isEqualTo(2.0 * TOKENS * 2 * 128 * (16 + 16));
        assertThat(attention(sparse, Role.INDEX_SCORES).flops()).isEqualTo(2.0 * TOKENS * 1 * 512.5 * 8);
        assertThat(ModelFlops.attentionPerToken(layer(sparse), 1024))
                .isEqualTo(2.0 * 4 * (16 + 16) * 128 + 2.0 * 2 * 8 * 512.5);
        assertThat(ModelFlops.attentionPerToken(layer(sparse), 64))
                .as("fewer than the blocks hold")
                .isEqualTo(2.0 * 4 * (16 + 16) * 32.5 + 2.0 * 2 * 8 * 32.5);
        assertThat(sparse.parameters(64)).isEqualTo(64 * (64 + 64) + 64 * 64 + 64 * (2 * 8 + 8) + 2 * 8);
    }

    /**
     * MiniMax-M3 at 1,048,576 tokens: full attention takes 28.4 times its FLOPs (arXiv 2606.13392, abstract: 64 heads of 128,
     * 4 of keys and values, 16 blocks of 128).
     */
    @Test
    void minimaxSparseAttentionSavesWhatItsPaperSays() {
        GroupedQueryAttention full = GroupedQueryAttention.causal(64, 4, 128);
        Mixer sparse = new Mixer.BlockSparseAttention(full, 128, 128, 16);

        double ratio = ModelFlops.attentionPerToken(layer(full), 1 << 20)
                / ModelFlops.attentionPerToken(layer(sparse), 1 << 20);

        assertThat(ratio).isBetween(28.35, 28.45);
    }

    /** A width of 8 for each layer: its rows of the projection from the hidden width and the gate, then back; half a rank. */
    @Test
    void aLayersOwnEmbeddingIsThreeProducts() {
        Layer layer = new Layer(new Mixer.None(), new FeedForward.Dense(128, true, false), 2, 8);
        Sharding cut = new Sharding(2, true, 1, 1, 1, 2, 1024);

        List<Operator> operators =
                LayerWork.feedForward(layer, HIDDEN, cut, Precision.BF16).feedForward();

        Operator.MatMul in = (Operator.MatMul) operators.stream()
                .filter(o -> o.role() == Role.PER_LAYER_IN)
                .findFirst()
                .orElseThrow();
        Operator.MatMul out = (Operator.MatMul) operators.stream()
                .filter(o -> o.role() == Role.PER_LAYER_OUT)
                .findFirst()
                .orElseThrow();
        assertThat(in.flops() + out.flops()).isEqualTo(2 * (TOKENS / 2) * 3 * 64 * 8);
        // gate: two numbers read, one written; norm: one and one; residual sum: two and one
        Operator.Elementwise gate = (Operator.Elementwise) operators.stream()
                .filter(o -> o.role() == Role.PER_LAYER_GATE)
                .findFirst()
                .orElseThrow();
        assertThat(gate.forwardBytes()).isEqualTo(2 * (TOKENS / 2) * (3 * 8 + 2 * 64 + 3 * 64));
        assertThat(layer.perLayerParameters(64)).isEqualTo(3 * 64 * 8 + 64);
    }
}

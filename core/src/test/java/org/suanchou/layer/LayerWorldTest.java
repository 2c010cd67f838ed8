package org.suanchou.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.fixture.ClosedWorld;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.ContextExchange;
import org.suanchou.stack.RunOptions;
import org.suanchou.workload.Sharding;

/** Layers in worlds with one limit each, whose seconds are written down from the papers' equations. */
class LayerWorldTest {
    private static final double PEAK = 1e15;
    private static final double MEMORY = 1e12;
    private static final double LINK = 1e11;
    private static final int H = 1024;
    private static final int S = 2048;
    private static final double B = 2;

    private static final Mixer GQA = GroupedQueryAttention.causal(8, 2, 128);
    private static final Mixer MLA = new Mixer.MultiLatentAttention(8, 256, 128, 32, 96, 64, null);
    private static final FeedForward DENSE = new FeedForward.Dense(4096, true, false);
    private static final FeedForward EXPERTS =
            new FeedForward.Experts(16, 4, 256, true, false, 384, false, false, 0, 0, 0);

    private static double[] parts(
            ClosedWorld world, Mixer mixer, FeedForward feedForward, Sharding cut, Passes passes) {
        return parts(world, RunOptions.DEFAULT, mixer, feedForward, cut, passes);
    }

    private static double[] parts(
            ClosedWorld world, RunOptions options, Mixer mixer, FeedForward feedForward, Sharding cut, Passes passes) {
        Execution on = world.layer(H, options);
        Layer layer = new Layer(mixer, feedForward, 2);
        LayerWalk walk = new LayerWalk(on);
        return LayerSeconds.of(
                        on, layer, cut, passes, walk.mixer(layer, cut, passes), walk.feedForward(layer, cut, passes))
                .parts();
    }

    private static Passes training(Recompute recompute) {
        return new Passes.Training(false, 0, recompute);
    }

    private static Sharding cut(int tp, boolean sequenceParallel, int cp, int ep) {
        return new Sharding(tp, sequenceParallel, cp, ep, 1, B, S);
    }

    private static void holds(double[] parts, Part part, double seconds) {
        assertThat(parts[part.ordinal()]).as("%s", part).isCloseTo(seconds, within(1e-9 * Math.max(seconds, 1e-12)));
    }

    /** 2 m n k a product forward, twice that backward: queries, keys and values, output, three of the gated MLP. */
    @Test
    void productsTakeSixFlopsAWeightAndToken() {
        double weights = H * (8 + 2 * 2) * 128 + 8 * 128 * H + 3 * H * 4096;
        double[] parts = parts(ClosedWorld.ofCompute(PEAK), GQA, DENSE, cut(2, true, 1, 1), training(Recompute.NONE));

        holds(parts, Part.MATMUL, 6 * B * S * weights / 2 / PEAK);
        holds(parts, Part.RECOMPUTE, 0);
    }

    /**
     * Scores and values of a causal mask: 4 FLOPs a query, key and width over (s + 1) / 2 keys, and 2.5 times as many
     * backward (Dao 2023, section 3.1).
     */
    @Test
    void attentionTakesThreeAndAHalfTimesItsForwardPass() {
        double forward = 4 * B * S * (S + 1) / 2.0 * 8 * 128;

        double[] parts = parts(ClosedWorld.ofCompute(PEAK), GQA, DENSE, cut(2, true, 1, 1), training(Recompute.NONE));
        holds(parts, Part.ATTENTION, 3.5 * forward / 2 / PEAK);

        double[] alone = parts(ClosedWorld.ofCompute(PEAK), GQA, DENSE, cut(2, true, 1, 1), Passes.FORWARD);
        holds(alone, Part.ATTENTION, forward / 2 / PEAK);
    }

    /** Only adapters take gradients: forward, and the gradient by the input. */
    @Test
    void frozenWeightsTakeFourFlops() {
        double weights = H * (8 + 2 * 2) * 128 + 8 * 128 * H + 3 * H * 4096;
        double[] parts = parts(
                ClosedWorld.ofCompute(PEAK),
                GQA,
                DENSE,
                cut(1, false, 1, 1),
                new Passes.Training(true, 0, Recompute.NONE));

        holds(parts, Part.MATMUL, 4 * B * S * weights / PEAK);
    }

    /** Two FLOPs a weight, and no more: prefill. */
    @Test
    void theForwardPassAloneTakesTwo() {
        double weights = H * (8 + 2 * 2) * 128 + 8 * 128 * H + 3 * H * 4096;
        double[] parts = parts(ClosedWorld.ofCompute(PEAK), GQA, DENSE, cut(1, false, 1, 1), Passes.FORWARD);

        holds(parts, Part.MATMUL, 2 * B * S * weights / PEAK);
    }

    /** Full recompute runs the forward pass again (Chen et al. 2016), of a share of the layers by that share. */
    @ParameterizedTest
    @CsvSource({"1", "0.25"})
    void fullRecomputeRepeatsTheForwardPass(double share) {
        double weights = H * (8 + 2 * 2) * 128 + 8 * 128 * H + 3 * H * 4096;
        double attention = 4 * B * S * (S + 1) / 2.0 * 8 * 128;
        double[] parts = parts(
                ClosedWorld.ofCompute(PEAK), GQA, DENSE, cut(1, false, 1, 1), training(new Recompute.Full(share)));

        holds(parts, Part.RECOMPUTE, share * (2 * B * S * weights + attention) / PEAK);
    }

    /**
     * Latent attention (DeepSeek-V2, section 2.1): down to 256 + 128 + 32 on every rank, up to 8 heads of 128 and to 8 of
     * 96 + 64, out of 8 x 64.
     */
    @Test
    void latentAttentionsProducts() {
        double down = H * (256 + 128 + 32);
        double cutUp = 256 * 8 * 128 + 128 * 8 * (96 + 64) + 8 * 64 * H;
        double scores = 2 * B * S * (S + 1) / 2.0 * 8 * (128 + 64);
        double[] parts = parts(
                ClosedWorld.ofCompute(PEAK), MLA, new FeedForward.None(), cut(4, true, 1, 1), training(Recompute.NONE));

        holds(parts, Part.MATMUL, 6 * B * S * (down + cutUp / 4.0) / PEAK);
        holds(parts, Part.ATTENTION, 3.5 * scores / 4 / PEAK);
    }

    /** 4 of 16 experts a token, three products of 256 each; the router's 16 columns and the shared 384 see every token. */
    @Test
    void expertsTakeTheirShareOfTheTokens() {
        double[] parts =
                parts(ClosedWorld.ofCompute(PEAK), GQA, EXPERTS, cut(1, false, 1, 8), training(Recompute.NONE));

        holds(parts, Part.EXPERTS, 6 * B * S * 4 * 3 * H * 256 / PEAK);
        holds(parts, Part.ROUTING, 6 * B * S * H * 16 / PEAK);
        holds(parts, Part.MATMUL, 6 * B * S * (H * (8 + 2 * 2) * 128 + 8 * 128 * H + 3 * H * 384) / PEAK);
    }

    /** The busiest rank has half as many tokens again; alone on a chip the experts have all. */
    @Test
    void theBusiestRankSetsThePace() {
        Sharding uneven = new Sharding(1, false, 1, 8, 1, B, S, 1.5);
        double[] parts = parts(ClosedWorld.ofCompute(PEAK), GQA, EXPERTS, uneven, training(Recompute.NONE));
        holds(parts, Part.EXPERTS, 1.5 * 6 * B * S * 4 * 3 * H * 256 / PEAK);

        double[] links = parts(ClosedWorld.ofLinks(LINK), GQA, EXPERTS, uneven, training(Recompute.NONE));
        holds(links, Part.EXPERT, 4 * 1.5 * 2 * B * S * 4 * H * 7 / 8 / LINK);
    }

    /**
     * Passes over memory in 16 bits: a norm reads and writes once forward, reads twice and writes once backward; a
     * residual reads two and writes one, its gradient is added in one pass of two; a gated activation reads two branches
     * and writes one, backward reads those and the gradient and writes two; the rotary embedding reads and writes what
     * the products made. Products move their operands: (m k + k n) 2 + 2 m n bytes, backward by input and by weight.
     */
    @Test
    void passesOverMemoryMoveTheirBytes() {
        double t = B * S;
        double norms = 2 * (4 + 6) * t * H;
        double residual = 2 * (6 + 4) * t * H;
        double activation = (6 + 10) * t * 4096;
        double rotary = (4 + 4) * t * (8 + 2 * 2) * 128;
        double[] parts = parts(ClosedWorld.ofMemory(MEMORY), GQA, DENSE, cut(1, false, 1, 1), training(Recompute.NONE));

        holds(parts, Part.MEMORY, (norms + residual + activation + rotary) / MEMORY);

        double products =
                moved(t, (8 + 2 * 2) * 128, H) + moved(t, H, 8 * 128) + moved(t, 2 * 4096, H) + moved(t, H, 4096);
        holds(parts, Part.MATMUL, products / MEMORY);
    }

    /** Forward (m x k)(k x n), backward (m x n)(n x k) and (k x m)(m x n), two bytes of each of the three. */
    private static double moved(double m, double n, double k) {
        return 3 * 2 * (m * k + k * n + m * n);
    }

    /** Tokens are sorted and gathered, weighed and scattered: two passes of reading and writing each way. */
    @Test
    void permutationMovesRoutedTokensTwice() {
        double routed = B * S * 4 * H;
        double router = moved(B * S, 16, H);
        double[] parts =
                parts(ClosedWorld.ofMemory(MEMORY), GQA, EXPERTS, cut(1, false, 1, 1), training(Recompute.NONE));

        holds(parts, Part.ROUTING, (16 * routed + router) / MEMORY);
    }

    /**
     * Two sublayers: under sequence parallelism a gather and a scatter each forward, and backward another gather beside
     * those two, for the input that wasn't kept (Korthikanti et al. 2022, section 4.2.2); without it one all-reduce each
     * way. Each half sends three quarters of 2 t h bytes among four.
     */
    @ParameterizedTest
    @CsvSource({"true, 10", "false, 8"})
    void tensorParallelHalves(boolean sequenceParallel, int halves) {
        double half = 2 * B * S * H * 3 / 4 / LINK;
        ClosedWorld world = ClosedWorld.ofLinks(LINK);

        holds(
                parts(world, GQA, DENSE, cut(4, sequenceParallel, 1, 1), training(Recompute.NONE)),
                Part.TENSOR,
                halves * half);
        holds(parts(world, GQA, DENSE, cut(4, sequenceParallel, 1, 1), Passes.FORWARD), Part.TENSOR, 4 * half);
        holds(
                parts(world, GQA, DENSE, cut(4, sequenceParallel, 1, 1), training(Recompute.FULL)),
                Part.TENSOR,
                (halves + 4) * half);
    }

    /** Tokens go out and come back, forward and backward: four all-to-alls of 4 tokens for one, 7 of 8 of them abroad. */
    @Test
    void dispatchAndCombineEachWay() {
        double once = 2 * B * S * 4 * H * 7 / 8 / LINK;
        ClosedWorld world = ClosedWorld.ofLinks(LINK);

        holds(parts(world, GQA, EXPERTS, cut(1, false, 1, 8), training(Recompute.NONE)), Part.EXPERT, 4 * once);
        holds(parts(world, GQA, EXPERTS, cut(1, false, 1, 8), training(Recompute.FULL)), Part.EXPERT, 6 * once);
        holds(parts(world, GQA, EXPERTS, cut(1, false, 1, 8), Passes.FORWARD), Part.EXPERT, 2 * once);
    }

    /**
     * The ring takes keys and values of the whole sequence round, once forward, with their gradients twice backward (Liu
     * et al. 2023): two heads of keys and of values; of latent attention eight of 128 and of 64, rebuilt before they go.
     */
    @Test
    void theRingOfKeysAndValues() {
        double keys = 2 * B * S * (2 * 2 * 128) * 3 / 4 / LINK;
        double latent = 2 * B * S * 8 * (128 + 64) * 3 / 4 / LINK;
        ClosedWorld world = ClosedWorld.ofLinks(LINK);

        holds(parts(world, GQA, DENSE, cut(1, false, 4, 1), training(Recompute.NONE)), Part.CONTEXT, 3 * keys);
        holds(parts(world, MLA, DENSE, cut(1, false, 4, 1), training(Recompute.NONE)), Part.CONTEXT, 3 * latent);
    }

    /**
     * The exchange of heads (Jacobs et al. 2023, DeepSpeed Ulysses) sends queries, keys, values and as many outputs as
     * queries of a rank's quarter of the tokens, three quarters of them abroad, once each way. Latent attention's heads
     * have keys as wide as queries and narrower values.
     */
    @Test
    void theExchangeOfHeads() {
        RunOptions options = RunOptions.DEFAULT.withContextExchange(ContextExchange.ALL_TO_ALL);
        double quarter = 2 * B * S / 4;
        double grouped = quarter * ((8 + 2 + 2) * 128 + 8 * 128) * 3 / 4 / LINK;
        double latent = quarter * 8 * (128 + 128 + 64 + 64) * 3 / 4 / LINK;
        ClosedWorld world = ClosedWorld.ofLinks(LINK);

        holds(
                parts(world, options, GQA, DENSE, cut(1, false, 4, 1), training(Recompute.NONE)),
                Part.CONTEXT,
                2 * grouped);
        holds(
                parts(world, options, MLA, DENSE, cut(1, false, 4, 1), training(Recompute.NONE)),
                Part.CONTEXT,
                2 * latent);
    }

    /**
     * Mamba-2's scan in its chunked form: per channel and state three products of two FLOPs (Dao and Gu 2024, section 6),
     * twice that backward. Megatron-LM counts 7 forward, the decay among them.
     */
    @Test
    void stateSpaceScans() {
        Mixer mamba = new Mixer.Mamba2(32, 64, 8, 128, 4);
        double[] parts = parts(
                ClosedWorld.ofCompute(PEAK),
                mamba,
                new FeedForward.None(),
                cut(2, true, 1, 1),
                training(Recompute.NONE));
        double megatron = 3 * 7 * B * S * 32 * 64 * 128 / 2 / PEAK;

        holds(parts, Part.ATTENTION, 3 * 6 * B * S * 32 * 64 * 128 / 2 / PEAK);
        assertThat(parts[Part.ATTENTION.ordinal()]).isCloseTo(megatron, within(0.15 * megatron));
    }

    /** The gated delta rule: update, decay and read of a key by value state, 2 FLOPs each, twice that backward. */
    @Test
    void deltaRules() {
        Mixer delta = new Mixer.GatedDeltaNet(16, 128, 32, 128, 4);
        double[] parts = parts(
                ClosedWorld.ofCompute(PEAK),
                delta,
                new FeedForward.None(),
                cut(2, true, 1, 1),
                training(Recompute.NONE));

        holds(parts, Part.ATTENTION, 3 * 6 * B * S * 32 * 128 * 128 / 2 / PEAK);
    }
}

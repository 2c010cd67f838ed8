package org.suanchou.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;

/** However a layer is cut, the chips together do the mathematics of the model. */
class LayerWorkProperties {
    private static final int ROUNDS = 500;
    private static final Percentage ROUNDING = Percentage.withPercentage(1e-9);

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(LayerWorkProperties.class);
    }

    @Test
    void uncutLayersDoTheModelsFlops() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer model = random.chance(0.5) ? random.denseModel() : random.expertModel();
            int sequence = random.oneOf(512, 1024, 4096);

            agree(model, new Sharding(1, false, 1, 1, 1, random.oneOf(1, 2, 4), sequence), round);
        }
    }

    @Test
    void chipsOfACutLayerTogetherDoTheModelsFlops() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer model = random.chance(0.5) ? random.denseModel() : random.expertModel();

            agree(model, cut(model), round);
        }
    }

    /** Latent projections and their norms are done by every tensor-parallel rank; nothing else is. */
    @Test
    void ranksRepeatProjectionsToLatentWidthsAlone() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer model = random.model();
            Sharding cut = cut(model);
            Sharding whole = new Sharding(1, false, 1, 1, 1, cut.microBatch(), cut.sequence());
            for (Layer layer : model.kinds()) {
                double width = layer.mixer() instanceof Mixer.MultiLatentAttention a
                        ? a.kvRank() + a.ropeDim() + (a.queryRank() == null ? 0 : a.queryRank())
                        : layer.mixer() instanceof Mixer.KimiDeltaAttention k ? 2 * k.headDim() : 0;
                double repeated = 2.0 * cut.microBatch() * cut.sequence() * model.hidden() * width;

                double chips = flops(layer, model, cut) * cut.tp() * cut.cp();

                assertThat(chips)
                        .as("round %d: %s of %s", round, cut, layer)
                        .isCloseTo(flops(layer, model, whole) + (cut.tp() - 1) * repeated, ROUNDING);
            }
        }
    }

    @Test
    void routedTokensOfAllChipsAreAllChoices() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer model = random.expertModel();
            Sharding cut = cut(model);
            FeedForward.Experts experts =
                    (FeedForward.Experts) model.runs().getFirst().layer().feedForward();

            double perRank = LayerWork.routedTokens(experts, cut) / cut.etp();

            assertThat(perRank * cut.tp() * cut.cp())
                    .isCloseTo(cut.microBatch() * cut.sequence() * experts.topK(), ROUNDING);
        }
    }

    @Test
    void everyOperatorHasAShape() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer model = random.model();
            for (Layer layer : model.kinds()) {
                LayerWork work = LayerWork.of(layer, model.hidden(), cut(model), Precision.BF16, 1);

                assertThat(work.mixer())
                        .allSatisfy(o -> assertThat(o.flops()).isFinite().isNotNegative());
                assertThat(work.feedForward())
                        .allSatisfy(o -> assertThat(o.flops()).isFinite().isNotNegative());
            }
        }
    }

    private void agree(Transformer model, Sharding cut, int round) {
        double forward = 0;
        for (LayerRun run : model.runs()) {
            forward += run.count() * flops(run.layer(), model, cut);
        }
        double chips = forward * cut.tp() * cut.cp();
        double tokens = cut.microBatch() * cut.sequence();
        double head = 2 * tokens * model.vocabulary() * model.hidden();
        // gains of norms are in the weights of the 6 N rule but in no product
        long norms = model.norm().parameters(model.hidden());
        for (LayerRun run : model.runs()) {
            norms += run.count() * run.layer().norms() * model.norm().parameters(model.hidden());
        }

        assertThat(chips + head + 2 * tokens * norms)
                .as("round %d: %s of %s", round, cut, model)
                .isCloseTo(tokens * ModelFlops.perTrainedToken(model, cut.sequence()) / 3, ROUNDING);
    }

    private static double flops(Layer layer, Transformer model, Sharding cut) {
        LayerWork work = LayerWork.of(layer, model.hidden(), cut, Precision.BF16, 1);
        return flops(work.mixer()) + flops(work.feedForward());
    }

    private static double flops(List<Operator> operators) {
        double sum = 0;
        for (Operator operator : operators) {
            sum += operator.flops();
        }
        return sum;
    }

    /** Degrees that divide what they cut. */
    private Sharding cut(Transformer model) {
        int tp = random.oneOf(1, 2, 4, 8);
        int etp = tp == 1 ? 1 : random.oneOf(1, 2, tp);
        int ep = model.hasExperts() ? random.oneOf(1, 2, 4, 8) : 1;
        return new Sharding(
                tp, random.chance(0.5), random.oneOf(1, 2, 4), ep, etp, random.oneOf(1, 2), random.oneOf(1024, 4096));
    }
}

package org.suanchou.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.model.FeedForward.Experts;

/** Closed-form counts agree with a list of all tensors. */
class TensorShapesProperties {
    private static final int ROUNDS = 2000;

    private RandomTransformers transformers;

    @BeforeEach
    void seed() {
        long seed = Long.getLong("suanchou.seed", 20_261_123L);
        System.out.println("TensorShapesProperties seed " + seed);
        transformers = new RandomTransformers(seed);
    }

    @Test
    void parametersAreTheSumOfAllTensors() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer t = transformers.next();

            assertThat(t.parameters())
                    .as("round %d: %s", round, t)
                    .isEqualTo(TensorShapes.count(TensorShapes.of(t), ""));
        }
    }

    @Test
    void embeddingsAndHeadAreTheTensorsOutsideTheLayers() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer t = transformers.next();
            Map<String, long[]> shapes = TensorShapes.of(t);
            long outside = TensorShapes.count(shapes, "") - TensorShapes.count(shapes, "layers.");

            assertThat(t.embeddingParameters() + t.headParameters())
                    .as("round %d: %s", round, t)
                    .isEqualTo(outside);
        }
    }

    @Test
    void idleWeightsAreThoseOfTheExpertsNotChosen() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer t = transformers.next();
            Map<String, long[]> shapes = TensorShapes.of(t);
            long idle = 0;
            int[] order = t.order();
            for (int i = 0; i < order.length; i++) {
                if (t.kinds().get(order[i]).feedForward() instanceof Experts e) {
                    idle += (e.experts() - e.topK()) * TensorShapes.count(shapes, "layers." + i + ".mlp.experts.0.");
                }
            }

            assertThat(t.parameters() - t.activeParameters())
                    .as("round %d: %s", round, t)
                    .isEqualTo(idle);
        }
    }

    @Test
    void everyKindOfLayerPartIsDrawn() {
        TreeSet<String> drawn = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Layer layer : transformers.next().kinds()) {
                drawn.add("mixer " + layer.mixer().getClass().getSimpleName());
                drawn.add("feed-forward " + layer.feedForward().getClass().getSimpleName());
            }
        }

        assertThat(drawn)
                .hasSize(Mixer.class.getPermittedSubclasses().length
                        + FeedForward.class.getPermittedSubclasses().length);
    }
}

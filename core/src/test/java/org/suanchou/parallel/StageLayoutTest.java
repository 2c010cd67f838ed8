package org.suanchou.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticModels;

/** Layers dealt to stages. */
class StageLayoutTest {
    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(StageLayoutTest.class);
    }

    @Test
    void equalStagesInTheMiddleAreOneShape() {
        StageLayout layout = StageLayout.of(new int[32], 1, 8, 1, 2);

        assertThat(layout.shapes()).hasSize(3);
        assertThat(layout.shapes().get(1).count()).isEqualTo(6);
        assertThat(layout.shapes().get(1).first()).isEqualTo(1);
        assertThat(layout.mostLayers()).isEqualTo(4);
    }

    /**
     * Llama 3.1 405B: 126 layers over 16 stages, one fewer on the first and the last (arXiv 2407.21783, section
     * 3.3.2).
     */
    @Test
    void embeddingAndLossSpareALayerWhereThatEvensStages() {
        double tail = StageLayout.tail(SyntheticModels.llama405b());

        assertThat(tail).isBetween(0.5, 0.8);
        assertThat(layersByShape(StageLayout.of(new int[126], 1, 16, 1, tail))).containsExactly(7, 8, 7);
        assertThat(StageLayout.even(126, 16, tail)).isTrue();
        assertThat(StageLayout.even(126, 10, tail)).isFalse();
    }

    /** The head of a small model weighs several layers, which its stage is spared. */
    @Test
    void aHeavyHeadSparesSeveralLayers() {
        assertThat(layersByShape(StageLayout.of(new int[31], 1, 4, 1, 1))).containsExactly(8, 8, 7);
        assertThat(layersByShape(StageLayout.of(new int[30], 1, 8, 1, 2.4))).containsExactly(4, 4, 2);
        assertThat(layersByShape(StageLayout.of(new int[10], 1, 4, 1, 9))).containsExactly(3, 3, 1);
    }

    @Test
    void theFirstStageIsTheLastToTakeOneMore() {
        StageLayout layout = StageLayout.of(new int[33], 1, 4, 1, 1);

        assertThat(layersByShape(layout)).containsExactly(8, 8, 9, 8);
        assertThat(layout.mostLayers()).isEqualTo(9);
    }

    @Test
    void moreChunksThanLayersAreRefused() {
        assertThatThrownBy(() -> StageLayout.of(new int[6], 1, 4, 2, 1)).hasMessageContaining("6 layers");
    }

    @Test
    void everyLayerIsDealtOnceAndEveryStageHasOneShape() {
        for (int round = 0; round < 2000; round++) {
            int layers = random.between(1, 130);
            int pp = random.between(1, layers);
            int vp = pp == 1 ? 1 : random.between(1, layers / pp);
            int[] order = new int[layers];
            int ones = 0;
            for (int i = 0; i < layers; i++) {
                order[i] = random.between(0, 1);
                ones += order[i];
            }

            StageLayout layout = StageLayout.of(order, 2, pp, vp, random.between(0.0, 5.0));

            int stages = 0;
            int zerosDealt = 0;
            int onesDealt = 0;
            for (StageLayout.Shape shape : layout.shapes()) {
                stages += shape.count();
                zerosDealt += shape.count() * shape.layersOfKind().get(0);
                onesDealt += shape.count() * shape.layersOfKind().get(1);
                assertThat(shape.embedding()).isEqualTo(shape.first() == 0);
                assertThat(shape.head()).isEqualTo(shape.first() == pp - 1);
                assertThat(shape.layers()).isBetween(shape.head() ? 0 : 1, layout.mostLayers());
            }
            assertThat(stages).isEqualTo(pp);
            assertThat(zerosDealt).isEqualTo(layers - ones);
            assertThat(onesDealt).isEqualTo(ones);
        }
    }

    /** A stage holds the micro-batches that entered it before the first came back: the first stage one per stage. */
    @Test
    void theFirstStageHoldsTheMostMicroBatches() {
        StageLayout plain = StageLayout.of(new int[32], 1, 8, 1, 1);
        StageLayout interleaved = StageLayout.of(new int[32], 1, 8, 4, 1);

        assertThat(plain.inFlight(PipelineSchedule.ONE_F_ONE_B, 0, 64)).isEqualTo(8);
        assertThat(plain.inFlight(PipelineSchedule.ONE_F_ONE_B, 7, 64)).isEqualTo(1);
        assertThat(plain.inFlight(PipelineSchedule.ONE_F_ONE_B, 0, 4)).isEqualTo(4);
        // 2 (p - 1) + (v - 1) p + 1 chunks of a quarter stage: 1 + (p - 1) / (p v) times as much as without
        assertThat(interleaved.inFlight(PipelineSchedule.ONE_F_ONE_B, 0, 64)).isEqualTo((14 + 24 + 1) / 4.0);
        assertThat(interleaved.inFlight(PipelineSchedule.ONE_F_ONE_B, 0, 4)).isEqualTo(4);
        for (int stage = 1; stage < 8; stage++) {
            assertThat(interleaved.inFlight(PipelineSchedule.ONE_F_ONE_B, stage, 64))
                    .isLessThan(interleaved.inFlight(PipelineSchedule.ONE_F_ONE_B, stage - 1, 64));
        }
    }

    private static List<Integer> layersByShape(StageLayout layout) {
        List<Integer> layers = new ArrayList<>();
        for (StageLayout.Shape shape : layout.shapes()) {
            layers.add(shape.layers());
        }
        return layers;
    }
}

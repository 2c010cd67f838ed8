package org.suanchou.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.StageLayout;
import org.suanchou.schedule.Timeline.Event;

class TimelineTest {
    private static final ChunkSeconds EQUAL = new ChunkSeconds(1.0, 1.1, 0.9, 0);

    /**
     * Equal stages. GPipe and 1F1B wait {@code (p - 1) (f + b + w)}, interleaved 1F1B a vp-th of it a stage's depth
     * (Narayanan et al. 2021, section 2.2), ZB-H1 {@code (p - 1) (f + b - w)} (Qi et al. 2023, table 2).
     */
    @ParameterizedTest
    @CsvSource({
        "GPIPE, 4, 1, 8, 3.0", "ONE_F_ONE_B, 4, 1, 8, 3.0", "ONE_F_ONE_B, 4, 3, 8, 3.0", "ONE_F_ONE_B, 8, 2, 8, 3.0",
        "ZB_H1, 4, 1, 8, 1.2", "ZB_H1, 8, 1, 8, 1.2", "ZB_H1, 1, 1, 5, 1.2", "ONE_F_ONE_B, 1, 1, 5, 3.0"
    })
    void equalStagesWaitAsPublished(PipelineSchedule schedule, int pp, int vp, int microBatches, double wait) {
        Timeline timeline = Timeline.of(schedule, pp, microBatches, Collections.nCopies(pp * vp, EQUAL));

        assertThat(timeline.seconds()).isCloseTo(microBatches * vp * 3.0 + (pp - 1) * wait, within(1e-9));
    }

    /** A send that shows holds its stage and delays the next: two stages, one micro-batch, there and back. */
    @Test
    void sendsHoldTheirStageAndDelayTheNext() {
        Timeline timeline = Timeline.of(
                PipelineSchedule.ONE_F_ONE_B, 2, 1, Collections.nCopies(2, new ChunkSeconds(1, 1, 1, 0.25)));

        assertThat(timeline.seconds()).isCloseTo(2 * (3 + 2 * 0.25), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "GPIPE, 4, 1, 8",
        "ONE_F_ONE_B, 4, 1, 8",
        "ONE_F_ONE_B, 4, 1, 3",
        "ONE_F_ONE_B, 4, 2, 8",
        "ONE_F_ONE_B, 3, 4, 3",
        "ONE_F_ONE_B, 8, 2, 64",
        "ZB_H1, 4, 1, 8",
        "ZB_H1, 4, 1, 2"
    })
    void stagesHoldAsManyMicroBatchesAsTheLayoutSays(PipelineSchedule schedule, int pp, int vp, int microBatches) {
        StageLayout layout = StageLayout.of(new int[pp * vp], 1, pp, vp, 0);
        for (int stage = 0; stage < pp; stage++) {
            int held = 0;
            int most = 0;
            // activations are held until the last pass that reads them
            Pass frees = schedule == PipelineSchedule.ZB_H1 ? Pass.WEIGHT_GRADIENT : Pass.BACKWARD;
            for (Work work : WorkList.of(schedule, stage, pp, vp, microBatches)) {
                held += work.pass() == Pass.FORWARD ? 1 : work.pass() == frees ? -1 : 0;
                most = Math.max(most, held);
            }

            assertThat(held).isZero();
            assertThat((double) most / vp)
                    .as("stage %d", stage)
                    .isEqualTo(layout.inFlight(schedule, stage, microBatches));
        }
    }

    @Test
    void everyPassOfEveryMicroBatchRunsOnceAndNoneOverlapOnAStage() {
        Timeline timeline = Timeline.of(PipelineSchedule.ZB_H1, 4, 7, Collections.nCopies(4, EQUAL));

        assertThat(timeline.events()).hasSize(3 * 4 * 7);
        assertThat(timeline.events().stream().map(Event::work)).doesNotHaveDuplicates();
        for (int i = 1; i < timeline.events().size(); i++) {
            Event before = timeline.events().get(i - 1);
            Event event = timeline.events().get(i);
            assertThat(event.stage() != before.stage() || event.start() >= before.free())
                    .isTrue();
        }
        assertThat(Timeline.events(PipelineSchedule.ZB_H1, 4, 1, 7)).isEqualTo(3 * 4 * 7);
    }

    @Test
    void onlyOneForwardOneBackwardIsInterleaved() {
        List<ChunkSeconds> chunks = Collections.nCopies(8, EQUAL);

        assertThatThrownBy(() -> Timeline.of(PipelineSchedule.ZB_H1, 4, 8, chunks))
                .hasMessageContaining("vp is 2 under zb-h1");
        assertThatThrownBy(() -> Timeline.of(PipelineSchedule.ONE_F_ONE_B, 4, 6, chunks))
                .hasMessageContaining("6 micro-batches");
    }
}

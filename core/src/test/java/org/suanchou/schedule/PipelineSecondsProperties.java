package org.suanchou.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.fixture.RandomWork;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.StageLayout;

/** The closed form against the pipeline played pass by pass. */
class PipelineSecondsProperties {
    private static final int ROUNDS = 1500;
    private static final double CLOSE = 0.01;
    private static final double ROUNDING = 1e-9;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(PipelineSecondsProperties.class);
    }

    /** Stages as layouts make them: layers of two kinds, an embedding, a head that may outweigh a stage. */
    private record Pipeline(int pp, int vp, int microBatches, StageLayout layout, List<ChunkSeconds> chunks) {
        double[] stages(Pass pass) {
            double[] seconds = new double[pp];
            for (int c = 0; c < chunks.size(); c++) {
                seconds[c % pp] += seconds(pass, c);
            }
            return seconds;
        }

        double[] chunks(Pass pass) {
            double[] seconds = new double[chunks.size()];
            for (int c = 0; c < seconds.length; c++) {
                seconds[c] = seconds(pass, c);
            }
            return seconds;
        }

        private double seconds(Pass pass, int c) {
            ChunkSeconds chunk = chunks.get(c);
            return switch (pass) {
                case FORWARD -> chunk.forward() + chunk.send();
                case BACKWARD -> chunk.inputGradient() + chunk.send();
                case WEIGHT_GRADIENT -> chunk.weightGradient();
            };
        }

        double closed(PipelineSchedule schedule) {
            double[] f = stages(Pass.FORWARD);
            double[] b = stages(Pass.BACKWARD);
            double[] w = stages(Pass.WEIGHT_GRADIENT);
            if (vp == 1) {
                return PipelineSeconds.of(schedule, microBatches, f, b, w);
            }
            double[] chunkF = chunks(Pass.FORWARD);
            double[] chunkB = sum(chunks(Pass.BACKWARD), chunks(Pass.WEIGHT_GRADIENT));
            if (!layout.evenBetweenEnds()) {
                return PipelineSeconds.played(microBatches, pp, chunkF, chunkB);
            }
            int last = (vp - 1) * pp;
            return PipelineSeconds.interleaved(
                    microBatches,
                    vp,
                    f,
                    sum(b, w),
                    Arrays.copyOf(chunkF, pp),
                    Arrays.copyOf(chunkB, pp),
                    Arrays.copyOfRange(chunkF, last, last + pp),
                    Arrays.copyOfRange(chunkB, last, last + pp));
        }

        double busiest() {
            double[] all = sum(sum(stages(Pass.FORWARD), stages(Pass.BACKWARD)), stages(Pass.WEIGHT_GRADIENT));
            return Arrays.stream(all).max().orElseThrow();
        }

        private static double[] sum(double[] a, double[] b) {
            double[] sum = new double[a.length];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = a[i] + b[i];
            }
            return sum;
        }
    }

    private Pipeline pipeline(int vp, boolean fewMicroBatches) {
        int pp = random.between(vp == 1 ? 1 : 2, 16);
        int chunks = pp * vp;
        int layers = Math.max(
                chunks,
                chunks * random.between(1, 6)
                        + (random.chance(0.3) ? random.between(0, chunks - 1) : 0)
                        - (random.chance(0.3) ? random.between(1, 2) : 0));
        double tail = random.chance(0.3) ? random.between(0.0, 5.0) : random.between(0.0, 1.0);
        // the second kind stands every few layers, or in the first ones
        int period = random.between(2, 6);
        int leading = random.oneOf(0, 0, random.between(1, 4));
        boolean mixed = random.chance(0.3);
        int[] order = new int[layers];
        for (int i = 0; i < layers; i++) {
            order[i] = i < leading || (mixed && i % period == 0) ? 1 : 0;
        }
        StageLayout layout = StageLayout.of(order, 2, pp, vp, tail);
        double[] weight = {1, random.between(0.3, 1.7)};
        double backward = random.between(0.8, 2.2);
        double weights = random.between(0.4, 1.0);
        double send = random.chance(0.5) ? random.between(0.0, 0.05) : 0;
        List<ChunkSeconds> seconds = new ArrayList<>();
        for (int c = 0; c < chunks; c++) {
            double depth = 0;
            for (int kind = 0; kind < 2; kind++) {
                depth += layout.layersOfChunk().get(c).get(kind) * weight[kind];
            }
            double head = c == chunks - 1 ? tail * (1 + backward + weights) / 3 : 0;
            seconds.add(new ChunkSeconds(
                    depth + head + (c == 0 ? 0.03 : 0),
                    depth * backward + head,
                    depth * weights + head + (c == 0 ? 0.07 : 0),
                    send));
        }
        int microBatches = vp > 1
                ? pp * random.between(1, 64 / pp)
                : fewMicroBatches ? random.between(1, pp) : random.between(pp, 64);
        return new Pipeline(pp, vp, microBatches, layout, seconds);
    }

    @ParameterizedTest
    @EnumSource
    void theClosedFormIsWithinOnePercentOfTheTimelineAndNotAboveIt(PipelineSchedule schedule) {
        for (int vp = 1; vp <= (schedule == PipelineSchedule.ONE_F_ONE_B ? 4 : 1); vp++) {
            double worst = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Pipeline p = pipeline(vp, false);

                double played =
                        Timeline.of(schedule, p.pp, p.microBatches, p.chunks).seconds();

                assertThat(p.closed(schedule) / played)
                        .as("round %d: %s", round, p)
                        .isBetween(1 - CLOSE, 1 + ROUNDING);
                worst = Math.max(worst, 1 - p.closed(schedule) / played);
            }
            System.out.println(schedule.id() + " vp " + vp + ": closed form short by at most " + worst);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fewMicroBatchesStayABoundFromBelow(PipelineSchedule schedule) {
        for (int round = 0; round < ROUNDS; round++) {
            Pipeline p = pipeline(1, true);

            double played =
                    Timeline.of(schedule, p.pp, p.microBatches, p.chunks).seconds();

            assertThat(p.closed(schedule) / played).as("round %d: %s", round, p).isBetween(0.95, 1 + ROUNDING);
        }
    }

    /** What the bound of the search rests on. */
    @ParameterizedTest
    @EnumSource
    void noPipelineBeatsItsBusiestStage(PipelineSchedule schedule) {
        for (int round = 0; round < ROUNDS; round++) {
            int vp = schedule == PipelineSchedule.ONE_F_ONE_B ? random.between(1, 4) : 1;
            Pipeline p = pipeline(vp, vp == 1 && random.chance(0.3));

            assertThat(p.closed(schedule)).isGreaterThanOrEqualTo(p.microBatches * p.busiest() * (1 - ROUNDING));
        }
    }

    /** Beyond eight rounds, and 64 micro-batches, rounds go on like those before. */
    @Test
    void aLongInterleavedPipelineKeepsItsRhythm() {
        for (int round = 0; round < 50; round++) {
            Pipeline p = pipeline(random.between(2, 4), false);
            double[] f = p.chunks(Pass.FORWARD);
            double[] b = Pipeline.sum(p.chunks(Pass.BACKWARD), p.chunks(Pass.WEIGHT_GRADIENT));
            int microBatches = 80 * p.pp;

            double played = Timeline.of(PipelineSchedule.ONE_F_ONE_B, p.pp, microBatches, p.chunks)
                    .seconds();

            assertThat(PipelineSeconds.played(microBatches, p.pp, f, b)).isCloseTo(played, within(0.01 * played));
        }
    }
}

package org.suanchou.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Cluster;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.ContextExchange;
import org.suanchou.workload.Sharding;

/**
 * What waits for the host: 1000 us of launches a layer, 1200 us of a layer with experts and 40 us of each expert, of which
 * graphs leave 0.6; formats in blocks leave half of the latter two.
 */
class LaunchesTest {
    private static final Transformer TINY = SyntheticModels.decoder(
            "tiny",
            64,
            1000,
            false,
            Norm.RMS,
            List.of(new LayerRun(
                    new Layer(GroupedQueryAttention.causal(4, 4, 16), new FeedForward.Dense(256, true, false), 2), 2)),
            0);

    private static TrainingJob job(Transformer model, Precision precision, Tuning tuning, double graphed) {
        return new TrainingJob(
                model,
                new Cluster(SyntheticHardware.rack(), 8),
                SyntheticStacks.overlapping(),
                SyntheticStacks.h100Kernels(),
                precision,
                4096,
                64,
                tuning,
                new Runtime(null, null, null, ContextExchange.RING, null, graphed, 0, null));
    }

    private static Sharding cut(int ep, int sequence) {
        return new Sharding(1, false, 1, ep, 1, 1, sequence);
    }

    private static double[] layer(TrainingJob job, Sharding cut, Recompute recompute) {
        return new StepModel(job).costs(cut, recompute).layers().parts(0);
    }

    private static double seconds(double[] parts) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }

    private static double tiny(Tuning tuning, double graphed, Recompute recompute) {
        double[] parts = layer(job(TINY, Precision.BF16, tuning, graphed), cut(1, 128), recompute);
        assertThat(parts[Part.OVERHEAD.ordinal()]).isPositive().isLessThan(seconds(parts));
        return seconds(parts);
    }

    /** Its work is done long before the next kernel comes: the host's time is all that it takes. */
    @Test
    void aLayerWithLittleWorkTakesItsLaunches() {
        assertThat(tiny(Tuning.PRETRAIN, 0, Recompute.NONE)).isCloseTo(1000e-6, within(1e-12));
        assertThat(tiny(Tuning.LORA, 0, Recompute.NONE)).isCloseTo(1000e-6, within(1e-12));
    }

    /** A third of the launches are of the forward pass, which recompute repeats. */
    @Test
    void recomputeLaunchesTheForwardPassAgain() {
        assertThat(tiny(Tuning.PRETRAIN, 0, Recompute.FULL)).isCloseTo(1000e-6 * 4 / 3, within(1e-12));
        assertThat(tiny(Tuning.PRETRAIN, 0, new Recompute.Full(0.5))).isCloseTo(1000e-6 * 7 / 6, within(1e-12));
    }

    @Test
    void graphsLeaveAShareOfThem() {
        assertThat(tiny(Tuning.PRETRAIN, 1, Recompute.NONE)).isCloseTo(600e-6, within(1e-12));
        assertThat(tiny(Tuning.PRETRAIN, 0.5, Recompute.NONE)).isCloseTo(800e-6, within(1e-12));
        assertThat(tiny(Tuning.PRETRAIN, 1, Recompute.FULL)).isCloseTo(800e-6, within(1e-12));
    }

    /** Each pass of a layer of Llama 3 8B at 8192 tokens takes milliseconds: nothing waits. */
    @Test
    void aLayerWithMuchWorkHidesItsLaunches() {
        TrainingJob job = job(SyntheticModels.llama8b(), Precision.BF16, Tuning.PRETRAIN, 0);

        assertThat(layer(job, cut(1, 8192), Recompute.NONE)[Part.OVERHEAD.ordinal()])
                .isZero();
        assertThat(layer(job, cut(1, 8192), Recompute.FULL)[Part.OVERHEAD.ordinal()])
                .isZero();
    }

    /** Some layers wait in one pass and not in another; none takes less than its work or than its launches. */
    @Test
    void aLayerTakesItsWorkOrItsLaunchesAtLeast() {
        double before = 0;
        for (int sequence = 16; sequence <= 16_384; sequence *= 2) {
            TrainingJob job = job(SyntheticModels.llama8b(), Precision.BF16, Tuning.PRETRAIN, 0);
            double[] parts = layer(job, cut(1, sequence), Recompute.NONE);
            double work = seconds(parts) - parts[Part.OVERHEAD.ordinal()];

            assertThat(seconds(parts)).isBetween(Math.max(work, 1000e-6) - 1e-12, work + 1000e-6);
            assertThat(parts[Part.OVERHEAD.ordinal()]).isNotNegative();
            assertThat(seconds(parts)).isGreaterThanOrEqualTo(before);
            before = seconds(parts);
        }
    }

    /** Each expert's product is launched apart; below 16 bits two casts go with it; formats in blocks fuse half of all. */
    @ParameterizedTest
    @CsvSource({
        "BF16, 8, 1240", "BF16, 4, 1280", "BF16, 1, 1520",
        "FP8, 8, 1320", "FP8, 4, 1440", "FP8, 1, 2160",
        "MXFP8, 8, 660", "MXFP8, 1, 1080", "NVFP4, 1, 1080"
    })
    void launchesOfExperts(Precision precision, int ep, double microseconds) {
        TrainingJob job = job(SyntheticModels.mixtral(), precision, Tuning.PRETRAIN, 0);
        FeedForward.Experts experts =
                (FeedForward.Experts) job.model().runs().getFirst().layer().feedForward();

        assertThat(LayerCosts.expertLaunchSeconds(job, experts, cut(ep, 4096)))
                .isCloseTo(microseconds * 1e-6, within(1e-12));
    }

    /** Graphs leave 0.6 of 1240 us in the routing of a layer; recompute adds a third. */
    @Test
    void graphsAndRecomputeCountForExpertsToo() {
        double plain = routing(0, Recompute.NONE);

        assertThat(plain - routing(1, Recompute.NONE)).isCloseTo(1240e-6 * 0.4, within(1e-12));
        assertThat(routing(0, Recompute.FULL) - plain).isCloseTo(1240e-6 / 3, within(1e-12));
        assertThat(routing(1, Recompute.FULL) - routing(1, Recompute.NONE)).isCloseTo(1240e-6 * 0.2, within(1e-12));
    }

    private static double routing(double graphed, Recompute recompute) {
        TrainingJob job = job(SyntheticModels.mixtral(), Precision.BF16, Tuning.PRETRAIN, graphed);
        return layer(job, cut(8, 4096), recompute)[Part.ROUTING.ordinal()];
    }
}

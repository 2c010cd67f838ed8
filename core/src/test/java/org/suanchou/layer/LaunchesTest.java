package org.suanchou.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.fixture.Executions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Norm;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.RunOptions;
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

    private record Work(Execution on, Layer layer, boolean frozen) {}

    private static Work job(Transformer model, Precision precision, boolean frozen, double graphed) {
        Execution on = Executions.on(
                SyntheticHardware.rack(),
                8,
                model.hidden(),
                precision,
                SyntheticStacks.overlapping(),
                RunOptions.DEFAULT.withGraphedShare(graphed));
        return new Work(on, model.runs().getFirst().layer(), frozen);
    }

    private static Sharding cut(int ep, int sequence) {
        return new Sharding(1, false, 1, ep, 1, 1, sequence);
    }

    private static double[] layer(Work work, Sharding cut, Recompute recompute) {
        Passes passes = new Passes.Training(work.frozen(), 0, recompute);
        LayerWalk walk = new LayerWalk(work.on());
        return LayerSeconds.of(
                        work.on(),
                        work.layer(),
                        cut,
                        passes,
                        walk.mixer(work.layer(), cut, passes),
                        walk.feedForward(work.layer(), cut, passes))
                .parts();
    }

    private static double seconds(double[] parts) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }

    private static double tiny(boolean frozen, double graphed, Recompute recompute) {
        double[] parts = layer(job(TINY, Precision.BF16, frozen, graphed), cut(1, 128), recompute);
        assertThat(parts[Part.OVERHEAD.ordinal()]).isPositive().isLessThan(seconds(parts));
        return seconds(parts);
    }

    /** Its work is done long before the next kernel comes: the host's time is all that it takes. */
    @Test
    void aLayerWithLittleWorkTakesItsLaunches() {
        assertThat(tiny(false, 0, Recompute.NONE)).isCloseTo(1000e-6, within(1e-12));
        assertThat(tiny(true, 0, Recompute.NONE)).isCloseTo(1000e-6, within(1e-12));
    }

    /** A third of the launches are of the forward pass, which recompute repeats. */
    @Test
    void recomputeLaunchesTheForwardPassAgain() {
        assertThat(tiny(false, 0, Recompute.FULL)).isCloseTo(1000e-6 * 4 / 3, within(1e-12));
        assertThat(tiny(false, 0, new Recompute.Full(0.5))).isCloseTo(1000e-6 * 7 / 6, within(1e-12));
    }

    @Test
    void graphsLeaveAShareOfThem() {
        assertThat(tiny(false, 1, Recompute.NONE)).isCloseTo(600e-6, within(1e-12));
        assertThat(tiny(false, 0.5, Recompute.NONE)).isCloseTo(800e-6, within(1e-12));
        assertThat(tiny(false, 1, Recompute.FULL)).isCloseTo(800e-6, within(1e-12));
    }

    /** Each pass of a layer of Llama 3 8B at 8192 tokens takes milliseconds: nothing waits. */
    @Test
    void aLayerWithMuchWorkHidesItsLaunches() {
        Work job = job(SyntheticModels.llama8b(), Precision.BF16, false, 0);

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
            Work job = job(SyntheticModels.llama8b(), Precision.BF16, false, 0);
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
        Work job = job(SyntheticModels.mixtral(), precision, false, 0);
        FeedForward.Experts experts = (FeedForward.Experts) job.layer().feedForward();

        assertThat(Launches.ofExperts(job.on(), experts, cut(ep, 4096), Recompute.NONE))
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
        Work job = job(SyntheticModels.mixtral(), Precision.BF16, false, graphed);
        return layer(job, cut(8, 4096), recompute)[Part.ROUTING.ordinal()];
    }
}

package org.suanchou.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.source.Fact;

/**
 * Bytes over bandwidth of large collectives: an all-reduce moves {@code 2 (n - 1) / n} of the tensor through each
 * chip's link, an all-gather, reduce-scatter or all-to-all {@code (n - 1) / n} (Thakur et al. 2005, section 4; the
 * bus-bandwidth factors of nccl-tests, PERFORMANCE.md). Exact where latency is nothing.
 */
class RingGolden {
    private static final double BYTES = 1e9;
    private static final double BANDWIDTH = 450e9;
    private static final double EFFICIENCY = 0.8;
    private static final Percentage EXACT = Percentage.withPercentage(1e-9);

    @ParameterizedTest
    @CsvSource({"2", "4", "8", "7", "64"})
    void eachCollectiveMovesItsBusFactor(int n) {
        Network network = new Network(oneTier());
        double once = BYTES / (BANDWIDTH * EFFICIENCY);
        double share = (n - 1.0) / n;

        assertThat(network.seconds(new Collective.AllReduce(BYTES, n, 1))).isCloseTo(2 * share * once, EXACT);
        assertThat(network.seconds(new Collective.AllGather(BYTES, n, 1))).isCloseTo(share * once, EXACT);
        assertThat(network.seconds(new Collective.ReduceScatter(BYTES, n, 1))).isCloseTo(share * once, EXACT);
        assertThat(network.seconds(new Collective.AllToAll(BYTES, n, 1))).isCloseTo(share * once, EXACT);
        assertThat(network.seconds(new Collective.Send(BYTES, n, 1))).isCloseTo(once, EXACT);
    }

    private static SystemSpec oneTier() {
        Fabric fabric =
                new Fabric.Switched("switch", 64, Fact.given(BANDWIDTH), Fact.given(0), Fact.given(EFFICIENCY), false);
        return SyntheticHardware.h100Node().withFabrics(List.of(fabric));
    }
}

package org.suanchou.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.hardware.Fabric;
import org.suanchou.source.Fact;

/**
 * Tokens to experts over two tiers without latency: 8 chips at 400 GB/s, the rest at 40 GB/s. Of c copies drawn among n
 * chips, {@code n (1 - (1 - 1 / n)^c)} chips get one.
 */
class DispatchTest {
    private static final double BYTES = 1e9;
    private static final double LINK = 400e9;
    private static final double NETWORK = 40e9;
    private static final Percentage EXACT = Percentage.withPercentage(1e-9);

    private final Network network = new Network(SyntheticHardware.h100Node()
            .withFabrics(List.of(
                    new Fabric.Switched("switch", 8, Fact.given(LINK), Fact.given(0), Fact.given(1), false),
                    new Fabric.Switched("network", 4096, Fact.given(NETWORK), Fact.given(0), Fact.given(1), false))));

    private double seconds(int copies, int domains, int size) {
        return network.seconds(new Collective.Dispatch(BYTES, copies, domains, size, 1));
    }

    /** Two copies reach 8 (1 - 49 / 64) = 1.875 chips, seven eighths of which are others. */
    @Test
    void insideOneDomain() {
        assertThat(seconds(2, 0, 8)).isCloseTo(BYTES * 1.875 * 7 / 8 / LINK, EXACT);
    }

    /** Two copies reach 1.5 of two domains, of which half are the other one; inside, 16 (1 - 225 / 256) = 1.9375 chips. */
    @Test
    void acrossTwoDomains() {
        double across = BYTES * 1.5 / 2 / NETWORK;
        double inside = BYTES * 1.9375 * 7 / 8 / LINK;

        assertThat(inside).isLessThan(across);
        assertThat(seconds(2, 0, 16)).isCloseTo(across, EXACT);
    }

    /** Four copies to one domain of two, drawn evenly, cross once in two cases; a copy each would cross twice. */
    @Test
    void aLimitOfDomainsIsWhatCrosses() {
        assertThat(seconds(4, 1, 16)).isCloseTo(BYTES / 2 / NETWORK, EXACT);
        assertThat(network.seconds(new Collective.AllToAll(4 * BYTES, 16, 1))).isCloseTo(2 * BYTES / NETWORK, EXACT);
        assertThat(seconds(4, 2, 16)).isEqualTo(seconds(4, 0, 16));
    }

    /** Many copies reach all: each token goes once to every domain but its own. */
    @Test
    void soManyCopiesReachEveryDomainOnce() {
        assertThat(seconds(1000, 0, 64)).isCloseTo(BYTES * 7 / NETWORK, EXACT);
    }

    @Test
    void aGroupOfOneAndNoBytesTakeNoTime() {
        assertThat(seconds(8, 0, 1)).isZero();
        assertThat(network.seconds(new Collective.Dispatch(0, 8, 0, 64, 1))).isZero();
    }
}

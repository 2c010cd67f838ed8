package org.suanchou.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.source.Fact;

/** Groups over two tiers: 8 chips at 400 GB/s, the rest at 40 GB/s, no latency unless given. */
class NetworkTest {
    private static final double BYTES = 1e9;
    private static final Percentage EXACT = Percentage.withPercentage(1e-9);

    private final Network network = new Network(system(0, 0));

    @Test
    void groupsInsideANodeUseItsLinks() {
        assertThat(seconds(new Collective.AllGather(BYTES, 8, 1))).isCloseTo(BYTES * 7 / 8 / 400e9, EXACT);
        assertThat(seconds(new Collective.AllGather(BYTES, 2, 4))).isCloseTo(BYTES / 2 / 400e9, EXACT);
        assertThat(network.widestTier(8, 1)).isZero();
    }

    @Test
    void groupsWithOneRankANodeUseTheNetworkAlone() {
        assertThat(seconds(new Collective.AllGather(BYTES, 4, 8))).isCloseTo(BYTES * 3 / 4 / 40e9, EXACT);
        assertThat(network.membersInside(0, 4, 8)).isEqualTo(1);
        assertThat(network.widestTier(4, 8)).isEqualTo(1);
    }

    /** Every chip of a node has a link of its own: an eighth of the tensor crosses each. */
    @Test
    void ringsThroughWholeNodesUseAllTheirNetworkLinks() {
        double inside = BYTES * 7 / 8 / 400e9;
        double across = BYTES / 8 * 3 / 4 / 40e9;

        assertThat(across).isGreaterThan(inside);
        assertThat(seconds(new Collective.AllGather(BYTES, 32, 1))).isCloseTo(across, EXACT);
        assertThat(seconds(new Collective.AllReduce(BYTES, 32, 1))).isCloseTo(2 * across, EXACT);
    }

    /** Of what a chip sends, 24 parts of 32 leave its node. */
    @Test
    void allToAllSendsEachPartOverItsOwnTier() {
        assertThat(seconds(new Collective.AllToAll(BYTES, 32, 1))).isCloseTo(BYTES * 24 / 32 / 40e9, EXACT);
    }

    /** 12 chips over nodes of 8: blocks of four tile a node, of six would not; six fit where they are the whole job. */
    @Test
    void groupsThatFillNoNodeTakeEqualPartsOfThem() {
        assertThat(network.membersInside(0, 12, 1)).isEqualTo(4);
        assertThat(network.membersInside(0, 6, 1)).isEqualTo(2);
        assertThat(network.membersInside(0, 7, 2)).isEqualTo(1);
        assertThat(new Network(system(0, 0), 6).membersInside(0, 6, 1)).isEqualTo(6);
    }

    /** 64 of a rack of 72 are joined by its switches, eight left idle; 48 are not a block that tiles the racks of a job. */
    @Test
    void aPowerOfTwoMayLeaveTheRestOfADomainIdle() {
        Network racks = new Network(SyntheticHardware.rack(), 4608);
        assertThat(racks.membersInside(0, 64, 1)).isEqualTo(64);
        assertThat(racks.membersInside(0, 36, 1)).isEqualTo(36);
        assertThat(racks.membersInside(0, 48, 1)).isEqualTo(24);
    }

    /** Two hops a doubling and a ramp of the square root of the bytes over 100 kB, tier by tier. */
    @Test
    void latenciesOfAllTiersAddUp() {
        Network slow = new Network(system(2e-6, 5e-6));
        double wireInside = BYTES * 7 / 8;
        double wireAcross = BYTES / 8 * 3 / 4;

        double latency =
                slow.seconds(new Collective.AllGather(BYTES, 32, 1)) - seconds(new Collective.AllGather(BYTES, 32, 1));

        double inside = 2e-6 * (2 * 3 + Math.sqrt(wireInside / 1e5));
        double across = 5e-6 * (2 * 2 + Math.sqrt(wireAcross / 1e5));
        assertThat(latency).isCloseTo(inside + across, Percentage.withPercentage(1e-6));
    }

    @Test
    void aGroupOfOneAndNoBytesTakeNoTime() {
        assertThat(seconds(new Collective.AllReduce(BYTES, 1, 8))).isZero();
        assertThat(seconds(new Collective.AllToAll(0, 8, 1))).isZero();
        assertThat(seconds(new Collective.Send(BYTES, 1, 8))).isZero();
        assertThat(network.widestTier(1, 8)).isEqualTo(-1);
    }

    @Test
    void withoutAFabricNothingIsJoined() {
        Network alone = new Network(SyntheticHardware.h100Node().withFabrics(List.of()));

        assertThat(alone.joins(1, 1)).isTrue();
        assertThat(alone.joins(2, 1)).isFalse();
        assertThatThrownBy(() -> alone.widestTier(2, 1)).hasMessageContaining("nothing joins 2 chips");
    }

    @Test
    void aMeshGivesAPairOfStagesOneLink() {
        Network mesh = new Network(SyntheticHardware.meshNode()
                .withFabrics(List.of(new Fabric.Mesh("mesh", 8, Fact.given(448e9), Fact.given(0), Fact.given(1)))));

        assertThat(mesh.seconds(new Collective.Send(BYTES, 8, 1))).isCloseTo(BYTES / 64e9, EXACT);
        assertThat(mesh.seconds(new Collective.AllGather(BYTES, 8, 1))).isCloseTo(BYTES * 7 / 8 / 448e9, EXACT);
    }

    private double seconds(Collective collective) {
        return network.seconds(collective);
    }

    private static SystemSpec system(double insideLatency, double acrossLatency) {
        Fabric inside =
                new Fabric.Switched("switch", 8, Fact.given(400e9), Fact.given(insideLatency), Fact.given(1), false);
        Fabric across =
                new Fabric.Switched("network", 4096, Fact.given(40e9), Fact.given(acrossLatency), Fact.given(1), false);
        return SyntheticHardware.h100Node().withFabrics(List.of(inside, across));
    }
}

package org.suanchou.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.energy.PowerLevel.State;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.Cooling;
import org.suanchou.hardware.Installation;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.source.Fact;

/** Figures worked by hand from the assumptions in {@link SyntheticAssumptions}. */
class ClusterPowerTest {
    private static final Assumptions USUAL = SyntheticAssumptions.usual();
    private static final double WATT = 1e-6;

    @Test
    void aChipGoesFromIdleToItsLimit() {
        ClusterPower power = power(SyntheticHardware.h100Node(), 8);

        assertThat(watts(power.chipWatts(Phase.IDLE))).isCloseTo(700 * 0.15, within(WATT));
        assertThat(watts(power.chipWatts(Phase.COMMUNICATION))).isCloseTo(105 + 595 * 0.2, within(WATT));
        assertThat(watts(power.chipWatts(Phase.MEMORY))).isCloseTo(105 + 595 * 0.6, within(WATT));
        assertThat(watts(power.chipWatts(Phase.COMPUTE))).isCloseTo(105 + 595 * 0.9, within(WATT));
    }

    @Test
    void aHostIsWhatTheNameplateLeaves() {
        assertThat(watts(power(SyntheticHardware.h100Node(), 8).hostWatts())).isCloseTo(10_200 - 5_600, within(WATT));
    }

    /** 1,024 chips are 128 nodes and 1,024 ports in two tiers: 3 ports each of 400 Gbit/s at 65 pJ/bit, 78 W. */
    @Test
    void theNameplateOfASiteIsTheSumOfItsParts() {
        ClusterPower power = power(SyntheticHardware.h100Node(), 1024);

        assertThat(watts(power.networkWatts())).isCloseTo(1024 * 78, within(WATT));
        assertThat(watts(power.storageWatts())).isCloseTo(128 * 10_200 * 0.04, within(WATT));
        assertThat(watts(power.provisionedItWatts())).isCloseTo(128 * 10_200 * 1.04 + 1024 * 78, within(WATT));
        assertThat(watts(power.provisionedWatts())).isCloseTo(1.25 * (128 * 10_200 * 1.04 + 1024 * 78), within(WATT));
    }

    @Test
    void aSiteDrawsWhatItsChipsHostsAndNetworkDraw() {
        ClusterPower power = power(SyntheticHardware.h100Node(), 1024);
        PhaseShares shares = new PhaseShares(0.7, 0.1, 0.15, 0.05);
        double chip = 105 + 595 * (0.7 * 0.9 + 0.1 * 0.6 + 0.15 * 0.2);
        double network = 0.75 * (1024 * 78 + 128 * 10_200 * 0.04);

        assertThat(watts(power.siteWatts(shares)))
                .isCloseTo(1.25 * (1024 * chip + 128 * 4_600 * 0.6 + network), within(WATT));
        assertThat(watts(power.stoppedSiteWatts()))
                .isCloseTo(1.25 * (1024 * 105 + 128 * 4_600 * 0.3 + network), within(WATT));
    }

    /** 100 chips of nodes of 8 come as 104. */
    @Test
    void chipsThatComeWithWholeNodesIdle() {
        PhaseShares compute = PhaseShares.only(Phase.COMPUTE);

        double all = watts(power(SyntheticHardware.h100Node(), 104).siteWatts(compute));
        double some = watts(power(SyntheticHardware.h100Node(), 100).siteWatts(compute));

        assertThat(all - some).isCloseTo(1.25 * 4 * (595 * 0.9), within(WATT));
    }

    @Test
    void oneSystemNeedsNoNetwork() {
        assertThat(watts(power(SyntheticHardware.h100Node(), 8).networkWatts())).isZero();
        assertThat(watts(power(SyntheticHardware.h100Node(), 9).networkWatts())).isPositive();
    }

    @Test
    void anUnknownNameplateFollowsFromTheChips() {
        ClusterPower power = power(SyntheticHardware.a100Node(), 8);

        assertThat(watts(power.systemWatts())).isCloseTo(8 * 400 * 1.8, within(WATT));
        assertThat(watts(power.hostWatts())).isCloseTo(8 * 400 * 0.8, within(WATT));
    }

    @Test
    void anUnknownChipFollowsFromTheNameplate() {
        SystemSpec node = SyntheticHardware.h100Node();
        SystemSpec unknown = new SystemSpec("x", "x", noTdp(node.chip()), 8, node.fabrics(), 2022, node.installation());

        assertThat(watts(power(unknown, 8).chipWatts(Phase.IDLE))).isCloseTo(10_200 / (8 * 1.8) * 0.15, within(WATT));
    }

    @Test
    void powerThatNothingTellsMustBeGiven() {
        SystemSpec node = SyntheticHardware.a100Node();
        SystemSpec unknown =
                new SystemSpec("x", "x", noTdp(node.chip()), 8, node.fabrics(), 2022, Installation.UNKNOWN);
        Assumptions given = SyntheticAssumptions.with(USUAL, "chip-tdp", 500);

        assertThat(ClusterPower.isKnown(unknown, USUAL)).isFalse();
        assertThatThrownBy(() -> power(unknown, 8)).hasMessageContaining("chip-tdp");
        assertThat(ClusterPower.isKnown(unknown, given)).isTrue();
        assertThat(watts(ClusterPower.of(new Cluster(unknown, 8), given).systemWatts()))
                .isCloseTo(8 * 500 * 1.8, within(WATT));
    }

    @Test
    void aCapOnChipsLowersTheNameplateAndLeavesTheHost() {
        SystemSpec node = SyntheticHardware.h100Node();
        SystemSpec capped = node.withChip(node.chip().withPowerCap(Fact.given(500)));

        assertThat(watts(power(capped, 8).systemWatts())).isCloseTo(10_200 - 8 * 200, within(WATT));
        assertThat(watts(power(capped, 8).hostWatts())).isCloseTo(4_600, within(WATT));
    }

    @Test
    void nodesShareRacksAndARackIsOne() {
        assertThat(power(SyntheticHardware.h100Node(), 64).racks().value()).isEqualTo(3);
        assertThat(power(SyntheticHardware.rack(), 720).racks().value()).isEqualTo(10);
    }

    /** 24 chips are three nodes in one rack; what isn't drawn by chips is 4.6 kW of hosts at 60 or 30 %. */
    @Test
    void everyStateHasItsPowerOfChipNodeRackAndSite() {
        ClusterPower power = power(SyntheticHardware.h100Node(), 24);
        double[] chips = {700, 105 + 595 * 0.9, 105 + 595 * 0.6, 105 + 595 * 0.2, 105, 105};
        double[] hosts = {4_600, 2_760, 2_760, 2_760, 2_760, 1_380};

        List<PowerLevel> levels = power.levels();
        assertThat(levels).extracting(PowerLevel::state).containsExactly(State.values());
        for (int i = 0; i < chips.length; i++) {
            PowerLevel level = levels.get(i);
            assertThat(watts(level.chip())).isCloseTo(chips[i], within(WATT));
            assertThat(watts(level.system())).isCloseTo(8 * chips[i] + hosts[i], within(WATT));
            assertThat(watts(level.rack())).isCloseTo(3 * watts(level.system()), within(WATT));
            double network = watts(power.networkWatts()) + watts(power.storageWatts());
            double drawn = i == 0 ? network : 0.75 * network;
            assertThat(watts(level.site())).isCloseTo(1.25 * (watts(level.rack()) + drawn), within(WATT));
        }
        assertThat(watts(power.siteWatts(new PhaseShares(0, 0, 1, 0))))
                .isCloseTo(watts(levels.get(State.COMMUNICATION.ordinal()).site()), within(WATT));
    }

    /** 96 of 256 chips of a pod are two slices of 64, half a pod. */
    @Test
    void ofAPodSlicesCount() {
        SystemSpec node = SyntheticHardware.h100Node();
        Installation pod = new Installation(Fact.given(320_000), Cooling.LIQUID, 16, null);
        SystemSpec system = new SystemSpec("pod", "pod", node.chip(), 256, List.of(), 2022, pod);

        ClusterPower power = power(system, 96);

        assertThat(watts(power.provisionedItWatts())).isCloseTo(160_000 * 1.04, within(WATT));
        assertThat(power.racks().value()).isEqualTo(8);
        assertThat(power.pue().name()).hasToString("pue-liquid");
    }

    @Test
    void aGivenPueStandsForBoth() {
        Assumptions given = SyntheticAssumptions.with(USUAL, "pue", 1.5);

        assertThat(ClusterPower.of(new Cluster(SyntheticHardware.rack(), 72), given)
                        .pue()
                        .value())
                .isEqualTo(1.5);
        assertThatThrownBy(() -> SyntheticAssumptions.with(USUAL, "pue", 0.9)).hasMessageContaining("between 1.0");
    }

    private static Chip noTdp(Chip chip) {
        return new Chip(
                chip.id(),
                chip.name(),
                chip.vendor(),
                chip.launchYear(),
                chip.peakFlopPerSecond(),
                chip.memoryBytes(),
                chip.memoryBytesPerSecond(),
                null,
                chip.usdPerHour(),
                chip.counting(),
                chip.inherited());
    }

    private static ClusterPower power(SystemSpec system, int chips) {
        return ClusterPower.of(new Cluster(system, chips), USUAL);
    }

    private static double watts(Formula formula) {
        return formula.value();
    }
}

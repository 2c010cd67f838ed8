package org.suanchou.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FatTreeTest {
    /** r, r^2 / 2 and r^3 / 4 end points: 64, 2,048 and 65,536. Al-Fares et al., section 3, has k^3 / 4. */
    @ParameterizedTest
    @CsvSource({"1, 1", "64, 1", "65, 2", "2048, 2", "2049, 3", "65536, 3", "65537, 4"})
    void tiersOfSwitchesWith64Ports(double endPoints, int tiers) {
        assertThat(FatTree.tiers(endPoints, 64)).isEqualTo(tiers);
    }

    @ParameterizedTest
    @CsvSource({"64, 1", "2048, 3", "65536, 5"})
    void anEndPointTakesOnePortThenThreeThenFive(double endPoints, int ports) {
        assertThat(FatTree.ports(endPoints, 64)).isEqualTo(ports * endPoints);
    }

    /** A k-ary tree of three tiers has 5 k^2 / 4 switches of k ports (Al-Fares et al., section 3). */
    @Test
    void aFullTreeOfThreeTiersHasAllPortsOfItsSwitches() {
        for (int k = 4; k <= 128; k *= 2) {
            assertThat(FatTree.ports(k * k * k / 4.0, k)).isEqualTo(5.0 * k * k / 4 * k);
        }
    }

    @Test
    void morePointsNeverTakeFewerPorts() {
        for (int radix : new int[] {4, 36, 40, 64, 144}) {
            double before = 0;
            for (int points = 1; points < 20_000; points += 7) {
                double ports = FatTree.ports(points, radix);
                assertThat(ports).isGreaterThan(before);
                before = ports;
            }
        }
    }

    @Test
    void aSwitchOfThreePortsMakesNoTree() {
        assertThatThrownBy(() -> FatTree.tiers(8, 3)).hasMessageContaining("at least 4");
    }
}

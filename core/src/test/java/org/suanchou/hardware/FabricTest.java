package org.suanchou.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.source.Fact;

/** What groups of chips get of a fabric. */
class FabricTest {
    private static final Percentage EXACT = Percentage.withPercentage(1e-9);

    @Test
    void aSwitchGivesAnyGroupTheFullRateOfItsChips() {
        Fabric fabric = new Fabric.Switched("switch", 8, Fact.given(450e9), Fact.given(1e-6), Fact.given(0.8), false);

        assertThat(fabric.bytesPerSecond(2)).isEqualTo(450e9);
        assertThat(fabric.bytesPerSecond(8)).isEqualTo(450e9);
    }

    /** MI300X: 448 GB/s in all over seven links, so 64 GB/s to one neighbour (AMD CDNA 3 white paper, 2023). */
    @Test
    void onAMeshAPairHasOneLink() {
        Fabric fabric = mesh(448e9);

        assertThat(fabric.bytesPerSecond(2)).isCloseTo(64e9, EXACT);
        assertThat(fabric.bytesPerSecond(4)).isCloseTo(192e9, EXACT);
        assertThat(fabric.bytesPerSecond(8)).isCloseTo(448e9, EXACT);
    }

    @Test
    void onATorusAnAxisHasItsShareOfTheLinks() {
        Fabric fabric = new Fabric.Torus("torus", 4096, 3, Fact.given(300e9), Fact.given(1e-6), Fact.given(0.9));

        assertThat(fabric.bytesPerSecond(4)).isCloseTo(100e9, EXACT);
        assertThat(fabric.bytesPerSecond(16)).isCloseTo(100e9, EXACT);
        assertThat(fabric.bytesPerSecond(256)).isCloseTo(200e9, EXACT);
        assertThat(fabric.bytesPerSecond(4096)).isCloseTo(300e9, EXACT);
    }

    @Test
    void moreMembersNeverGetLess() {
        List<Fabric> fabrics = List.of(
                mesh(448e9),
                new Fabric.Torus("torus", 512, 3, Fact.given(300e9), Fact.given(1e-6), Fact.given(0.9)),
                new Fabric.Torus("torus", 64, 2, Fact.given(300e9), Fact.given(1e-6), Fact.given(0.9)));
        for (Fabric fabric : fabrics) {
            for (int members = 3; members <= fabric.reach(); members++) {
                assertThat(fabric.bytesPerSecond(members))
                        .isGreaterThanOrEqualTo(fabric.bytesPerSecond(members - 1))
                        .isLessThanOrEqualTo(fabric.bytesPerSecond().mid());
            }
        }
    }

    @Test
    void aWiderTierMustJoinMoreChips() {
        SystemSpec node = SyntheticHardware.h100Node();
        List<Fabric> twice = List.of(mesh(448e9), mesh(300e9));

        assertThatThrownBy(() -> node.withFabrics(twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not more than");
    }

    private static Fabric mesh(double bytesPerSecond) {
        return new Fabric.Mesh("mesh", 8, Fact.given(bytesPerSecond), Fact.given(1e-6), Fact.given(0.7));
    }
}

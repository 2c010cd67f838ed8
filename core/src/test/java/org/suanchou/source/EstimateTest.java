package org.suanchou.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {
    @Test
    void exactValueHasNoRange() {
        assertThat(Estimate.exactly(7)).isEqualTo(new Estimate(7, 7, 7));
        assertThat(Estimate.exactly(7).isExact()).isTrue();
        assertThat(Estimate.between(6, 8).isExact()).isFalse();
    }

    @Test
    void rangeIsCentredOnItsMiddle() {
        assertThat(Estimate.between(2, 4)).isEqualTo(new Estimate(2, 3, 4));
    }

    @Test
    void ratioIsSymmetricInTheLogarithm() {
        assertThat(Estimate.within(8, 2)).isEqualTo(new Estimate(4, 8, 16));
        assertThat(Estimate.within(8, 1).isExact()).isTrue();
    }

    @Test
    void factorScalesValueAndRange() {
        assertThat(new Estimate(1, 2, 4).times(3)).isEqualTo(new Estimate(3, 6, 12));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 3",
        "1, 3, 2",
        "3, 2, 1",
        "NaN, 1, 2",
        "1, NaN, 2",
        "1, 2, NaN",
        "NaN, NaN, NaN",
        "-Infinity, 0, 1",
        "0, 1, Infinity",
        "Infinity, Infinity, Infinity"
    })
    void disorderAndInfinityAreRefused(double low, double mid, double high) {
        assertThatThrownBy(() -> new Estimate(low, mid, high))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("must be finite with low <= mid <= high");
    }

    @Test
    void ratioBelowOneAndNegativeFactorTurnTheRangeRoundAndAreRefused() {
        assertThatThrownBy(() -> Estimate.within(8, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Estimate.between(1, 2).times(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Estimate.between(1, 2).times(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void factKeepsItsSourcesWhateverTheCallerDoesToTheList() {
        List<String> sources = new ArrayList<>(List.of("a"));
        Fact fact = new Fact(Estimate.exactly(2), sources, Provenance.PAGE, Confidence.HIGH, null, null);
        sources.clear();

        assertThat(fact.sources()).containsExactly("a");
        assertThat(fact.times(3).mid()).isEqualTo(6);
        assertThat(fact.derived(5, "half of ten").note()).isEqualTo("half of ten");
        assertThat(fact.derived(5, "half of ten").sources()).containsExactly("a");
    }
}

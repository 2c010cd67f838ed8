package org.suanchou.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.suanchou.evidence.Score.Pair;
import org.suanchou.source.Estimate;

/** Errors of small hand-made sets. */
class ScoreTest {
    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void errorsAreAveragedInsideGroupsFirst() {
        List<Pair> pairs = List.of(pair("a", 100, 110), pair("a", 100, 90), pair("a", 100, 110), pair("b", 100, 150));

        Score score = Score.of(pairs);

        assertThat(score.median()).isCloseTo(0.1, ROUNDING);
        assertThat(score.groupMean()).isCloseTo((0.1 + 0.5) / 2, ROUNDING);
        assertThat(score.bias()).isCloseTo(0.1, ROUNDING);
        assertThat(score.coverage()).isEqualTo(1);
    }

    @Test
    void aRefusalLowersCoverageAndCarriesNoError() {
        List<Pair> pairs = List.of(
                pair("a", 100, 120),
                new Pair(measured("a", 50.0), new Prediction.Refusal("run", "step_time_s", false, "no such chip")));

        Score score = Score.of(pairs);

        assertThat(score.items()).isEqualTo(2);
        assertThat(score.predicted()).isEqualTo(1);
        assertThat(score.coverage()).isEqualTo(0.5);
        assertThat(score.median()).isCloseTo(0.2, ROUNDING);
    }

    @Test
    void aMeasurementIsInsideItsIntervalOrNot() {
        List<Pair> pairs = List.of(
                new Pair(measured("a", 100.0), value(new Estimate(90, 105, 110))),
                new Pair(measured("a", 100.0), value(new Estimate(101, 105, 110))));

        assertThat(Score.of(pairs).intervalCoverage()).isEqualTo(0.5);
    }

    @Test
    void ranksAreComparedInGroupsOfFive() {
        assertThat(Score.of(ranked(1, 2, 3, 4, 5)).kendallTau()).isCloseTo(1, ROUNDING);
        assertThat(Score.of(ranked(5, 4, 3, 2, 1)).kendallTau()).isCloseTo(-1, ROUNDING);
        // one of ten pairs swapped
        assertThat(Score.of(ranked(2, 1, 3, 4, 5)).kendallTau()).isCloseTo(0.8, ROUNDING);
        // one of ten pairs tied in the prediction: 9 / sqrt(10 x 9)
        assertThat(Score.of(ranked(1, 1, 3, 4, 5)).kendallTau()).isCloseTo(9 / Math.sqrt(90), ROUNDING);
        assertThat(Score.of(ranked(1, 2, 3, 4)).kendallTau()).isNaN();
    }

    @Test
    void quantilesLieBetweenOrderStatistics() {
        double[] values = {4, 1, 3, 2};

        assertThat(Score.quantile(values, 0)).isEqualTo(1);
        assertThat(Score.quantile(values, 0.5)).isEqualTo(2.5);
        assertThat(Score.quantile(values, 1)).isEqualTo(4);
        assertThat(Score.quantile(new double[0], 0.5)).isNaN();
        assertThat(values).containsExactly(4, 1, 3, 2);
    }

    @Test
    void nothingScoresNothing() {
        Score score = Score.of(List.of());

        assertThat(score.items()).isZero();
        assertThat(score.median()).isNaN();
        assertThat(score.groupMean()).isNaN();
        assertThat(score.coverage()).isNaN();
    }

    /** Predictions for runs that take 1, 2, 3 ... seconds. */
    private static List<Pair> ranked(double... predicted) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < predicted.length; i++) {
            pairs.add(pair("a", i + 1, predicted[i]));
        }
        return pairs;
    }

    private static Pair pair(String group, double measured, double predicted) {
        return new Pair(measured(group, measured), value(Estimate.exactly(predicted)));
    }

    private static Prediction value(Estimate estimate) {
        return new Prediction.Value("run", "step_time_s", estimate);
    }

    private static Measurement measured(String group, Double value) {
        return new Measurement(
                "run", "step_time_s", "family", "family/framework", group, "chip", "bf16", "A", false, value);
    }
}

package org.suanchou.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.uncertainty.Uncertainty;

/** A layer that translates all at full speed isn't there; one that translates more is never slower. */
class TranslationLayerProperties {
    private static final int ROUNDS = 200;
    private static final double ROUNDING = 1 + 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(TranslationLayerProperties.class);
    }

    @Test
    void allOfTheWorkAtFullSpeedChangesNothing() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);
            TrainingJob through = through(job, layer(1, 1, random.between(0.01, 1.0)));

            assertThat(seconds(through, plan)).isEqualTo(seconds(job, plan));
        }
    }

    @Test
    void moreCoverageOrEfficiencyNeverMakesAStepSlower() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);
            double fallback = random.between(0.01, 0.9);
            double efficiency = random.between(fallback, 1.0);
            double coverage = random.between(0.0, 1.0);
            double before = seconds(through(job, layer(coverage, efficiency, fallback)), plan);

            double covered = random.between(coverage, 1.0);
            assertThat(seconds(through(job, layer(covered, efficiency, fallback)), plan))
                    .as("%s", plan)
                    .isLessThanOrEqualTo(before * ROUNDING);
            double faster = random.between(efficiency, 1.0);
            assertThat(seconds(through(job, layer(coverage, faster, fallback)), plan))
                    .as("%s", plan)
                    .isLessThanOrEqualTo(before * ROUNDING);
            assertThat(before).isGreaterThanOrEqualTo(seconds(job, plan) / ROUNDING);
        }
    }

    /** Ranges of the inputs give a range of the slowdown inside that of all worst and all best together. */
    @Test
    void rangesAreKeptAndNotAddedEndToEnd() {
        for (int round = 0; round < ROUNDS; round++) {
            Estimate fallback = range(0.05, 0.5);
            Estimate efficiency = range(0.5, 1);
            Estimate coverage = range(0, 1);
            TranslationLayer layer = layer(fact(coverage), fact(efficiency), fact(fallback));

            Estimate slowdown = layer.slowdown();

            double worst = 1 / rate(coverage.low(), efficiency.low(), fallback.low());
            double best = 1 / rate(coverage.high(), efficiency.high(), fallback.high());
            assertThat(slowdown.mid()).isBetween(slowdown.low() / ROUNDING, slowdown.high() * ROUNDING);
            assertThat(slowdown.low()).isBetween(1.0, slowdown.mid()).isGreaterThanOrEqualTo(best / ROUNDING);
            assertThat(slowdown.high()).isLessThanOrEqualTo(worst * ROUNDING);
            TrainingJob job = random.job();
            assertThat(Uncertainty.stepLogSigma(through(job, layer)))
                    .isGreaterThanOrEqualTo(Uncertainty.stepLogSigma(job));
        }
    }

    @Test
    void whatIsNotTranslatedIsNotFaster() {
        assertThatThrownBy(() -> layer(0.5, 0.5, 0.6)).hasMessageContaining("fallback is 0.6");
        assertThatThrownBy(() -> layer(1.5, 0.5, 0.4)).hasMessageContaining("coverage is 1.5");
        assertThatThrownBy(() -> layer(0.5, 1.5, 0.4)).hasMessageContaining("efficiency is 1.5");
    }

    private static double rate(double coverage, double efficiency, double fallback) {
        return coverage * efficiency + (1 - coverage) * fallback;
    }

    private Estimate range(double least, double most) {
        double low = random.between(least, most);
        double high = random.between(low, most);
        return new Estimate(low, random.between(low, high), high);
    }

    private static Fact fact(Estimate value) {
        Fact one = Fact.given(1);
        return new Fact(value, one.sources(), one.provenance(), one.confidence(), null, null);
    }

    private static TranslationLayer layer(double coverage, double efficiency, double fallback) {
        return layer(Fact.given(coverage), Fact.given(efficiency), Fact.given(fallback));
    }

    private static TranslationLayer layer(Fact coverage, Fact efficiency, Fact fallback) {
        return new TranslationLayer("layer", "layer", coverage, efficiency, fallback, "free");
    }

    private static TrainingJob through(TrainingJob job, TranslationLayer layer) {
        return new TrainingJob(
                job.model(),
                job.cluster(),
                job.stack(),
                job.kernels().through(layer),
                job.precision(),
                job.sequence(),
                job.globalBatch(),
                job.tuning(),
                job.options());
    }

    private static double seconds(TrainingJob job, ParallelPlan plan) {
        return new StepModel(job).timedRegardless(plan).seconds();
    }
}

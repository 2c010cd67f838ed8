package org.suanchou.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.fixture.SyntheticModels;
import org.suanchou.fixture.SyntheticStacks;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.stack.RunOptions;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;

/**
 * The factors of jobs whose kernels have a spread of 0.08 (source), 0.03 (chip), 0.06 (configuration) and 0.06 (run), to
 * which experts add 0.2, 0, 0.2 and 0.1, packed sequences 0.08 of configuration.
 */
class UncertaintyTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final TrainingJob DENSE = job(SyntheticModels.llama8b(), SyntheticStacks.overlapping());

    private static TrainingJob job(Transformer model, SoftwareStack stack) {
        return job(model, stack, SyntheticHardware.h100Node(), Tuning.PRETRAIN);
    }

    private static TrainingJob job(Transformer model, SoftwareStack stack, SystemSpec system, Tuning tuning) {
        return new TrainingJob(
                model,
                new Cluster(system, 64),
                stack,
                SyntheticStacks.kernelsOf(system.chip()),
                Precision.BF16,
                4096,
                64,
                tuning,
                RunOptions.DEFAULT);
    }

    private static double ratio(TrainingJob a, TrainingJob b) {
        return ratioLogSigma(Uncertainty.factors(a, "a"), Uncertainty.factors(b, "b"));
    }

    private static double root(double... sigmas) {
        double sum = 0;
        for (double sigma : sigmas) {
            sum += sigma * sigma;
        }
        return Math.sqrt(sum);
    }

    @Test
    void aStepIsOffByAllItsFactors() {
        assertThat(Uncertainty.stepLogSigma(DENSE)).isCloseTo(root(0.08, 0.03, 0.06, 0.06), EXACT);
        assertThat(Uncertainty.stepLogSigma(job(SyntheticModels.mixtral(), SyntheticStacks.overlapping())))
                .isCloseTo(root(0.08, 0.03, 0.06, 0.06, 0.2, 0.2, 0.1), EXACT);
        assertThat(Uncertainty.stepLogSigma(job(
                        SyntheticModels.llama8b(),
                        SyntheticStacks.overlapping(),
                        SyntheticHardware.h100Node(),
                        Tuning.FULL_PACKED)))
                .isCloseTo(root(0.08, 0.03, 0.06, 0.06, 0.08), EXACT);
    }

    /** Another plan of one job is another run, and nothing else. */
    @Test
    void whatSharesAllButItsRunDiffersByItsRun() {
        assertThat(ratio(DENSE, DENSE)).isCloseTo(root(0.06, 0.06), EXACT);
        assertThat(ratioLogSigma(Uncertainty.factors(DENSE, "a"), Uncertainty.factors(DENSE, "a")))
                .isZero();
    }

    /** Left are both configurations and runs; then both sources too; then the chips. */
    @Test
    void theFurtherApartTheLessCancels() {
        TrainingJob larger = job(SyntheticModels.llama70b(), SyntheticStacks.overlapping());
        TrainingJob elsewhere = job(SyntheticModels.llama70b(), SyntheticStacks.waiting());
        TrainingJob older = job(
                SyntheticModels.llama70b(), SyntheticStacks.waiting(), SyntheticHardware.a100Node(), Tuning.PRETRAIN);

        assertThat(ratio(DENSE, larger)).isCloseTo(root(0.06, 0.06, 0.06, 0.06), EXACT);
        assertThat(ratio(DENSE, elsewhere)).isCloseTo(root(0.06, 0.06, 0.06, 0.06, 0.08, 0.08), EXACT);
        assertThat(ratio(DENSE, older)).isCloseTo(root(0.06, 0.06, 0.06, 0.06, 0.08, 0.08, 0.03, 0.03), EXACT);
    }

    /** Experts and dense models of one stack have their own sources: the chip alone cancels. */
    @Test
    void expertsShareTheChipWithDenseModels() {
        TrainingJob experts = job(SyntheticModels.mixtral(), SyntheticStacks.overlapping());

        assertThat(ratio(DENSE, experts)).isCloseTo(root(0.08, 0.06, 0.06, 0.08, 0.06, 0.06, 0.2, 0.2, 0.1), EXACT);
    }

    /** A run of the same configuration tells the most, then one of the same source, of the chip, of none of them. */
    @Test
    void theNearerARunTheMoreItTells() {
        List<ErrorFactor> answer = Uncertainty.factors(DENSE, "answer");
        double before = 0;
        for (TrainingJob run : List.of(
                DENSE,
                job(SyntheticModels.llama70b(), SyntheticStacks.overlapping()),
                job(SyntheticModels.llama70b(), SyntheticStacks.waiting()),
                job(
                        SyntheticModels.llama70b(),
                        SyntheticStacks.waiting(),
                        SyntheticHardware.a100Node(),
                        Tuning.PRETRAIN))) {
            double sigma = Anchor.of(answer, List.of(new Anchor.Run(Uncertainty.factors(run, "run"), 0.1)))
                    .logSigma();

            assertThat(sigma).isGreaterThan(before);
            before = sigma;
        }
        assertThat(before).isCloseTo(Uncertainty.logSigma(answer), EXACT);
    }

    /** A peak of 900 to 1100 TFLOP/s, its range an 80 % interval, is a factor of all its runs in that precision. */
    @Test
    void aDisputedPeakIsAFactor() {
        Chip h100 = SyntheticHardware.h100();
        Map<Precision, Fact> peaks = new EnumMap<>(h100.peakFlopPerSecond());
        peaks.put(
                Precision.BF16,
                new Fact(Estimate.between(900e12, 1100e12), List.of(), Provenance.USER, Confidence.LOW, null, null));
        Chip disputed = new Chip(
                h100.id(),
                h100.name(),
                h100.vendor(),
                h100.launchYear(),
                peaks,
                h100.memoryBytes(),
                h100.memoryBytesPerSecond(),
                h100.tdpWatts(),
                h100.usdPerHour(),
                h100.counting(),
                h100.inherited());
        TrainingJob job = job(
                SyntheticModels.llama8b(),
                SyntheticStacks.overlapping(),
                SyntheticHardware.h100Node().withChip(disputed),
                Tuning.PRETRAIN);

        double peak = Math.log(1100.0 / 900) / 2 / 1.2815515655446004;
        assertThat(Uncertainty.stepLogSigma(job)).isCloseTo(root(0.08, 0.03, 0.06, 0.06, peak), EXACT);
        assertThat(ratio(job, job)).isCloseTo(root(0.06, 0.06), EXACT);
    }

    /** Standard deviation of the logarithm of a ratio: what both sides share cancels. */
    static double ratioLogSigma(List<ErrorFactor> over, List<ErrorFactor> under) {
        double variance = Uncertainty.covariance(over, over)
                + Uncertainty.covariance(under, under)
                - 2 * Uncertainty.covariance(over, under);
        return Math.sqrt(Math.max(0, variance));
    }
}

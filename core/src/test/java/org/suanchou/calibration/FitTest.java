package org.suanchou.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.calibration.GemmForm.Shape;

/** Timings made from known constants give them back. */
class FitTest {
    private static final GemmForm BF16 = new GemmForm(KernelFormat.BF16, 1e15, 3e12);
    private static final GemmForm FP8 = new GemmForm(KernelFormat.FP8, 2e15, 3e12);
    private static final double[] BF16_CONSTANTS = {0.8, 150, 300e3, 3};
    private static final double[] FP8_CONSTANTS = {0.75, 500, 600e3, 8, 9};

    private static List<Sample<Shape>> timings(GemmForm form, double[] constants) {
        List<Sample<Shape>> samples = new ArrayList<>();
        var seconds = form.at(constants);
        for (long m : new long[] {1, 16, 128, 512, 1024, 2048, 4096, 8192}) {
            for (long n : new long[] {256, 1024, 3072, 8192, 16384}) {
                for (long k : new long[] {256, 1024, 4096, 12288}) {
                    Shape shape = new Shape(m, n, k);
                    samples.add(new Sample<>(shape, seconds.applyAsDouble(shape)));
                }
            }
        }
        return samples;
    }

    private static void closeTo(Fit<?> fit, double[] constants, double percent) {
        for (int i = 0; i < constants.length; i++) {
            assertThat(fit.constants().get(i))
                    .as(fit.form().constants().get(i).name())
                    .isCloseTo(constants[i], Percentage.withPercentage(percent));
        }
    }

    @Test
    void exactTimingsGiveTheConstantsBack() {
        closeTo(Fit.of(BF16, timings(BF16, BF16_CONSTANTS)), BF16_CONSTANTS, 0.1);
        closeTo(Fit.of(FP8, timings(FP8, FP8_CONSTANTS)), FP8_CONSTANTS, 0.1);
    }

    /** 100 of the shapes have 512 rows or more; a tenth of 5 % noise is left in a mean of that many, outliers add as much again. */
    @Test
    void noiseAndOutliersAreTolerated() {
        Random random = new Random(1);
        List<Sample<Shape>> noisy = new ArrayList<>();
        for (Sample<Shape> s : timings(BF16, BF16_CONSTANTS)) {
            double odd = random.nextInt(20) == 0 ? 3 : 1;
            noisy.add(new Sample<>(s.shape(), s.seconds() * odd * Math.exp(0.05 * random.nextGaussian())));
        }
        Fit<Shape> fit = Fit.of(BF16, noisy);
        assertThat(constant(fit, "efficiency")).isCloseTo(0.8, Percentage.withPercentage(2));
        // the median of |N(0, 5 %)| is .674 x 5 %
        assertThat(fit.fitted().median()).isCloseTo(0.034, within(0.012));
        assertThat(fit.fitted().bias()).isCloseTo(0, within(0.012));
    }

    @Test
    void theFastestOfEachShapeCounts() {
        List<Sample<Shape>> samples = timings(BF16, BF16_CONSTANTS);
        List<Sample<Shape>> withSlower = new ArrayList<>(samples);
        samples.forEach(s -> withSlower.add(new Sample<>(s.shape(), 2 * s.seconds())));
        assertThat(Fit.of(BF16, withSlower)).isEqualTo(Fit.of(BF16, samples));
    }

    @Test
    void theOrderOfSamplesChangesNothing() {
        List<Sample<Shape>> samples = timings(FP8, FP8_CONSTANTS);
        Fit<Shape> fit = Fit.of(FP8, samples);
        Random random = new Random(2);
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(samples, random);
            assertThat(Fit.of(FP8, samples)).isEqualTo(fit);
        }
    }

    /** Timings of the decoding regime are not looked at by the fit of the training regime, and told apart in its residuals. */
    @Test
    void otherRegimesShowHowFarTheFormCarries() {
        List<Sample<Shape>> samples = new ArrayList<>();
        for (Sample<Shape> s : timings(BF16, BF16_CONSTANTS)) {
            samples.add(s.shape().m() < 512 ? new Sample<>(s.shape(), 2 * s.seconds()) : s);
        }
        Fit<Shape> fit = Fit.of(BF16, samples);
        closeTo(fit, BF16_CONSTANTS, 0.1);
        assertThat(fit.residuals())
                .filteredOn(r -> r.regime().equals("m <= 16"))
                .singleElement()
                .satisfies(r -> assertThat(r.bias()).isCloseTo(-0.5, within(1e-3)));
    }

    @Test
    void tooFewShapesGiveNoFit() {
        assertThat(Fit.of(BF16, timings(BF16, BF16_CONSTANTS).subList(60, 72))).isNull();
    }

    /** With one head for each cache, decoding is bound by memory at every length: the rate of its products can't be seen. */
    @Test
    void aConstantThatNoShapeDependsOnIsCalledUnseen() {
        DecodeForm form = new DecodeForm(1e15, 3e12);
        var seconds = form.at(new double[] {0.9, 0.5, 10});
        List<Sample<DecodeForm.Shape>> samples = new ArrayList<>();
        for (long batch = 1; batch <= 1024; batch *= 2) {
            for (long length = 128; length <= 131072; length *= 4) {
                DecodeForm.Shape shape = new DecodeForm.Shape(batch, 1, length, 512, 128, 128);
                samples.add(new Sample<>(shape, seconds.applyAsDouble(shape)));
            }
        }
        Fit<DecodeForm.Shape> fit = Fit.of(form, samples);
        assertThat(fit.unseen()).containsExactly("efficiency");
        assertThat(constant(fit, "memory_share")).isCloseTo(0.9, Percentage.withPercentage(0.1));
    }

    private static double constant(Fit<?> fit, String name) {
        List<Constant> constants = fit.form().constants();
        return IntStream.range(0, constants.size())
                .filter(i -> constants.get(i).name().equals(name))
                .mapToDouble(i -> fit.constants().get(i))
                .findFirst()
                .orElseThrow();
    }
}

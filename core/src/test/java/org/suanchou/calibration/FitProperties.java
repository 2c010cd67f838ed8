package org.suanchou.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;

/** Every form, at any constants inside its bounds, is found again: its times, if not each constant. */
class FitProperties {
    private static final int ROUNDS = 6;
    private static final int SHAPES = 150;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(FitProperties.class);
    }

    private long power(int low, int high) {
        return 1L << random.between(low, high);
    }

    private <S> void timesAreFoundAgain(KernelForm<S> form, Supplier<S> shapes) {
        for (int round = 0; round < ROUNDS; round++) {
            double[] constants = new double[form.constants().size()];
            for (int i = 0; i < constants.length; i++) {
                Constant c = form.constants().get(i);
                constants[i] = random.between(0.5, 1.3) * c.start();
            }
            var seconds = form.at(constants);
            List<Sample<S>> samples = new ArrayList<>();
            while (samples.size() < SHAPES) {
                S shape = shapes.get();
                if (form.fittedTo(shape)) {
                    samples.add(new Sample<>(shape, seconds.applyAsDouble(shape)));
                }
            }
            Fit<S> fit = Fit.of(form, samples);
            assertThat(fit).as("%s", form).isNotNull();
            assertThat(fit.fitted().p90()).as("%s at %s", form, constants).isLessThan(0.01);
        }
    }

    @Test
    void products() {
        timesAreFoundAgain(
                new GemmForm(KernelFormat.FP8_BLOCK, 2e15, 4e12),
                () -> new GemmForm.Shape(power(9, 14), power(8, 15), power(8, 14)));
    }

    @Test
    void productsOfFewRows() {
        GemmForm wide = new GemmForm(KernelFormat.BF16, 1e15, 3e12);
        timesAreFoundAgain(
                new NarrowGemmForm(wide, List.of(0.8, 150.0, 300e3, 3.0)),
                () -> new GemmForm.Shape(power(0, 8), power(8, 15), power(8, 14)));
    }

    @Test
    void prefill() {
        timesAreFoundAgain(
                new PrefillForm(1e15),
                () -> new PrefillForm.Shape(power(0, 6), power(2, 6), power(0, 2), power(10, 15), 128, 128));
    }

    @Test
    void decoding() {
        timesAreFoundAgain(
                new DecodeForm(1e15, 3e12),
                () -> new DecodeForm.Shape(power(0, 10), power(2, 7), power(7, 17), 256 * power(0, 3), 128, 128));
    }

    @Test
    void experts() {
        timesAreFoundAgain(
                new ExpertsForm(KernelFormat.BF16, 1e15, 3e12),
                () -> new ExpertsForm.Shape(
                        power(4, 17), random.chance(0.5) ? 0 : power(4, 20), power(0, 4), power(10, 13), power(8, 14)));
    }

    @Test
    void collectives() {
        timesAreFoundAgain(
                new CollectiveForm(450e9),
                () -> new CollectiveForm.Shape((int) power(1, 3), power(8, 30), random.between(1, 2)));
    }

    @Test
    void streams() {
        timesAreFoundAgain(new StreamForm(50e9), () -> new StreamForm.Shape(power(8, 28), ""));
    }

    /** Times without sense: constants stay inside their bounds, or there is no fit. */
    @Test
    void nonsenseIsFittedInsideTheBoundsOrNotAtAll() {
        GemmForm form = new GemmForm(KernelFormat.FP8, 2e15, 4e12);
        for (int round = 0; round < ROUNDS; round++) {
            int decades = random.between(0, 15);
            List<Sample<GemmForm.Shape>> samples = new ArrayList<>();
            for (int i = 0; i < SHAPES; i++) {
                GemmForm.Shape shape = new GemmForm.Shape(power(9, 30), power(0, 30), power(0, 30));
                samples.add(new Sample<>(shape, Math.pow(10, random.between(-1.0, 1.0) * decades)));
            }
            Fit<GemmForm.Shape> fit = Fit.of(form, samples);
            for (int i = 0; fit != null && i < fit.constants().size(); i++) {
                Constant c = form.constants().get(i);
                assertThat(fit.constants().get(i)).as(c.name()).isBetween(c.low(), c.high());
            }
        }
    }
}

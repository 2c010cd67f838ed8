package org.suanchou.calibration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A form's constants, found in measured kernels.
 *
 * @param constants in the order of {@link KernelForm#constants}
 * @param count samples that they were fitted to
 * @param fitted what is left over those samples
 * @param unseen names of constants that these samples say nothing about: a tenth more or less leaves the loss as it is
 * @param residuals what is left by regime, also where the form was not fitted; regimes without samples are absent
 */
public record Fit<S>(
        KernelForm<S> form,
        List<Double> constants,
        int count,
        Set<String> unseen,
        Residual fitted,
        List<Residual> residuals) {
    private static final double TENTH = 0.1;
    private static final double UNSEEN_LOSS = 1e-5;
    private static final int SAMPLES_PER_CONSTANT = 4;
    private static final int LEAST_SAMPLES = 16;

    public Fit {
        constants = List.copyOf(constants);
        unseen = Set.copyOf(unseen);
        residuals = List.copyOf(residuals);
    }

    double[] values() {
        return constants.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Fits a form to the fastest run of each shape.
     *
     * @return null where there are too few shapes to tell the constants apart, or times that no constants come near
     */
    public static <S> @Nullable Fit<S> of(KernelForm<S> form, List<Sample<S>> samples) {
        List<Sample<S>> fastest = Sample.fastest(samples);
        List<Sample<S>> used =
                fastest.stream().filter(s -> form.fittedTo(s.shape())).toList();
        if (used.size()
                < Math.max(
                        LEAST_SAMPLES, SAMPLES_PER_CONSTANT * form.constants().size())) {
            return null;
        }
        double[] constants = RobustFit.of(form, used);
        if (constants == null) {
            return null;
        }
        List<Double> found = new ArrayList<>();
        for (double constant : constants) {
            found.add(constant);
        }
        List<Residual> residuals = new ArrayList<>();
        for (Regime<S> regime : form.regimes()) {
            Residual residual = Residual.of(regime, form, constants, fastest);
            if (residual.count() > 0) {
                residuals.add(residual);
            }
        }
        Residual fitted = Residual.of(new Regime<>("fitted", s -> true), form, constants, used);
        return new Fit<>(form, found, used.size(), unseen(form, used, constants), fitted, residuals);
    }

    private static <S> Set<String> unseen(KernelForm<S> form, List<Sample<S>> samples, double[] constants) {
        double least = RobustFit.loss(form, samples, constants);
        Set<String> unseen = new HashSet<>();
        for (int i = 0; i < constants.length; i++) {
            Constant c = form.constants().get(i);
            double step = TENTH * Math.max(constants[i], c.start());
            double change = 0;
            for (double way : new double[] {-step, step}) {
                double[] moved = constants.clone();
                moved[i] = Math.clamp(moved[i] + way, c.low(), c.high());
                change = Math.max(change, Math.abs(RobustFit.loss(form, samples, moved) - least));
            }
            if (change <= UNSEEN_LOSS * least) {
                unseen.add(c.name());
            }
        }
        return unseen;
    }
}

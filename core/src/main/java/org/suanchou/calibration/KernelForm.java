package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A kernel's time as a function of its shape, on one chip, with constants to be found.
 *
 * @param <S> the shape, a record
 */
public sealed interface KernelForm<S>
        permits GemmForm, NarrowGemmForm, PrefillForm, DecodeForm, ExpertsForm, CollectiveForm, StreamForm {
    /** What is to be found, in the order that {@link #at} takes. */
    List<Constant> constants();

    /** Seconds of a shape, positive and finite, at constants inside their bounds. */
    ToDoubleFunction<S> at(double[] constants);

    /** Whether the constants are fitted to this shape; others only show how far the form carries. */
    boolean fittedTo(S shape);

    List<Regime<S>> regimes();
}

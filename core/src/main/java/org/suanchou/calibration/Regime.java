package org.suanchou.calibration;

import java.util.function.Predicate;

/**
 * A part of the shapes, whose residuals are told apart.
 *
 * @param name as people write it: {@code m >= 512}
 */
public record Regime<S>(String name, Predicate<S> holds) {}

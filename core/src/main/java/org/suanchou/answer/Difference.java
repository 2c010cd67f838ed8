package org.suanchou.answer;

import java.util.List;
import java.util.Set;

/**
 * A step on the way from one system to another.
 *
 * @param factors what is changed
 * @param ratio of work done, after over before
 */
public record Difference(Set<Factor> factors, double ratio) {
    public Difference {
        factors = Set.copyOf(factors);
    }

    /** What steps one after another come to. */
    public static double product(List<Difference> steps) {
        double product = 1;
        for (Difference step : steps) {
            product *= step.ratio();
        }
        return product;
    }
}

package org.suanchou.search;

import java.util.function.ToDoubleFunction;
import org.suanchou.training.Evaluation.Feasible;

/**
 * What the best plan has least of.
 *
 * <p>Contract: {@code value(plan) >= leastPerSecond x plan.seconds()}, for every plan; the bounds of the search rest on it.
 *
 * @param value of a timed plan, above zero
 * @param leastPerSecond the least that any second of a step adds to the value, above zero
 */
public record Ranking(ToDoubleFunction<Feasible> value, double leastPerSecond) {
    /** By the seconds of the step. */
    public static final Ranking TIME = new Ranking(Feasible::seconds, 1);

    /** A value that a plan may reach but not exceed. */
    public record Limit(Ranking of, double most) {}

    /** Plans whose step takes no longer. */
    public static Limit seconds(double most) {
        return new Limit(TIME, most);
    }
}

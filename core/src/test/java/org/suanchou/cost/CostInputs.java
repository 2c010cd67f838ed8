package org.suanchou.cost;

import java.util.List;
import java.util.Map;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Sheet;

/** Assumptions of what tests of cost say and nothing else, in the units that people read; and what one of them moves. */
final class CostInputs {
    private CostInputs() {}

    static Assumptions of(Map<String, Double> shown) {
        return with(SyntheticAssumptions.bare(), shown);
    }

    static Assumptions with(Assumptions assumptions, Map<String, Double> shown) {
        Assumptions with = assumptions;
        for (Map.Entry<String, Double> given : shown.entrySet()) {
            with = SyntheticAssumptions.with(with, given.getKey(), given.getValue());
        }
        return with;
    }

    /** A result with one input multiplied. */
    static double withTimes(Formula result, String id, double factor) {
        Sheet sheet = Sheet.of(List.of(result));
        double[] values = sheet.guesses();
        boolean found = false;
        for (int i = 0; i < values.length; i++) {
            if (sheet.inputs().get(i).id().equals(id)) {
                values[i] *= factor;
                found = true;
            }
        }
        if (!found) {
            throw new IllegalArgumentException(result.name() + " doesn't rest on " + id);
        }
        return sheet.values(values)[0];
    }

    /** {@code total(2p) - total(p) = total(p) - total(0)}: a price moves a total by exactly its share. */
    static double[] movesOf(Formula total, String price) {
        double middle = total.value();
        return new double[] {withTimes(total, price, 2) - middle, middle - withTimes(total, price, 0)};
    }
}

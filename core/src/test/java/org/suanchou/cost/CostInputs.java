package org.suanchou.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Sheet;
import org.suanchou.source.Fact;
import org.suanchou.units.Unit;

/** The kinds of assumption that costs rest on, with plain values in the units that people read. */
final class CostInputs {
    private static final Map<String, Unit> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("wafer-usd", Unit.DOLLARS);
        UNITS.put("wafer-diameter", Unit.MILLIMETRES);
        UNITS.put("defect-density", Unit.PER_SQUARE_CENTIMETRE);
        UNITS.put("die-yield", Unit.COUNT);
        UNITS.put("die-area", Unit.SQUARE_MILLIMETRES);
        UNITS.put("dies-per-package", Unit.COUNT);
        UNITS.put("salvage-share", Unit.COUNT);
        UNITS.put("hbm-capacity", Unit.GIGABYTES);
        UNITS.put("hbm-usd-per-gb", Unit.DOLLARS_PER_GIGABYTE);
        UNITS.put("packaging-usd", Unit.DOLLARS);
        UNITS.put("module-other-usd", Unit.DOLLARS);
        UNITS.put("package-yield", Unit.COUNT);
        UNITS.put("build-margin", Unit.COUNT);
        UNITS.put("accelerator-usd", Unit.DOLLARS);
        UNITS.put("server-usd-per-chip", Unit.DOLLARS);
        UNITS.put("server-to-accelerator", Unit.COUNT);
        UNITS.put("rent-usd-per-chip-hour", Unit.DOLLARS_PER_HOUR);
        UNITS.put("network-share", Unit.COUNT);
        UNITS.put("storage-share", Unit.COUNT);
        UNITS.put("building-usd-per-watt", Unit.DOLLARS_PER_WATT);
        UNITS.put("server-life", Unit.YEARS);
        UNITS.put("building-life", Unit.YEARS);
        UNITS.put("discount-rate", Unit.PER_YEAR);
        UNITS.put("residual-share", Unit.COUNT);
        UNITS.put("operations-share", Unit.PER_YEAR);
        UNITS.put("utilisation", Unit.COUNT);
        UNITS.put("value-decline", Unit.PER_YEAR);
        UNITS.put("hardware-age", Unit.YEARS);
        UNITS.put("usd-per-kwh", Unit.DOLLARS_PER_KILOWATT_HOUR);
    }

    private CostInputs() {}

    static Assumptions of(Map<String, Double> shown) {
        List<Assumptions.Kind> kinds = new ArrayList<>();
        UNITS.forEach((id, unit) -> kinds.add(new Assumptions.Kind(id, unit, 0, Double.MAX_VALUE, null)));
        return with(Assumptions.of(kinds), shown);
    }

    static Assumptions with(Assumptions assumptions, Map<String, Double> shown) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        shown.forEach(
                (id, value) -> facts.put(id, Fact.given(value * UNITS.get(id).factor())));
        return assumptions.with("", facts);
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

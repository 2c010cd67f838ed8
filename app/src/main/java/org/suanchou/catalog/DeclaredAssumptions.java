package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.cost.CostAssumption;
import org.suanchou.energy.EnergyAssumption;
import org.suanchou.formula.Assumption;
import org.suanchou.reliability.ReliabilityAssumption;
import org.suanchou.units.Unit;

/** Holds the assumptions that equations declare and those that the built-in catalogue describes together. */
final class DeclaredAssumptions {
    private DeclaredAssumptions() {}

    static List<Assumption> all() {
        List<Assumption> all = new ArrayList<>(List.of(ReliabilityAssumption.values()));
        all.addAll(List.of(EnergyAssumption.values()));
        all.addAll(List.of(CostAssumption.values()));
        return List.copyOf(all);
    }

    /** One issue for each that only one side knows, and for each whose units differ. */
    static List<Issue> check(Catalog catalog) {
        Map<String, Assumption> declared = new LinkedHashMap<>();
        all().forEach(assumption -> declared.put(assumption.id(), assumption));
        List<Issue> issues = new ArrayList<>();
        for (String id : catalog.ids(Catalog.ASSUMPTIONS)) {
            Tree tree = catalog.tree(Catalog.ASSUMPTIONS, id);
            Assumption known = declared.remove(id);
            if (known == null) {
                issues.add(new Issue(tree.file(), tree.field(), id + " is an assumption that no equation declares"));
            } else if (!known.unit().shown().equals(unit(tree))) {
                issues.add(new Issue(
                        tree.file(),
                        tree.field() + ".unit",
                        "it is " + named(unit(tree)) + "; the equation that uses " + id + " has "
                                + named(known.unit().shown())));
            }
        }
        for (Assumption missing : declared.values()) {
            issues.add(new Issue(
                    "assumptions", "", missing.id() + " is declared by an equation and missing from the catalogue"));
        }
        return issues;
    }

    private static String named(String unit) {
        return unit.isEmpty() ? "no unit" : unit;
    }

    private static String unit(Tree assumption) {
        String unit = assumption.textOrNull("unit");
        return unit == null ? Unit.COUNT.shown() : unit;
    }
}

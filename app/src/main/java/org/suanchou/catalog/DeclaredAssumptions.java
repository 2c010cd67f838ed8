package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.cost.CostAssumption;
import org.suanchou.energy.EnergyAssumption;
import org.suanchou.formula.Assumption;
import org.suanchou.refusal.Refusal;
import org.suanchou.reliability.ReliabilityAssumption;
import org.suanchou.tree.Issue;
import org.suanchou.tree.Tree;
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
                issues.add(new Issue(tree.file(), tree.field(), Refusal.of(CatalogRefusal.NOT_DECLARED, id)));
            } else if (!known.unit().shown().equals(unit(tree))) {
                issues.add(new Issue(
                        tree.file(),
                        tree.field() + ".unit",
                        Refusal.of(
                                CatalogRefusal.UNIT_OF_EQUATION,
                                named(unit(tree)),
                                id,
                                named(known.unit().shown()))));
            }
        }
        for (Assumption missing : declared.values()) {
            issues.add(new Issue("assumptions", "", Refusal.of(CatalogRefusal.NOT_IN_CATALOGUE, missing.id())));
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

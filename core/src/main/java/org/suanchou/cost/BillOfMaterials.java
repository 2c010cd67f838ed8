package org.suanchou.cost;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * What the parts of one accelerator module cost whoever makes it: compute dies, stacked memory, packaging, the rest of the
 * module, and the packages that fail. No design, test, software or margin.
 *
 * <p>{@code die = wafer / (gross dies x (Y + (1 - Y) s))}; {@code module = (dies + memory + packaging + other) / package
 * yield}.
 *
 * @param grossDies of a wafer
 * @param dieYield by the model, or as stated
 * @param sellableYield with the salvaged
 * @param dieUsd one sellable die
 * @param parts dies, memory, packaging, other, packages lost; their sum is the module
 * @param usd the module
 */
public record BillOfMaterials(
        Formula grossDies, Formula dieYield, Formula sellableYield, Formula dieUsd, List<Formula> parts, Formula usd) {
    /** What a bill can't do without, besides {@code defect-density} or {@code die-yield}. */
    private static final List<CostAssumption> NEEDED = List.of(
            CostAssumption.WAFER_USD,
            CostAssumption.WAFER_DIAMETER,
            CostAssumption.DIE_AREA,
            CostAssumption.DIES_PER_PACKAGE,
            CostAssumption.SALVAGE_SHARE,
            CostAssumption.HBM_CAPACITY,
            CostAssumption.HBM_USD_PER_GB,
            CostAssumption.PACKAGING_USD,
            CostAssumption.MODULE_OTHER_USD,
            CostAssumption.PACKAGE_YIELD);

    public BillOfMaterials {
        parts = List.copyOf(parts);
    }

    /** What must yet be assumed before there is a bill; empty where nothing is. */
    public static List<CostAssumption> missing(Assumptions assumptions) {
        List<CostAssumption> missing = new ArrayList<>();
        for (CostAssumption id : NEEDED) {
            if (!assumptions.has(id)) {
                missing.add(id);
            }
        }
        if (!assumptions.has(CostAssumption.DEFECT_DENSITY) && !assumptions.has(CostAssumption.DIE_YIELD)) {
            missing.add(CostAssumption.DEFECT_DENSITY);
        }
        return missing;
    }

    /**
     * @param model gives the yield from {@code die-area} and {@code defect-density}, unless {@code die-yield} is assumed
     * @throws IllegalArgumentException where something is {@link #missing}
     */
    public static BillOfMaterials of(YieldModel model, Assumptions a) {
        Formula area = a.get(CostAssumption.DIE_AREA);
        Formula gross = Formula.function(
                "gross dies",
                Unit.COUNT,
                "pi (d/2)^2 / A - pi d / sqrt(2 A)",
                v -> Wafer.grossDies(v[0], v[1]),
                area,
                a.get(CostAssumption.WAFER_DIAMETER));
        Formula yield = a.has(CostAssumption.DIE_YIELD)
                ? a.get(CostAssumption.DIE_YIELD)
                : Formula.function(
                        Words.of("die yield"),
                        Unit.COUNT,
                        Words.of("{0}: {1}, x = die-area x defect-density", model.id(), model.equation()),
                        v -> model.yield(v[0], v[1]),
                        area,
                        a.get(CostAssumption.DEFECT_DENSITY));
        Formula sellable = Formula.function(
                "sellable dies",
                Unit.COUNT,
                "Y + (1 - Y) x salvage-share",
                v -> YieldModel.salvaged(v[0], v[1]),
                yield,
                a.get(CostAssumption.SALVAGE_SHARE));
        Formula dies = Formula.product("good dies of a wafer", Unit.COUNT, gross, sellable);
        Formula die = Formula.quotient("die", Unit.DOLLARS, a.get(CostAssumption.WAFER_USD), dies);
        Formula logic = Formula.product("compute dies", Unit.DOLLARS, die, a.get(CostAssumption.DIES_PER_PACKAGE));
        Formula memory = Formula.product(
                "stacked memory",
                Unit.DOLLARS,
                a.get(CostAssumption.HBM_CAPACITY),
                a.get(CostAssumption.HBM_USD_PER_GB));
        Formula packaging = Formula.sum("packaging", Unit.DOLLARS, a.get(CostAssumption.PACKAGING_USD));
        Formula other = Formula.sum("rest of the module", Unit.DOLLARS, a.get(CostAssumption.MODULE_OTHER_USD));
        Formula before = Formula.sum("parts of a module", Unit.DOLLARS, logic, memory, packaging, other);
        Formula lost = Formula.function(
                "packages lost",
                Unit.DOLLARS,
                "parts of a module x (1 / package-yield - 1)",
                v -> v[0] * (1 / v[1] - 1),
                before,
                a.get(CostAssumption.PACKAGE_YIELD));
        List<Formula> parts = List.of(logic, memory, packaging, other, lost);
        return new BillOfMaterials(
                gross, yield, sellable, die, parts, Formula.sum("bill of materials", Unit.DOLLARS, parts));
    }
}

package org.suanchou.cost;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.units.Unit;

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
    private static final List<String> NEEDED = List.of(
            "wafer-usd",
            "wafer-diameter",
            "die-area",
            "dies-per-package",
            "salvage-share",
            "hbm-capacity",
            "hbm-usd-per-gb",
            "packaging-usd",
            "module-other-usd",
            "package-yield");

    public BillOfMaterials {
        parts = List.copyOf(parts);
    }

    /** What must yet be assumed before there is a bill; empty where nothing is. */
    public static List<String> missing(Assumptions assumptions) {
        List<String> missing = new ArrayList<>();
        for (String id : NEEDED) {
            if (!assumptions.has(id)) {
                missing.add(id);
            }
        }
        if (!assumptions.has("defect-density") && !assumptions.has("die-yield")) {
            missing.add("defect-density");
        }
        return missing;
    }

    /**
     * @param model gives the yield from {@code die-area} and {@code defect-density}, unless {@code die-yield} is assumed
     * @throws IllegalArgumentException where something is {@link #missing}
     */
    public static BillOfMaterials of(YieldModel model, Assumptions a) {
        Formula area = a.get("die-area");
        Formula gross = Formula.function(
                "gross dies",
                Unit.COUNT,
                "pi (d/2)^2 / A - pi d / sqrt(2 A)",
                v -> Wafer.grossDies(v[0], v[1]),
                area,
                a.get("wafer-diameter"));
        Formula yield = a.has("die-yield")
                ? a.get("die-yield")
                : Formula.function(
                        "die yield",
                        Unit.COUNT,
                        model.id() + ": " + model.equation() + ", x = die-area x defect-density",
                        v -> model.yield(v[0], v[1]),
                        area,
                        a.get("defect-density"));
        Formula sellable = Formula.function(
                "sellable dies",
                Unit.COUNT,
                "Y + (1 - Y) x salvage-share",
                v -> YieldModel.salvaged(v[0], v[1]),
                yield,
                a.get("salvage-share"));
        Formula dies = Formula.product("good dies of a wafer", Unit.COUNT, gross, sellable);
        Formula die = Formula.quotient("die", Unit.DOLLARS, a.get("wafer-usd"), dies);
        Formula logic = Formula.product("compute dies", Unit.DOLLARS, die, a.get("dies-per-package"));
        Formula memory =
                Formula.product("stacked memory", Unit.DOLLARS, a.get("hbm-capacity"), a.get("hbm-usd-per-gb"));
        Formula packaging = Formula.sum("packaging", Unit.DOLLARS, a.get("packaging-usd"));
        Formula other = Formula.sum("rest of the module", Unit.DOLLARS, a.get("module-other-usd"));
        Formula before = Formula.sum("parts of a module", Unit.DOLLARS, logic, memory, packaging, other);
        Formula lost = Formula.function(
                "packages lost",
                Unit.DOLLARS,
                "parts of a module x (1 / package-yield - 1)",
                v -> v[0] * (1 / v[1] - 1),
                before,
                a.get("package-yield"));
        List<Formula> parts = List.of(logic, memory, packaging, other, lost);
        return new BillOfMaterials(
                gross, yield, sellable, die, parts, Formula.sum("bill of materials", Unit.DOLLARS, parts));
    }
}

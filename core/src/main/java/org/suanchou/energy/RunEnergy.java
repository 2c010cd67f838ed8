package org.suanchou.energy;

import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * What a run takes from grid, rivers and factories.
 *
 * <pre>
 *   energy = wall clock x (running x site while steps run + (1 - running) x site while stopped)
 *   carbon of the grid = energy x grid-carbon
 *   embodied carbon = chips x (embodied-chip + embodied-host) x wall clock / server-life
 *   water = energy / PUE x WUE + energy x grid-water
 * </pre>
 *
 * <p>Grid carbon is location-based and a yearly average; what an operator buys in certificates changes nothing. Embodied
 * carbon leaves out network, storage and buildings. WUE is litres per kWh of the machines, as The Green Grid defines it.
 */
public final class RunEnergy {
    private final Formula joules;
    private final Formula kilogramsCo2;
    private final Formula embodiedKilograms;
    private final Formula cubicMetresOfWater;

    private RunEnergy(Formula joules, Formula kilogramsCo2, Formula embodiedKilograms, Formula cubicMetresOfWater) {
        this.joules = joules;
        this.kilogramsCo2 = kilogramsCo2;
        this.embodiedKilograms = embodiedKilograms;
        this.cubicMetresOfWater = cubicMetresOfWater;
    }

    /**
     * @param wallSeconds from the first step to the last, failures included
     * @param chips that are held for the run, those of whole systems and of spares
     * @param running the share of it in which steps run, whether they count or are redone later, 0 to 1
     */
    public static RunEnergy of(
            ClusterPower power,
            PhaseShares shares,
            Formula chips,
            Formula wallSeconds,
            Formula running,
            Assumptions assumptions) {
        Formula busy = power.siteWatts(shares);
        Formula idle = power.stoppedSiteWatts();
        Formula average = Formula.function(
                Words.of("site, average"),
                Unit.WATTS,
                Words.of("{0} x {1} + (1 - {0}) x {2}", running.name(), busy.name(), idle.name()),
                v -> v[0] * v[1] + (1 - v[0]) * v[2],
                running,
                busy,
                idle);
        Formula joules = Formula.product("energy", Unit.MEGAWATT_HOURS, wallSeconds, average);
        Formula machines = Formula.quotient("energy of machines", Unit.MEGAWATT_HOURS, joules, power.pue());
        return new RunEnergy(
                joules,
                Formula.product(
                        "carbon of the grid", Unit.TONNES_CO2, joules, assumptions.get(EnergyAssumption.GRID_CARBON)),
                Formula.product(
                        "embodied carbon",
                        Unit.TONNES_CO2,
                        Formula.product(
                                "embodied carbon of systems",
                                Unit.TONNES_CO2,
                                chips,
                                Formula.sum(
                                        "embodied carbon of a chip with its share of the host",
                                        Unit.KILOGRAMS_CO2,
                                        assumptions.get(EnergyAssumption.EMBODIED_CHIP),
                                        assumptions.get(EnergyAssumption.EMBODIED_HOST))),
                        Formula.quotient(
                                "share of their life",
                                Unit.COUNT,
                                wallSeconds,
                                assumptions.get(EnergyAssumption.SERVER_LIFE))),
                Formula.sum(
                        "water",
                        Unit.CUBIC_METRES,
                        Formula.product(
                                "water on site", Unit.CUBIC_METRES, machines, assumptions.get(EnergyAssumption.WUE)),
                        Formula.product(
                                "water of the grid",
                                Unit.CUBIC_METRES,
                                joules,
                                assumptions.get(EnergyAssumption.GRID_WATER))));
    }

    /** At the site's meter. */
    public Formula joules() {
        return joules;
    }

    public Formula kilogramsCo2() {
        return kilogramsCo2;
    }

    public Formula embodiedKilograms() {
        return embodiedKilograms;
    }

    public Formula cubicMetresOfWater() {
        return cubicMetresOfWater;
    }
}

package org.suanchou.answer;

import org.suanchou.units.Unit;

/** What answers give figures of: an identifier for programs, and the unit that people read it in. Values are in SI. */
public enum Measure {
    /** One optimizer step. */
    STEP_SECONDS("stepSeconds", Unit.SECONDS),
    /** Causal model FLOPs over the dense peak of the plan's precision, while steps run. */
    MFU("mfu", Unit.COUNT),
    /** While steps run. */
    TOKENS_PER_SECOND_PER_CHIP("tokensPerSecondPerChip", Unit.COUNT),
    /** Of the device, on the fullest stage. */
    PEAK_MEMORY_BYTES("peakMemoryBytes", Unit.BYTES),
    /** Wall clock of the run, failures included. */
    WALL_SECONDS("wallSeconds", Unit.DAYS),
    /** Share of the wall clock in which steps run that are kept. */
    GOODPUT("goodput", Unit.COUNT),
    /** What the site must provide. */
    PROVISIONED_WATTS("provisionedWatts", Unit.WATTS),
    /** Of the site while steps run, on average. */
    SITE_WATTS("siteWatts", Unit.WATTS),
    /** Of the site. */
    JOULES("joules", Unit.MEGAWATT_HOURS),
    /** Of the grid. */
    KILOGRAMS_CO2("kgCo2e", Unit.TONNES_CO2),
    /** The run's share of what making the hardware emitted. */
    EMBODIED_KILOGRAMS_CO2("embodiedKgCo2e", Unit.TONNES_CO2),
    /** On site and for the electricity. */
    CUBIC_METRES_OF_WATER("cubicMetresOfWater", Unit.CUBIC_METRES),
    /** Cost of the run. */
    USD("usd", Unit.DOLLARS),
    /** Cost of the run over its model FLOPs. */
    USD_PER_FLOP("usdPerFlop", Unit.DOLLARS_PER_EXAFLOP);

    private final String id;
    private final Unit unit;

    Measure(String id, Unit unit) {
        this.id = id;
        this.unit = unit;
    }

    public String id() {
        return id;
    }

    public Unit unit() {
        return unit;
    }
}

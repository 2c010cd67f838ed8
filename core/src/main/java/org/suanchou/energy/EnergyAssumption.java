package org.suanchou.energy;

import org.suanchou.formula.Assumption;
import org.suanchou.units.Unit;

/** What power, energy, carbon and water rest on. The catalogue says what each is, its range and its source. */
public enum EnergyAssumption implements Assumption {
    CHIP_IDLE_SHARE("chip-idle-share", Unit.COUNT),
    CHIP_COMPUTE_SHARE("chip-compute-share", Unit.COUNT),
    CHIP_MEMORY_SHARE("chip-memory-share", Unit.COUNT),
    CHIP_COMMUNICATION_SHARE("chip-communication-share", Unit.COUNT),
    CHIP_TDP("chip-tdp", Unit.WATTS),
    HOST_OVERHEAD("host-overhead", Unit.COUNT),
    HOST_DRAW_SHARE("host-draw-share", Unit.COUNT),
    HOST_IDLE_SHARE("host-idle-share", Unit.COUNT),
    SWITCH_RADIX("switch-radix", Unit.COUNT),
    SWITCH_ENERGY("switch-energy", Unit.PICOJOULES_PER_BIT),
    TRANSCEIVER_ENERGY("transceiver-energy", Unit.PICOJOULES_PER_BIT),
    STORAGE_POWER_SHARE("storage-power-share", Unit.COUNT),
    NETWORK_DRAW_SHARE("network-draw-share", Unit.COUNT),
    RACK_POWER("rack-power", Unit.WATTS),
    PUE("pue", Unit.COUNT),
    PUE_AIR("pue-air", Unit.COUNT),
    PUE_LIQUID("pue-liquid", Unit.COUNT),
    GRID_CARBON("grid-carbon", Unit.GRAMS_CO2_PER_KILOWATT_HOUR),
    GRID_WATER("grid-water", Unit.LITRES_PER_KILOWATT_HOUR),
    WUE("wue", Unit.LITRES_PER_KILOWATT_HOUR),
    EMBODIED_CHIP("embodied-chip", Unit.KILOGRAMS_CO2),
    EMBODIED_HOST("embodied-host", Unit.KILOGRAMS_CO2),
    SERVER_LIFE("server-life", Unit.YEARS);

    private final String id;
    private final Unit unit;

    EnergyAssumption(String id, Unit unit) {
        this.id = id;
        this.unit = unit;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Unit unit() {
        return unit;
    }
}

package org.suanchou.cost;

import org.suanchou.formula.Assumption;
import org.suanchou.units.Unit;

/** What prices and costs rest on. The catalogue says what each is, its range and its source. */
public enum CostAssumption implements Assumption {
    WAFER_USD("wafer-usd", Unit.DOLLARS),
    WAFER_DIAMETER("wafer-diameter", Unit.MILLIMETRES),
    DEFECT_DENSITY("defect-density", Unit.PER_SQUARE_CENTIMETRE),
    DIE_YIELD("die-yield", Unit.COUNT),
    DIE_AREA("die-area", Unit.SQUARE_MILLIMETRES),
    DIES_PER_PACKAGE("dies-per-package", Unit.COUNT),
    SALVAGE_SHARE("salvage-share", Unit.COUNT),
    HBM_CAPACITY("hbm-capacity", Unit.GIGABYTES),
    HBM_USD_PER_GB("hbm-usd-per-gb", Unit.DOLLARS_PER_GIGABYTE),
    PACKAGING_USD("packaging-usd", Unit.DOLLARS),
    MODULE_OTHER_USD("module-other-usd", Unit.DOLLARS),
    PACKAGE_YIELD("package-yield", Unit.COUNT),
    BUILD_MARGIN("build-margin", Unit.COUNT),
    ACCELERATOR_USD("accelerator-usd", Unit.DOLLARS),
    SERVER_USD_PER_CHIP("server-usd-per-chip", Unit.DOLLARS),
    SERVER_TO_ACCELERATOR("server-to-accelerator", Unit.COUNT),
    RENT_USD_PER_CHIP_HOUR("rent-usd-per-chip-hour", Unit.DOLLARS_PER_HOUR),
    CNY_PER_USD("cny-per-usd", Unit.COUNT),
    NETWORK_SHARE("network-share", Unit.COUNT),
    STORAGE_SHARE("storage-share", Unit.COUNT),
    BUILDING_USD_PER_WATT("building-usd-per-watt", Unit.DOLLARS_PER_WATT),
    BUILDING_LIFE("building-life", Unit.YEARS),
    DISCOUNT_RATE("discount-rate", Unit.PER_YEAR),
    RESIDUAL_SHARE("residual-share", Unit.COUNT),
    OPERATIONS_SHARE("operations-share", Unit.PER_YEAR),
    UTILISATION("utilisation", Unit.COUNT),
    VALUE_DECLINE("value-decline", Unit.PER_YEAR),
    HARDWARE_AGE("hardware-age", Unit.YEARS),
    USD_PER_KWH("usd-per-kwh", Unit.DOLLARS_PER_KILOWATT_HOUR);

    private final String id;
    private final Unit unit;

    CostAssumption(String id, Unit unit) {
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

package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.units.Unit;

/**
 * Worked total costs of ownership per chip and year: capital recovery on an all-in price, building by the watt, electricity
 * at the average draw all year, operations as a share, over the hours in use. Rows: a US cloud in 2025 (H100), the same at
 * Frankfurt, with a life of 4 years, a GB200 rack, Ascend 910B in China. The rows count 8,760 hours a year and we a
 * Julian year's 8,766. Tolerance: a dollar a year; 0.1 % for a chip-hour, where the year's length doesn't cancel.
 */
class OwnershipGolden {
    private static final Percentage YEARS_LENGTH = Percentage.withPercentage(0.1);
    private static final double HOURS = 8760 / 8766.0;
    private static final int CHIPS = 1024;

    @ParameterizedTest
    @CsvSource({
        "42000, 5, 0.1, 0.85, 1.4025,  1.25, 0.0826, 11.0, 0.04, 10392, 1812, 951,  1680, 1.992, 989.4, 1.5535",
        "42000, 5, 0.1, 0.85, 1.4025,  1.25, 0.21,   11.6, 0.04, 10392, 1911, 2419, 1680, 2.203, 989.4, 1.7181",
        "42000, 4, 0.0, 0.85, 1.4025,  1.25, 0.0826, 11.0, 0.04, 13250, 1812, 951,  1680, 2.376, 989.4, 1.8530",
        "50000, 5, 0.1, 0.85, 1.83333, 1.15, 0.0826, 13.0, 0.04, 12371, 2799, 1144, 2000, 2.460, 2500,  0.7593",
        "28000, 4, 0.0, 0.70, 0.95,    1.25, 0.088,  7.0,  0.06, 8833,  781,  687,  1680, 1.954, 313,   4.8170",
    })
    void ownershipOfAChipForAYear(
            double capital,
            double life,
            double residual,
            double utilisation,
            double itKilowatts,
            double pue,
            double usdPerKwh,
            double buildingUsdPerWatt,
            double operationsShare,
            double hardwareUsd,
            double facilityUsd,
            double energyUsd,
            double operationsUsd,
            double usdPerHour,
            double peakTeraflops,
            double usdPerExaflop) {
        Assumptions a = CostInputs.of(Map.ofEntries(
                Map.entry("server-usd-per-chip", capital),
                Map.entry("server-to-accelerator", 1.64),
                Map.entry("network-share", 0.0),
                Map.entry("storage-share", 0.0),
                Map.entry("server-life", life),
                Map.entry("residual-share", residual),
                Map.entry("discount-rate", 0.1),
                Map.entry("building-usd-per-watt", buildingUsdPerWatt),
                Map.entry("building-life", 20.0),
                Map.entry("operations-share", operationsShare),
                Map.entry("utilisation", utilisation),
                Map.entry("usd-per-kwh", usdPerKwh)));
        double itWatts = itKilowatts * 1000 * CHIPS;
        double siteWatts = itWatts * 0.75 * pue;
        double inUse = utilisation * Unit.YEARS.factor();
        RunCost year = RunCost.of(
                Accounting.of(Basis.BUY),
                new Cluster(SyntheticHardware.h100Node(), CHIPS),
                Formula.given("hours in use", Unit.SECONDS, inUse),
                Formula.given("site", Unit.JOULES, siteWatts * inUse),
                Formula.given("site while stopped", Unit.WATTS, siteWatts),
                Formula.given("IT", Unit.WATTS, itWatts),
                Formula.given("spares", Unit.COUNT, 0),
                a);
        Ownership own = Objects.requireNonNull(year.ownership());
        double electricity = year.parts().stream()
                .filter(p -> p.item() == CostItem.ELECTRICITY || p.item() == CostItem.UNUSED_ELECTRICITY)
                .mapToDouble(p -> p.usd().value() / CHIPS)
                .sum();
        double hardware = own.capital().stream()
                .filter(c -> c.item() != CostItem.BUILDING)
                .mapToDouble(c -> aYear(c.usdPerYear()))
                .sum();
        CapitalCost building = own.capital().getLast();

        assertThat(hardware).isCloseTo(hardwareUsd, within(1.0));
        assertThat(aYear(building.usdPerYear())).isCloseTo(facilityUsd, within(1.0));
        assertThat(electricity * HOURS).isCloseTo(energyUsd, within(1.0));
        assertThat(aYear(own.operations())).isCloseTo(operationsUsd, within(1.0));
        Formula hour = year.usdPerChipHour();
        assertThat(hour.value() * 3600).isCloseTo(usdPerHour, YEARS_LENGTH);
        // 40 % of the peak, 0.9 of the time
        assertThat(hour.value() / (peakTeraflops * 1e12 * 0.4 * 0.9) * 1e18).isCloseTo(usdPerExaflop, YEARS_LENGTH);
        assertThat(aYear(own.depreciation()) + aYear(own.finance()))
                .isCloseTo(
                        year.usd().value() / CHIPS - aYear(own.operations()) - electricity,
                        Percentage.withPercentage(1e-9));
        List.of(own.depreciation(), own.finance())
                .forEach(f -> assertThat(f.value()).isPositive());
    }

    private static double aYear(Formula usdPerSecond) {
        return usdPerSecond.value() * Unit.YEARS.factor() / CHIPS;
    }
}

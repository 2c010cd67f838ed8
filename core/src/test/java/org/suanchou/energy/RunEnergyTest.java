package org.suanchou.energy;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.units.Unit;

/** A run of 30 days on 1,024 chips, 90 % of the time productive. */
class RunEnergyTest {
    private static final Assumptions USUAL = SyntheticAssumptions.usual();
    private static final double DAYS = 86_400;
    private static final double KWH = 3.6e6;
    private static final PhaseShares SHARES = new PhaseShares(0.7, 0.1, 0.15, 0.05);
    private static final ClusterPower POWER = ClusterPower.of(new Cluster(SyntheticHardware.h100Node(), 1024), USUAL);

    @Test
    void aRunTakesBusyPowerWhileProductiveAndIdlePowerElsewhere() {
        double busy = POWER.siteWatts(SHARES).value();
        double idle = POWER.stoppedSiteWatts().value();

        near(run(USUAL, 0.9).joules(), 30 * DAYS * (0.9 * busy + 0.1 * idle));
        near(run(USUAL, 1).joules(), 30 * DAYS * busy);
        near(run(USUAL, 0).joules(), 30 * DAYS * idle);
    }

    @Test
    void carbonFollowsTheGridAndTheMeter() {
        RunEnergy run = run(USUAL, 0.9);

        near(run.kilogramsCo2(), run.joules().value() / KWH * 0.4);
        near(
                run(SyntheticAssumptions.with(USUAL, "grid-carbon", 800), 0.9).kilogramsCo2(),
                run.joules().value() / KWH * 0.8);
    }

    /** 450 kg a chip, 30 days of 5 years. */
    @Test
    void systemsBearTheirShareOfTheCarbonTheyWereMadeWith() {
        near(run(USUAL, 0.9).embodiedKilograms(), 1024 * 450 * 30 / (5 * 365.25));
    }

    /** 0.4 litres a kWh of the machines on site, 3 a kWh of the site in the grid. */
    @Test
    void waterIsThatOfTheSiteAndOfTheGrid() {
        RunEnergy run = run(USUAL, 0.9);

        near(run.cubicMetresOfWater(), run.joules().value() / KWH * (0.4 / 1.25 + 3) / 1000);
    }

    private static RunEnergy run(Assumptions assumptions, double goodput) {
        return RunEnergy.of(
                POWER,
                SHARES,
                Formula.given("chips", Unit.COUNT, 1024),
                Formula.given("wall clock", Unit.SECONDS, 30 * DAYS),
                Formula.given("goodput", Unit.COUNT, goodput),
                assumptions);
    }

    private static void near(Formula formula, double expected) {
        assertThat(formula.value()).isCloseTo(expected, Percentage.withPercentage(1e-9));
    }
}

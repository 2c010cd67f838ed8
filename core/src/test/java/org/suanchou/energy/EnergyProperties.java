package org.suanchou.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticAssumptions;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Sheet;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.source.Term;
import org.suanchou.training.StepModel;
import org.suanchou.training.StepTime;
import org.suanchou.training.TrainingJob;
import org.suanchou.units.Unit;

/** What holds of every cluster, step and run. */
class EnergyProperties {
    private static final int ROUNDS = 300;
    private static final Assumptions USUAL = SyntheticAssumptions.usual();
    private static final double ROUNDING = 1 + 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(EnergyProperties.class);
    }

    @Test
    void moreChipsNeverNeedLessPower() {
        for (int round = 0; round < ROUNDS; round++) {
            SystemSpec system = random.oneOf(SyntheticHardware.systems());
            PhaseShares shares = shares();
            int few = random.between(1, 20_000);
            ClusterPower small = power(system, few);
            ClusterPower large = power(system, few + random.between(1, 5000));

            assertThat(value(large.provisionedWatts())).isGreaterThanOrEqualTo(value(small.provisionedWatts()));
            assertThat(value(large.siteWatts(shares))).isGreaterThan(value(small.siteWatts(shares)));
            assertThat(value(large.stoppedSiteWatts())).isGreaterThanOrEqualTo(value(small.stoppedSiteWatts()));
            assertThat(value(large.racks())).isGreaterThanOrEqualTo(value(small.racks()));
        }
    }

    @Test
    void aSiteDrawsBetweenItsIdleAndItsNameplate() {
        for (int round = 0; round < ROUNDS; round++) {
            ClusterPower power = power(random.oneOf(SyntheticHardware.systems()), random.between(1, 20_000));
            double draws = value(power.siteWatts(shares()));

            assertThat(draws)
                    .isGreaterThanOrEqualTo(value(power.stoppedSiteWatts()))
                    .isLessThanOrEqualTo(value(power.provisionedWatts()));
        }
    }

    @Test
    void pueMultipliesWhateverTheSiteDraws() {
        for (int round = 0; round < ROUNDS; round++) {
            Cluster cluster = new Cluster(random.oneOf(SyntheticHardware.systems()), random.between(1, 20_000));
            PhaseShares shares = shares();
            double pue = random.between(1.0, 2.5);
            ClusterPower ideal = ClusterPower.of(cluster, SyntheticAssumptions.with(USUAL, "pue", 1));
            ClusterPower real = ClusterPower.of(cluster, SyntheticAssumptions.with(USUAL, "pue", pue));

            near(real.provisionedWatts(), pue * value(ideal.provisionedWatts()));
            near(real.siteWatts(shares), pue * value(ideal.siteWatts(shares)));
            near(real.stoppedSiteWatts(), pue * value(ideal.stoppedSiteWatts()));
            near(real.provisionedItWatts(), value(ideal.provisionedWatts()));
        }
    }

    @Test
    void theJoulesOfAStepAreThoseOfTheFormula() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            StepTime time = new StepModel(job).timedRegardless(random.plan(job)).time();
            ClusterPower power = ClusterPower.of(job.cluster(), USUAL);
            StepJoules joules = StepJoules.of(power);
            double watts = value(power.siteWatts(PhaseShares.of(time)));

            assertThat(joules.of(time)).isCloseTo(watts * time.seconds(), Percentage.withPercentage(1e-10));
            assertThat(joules.leastWatts() * time.seconds()).isLessThanOrEqualTo(joules.of(time) * ROUNDING);
        }
    }

    @Test
    void aCapHoldsTheMostUnitsThatStayWithinIt() {
        for (int round = 0; round < ROUNDS; round++) {
            SystemSpec system = random.oneOf(SyntheticHardware.systems());
            double cap = random.between(1e3, 3e7);

            int chips = MegawattCap.chips(system, cap, USUAL);

            assertThat(chips % system.unitChips()).isZero();
            assertThat(chips == 0 || value(power(system, chips).provisionedWatts()) <= cap)
                    .isTrue();
            assertThat(value(power(system, chips + system.unitChips()).provisionedWatts()))
                    .isGreaterThan(cap);
            assertThat(chips == 0).isEqualTo(MegawattCap.leastWatts(system, USUAL) > cap);
            assertThat(MegawattCap.chips(system, cap * random.between(1.0, 3.0), USUAL))
                    .isGreaterThanOrEqualTo(chips);
        }
    }

    @Test
    void nothingJoinsMoreChipsThanAFabricReaches() {
        SystemSpec alone = SyntheticHardware.h100Node()
                .withFabrics(List.of(SyntheticHardware.h100Node().fabrics().getFirst()));

        assertThat(MegawattCap.chips(alone, 1e9, USUAL)).isEqualTo(8);
    }

    @Test
    void everyFigureUnfoldsToFactsWithASource() {
        for (SystemSpec system : SyntheticHardware.systems()) {
            ClusterPower power = power(system, 2000);
            RunEnergy run = RunEnergy.of(
                    power, shares(), Formula.given("chips", Unit.COUNT, 2000), seconds(1e6), share(0.9), USUAL);
            Sheet sheet = Sheet.of(List.of(
                    power.provisionedWatts(),
                    run.joules(),
                    run.kilogramsCo2(),
                    run.embodiedKilograms(),
                    run.cubicMetresOfWater()));
            sheet.terms().forEach(EnergyProperties::sourced);
        }
    }

    private static void sourced(Term term) {
        if (term.fact() != null && !term.name().toString().contains("@")) {
            assertThat(term.fact().sources()).as(term.name().toString()).isNotEmpty();
        }
        term.inputs().forEach(EnergyProperties::sourced);
    }

    private PhaseShares shares() {
        double compute = random.between(0.0, 1.0);
        double memory = random.between(0.0, 1.0) * (1 - compute);
        double communication = random.between(0.0, 1.0) * (1 - compute - memory);
        return new PhaseShares(compute, memory, communication, 1 - compute - memory - communication);
    }

    private static void near(Formula formula, double expected) {
        assertThat(value(formula)).isCloseTo(expected, Percentage.withPercentage(1e-9));
    }

    private static Formula seconds(double seconds) {
        return Formula.given("wall clock", Unit.SECONDS, seconds);
    }

    private static Formula share(double share) {
        return Formula.given("goodput", Unit.COUNT, share);
    }

    private static ClusterPower power(SystemSpec system, int chips) {
        return ClusterPower.of(new Cluster(system, chips), USUAL);
    }

    private static double value(Formula formula) {
        return formula.value();
    }
}

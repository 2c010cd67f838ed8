package org.suanchou.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.reliability.CheckpointTier.Place;
import org.suanchou.reliability.FailureModel.Exponential;
import org.suanchou.reliability.FailureModel.Weibull;
import org.suanchou.reliability.FailureSimulation.Outcome;
import org.suanchou.reliability.FailureSimulation.Repairs;

class GoodputProperties {
    private static final int ROUNDS = 300;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(GoodputProperties.class);
    }

    private double logBetween(double low, double high) {
        return Math.exp(random.between(Math.log(low), Math.log(high)));
    }

    private CheckpointTier tier(Place place, double share) {
        return new CheckpointTier(place, share, logBetween(5, 200), 0, logBetween(10, 3000));
    }

    private List<CheckpointTier> tiers(int count) {
        List<CheckpointTier> tiers = new ArrayList<>();
        double left = 1;
        for (int k = 0; k < count; k++) {
            double share = k == count - 1 ? left : left * random.between(0.1, 0.95);
            tiers.add(tier(Place.values()[Place.values().length - count + k], share));
            left -= share;
        }
        return tiers;
    }

    private static double sum(WallClock shares) {
        return shares.productive() + shares.saving() + shares.redone() + shares.restarting();
    }

    @Test
    void oneTierOfTheNestedFormIsDalysFormula() {
        for (int round = 0; round < ROUNDS; round++) {
            double mean = logBetween(600, 1e6);
            double interval = logBetween(10, 3 * mean);
            CheckpointTier tier = tier(Place.REMOTE_STORAGE, 1);
            if (tier.restartSeconds() + interval + tier.stallSeconds() > 500 * mean) {
                continue;
            }
            WallClock nested = Tiered.wallClock(new Exponential(mean), interval, List.of(tier), new int[] {1});
            WallClock daly = Goodput.of(new Exponential(mean), interval, tier);

            assertThat(nested.productive()).isCloseTo(daly.productive(), withinPercentage(1e-8));
            assertThat(nested.saving()).isCloseTo(daly.saving(), withinPercentage(1e-8));
            assertThat(nested.restarting()).isCloseTo(daly.restarting(), withinPercentage(1e-8));
            assertThat(nested.redone()).isCloseTo(daly.redone(), within(1e-9));
        }
    }

    @Test
    void sharesSumToOneAndNoneIsNegative() {
        for (int round = 0; round < ROUNDS; round++) {
            int count = random.between(1, 3);
            WallClock shares =
                    Goodput.of(new Exponential(logBetween(10, 1e7)), logBetween(1, 1e5), tiers(count), new int[] {
                        1, random.between(1, 50), random.between(1, 50)
                    });

            assertThat(sum(shares)).isCloseTo(1, within(1e-9));
            for (double share :
                    new double[] {shares.productive(), shares.saving(), shares.redone(), shares.restarting()}) {
                assertThat(share).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void goodputFallsWithFailuresStallAndRestart() {
        for (int round = 0; round < ROUNDS; round++) {
            int count = random.between(1, 3);
            List<CheckpointTier> tiers = tiers(count);
            int[] multiples = {1, random.between(1, 20), random.between(1, 20)};
            double mean = logBetween(1000, 1e6);
            double interval = logBetween(10, mean);
            double shape = count == 1 ? random.oneOf(1.0, 0.7, 1.5) : 1;
            double before = Goodput.of(FailureModel.of(mean, shape), interval, tiers, multiples)
                    .productive();
            int k = random.between(0, count - 1);
            CheckpointTier old = tiers.get(k);
            double more = random.between(1.01, 2.0);

            List<CheckpointTier> stalled = new ArrayList<>(tiers);
            stalled.set(
                    k,
                    new CheckpointTier(old.place(), old.share(), old.stallSeconds() * more, 0, old.restartSeconds()));
            List<CheckpointTier> slow = new ArrayList<>(tiers);
            slow.set(
                    k,
                    new CheckpointTier(old.place(), old.share(), old.stallSeconds(), 0, old.restartSeconds() * more));

            assertThat(Goodput.of(FailureModel.of(mean / more, shape), interval, tiers, multiples)
                            .productive())
                    .isLessThan(before);
            assertThat(Goodput.of(FailureModel.of(mean, shape), interval, stalled, multiples)
                            .productive())
                    .isLessThan(before);
            assertThat(Goodput.of(FailureModel.of(mean, shape), interval, slow, multiples)
                            .productive())
                    .isLessThan(before);
        }
    }

    @Test
    void theExactOptimumBeatsItsNeighboursAndTheApproximations() {
        for (int round = 0; round < ROUNDS; round++) {
            double mean = logBetween(100, 1e8);
            double stall = mean * logBetween(1e-6, 3);
            double restart = random.between(0.0, mean);
            double optimum = YoungDaly.optimum(mean, stall);
            double best = Goodput.daly(mean, optimum, stall, restart) * (1 + 1e-12);

            for (double other : new double[] {
                optimum * 0.99,
                optimum * 1.01,
                YoungDaly.young(mean, stall),
                YoungDaly.daly(mean, stall),
                YoungDaly.availability(mean, stall, restart)
            }) {
                assertThat(Goodput.daly(mean, other, stall, restart)).isLessThanOrEqualTo(best);
            }
        }
    }

    /** Young's and Daly's expansions hold where a save is short against the time between failures. */
    @Test
    void theApproximationsMeetTheOptimumAsSavesGetShort() {
        for (double ratio : new double[] {1e-4, 1e-6, 1e-8}) {
            double optimum = YoungDaly.optimum(1, ratio);
            assertThat(YoungDaly.daly(1, ratio) / optimum - 1).isBetween(-ratio, ratio);
            assertThat(YoungDaly.young(1, ratio) / optimum - 1).isBetween(0.0, Math.sqrt(ratio));
        }
    }

    /** The slow twin: every term, until they are nothing. */
    @Test
    void theTailOfTheSumIsItsIntegral() {
        for (int round = 0; round < 50; round++) {
            Weibull failures = Weibull.ofMean(random.between(0.5, 3.0), 1);
            double a = random.between(0.0, 0.5);
            double b = logBetween(1e-3, 3);
            double sum = 0;
            for (int j = 1; failures.survival(a + j * b) > 1e-16; j++) {
                sum += failures.survival(a + j * b);
            }
            assertThat(Goodput.sum(failures, a, b)).isCloseTo(sum, within(1e-7 * Math.max(1e-3, sum)));
        }
    }

    @Test
    void aWeibullOfShapeOneIsExponential() {
        CheckpointTier tier = new CheckpointTier(Place.REMOTE_STORAGE, 1, 5, 30, 600);
        WallClock exponential = Goodput.of(new Exponential(10_000), 300, tier);
        WallClock weibull = Goodput.of(new Weibull(1, 10_000), 300, tier);

        assertThat(weibull.productive()).isCloseTo(exponential.productive(), within(1e-9));
        assertThat(weibull.restarting()).isCloseTo(exponential.restarting(), within(1e-9));
    }

    @Test
    void nothingFailsNowhereAndAllFailsEverywhere() {
        CheckpointTier tier = new CheckpointTier(Place.REMOTE_STORAGE, 1, 10, 0, 100);
        WallClock calm = Goodput.of(new Exponential(Double.POSITIVE_INFINITY), 90, tier);
        assertThat(calm.productive()).isEqualTo(0.9);
        assertThat(calm.redone()).isCloseTo(0, within(1e-15));

        for (int count = 1; count <= 3; count++) {
            List<CheckpointTier> tiers = tiers(count);
            for (double mean : new double[] {1e-3, 1e-9, 1e-300}) {
                WallClock stuck = Goodput.of(new Exponential(mean), 1000, tiers, new int[] {1, 5, 5});
                assertThat(stuck.productive()).isBetween(0.0, 1e-100);
                assertThat(sum(stuck)).isCloseTo(1, within(1e-9));
            }
        }
    }

    /** Two or three tiers, saves and restarts of any length: the closed form is exact, so the simulation must meet it. */
    @Test
    void nestedTiersAgreeWithTheSimulation() {
        for (int round = 0; round < 12; round++) {
            bestAgrees(new Exponential(logBetween(3000, 100_000)), tiers(random.between(2, 3)), 0.005);
        }
    }

    private static void bestAgrees(FailureModel failures, List<CheckpointTier> tiers, double tolerance) {
        CheckpointPolicy policy = CheckpointPolicy.best(failures, 0, tiers);
        agree(failures, policy, policy.kept(0, tiers), tolerance);
    }

    /** Any multiples, not only the best: most time is lost between tiers here. */
    @Test
    void nestedTiersOfAnyMultiplesAgreeWithTheSimulation() {
        for (int round = 0; round < 8; round++) {
            double mean = logBetween(3000, 30_000);
            List<CheckpointTier> tiers = List.of(
                    new CheckpointTier(Place.PEER_MEMORY, 0.6, 10, 0, 300),
                    new CheckpointTier(Place.LOCAL_DISK, 0.3, 60, 0, 500),
                    new CheckpointTier(Place.REMOTE_STORAGE, 0.1, 200, 0, 900));
            CheckpointPolicy policy = new CheckpointPolicy(
                    mean * random.between(0.02, 0.2),
                    List.of(Place.values()),
                    List.of(1, random.between(1, 4), random.between(1, 4)));
            agree(new Exponential(mean), policy, tiers, 0.01);
        }
    }

    /** The farthest tier's flush as long as its whole period; nearer ones' are short. */
    @Test
    void longFlushesOfFarTiersAgreeWithTheSimulation() {
        for (int round = 0; round < 12; round++) {
            int count = random.between(2, 3);
            double mean = logBetween(3000, 100_000);
            List<CheckpointTier> tiers = new ArrayList<>();
            double longest = mean * random.between(0.01, 0.7);
            for (CheckpointTier tier : tiers(count)) {
                double flush =
                        tiers.size() == count - 1 ? longest : Math.min(longest, mean * random.between(0.0, 0.01));
                tiers.add(new CheckpointTier(
                        tier.place(), tier.share(), tier.stallSeconds(), flush, tier.restartSeconds()));
            }
            bestAgrees(new Exponential(mean), tiers, 0.01);
        }
    }

    /** The difference in what reaches the nearest tier carries over to several. */
    @Test
    void weibullFailuresOfNestedTiersAgreeWithTheSimulation() {
        for (int round = 0; round < 12; round++) {
            FailureModel failures = FailureModel.of(logBetween(3000, 100_000), random.oneOf(0.5, 0.7, 0.8, 1.5, 2.0));
            bestAgrees(failures, tiers(random.between(2, 3)), 0.01);
        }
    }

    /** Exact for one tier; for several nearly so, which the best policy's short flushes keep. */
    @Test
    void flushesInTheBackgroundAgreeWithTheSimulation() {
        CheckpointTier alone = new CheckpointTier(Place.REMOTE_STORAGE, 1, 5, 400, 600);
        FailureModel failures = new Exponential(11_000);
        agree(failures, CheckpointPolicy.of(600, Place.REMOTE_STORAGE), List.of(alone), 0.005);

        List<CheckpointTier> tiers = List.of(
                new CheckpointTier(Place.PEER_MEMORY, 0.9, 3, 20, 300),
                new CheckpointTier(Place.REMOTE_STORAGE, 0.1, 5, 900, 700));
        bestAgrees(failures, tiers, 0.01);
    }

    @Test
    void weibullFailuresAgreeWithTheSimulation() {
        CheckpointTier tier = new CheckpointTier(Place.REMOTE_STORAGE, 1, 60, 0, 600);
        for (double shape : new double[] {0.7, 1.5}) {
            FailureModel failures = FailureModel.of(11_000, shape);
            CheckpointPolicy policy = CheckpointPolicy.best(failures, 0, List.of(tier));
            agree(failures, policy, List.of(tier), 0.005);
        }
    }

    private static void agree(
            FailureModel failures, CheckpointPolicy policy, List<CheckpointTier> tiers, double tolerance) {
        WallClock exact = policy.wallClock(failures, tiers);
        Outcome played = new FailureSimulation(failures, policy, tiers, 1, Repairs.NONE)
                .run(5, 60_000 / Math.pow(exact.productive(), 3) * failures.meanSeconds());
        String about = policy + " " + tiers + " " + failures + " " + exact + " " + played;

        assertThat(played.goodput().high() / played.goodput().mid() - 1)
                .as(about)
                .isLessThan(0.003);
        assertThat(played.goodput().mid() / exact.productive()).as(about).isCloseTo(1, within(tolerance));
        assertThat(played.shares().restarting()).as(about).isCloseTo(exact.restarting(), within(tolerance));
        assertThat(played.shares().saving()).as(about).isCloseTo(exact.saving(), within(tolerance));
    }
}

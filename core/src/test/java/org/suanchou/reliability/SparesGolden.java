package org.suanchou.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.reliability.CheckpointTier.Place;
import org.suanchou.reliability.FailureSimulation.Outcome;
import org.suanchou.reliability.FailureSimulation.Repairs;

class SparesGolden {
    /** Spares that are enough with 99 %: Poisson quantiles worked out apart from this code. */
    @ParameterizedTest
    @CsvSource({
        "2048, 0.00379, 3, 35",
        "2048, 0.00296, 7, 58",
        "1000, 0.00379, 3, 20",
        "12500, 0.00379, 3, 171",
        "128, 0.0065, 3, 7"
    })
    void spareNodes(int nodes, double failuresPerDay, double repairDays, int spares) {
        assertThat(Spares.of(nodes * failuresPerDay * repairDays, 0.99)).isEqualTo(spares);
    }

    /**
     * Google states that 130 of a superpod's 144 cubes are up with 95 % (cluster reliability of TPUs, 2026). The binomial
     * gives that at an availability of 0.9347 a cube, which is solved for and not measured.
     */
    @Test
    void cubesOfASuperpod() {
        assertThat(Spares.atLeast(130, 144, 0.9347)).isCloseTo(0.95, within(0.001));
        assertThat(Spares.atLeast(131, 144, 0.9347)).isLessThan(0.95);
        assertThat(Spares.atLeast(0, 144, 0)).isEqualTo(1);
        assertThat(Spares.atLeast(145, 144, 1)).isZero();
    }

    /** The slow twin: terms of the distribution added up. */
    @Test
    void theSmallestThatIsEnough() {
        for (double mean : new double[] {0, 0.01, 1, 7.3, 42, 500}) {
            for (double confidence : new double[] {0.5, 0.9, 0.99, 0.99999}) {
                double term = Math.exp(-mean);
                double sum = term;
                int k = 0;
                while (sum < confidence) {
                    term *= mean / ++k;
                    sum += term;
                }
                assertThat(Spares.of(mean, confidence))
                        .as("%s at %s", mean, confidence)
                        .isEqualTo(k);
            }
        }
    }

    /** Hosts under repair are Poisson whatever a repair's distribution (Palm), and the job waits without spares alone. */
    @Test
    void theSimulationWaitsAsOftenAsThePoissonDistributionSays() {
        double day = 86_400;
        double mean = day / 7.76;
        CheckpointTier tier = new CheckpointTier(Place.REMOTE_STORAGE, 1, 5, 0, 300);
        FailureModel failures = new FailureModel.Exponential(mean);
        CheckpointPolicy policy = CheckpointPolicy.best(failures, 0, List.of(tier));
        int enough = Spares.of(3 * 7.76, 0.99);

        Outcome some = new FailureSimulation(failures, policy, List.of(tier), 1, new Repairs(enough, 1, 3 * day))
                .run(3, 30_000 * mean);
        Outcome few = new FailureSimulation(failures, policy, List.of(tier), 1, new Repairs(23, 1, 3 * day))
                .run(3, 30_000 * mean);

        assertThat(some.meanUnderRepair()).isCloseTo(3 * 7.76, within(0.6));
        assertThat(some.waiting()).isCloseTo(1 - Spares.enough(enough, 3 * 7.76, 1), within(0.004));
        assertThat(few.waiting()).isCloseTo(1 - Spares.enough(23, 3 * 7.76, 1), within(0.03));
        assertThat(few.goodput().mid()).isLessThan(some.goodput().mid());
    }

    /** Clusters of failures: the number under repair spreads further, and spares for 70, 90 and 99 % are that many more. */
    @Test
    void failuresInClustersTakeMoreSpares() {
        double day = 86_400;
        double mean = day / 7.76;
        double out = 0.7;
        CheckpointTier tier = new CheckpointTier(Place.REMOTE_STORAGE, 1, 5, 0, 300);
        CheckpointPolicy policy = CheckpointPolicy.of(600, Place.REMOTE_STORAGE);
        for (double shape : new double[] {1, 0.8, 0.7, 0.5}) {
            FailureModel failures = FailureModel.of(mean, shape);
            double dispersion = Spares.dispersion(failures, out, 3 * day);
            double down = out * 3 * 7.76;
            for (double confidence : new double[] {0.7, 0.9, 0.99}) {
                int spares = Spares.of(down, dispersion, confidence);
                Outcome played = new FailureSimulation(
                                failures, policy, List.of(tier), 1, new Repairs(spares, out, 3 * day))
                        .run(3, 60_000 * mean);
                double waiting = 1 - Spares.enough(spares, down, dispersion);

                assertThat(played.waiting())
                        .as("shape %s, %s spares for %s", shape, spares, confidence)
                        .isCloseTo(waiting, within(Math.max(0.006, 0.12 * waiting)));
            }
        }
        // few failures in a repair time: what 2e7 simulated renewals give, within a fifth
        for (double[] shapeMeanTrue :
                new double[][] {{0.5, 1.45, 2.74}, {0.6, 3, 2.36}, {0.5, 10, 4.06}, {0.7, 23.3, 2.05}}) {
            assertThat(FailureModel.of(mean, shapeMeanTrue[0]).dispersion(shapeMeanTrue[1]))
                    .as("shape %s, %s failures", shapeMeanTrue[0], shapeMeanTrue[1])
                    .isCloseTo(shapeMeanTrue[2], withinPercentage(20));
        }
        assertThat(Spares.of(23.3, 2, 0.99)).isGreaterThan(Spares.of(23.3, 0.99));
        assertThat(Spares.dispersion(FailureModel.of(mean, 1), out, 3 * day)).isEqualTo(1);
        assertThat(Spares.dispersion(FailureModel.of(mean, 3), out, 3 * day)).isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        CheckpointTier tier = new CheckpointTier(Place.REMOTE_STORAGE, 1, 5, 10, 300);
        FailureModel failures = FailureModel.of(5000, 0.8);
        FailureSimulation job = new FailureSimulation(
                failures, CheckpointPolicy.of(300, Place.REMOTE_STORAGE), List.of(tier), 1, new Repairs(2, 0.5, 9000));

        assertThat(job.run(1, 1e7)).isEqualTo(job.run(1, 1e7));
        assertThat(job.run(2, 1e7).interruptions()).isNotEqualTo(job.run(1, 1e7).interruptions());
    }

    /** The largest of n normal deviates is near sqrt(2 ln n) deviations: 4.4 at 16,384. */
    @Test
    void theSlowestOfManyRanksSetsThePace() {
        assertThat(Stragglers.factor(0.01, 16_384)).isCloseTo(1 / 1.044, within(1e-4));
        assertThat(Stragglers.factor(0, 16_384)).isEqualTo(1);
        assertThat(Stragglers.factor(0.5, 1)).isEqualTo(1);
    }
}

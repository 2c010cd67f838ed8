package org.suanchou.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.MonteCarlo;
import org.suanchou.formula.Sheet;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.reliability.CheckpointTier.Place;
import org.suanchou.reliability.FailureSimulation.Outcome;
import org.suanchou.source.Estimate;
import org.suanchou.units.Unit;

class ResilienceTest {
    private static final Cluster NODES = new Cluster(SyntheticHardware.h100Node(), 8192);
    private static final double BYTES = 8192 * 350e6;

    private static Resilience of(Assumptions assumptions) {
        return Resilience.of(NODES, BYTES, assumptions);
    }

    /** 0.01 a year: six kinds for each of 8,192 chips, three for each of 1,024 hosts. */
    @Test
    void ratesAddOverComponents() {
        double perYear = 0.01 * (6 * 8192 + 3 * 1024);

        assertThat(of(SyntheticAssumptions.usual()).interruptionsPerSecond().value() / Unit.PER_YEAR.factor())
                .isCloseTo(perYear, within(1e-9));
        assertThat(of(SyntheticAssumptions.with("failure-scale", 2))
                        .meanSecondsBetweenInterruptions()
                        .value())
                .isCloseTo(1 / (2 * perYear * Unit.PER_YEAR.factor()), within(1e-6));
        assertThat(of(SyntheticAssumptions.usual()).hostOutagesPerSecond().value() / Unit.PER_YEAR.factor())
                .isCloseTo(0.01 * (4 * 8192 + 3 * 1024), within(1e-9));
    }

    /** A rack of 72 has nine hosts of eight; a job of one chip has a host of its own. */
    @Test
    void systemsAreOneHostOrSeveral() {
        assertThat(hostRate(new Cluster(SyntheticHardware.rack(), 720))).isCloseTo(90, within(1e-9));
        assertThat(hostRate(new Cluster(SyntheticHardware.h100Node(), 1))).isCloseTo(1, within(1e-9));
    }

    /** A job of 64 chips of a pod of 8,960 has eight hosts: a spare host is eight chips, not an eighth of the pod. */
    @Test
    void aSpareHostOfASliceIsAHost() {
        SystemSpec node = SyntheticHardware.h100Node();
        SystemSpec pod = new SystemSpec("pod", "pod", node.chip(), 8960, node.fabrics(), 2026, node.installation());

        Resilience slice =
                Resilience.of(new Cluster(pod, 64), 64 * 350e6, SyntheticAssumptions.with("failure-scale", 100));
        Resilience nodes =
                Resilience.of(new Cluster(node, 64), 64 * 350e6, SyntheticAssumptions.with("failure-scale", 100));

        assertThat(nodes.spareSystems().value()).isGreaterThanOrEqualTo(1);
        assertThat(slice.spareSystems().value() * 8960)
                .isCloseTo(nodes.spareSystems().value() * 8, within(1e-9));
    }

    private static double hostRate(Cluster cluster) {
        double rate = Resilience.of(cluster, 1e9, SyntheticAssumptions.usual())
                .interruptionsPerSecond()
                .value();
        return (rate / Unit.PER_YEAR.factor() / 0.01 - 6 * cluster.chips()) / 3;
    }

    /** Fence 3 s and a copy of 7 ms stall; restart 350 s, 3.5 s of storage and the copy; the flush of 3.5 s counts late. */
    @Test
    void goodputIsDalysOfTheTimesThatFollow() {
        Resilience job = of(SyntheticAssumptions.usual());
        double mean = job.meanSecondsBetweenInterruptions().value();
        double stall = 3 + 0.007;
        double interval = YoungDaly.optimum(mean, stall);

        assertThat(job.policy()).isEqualTo(CheckpointPolicy.of(interval, Place.REMOTE_STORAGE));
        double waiting = job.losses().getLast().share().value();
        // spares for 99 %
        assertThat(waiting).isCloseTo(0.01, within(1e-12));
        assertThat(job.goodput().value() / (1 - waiting))
                .isCloseTo(Goodput.daly(mean, interval, stall, 350 + 3.5 + 0.007 + 3.5), within(1e-12));
    }

    @Test
    void lossesAndGoodputSumToOneInEveryDraw() {
        Resilience job = of(SyntheticAssumptions.with(
                "peer-memory-share", new Estimate(0.7, 0.9, 0.95),
                "failure-scale", new Estimate(0.5, 1, 5),
                "straggler-spread", new Estimate(0.001, 0.01, 0.02),
                "storage-bandwidth", new Estimate(1e6, 1e8, 2e8),
                "failure-detection", new Estimate(10, 200, 900)));
        assertThat(job.policy().places()).containsExactly(Place.PEER_MEMORY, Place.REMOTE_STORAGE);
        List<Formula> all =
                new ArrayList<>(job.losses().stream().map(Loss::share).toList());
        all.add(job.goodput());
        MonteCarlo draws = MonteCarlo.of(Sheet.of(all), 500, 7, 2);

        for (int n = 0; n < 500; n++) {
            double sum = 0;
            for (int r = 0; r < all.size(); r++) {
                assertThat(draws.draws(r)[n]).isBetween(0.0, 1.0);
                sum += draws.draws(r)[n];
            }
            assertThat(sum).isCloseTo(1, within(1e-9));
        }
        assertThat(draws.interval(5).low()).isLessThan(draws.interval(5).mid());
    }

    @Test
    void copiesInMemoryRaiseGoodput() {
        double without = of(SyntheticAssumptions.usual()).goodput().value();
        double with = of(SyntheticAssumptions.with("peer-memory-share", 0.9, "storage-bandwidth", 1e6))
                .goodput()
                .value();
        double slow = of(SyntheticAssumptions.with("storage-bandwidth", 1e6))
                .goodput()
                .value();

        assertThat(with).isGreaterThan(slow);
        assertThat(without).isGreaterThan(slow);
    }

    /** Memory that heals one failure in a thousand isn't worth its stall: disks then heal half of all failures. */
    @Test
    void whatADroppedTierHealedGoesToThoseThatHealIt() {
        Resilience job = of(SyntheticAssumptions.with(
                "peer-memory-share", 0.001, "local-disk-share", 0.5, "background-saving", 0, "disk-bandwidth", 1e13));

        assertThat(job.policy().places()).containsExactly(Place.LOCAL_DISK, Place.REMOTE_STORAGE);
        assertThat(job.tiers().getFirst().share()).isCloseTo(0.5, within(1e-12));
        assertThat(job.tiers().getLast().share()).isCloseTo(0.5, within(1e-12));
    }

    /**
     * Of 1,000 hosts 20 are under repair in the mean. Poisson with mean 20 is at most 31 with probability 0.992, at most 30
     * with 0.987: 31 spares are asked for. Without any, 969 hosts go on 99 % of the time; a job that waits for all gets e^-20.
     */
    @Test
    void aJobShortOfSparesGoesOnWithFewerHostsOrWaits() {
        Cluster cluster = new Cluster(SyntheticHardware.h100Node(), 8000);
        Assumptions usual = SyntheticAssumptions.usual();
        double down =
                Resilience.of(cluster, BYTES, usual).hostOutagesPerSecond().value();
        Assumptions failing = SyntheticAssumptions.with("repair-time", 20 / down);

        assertThat(Resilience.spareHosts(cluster, failing)).isEqualTo(31);
        assertThat(enough(cluster, failing, new StandBy(0, true))).isCloseTo(0.99 * 969 / 1000, within(1e-9));
        assertThat(enough(cluster, failing, new StandBy(11, true))).isCloseTo(0.99 * 980 / 1000, within(1e-9));
        assertThat(enough(cluster, failing, new StandBy(31, true))).isCloseTo(0.9919, within(1e-4));
        assertThat(enough(cluster, failing, new StandBy(0, false))).isCloseTo(Math.exp(-20), within(1e-12));
    }

    private static double enough(Cluster cluster, Assumptions assumptions, StandBy standBy) {
        return 1
                - Resilience.of(cluster, BYTES, assumptions, standBy)
                        .losses()
                        .getLast()
                        .share()
                        .value();
    }

    /** Three tiers, flushes, spares for 99 %: the whole answer against the whole simulation. */
    @Test
    void theSimulationOfTheSameJobAgrees() {
        for (Assumptions assumptions : List.of(
                SyntheticAssumptions.usual(),
                SyntheticAssumptions.with("failure-shape", 0.75),
                SyntheticAssumptions.with("background-saving", 0),
                SyntheticAssumptions.with("straggler-spread", 0.02),
                SyntheticAssumptions.with("spare-confidence", 0.7),
                SyntheticAssumptions.with("spare-confidence", 0.7, "failure-shape", 0.7, "straggler-spread", 0.01),
                SyntheticAssumptions.with("peer-memory-share", 0.8, "failure-shape", 0.7, "storage-bandwidth", 5e6),
                SyntheticAssumptions.with(
                        "peer-memory-share", 0.8, "local-disk-share", 0.5, "storage-bandwidth", 5e6))) {
            int spares = (int) of(assumptions).spareHosts().value();
            Resilience job = Resilience.of(NODES, BYTES, assumptions, new StandBy(spares, false));
            Outcome played = job.simulation()
                    .run(11, 200_000 * job.meanSecondsBetweenInterruptions().value());

            assertThat(played.goodput().mid())
                    .as("%s %s", job.policy(), played)
                    .isCloseTo(job.goodput().value(), within(0.01));
            double waiting = job.losses().getLast().share().value();
            assertThat(played.waiting()).as("%s", played).isCloseTo(waiting, within(Math.max(0.005, 0.1 * waiting)));
            assertThat(waiting).isGreaterThan(0);
        }
    }

    @Test
    void aClusterThatFailsAllTheTimeHasNoGoodputAndNoNaN() {
        for (double scale : new double[] {0, 1e3, 1e6, 1e12}) {
            for (double peers : new double[] {0, 0.9}) {
                Resilience job = of(SyntheticAssumptions.with("failure-scale", scale, "peer-memory-share", peers));
                double sum = job.goodput().value();
                assertThat(sum).isBetween(0.0, 1.0);
                for (Loss loss : job.losses()) {
                    sum += loss.share().value();
                }
                assertThat(sum).isCloseTo(1, within(1e-9));
                assertThat(job.spareSystems().value()).isGreaterThanOrEqualTo(0);
            }
        }
    }

    @Test
    void aCheckpointHasASize() {
        assertThatThrownBy(() -> Resilience.of(NODES, Double.NaN, SyntheticAssumptions.usual()))
                .hasMessageContaining("checkpointBytes is NaN");
        assertThat(Resilience.of(NODES, 0, SyntheticAssumptions.usual())
                        .goodput()
                        .value())
                .isBetween(0.9, 1.0);
    }
}

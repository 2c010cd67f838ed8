package org.suanchou.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.reliability.CheckpointTier.Place;
import org.suanchou.reliability.FailureModel.Exponential;

class CheckpointPolicyTest {
    private static final FailureModel THREE_HOURS = new Exponential(11_000);

    private static CheckpointTier memory(double stall, double flush) {
        return new CheckpointTier(Place.PEER_MEMORY, 0.9, stall, flush, 200);
    }

    private static CheckpointTier remote(double share, double stall, double flush) {
        return new CheckpointTier(Place.REMOTE_STORAGE, share, stall, flush, 600);
    }

    @Test
    void oneTierIsSavedAtTheExactOptimum() {
        CheckpointPolicy policy = CheckpointPolicy.best(THREE_HOURS, 0, List.of(remote(1, 60, 0)));

        assertThat(policy.intervalSeconds()).isEqualTo(YoungDaly.optimum(11_000, 60));
        assertThat(policy.multiples()).containsExactly(1);
    }

    /** The next save begins when the last has left the background, and no later. */
    @Test
    void aLongFlushSetsTheInterval() {
        CheckpointPolicy policy = CheckpointPolicy.best(THREE_HOURS, 0, List.of(remote(1, 5, 2000)));

        assertThat(policy.intervalSeconds()).isEqualTo(2000 - 5);
    }

    @Test
    void aLongFlushSetsTheMultiple() {
        CheckpointTier remote = remote(0.1, 5, 3000);
        CheckpointPolicy policy = CheckpointPolicy.best(THREE_HOURS, 0, List.of(memory(3, 10), remote));

        assertThat(policy.places()).containsExactly(Place.PEER_MEMORY, Place.REMOTE_STORAGE);
        double period = policy.multiples().get(1) * (policy.intervalSeconds() + 3) + 5;
        assertThat(period).isBetween(3000 * (1 - 1e-6), 3600.0);
    }

    /** Memory that stalls as long as the disk it spares, and restarts as slowly, spares nothing. */
    @Test
    void aTierThatDoesNotPayIsLeftOut() {
        CheckpointTier slow = new CheckpointTier(Place.PEER_MEMORY, 0.5, 60, 0, 600);
        CheckpointPolicy policy = CheckpointPolicy.best(THREE_HOURS, 0, List.of(slow, remote(0.5, 60, 0)));

        assertThat(policy.places()).containsExactly(Place.REMOTE_STORAGE);
        assertThat(policy.kept(0, List.of(slow, remote(0.5, 60, 0)))).containsExactly(remote(1, 60, 0));
    }

    /** Disks that heal half of what memory doesn't heal half of what it did, too; the loss of a host they never heal. */
    @Test
    void aTierLeftOutGivesItsFailuresToThoseThatHealThem() {
        List<CheckpointTier> tiers =
                List.of(memory(7, 0), new CheckpointTier(Place.LOCAL_DISK, 0.05, 1, 0, 300), remote(0.05, 60, 0));
        CheckpointPolicy without =
                new CheckpointPolicy(600, List.of(Place.LOCAL_DISK, Place.REMOTE_STORAGE), List.of(1, 4));

        List<CheckpointTier> kept = without.kept(0, tiers);

        assertThat(kept.getFirst().share()).isCloseTo(0.5, withinPercentage(1e-9));
        assertThat(kept.getLast().share()).isCloseTo(0.5, withinPercentage(1e-9));
    }

    /** One snapshot serves both: with nothing more to stall for, every save goes to both tiers. */
    @Test
    void theNearestTierPaysTheSnapshot() {
        List<CheckpointTier> tiers = List.of(memory(0, 10), remote(0.1, 0, 20));
        CheckpointPolicy policy = CheckpointPolicy.best(THREE_HOURS, 5, tiers);

        assertThat(policy.multiples()).containsExactly(1, 1);
        List<CheckpointTier> kept = policy.kept(5, tiers);
        assertThat(kept.getFirst()).isEqualTo(memory(5, 10));
        assertThat(kept.getLast().share()).isCloseTo(0.1, withinPercentage(1e-9));
        assertThat(policy.intervalSeconds()).isCloseTo(YoungDaly.optimum(11_000, 5), withinPercentage(0.1));
    }

    /** The slow twin: every multiple and a fine grid of intervals. */
    @Test
    void noPairOfIntervalAndMultipleIsBetter() {
        List<CheckpointTier> tiers = List.of(memory(4, 0), remote(0.1, 120, 0));
        CheckpointPolicy best = CheckpointPolicy.best(THREE_HOURS, 0, tiers);
        double most = best.wallClock(THREE_HOURS, tiers).productive();
        double found = 0;
        for (int n = 1; n <= 100; n++) {
            for (double log = Math.log(20); log < Math.log(5000); log += 0.02) {
                found = Math.max(
                        found,
                        Goodput.of(THREE_HOURS, Math.exp(log), tiers, new int[] {1, n})
                                .productive());
            }
        }

        assertThat(most).isGreaterThanOrEqualTo(found);
        assertThat(most).isCloseTo(found, withinPercentage(0.01));
        // where each tier alone would be saved by Young's rule: its stall against the failures that need it
        double ratio = Math.sqrt(120 / 0.1 / (4 / 0.9));
        assertThat(best.multiples().get(1).doubleValue()).isBetween(ratio / 1.3, ratio * 1.3);
    }

    @Test
    void nothingFailsAndNothingStalls() {
        CheckpointPolicy calm =
                CheckpointPolicy.best(new Exponential(Double.POSITIVE_INFINITY), 0, List.of(remote(1, 60, 0)));
        CheckpointPolicy free = CheckpointPolicy.best(THREE_HOURS, 0, List.of(remote(1, 0, 0)));

        assertThat(calm.wallClock(new Exponential(Double.POSITIVE_INFINITY), List.of(remote(1, 60, 0)))
                        .productive())
                .isGreaterThan(0.9999999);
        assertThat(free.intervalSeconds()).isEqualTo(1);
        for (FailureModel failures :
                List.of(new Exponential(Double.POSITIVE_INFINITY), new Exponential(1e-6), FailureModel.of(5, 0.7))) {
            CheckpointPolicy policy = CheckpointPolicy.best(failures, 0, List.of(memory(1, 5), remote(0.1, 60, 500)));
            assertThat(policy.intervalSeconds()).isBetween(1.0, 1e9);
        }
    }

    @Test
    void aPolicyWithoutAMultipleForEachPlaceIsRefused() {
        assertThatThrownBy(() -> new CheckpointPolicy(10, List.of(Place.PEER_MEMORY), List.of(2)))
                .hasMessageContaining("the first of them 1");
        assertThatThrownBy(() -> new CheckpointPolicy(10, List.of(Place.values()), List.of(1, 0, 1)))
                .hasMessageContaining("a multiple is 0");
    }
}

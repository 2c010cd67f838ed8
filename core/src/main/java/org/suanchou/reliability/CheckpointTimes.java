package org.suanchou.reliability;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.Fabric;
import org.suanchou.reliability.CheckpointTier.Place;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * What saving to a place and restarting from it takes, as formulas. Every chip writes and reads its share of a checkpoint
 * once.
 *
 * <p>{@code snapshot = fence + bytes / device-to-host} once for all places that are saved together, and for each {@code
 * stall = (1 - background) bytes / place}, {@code flush = background x bytes / place}, {@code restart = detection +
 * replacement + bytes / place + bytes / device-to-host + warm-up}.
 *
 * @param share of failures that need this place
 */
record CheckpointTimes(Place place, Formula share, Formula stall, Formula flush, Formula restart) {
    /** @param copy of a chip's share between its memory and the host's */
    record Snapshot(Formula bytes, Formula copy, Formula stall) {
        static Snapshot of(Cluster cluster, double checkpointBytes, Assumptions assumptions) {
            Formula bytes = Formula.quotient(
                    "checkpoint of a chip",
                    Unit.BYTES,
                    Formula.given("checkpoint", Unit.BYTES, checkpointBytes),
                    Formula.given("chips", Unit.COUNT, cluster.chips()));
            Formula copy = Formula.quotient(
                    "copy between chip and host",
                    Unit.SECONDS,
                    bytes,
                    assumptions.get(ReliabilityAssumption.DEVICE_TO_HOST_BANDWIDTH));
            return new Snapshot(
                    bytes,
                    copy,
                    Formula.sum(
                            "snapshot", Unit.SECONDS, assumptions.get(ReliabilityAssumption.CHECKPOINT_FENCE), copy));
        }
    }

    /** Of the places that failures are given to, nearest first; remote storage is always there. */
    static List<CheckpointTimes> of(Cluster cluster, Snapshot snapshot, Assumptions assumptions) {
        return of(EnumSet.allOf(Place.class), cluster, snapshot, assumptions);
    }

    /** Of those of them that a policy keeps: which failures need a place depends on what is nearer. */
    static List<CheckpointTimes> of(Set<Place> kept, Cluster cluster, Snapshot snapshot, Assumptions assumptions) {
        Formula memory = assumptions.get(ReliabilityAssumption.PEER_MEMORY_SHARE);
        Formula disk = assumptions.get(ReliabilityAssumption.LOCAL_DISK_SHARE);
        List<CheckpointTimes> places = new ArrayList<>();
        List<Formula> nearer = new ArrayList<>();
        List<Fabric> fabrics = cluster.system().fabrics();
        if (kept.contains(Place.PEER_MEMORY) && memory.value() > 0 && !fabrics.isEmpty()) {
            places.add(of(Place.PEER_MEMORY, memory, snapshot, network(fabrics.getLast()), assumptions));
            nearer.add(memory);
        }
        if (kept.contains(Place.LOCAL_DISK) && disk.value() > 0) {
            Formula share = rest("failures that disks outlive and memory doesn't", nearer, disk);
            places.add(of(
                    Place.LOCAL_DISK,
                    share,
                    snapshot,
                    assumptions.get(ReliabilityAssumption.DISK_BANDWIDTH),
                    assumptions));
            nearer.add(disk);
        }
        places.add(of(
                Place.REMOTE_STORAGE,
                rest("failures that only remote storage outlives", nearer),
                snapshot,
                assumptions.get(ReliabilityAssumption.STORAGE_BANDWIDTH),
                assumptions));
        return places;
    }

    /** {@code (1 - a) (1 - b) ... x} of the shares of nearer places. */
    private static Formula rest(String name, List<Formula> nearer, Formula... of) {
        List<Formula> operands = new ArrayList<>(nearer);
        operands.addAll(List.of(of));
        int before = nearer.size();
        return Formula.function(
                name,
                Unit.COUNT,
                of.length == 0
                        ? "product of (1 - share) over nearer places"
                        : "product of (1 - share) over nearer places, times its share",
                x -> {
                    double share = 1;
                    for (int i = 0; i < x.length; i++) {
                        share *= i < before ? 1 - x[i] : x[i];
                    }
                    return share;
                },
                operands.toArray(Formula[]::new));
    }

    private static Formula network(Fabric fabric) {
        return Formula.product(
                "network of a chip",
                Unit.BYTES_PER_SECOND,
                Formula.Input.positive(
                        "bandwidth of " + fabric.name(),
                        Words.of("bandwidth of {0}", fabric.name()),
                        Unit.BYTES_PER_SECOND,
                        fabric.bytesPerSecond()),
                Formula.Input.positive(
                        "efficiency of " + fabric.name(),
                        Words.of("efficiency of {0}", fabric.name()),
                        Unit.COUNT,
                        fabric.efficiency()));
    }

    private static CheckpointTimes of(
            Place place, Formula share, Snapshot snapshot, Formula bandwidth, Assumptions assumptions) {
        Words where = Words.of(
                switch (place) {
                    case PEER_MEMORY -> "peer memory";
                    case LOCAL_DISK -> "local disk";
                    case REMOTE_STORAGE -> "remote storage";
                });
        Formula transfer =
                Formula.quotient(Words.of("transfer, {0}", where), Unit.SECONDS, snapshot.bytes(), bandwidth);
        Formula background = assumptions.get(ReliabilityAssumption.BACKGROUND_SAVING);
        Formula flush =
                Formula.product(Words.of("save in the background, {0}", where), Unit.SECONDS, transfer, background);
        Formula foreground = Formula.function(
                Words.of("save in the foreground, {0}", where),
                Unit.SECONDS,
                Words.of("transfer (1 - background-saving)"),
                x -> x[0] * (1 - x[1]),
                transfer,
                background);
        return new CheckpointTimes(
                place,
                share,
                foreground,
                flush,
                Formula.sum(
                        Words.of("restart, {0}", where),
                        Unit.SECONDS,
                        List.of(
                                assumptions.get(ReliabilityAssumption.FAILURE_DETECTION),
                                assumptions.get(ReliabilityAssumption.REPLACEMENT),
                                transfer,
                                snapshot.copy(),
                                assumptions.get(ReliabilityAssumption.WARM_UP))));
    }

    CheckpointTier tier() {
        return new CheckpointTier(place, share.value(), stall.value(), flush.value(), restart.value());
    }

    CheckpointTimes withStall(Formula other) {
        return new CheckpointTimes(place, share, other, flush, restart);
    }
}

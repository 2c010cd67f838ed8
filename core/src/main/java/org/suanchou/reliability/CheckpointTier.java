package org.suanchou.reliability;

/**
 * Where checkpoints are kept and what that takes.
 *
 * @param share of the failures, those that need this tier: no nearer one outlives them
 * @param stallSeconds training stands still for a save
 * @param flushSeconds a save takes in the background after that; until then a failure falls back on the one before
 * @param restartSeconds from a failure that needs this tier until training goes on
 */
public record CheckpointTier(
        Place place, double share, double stallSeconds, double flushSeconds, double restartSeconds) {
    /** From the nearest to the farthest; what outlives more stands later. */
    public enum Place {
        /** Memory of the own host and of a peer's. */
        PEER_MEMORY,
        /** Disks of the hosts, which outlive the processes but not the loss of a host. */
        LOCAL_DISK,
        /** Storage apart from the cluster's hosts: outlives all. */
        REMOTE_STORAGE
    }
}

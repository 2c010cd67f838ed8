package org.suanchou.reliability;

/**
 * Hosts that stand by for a job.
 *
 * @param hosts at least 0
 * @param shrinks where more hosts are under repair for long, the job goes on with fewer of its own; else it waits for them
 */
public record StandBy(int hosts, boolean shrinks) {
    public StandBy {
        if (hosts < 0) {
            throw new IllegalArgumentException("spares is " + hosts + "; it must be at least 0");
        }
    }
}

package org.suanchou.scenario;

import org.jspecify.annotations.Nullable;

/**
 * What a run may take at most; null for no limit.
 *
 * @param seconds wall clock, failures included
 * @param usd of the run
 * @param siteWatts that the site must provide for the cluster, all at full draw
 * @param joules of the site, over the run
 * @param kilogramsCo2 of the grid, over the run
 */
public record Limits(
        @Nullable Double seconds,
        @Nullable Double usd,
        @Nullable Double siteWatts,
        @Nullable Double joules,
        @Nullable Double kilogramsCo2) {
    public static final Limits NONE = new Limits(null, null, null, null, null);

    public static Limits ofSeconds(double seconds) {
        return new Limits(seconds, null, null, null, null);
    }

    /** Whether any of them is about a whole run, so that its length must be known. */
    public boolean ofRun() {
        return seconds != null || usd != null || joules != null || kilogramsCo2 != null;
    }
}

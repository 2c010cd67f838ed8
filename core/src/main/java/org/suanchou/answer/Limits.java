package org.suanchou.answer;

import org.jspecify.annotations.Nullable;

/**
 * What a run may take at most; null for no limit.
 *
 * @param seconds wall clock, failures included
 * @param usd of the run
 * @param siteWatts that the site must provide for the cluster, all at full draw
 * @param joules of the site, over the run
 * @param kilogramsCo2 of the grid, over the run
 * @param confidence probability with which each but the watts is to be kept, above 0.5 and below 1; null to keep them by
 *     best guesses
 */
public record Limits(
        @Nullable Double seconds,
        @Nullable Double usd,
        @Nullable Double siteWatts,
        @Nullable Double joules,
        @Nullable Double kilogramsCo2,
        @Nullable Double confidence) {
    public static final Limits NONE = new Limits(null, null, null, null, null, null);

    public Limits {
        if (confidence != null && !(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("confidence is " + confidence + "; it must be above 0.5 and below 1");
        }
    }

    public static Limits ofSeconds(double seconds) {
        return new Limits(seconds, null, null, null, null, null);
    }

    /** Limits that are kept by best guesses where these are kept with their confidence. */
    public Limits byBestGuess(Margins margins) {
        return new Limits(
                over(seconds, margins.seconds()),
                over(usd, margins.usd()),
                siteWatts,
                over(joules, margins.joules()),
                over(kilogramsCo2, margins.kilogramsCo2()),
                null);
    }

    private static @Nullable Double over(@Nullable Double most, double margin) {
        return most == null ? null : (Double) (most / margin);
    }

    /** Whether any of them is about a whole run, so that its length must be known. */
    public boolean ofRun() {
        return seconds != null || usd != null || joules != null || kilogramsCo2 != null;
    }
}

package org.suanchou.reliability;

import org.suanchou.formula.Formula;

/**
 * Part of the wall clock in which a run makes no headway.
 *
 * @param share of the wall clock, 0 to 1
 */
public record Loss(Cause cause, Formula share) {
    public enum Cause {
        SAVING("saving", "saving"),
        REDONE_WORK("redoneWork", "redone work"),
        RESTARTS("restarts", "restarts"),
        STRAGGLERS("stragglers", "stragglers"),
        WAITING_FOR_REPAIRS("waitingForRepairs", "waiting for repairs");

        private final String id;
        private final String label;

        Cause(String id, String label) {
            this.id = id;
            this.label = label;
        }

        /** Its name in JSON. */
        public String id() {
            return id;
        }

        /** In an unfolding. */
        String label() {
            return label;
        }
    }
}

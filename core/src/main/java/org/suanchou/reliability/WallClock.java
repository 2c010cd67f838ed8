package org.suanchou.reliability;

/**
 * Where a job's time goes, as shares of wall clock that sum to 1.
 *
 * @param productive steps that count
 * @param saving stalls of saves that count
 * @param redone steps and saves that a failure undid
 * @param restarting from a failure until training goes on, vain attempts included
 */
public record WallClock(double productive, double saving, double redone, double restarting) {
    /** A job that never gets from one checkpoint to the next. */
    static final WallClock STUCK = new WallClock(0, 0, 0, 1);
}

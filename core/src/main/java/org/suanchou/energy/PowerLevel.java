package org.suanchou.energy;

import org.suanchou.formula.Formula;

/**
 * What a chip, a system, a rack and the site draw in one state of a run, in watts. The site's counts network, storage and
 * PUE; a rack's is that of the systems in it, on average.
 */
public record PowerLevel(State state, Formula chip, Formula system, Formula rack, Formula site) {
    /** The phases of a step, and what is beside them. */
    public enum State {
        /** What all is built for. */
        NAMEPLATE,
        COMPUTE,
        MEMORY,
        COMMUNICATION,
        /** A step goes on, and this chip waits. */
        IDLE,
        /** No step goes on: saves, restarts, repairs. */
        STOPPED
    }
}

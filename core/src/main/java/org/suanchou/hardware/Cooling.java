package org.suanchou.hardware;

/** What carries most of a system's heat out of its rack. */
public enum Cooling {
    AIR,
    LIQUID
}

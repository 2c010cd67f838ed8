package org.suanchou.source;

/** How sure a catalogue value is, as the catalogue's editor judged it. */
public enum Confidence {
    /** Vendor figure or a measurement, undisputed. */
    HIGH,
    /** One decent source, or a small conflict between sources. */
    MEDIUM,
    /** Estimate, lone weak source or guess. */
    LOW
}

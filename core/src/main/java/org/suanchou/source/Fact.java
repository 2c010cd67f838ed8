package org.suanchou.source;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.words.Words;

/**
 * A number of the catalogue in SI units, with where it comes from.
 *
 * @param value disputed values keep their range
 * @param sources ids of {@code catalog/sources.yaml}, best first
 * @param asOf the date or year that the value is of: its own, or that of the file which states it; null of what a user gives
 */
public record Fact(
        Estimate value,
        List<String> sources,
        Provenance provenance,
        Confidence confidence,
        @Nullable String asOf,
        @Nullable String note) {
    public Fact {
        sources = List.copyOf(sources);
    }

    /** A number that a user typed. */
    public static Fact given(double value) {
        return new Fact(Estimate.exactly(value), List.of(), Provenance.USER, Confidence.HIGH, null, null);
    }

    /** Its note, as words of an answer; none where it has none. */
    public Words noted() {
        return note == null ? Words.NONE : Words.of(note);
    }

    /** The best guess, in SI units. */
    public double mid() {
        return value.mid();
    }

    /** The same fact in another unit. */
    public Fact times(double factor) {
        return new Fact(value.times(factor), sources, provenance, confidence, asOf, note);
    }

    /** The same source for another number, with a note on how the one follows from the other. */
    public Fact derived(double newValue, String how) {
        return new Fact(Estimate.exactly(newValue), sources, provenance, confidence, asOf, how);
    }
}

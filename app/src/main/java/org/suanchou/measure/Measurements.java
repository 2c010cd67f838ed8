package org.suanchou.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.suanchou.calibration.CollectiveForm;
import org.suanchou.calibration.DecodeForm;
import org.suanchou.calibration.ExpertsForm;
import org.suanchou.calibration.GemmForm;
import org.suanchou.calibration.PrefillForm;
import org.suanchou.calibration.Sample;
import org.suanchou.calibration.StreamForm;

/** Timings by chip and label, whatever files and rows they came from. */
final class Measurements {
    /** More rows than that are refused. */
    static final int MOST_ROWS = 5_000_000;

    /** A source with more of its rows flagged than this, on one chip in one table, is left out as a whole. */
    private static final double MOST_FLAGGED = 0.1;

    /** What a kernel's bytes pass over. */
    enum Over {
        /** Links inside a node, or the chip's own units. */
        LINKS,
        NETWORK,
        MEMORY
    }

    /**
     * @param label format, collective or operation
     */
    record Key(String chip, String label, Over over) implements Comparable<Key> {
        Key(String chip, String label) {
            this(chip, label, Over.LINKS);
        }

        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::chip).thenComparing(Key::label).compare(this, other);
        }
    }

    /** Where rows come from: what kind of table, and the source that the row names. */
    record Origin(String table, String source) implements Comparable<Origin> {
        @Override
        public int compareTo(Origin other) {
            return Comparator.comparing(Origin::table)
                    .thenComparing(Origin::source)
                    .compare(this, other);
        }
    }

    /** @param leftOut rows that are flagged, or of a source that mostly is */
    record Count(int rows, int leftOut) {
        Count plus(Count other) {
            return new Count(rows + other.rows, leftOut + other.leftOut);
        }
    }

    private record Batch(Origin origin, String chip) {}

    private record Timing<S>(Batch batch, Key key, Sample<S> sample) {}

    /** The timings of one kind of kernel. */
    final class Shelf<S> {
        private final List<Timing<S>> timings = new ArrayList<>();

        void add(Origin origin, Key key, S shape, double seconds) {
            timings.add(new Timing<>(new Batch(origin, key.chip()), key, new Sample<>(shape, seconds)));
        }

        /** By chip and label, without the sources that are left out. */
        SortedMap<Key, List<Sample<S>>> samples() {
            SortedMap<Key, List<Sample<S>>> samples = new TreeMap<>();
            for (Timing<S> timing : timings) {
                if (trusted(timing.batch)) {
                    samples.computeIfAbsent(timing.key, k -> new ArrayList<>()).add(timing.sample);
                }
            }
            return samples;
        }
    }

    final Shelf<GemmForm.Shape> gemm = new Shelf<>();
    final Shelf<PrefillForm.Shape> prefill = new Shelf<>();
    final Shelf<DecodeForm.Shape> decode = new Shelf<>();
    final Shelf<PrefillForm.Shape> latentPrefill = new Shelf<>();
    final Shelf<DecodeForm.Shape> latentDecode = new Shelf<>();
    final Shelf<ExpertsForm.Shape> experts = new Shelf<>();
    final Shelf<CollectiveForm.Shape> collectives = new Shelf<>();
    final Shelf<StreamForm.Shape> allToAll = new Shelf<>();
    final Shelf<StreamForm.Shape> memoryBound = new Shelf<>();

    private final Map<Batch, Count> counts = new HashMap<>();
    private int rows;

    /** Counts a row; its timings follow unless it is flagged. */
    void count(Origin origin, String chip, boolean flagged) {
        rows++;
        counts.merge(new Batch(origin, chip), new Count(1, flagged ? 1 : 0), Count::plus);
    }

    int rows() {
        return rows;
    }

    private boolean trusted(Batch batch) {
        Count count = counts.getOrDefault(batch, new Count(0, 0));
        return count.leftOut <= MOST_FLAGGED * count.rows;
    }

    /** Rows by origin. */
    SortedMap<Origin, Count> origins() {
        SortedMap<Origin, Count> origins = new TreeMap<>();
        counts.forEach((batch, count) ->
                origins.merge(batch.origin, trusted(batch) ? count : new Count(count.rows, count.rows), Count::plus));
        return origins;
    }
}

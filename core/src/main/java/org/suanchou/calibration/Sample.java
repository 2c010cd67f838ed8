package org.suanchou.calibration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kernel's shape and how long it took.
 *
 * @param <S> a record: equal shapes are equal values with equal texts
 */
public record Sample<S>(S shape, double seconds) {
    public Sample {
        if (!(seconds > 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException("a kernel took " + seconds + " s; it must be a finite time above 0");
        }
    }

    /** The fastest of each shape, whoever ran it, in an order that depends on the shapes alone. */
    public static <S> List<Sample<S>> fastest(Collection<Sample<S>> samples) {
        Map<S, Sample<S>> best = new HashMap<>();
        for (Sample<S> sample : samples) {
            best.merge(sample.shape(), sample, (a, b) -> b.seconds() < a.seconds() ? b : a);
        }
        record Named<S>(String name, Sample<S> sample) {}
        List<Named<S>> named = new ArrayList<>(best.size());
        best.forEach((shape, sample) -> named.add(new Named<>(shape.toString(), sample)));
        named.sort(Comparator.comparing(Named::name));
        List<Sample<S>> ordered = new ArrayList<>(named.size());
        for (Named<S> one : named) {
            ordered.add(one.sample());
        }
        return List.copyOf(ordered);
    }
}

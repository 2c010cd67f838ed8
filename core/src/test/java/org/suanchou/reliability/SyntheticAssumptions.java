package org.suanchou.reliability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.formula.Assumptions;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.units.Unit;

/** Round numbers: a failure of each kind a year and chip or host, seconds and bandwidths that are easy to follow. */
final class SyntheticAssumptions {
    private SyntheticAssumptions() {}

    static Assumptions usual() {
        Map<String, Double> values = new HashMap<>();
        for (Component component : Component.values()) {
            values.put(component.assumption().id(), component == Component.JOB ? 0 : 0.01 * Unit.PER_YEAR.factor());
        }
        values.put("failure-scale", 1.0);
        values.put("failure-shape", 1.0);
        values.put("chips-per-host", 8.0);
        values.put("failure-detection", 200.0);
        values.put("replacement", 100.0);
        values.put("warm-up", 50.0);
        values.put("checkpoint-fence", 3.0);
        values.put("device-to-host-bandwidth", 50e9);
        values.put("storage-bandwidth", 1e8);
        values.put("disk-bandwidth", 3e9);
        values.put("background-saving", 1.0);
        values.put("peer-memory-share", 0.0);
        values.put("local-disk-share", 0.0);
        values.put("straggler-spread", 0.0);
        values.put("repair-time", 3 * 86_400.0);
        values.put("spare-confidence", 0.99);
        List<Assumptions.Kind> kinds = new ArrayList<>();
        values.forEach(
                (id, value) -> kinds.add(new Assumptions.Kind(id, Unit.COUNT, 0, Double.MAX_VALUE, Fact.given(value))));
        return Assumptions.of(kinds);
    }

    static Assumptions with(Object... idsAndValues) {
        Map<String, Fact> others = new HashMap<>();
        for (int i = 0; i < idsAndValues.length; i += 2) {
            Object value = idsAndValues[i + 1];
            others.put(
                    (String) idsAndValues[i],
                    value instanceof Estimate range
                            ? new Fact(range, List.of(), Provenance.USER, Confidence.HIGH, null, null)
                            : Fact.given(((Number) value).doubleValue()));
        }
        return usual().with("", others);
    }
}

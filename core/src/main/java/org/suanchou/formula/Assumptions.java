package org.suanchou.formula;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanchou.formula.Formula.Input;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.units.Unit;
import org.suanchou.words.WordedException;

/**
 * What an answer about money, power and failures rests on beside the plan: prices, rates, shares, each with its source and
 * range. Sets lie over one another: what holds everywhere, then what a process, a chip, a fleet or a site says otherwise,
 * then what the question says.
 */
public final class Assumptions {
    /**
     * What may be assumed.
     *
     * @param least the smallest value that makes sense, in SI units
     * @param most the largest
     * @param usual what holds where nothing else is said; null where there is nothing usual
     */
    public record Kind(
            String id,
            Unit unit,
            double least,
            double most,
            @Nullable Fact usual) {}

    private final Map<String, Kind> kinds;
    private final Map<String, Input> inputs;

    private Assumptions(Map<String, Kind> kinds, Map<String, Input> inputs) {
        this.kinds = kinds;
        this.inputs = inputs;
    }

    public static Assumptions of(Iterable<Kind> kinds) {
        Map<String, Kind> byId = new LinkedHashMap<>();
        Map<String, Input> inputs = new LinkedHashMap<>();
        for (Kind kind : kinds) {
            byId.put(kind.id(), kind);
            if (kind.usual() != null) {
                inputs.put(kind.id(), new Input(kind.id(), kind.unit(), kind.usual(), kind.least(), kind.most()));
            }
        }
        return new Assumptions(byId, inputs);
    }

    /** What may be assumed, by id. */
    public Map<String, Kind> kinds() {
        return java.util.Collections.unmodifiableMap(kinds);
    }

    public boolean has(Assumption assumption) {
        return has(assumption.id());
    }

    /** @throws IllegalArgumentException where nothing is assumed, which {@link #has} tells */
    public Input get(Assumption assumption) {
        return get(assumption.id());
    }

    public boolean has(String id) {
        return inputs.containsKey(id);
    }

    /** @throws IllegalArgumentException where nothing is assumed, which {@link #has} tells */
    public Input get(String id) {
        Input input = inputs.get(id);
        if (input == null) {
            throw new WordedException("nothing is assumed for {0}; give it", id);
        }
        return input;
    }

    /**
     * These with others in their place.
     *
     * @param of whose they are, a site or a chip: two answers that take them from one set share their draws; empty for the
     *     question's own
     * @throws IllegalArgumentException where a value is beyond what makes sense, or its kind unknown
     */
    public Assumptions with(String of, Map<String, Fact> others) {
        Map<String, Input> merged = new LinkedHashMap<>(inputs);
        others.forEach((id, fact) -> {
            Kind kind = kinds.get(id);
            if (kind == null) {
                throw new WordedException("{0} is nothing that can be assumed", id);
            }
            String name = of.isEmpty() ? id : id + "@" + of;
            merged.put(id, new Input(name, kind.unit(), fact, kind.least(), kind.most()));
        });
        return new Assumptions(kinds, merged);
    }

    /** Values of some, in the units that people state them in. */
    public Map<String, Estimate> stated(Set<String> ids) {
        Map<String, Estimate> values = new TreeMap<>();
        for (String id : ids) {
            Input input = get(id);
            values.put(id, input.fact().value().times(1 / input.unit().factor()));
        }
        return values;
    }
}

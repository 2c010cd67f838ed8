package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.calibration.Parameter;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.words.WordedException;

/**
 * The constants that are fitted to whole training runs, {@code catalog/calibration/parameters.yaml}. Kernel constants and
 * stacks refer to them by {@code {parameter: id}}.
 */
public final class Parameters {
    static final String FILE = "parameters";
    private static final String SHARE = "share";
    private static final double MOST = 1e9;

    private final Map<String, Tree> entries;
    private final Map<String, Double> refitted;

    private Parameters(Map<String, Tree> entries, Map<String, Double> refitted) {
        this.entries = entries;
        this.refitted = refitted;
    }

    static Parameters of(Catalog catalog) {
        Map<String, Tree> entries = new LinkedHashMap<>();
        for (Tree entry :
                catalog.tree(Catalog.CALIBRATION, FILE).require("parameters").items()) {
            if (entries.putIfAbsent(entry.text("id"), entry) != null) {
                throw entry.require("id").bad(CatalogRefusal.PARAMETER_TAKEN);
            }
            Tree value = entry.require("value");
            boolean share = entry.text("of", "").equals(SHARE);
            if (!(value.doubleValue() > 0 && value.doubleValue() < (share ? 1 : MOST))) {
                throw value.bad(Rule.ABOVE_AND_BELOW, 0, share ? "1" : "1e9");
            }
        }
        return new Parameters(entries, Map.of());
    }

    /** All of them with their priors, in the order of the file. */
    public List<Parameter> priors() {
        List<Parameter> priors = new ArrayList<>();
        for (Tree entry : entries.values()) {
            Tree prior = entry.require("prior");
            try {
                priors.add(new Parameter(
                        entry.text("id"),
                        prior.require("value").doubleValue(),
                        prior.require("spread").doubleValue(),
                        entry.text("of", "").equals(SHARE)));
            } catch (IllegalArgumentException e) {
                throw prior.bad(InputRefusal.IN_WORDS, WordedException.of(e));
            } catch (Refused e) {
                throw prior.bad(e.refusal());
            }
        }
        return priors;
    }

    /** Their values as they are written, in the order of {@link #priors}. */
    public double[] values() {
        return entries.values().stream()
                .mapToDouble(e -> e.require("value").doubleValue())
                .toArray();
    }

    /** The same parameters with other values, in the order of {@link #priors}. */
    Parameters with(double[] values) {
        Map<String, Double> other = new HashMap<>();
        int i = 0;
        for (String id : entries.keySet()) {
            other.put(id, values[i++]);
        }
        return new Parameters(entries, other);
    }

    /** An entry as it is written. */
    public List<Tree> entries() {
        return List.copyOf(entries.values());
    }

    /** The field's fact, above zero: a value with its source, or that of the parameter it names. */
    Fact required(Tree map, String field) {
        Fact named = named(map, field);
        return named == null ? FactReader.required(map, field) : named;
    }

    /** As {@link #required}, or null where the field is absent or its value null. */
    @Nullable
    Fact get(Tree map, String field) {
        Fact named = named(map, field);
        return named == null ? FactReader.get(map, field) : named;
    }

    private @Nullable Fact named(Tree map, String field) {
        Tree tree = map.get(field);
        if (tree == null || !tree.isMap() || !tree.has("parameter")) {
            return null;
        }
        Tree id = tree.require("parameter");
        Tree entry = entries.get(id.text());
        if (entry == null) {
            throw id.bad(CatalogRefusal.NO_PARAMETER, List.copyOf(entries.keySet()));
        }
        Double other = refitted.get(id.text());
        double value = other == null ? entry.require("value").doubleValue() : other;
        return new Fact(
                Estimate.exactly(value),
                List.of("fit_training"),
                Provenance.FILE,
                Confidence.MEDIUM,
                entry.asOf(),
                note(entry));
    }

    private static String note(Tree entry) {
        List<Tree> ends = entry.items("interval");
        return entry.text("id")
                + (ends.size() == 2
                        ? " (80%: " + ends.get(0).label() + " - " + ends.get(1).label() + ")"
                        : "");
    }
}

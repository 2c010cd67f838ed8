package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;

/**
 * A number of the catalogue with its source: {@code {value, src, prov, conf, note}}, where the value is a number or a range
 * {@code [low, high]} or {@code [low, best guess, high]}. A bare number or range is one that the user gives.
 */
final class FactReader {
    private static final double WIDEST = 1e6;

    /** Nothing of chips, power or prices is nearer to 0, or further from it, in the units of files. */
    private static final double SMALLEST = 1e-30;

    private static final double LARGEST = 1e30;

    private FactReader() {}

    /** The field's fact, or null where the field, or its value, is absent or null. */
    static @Nullable Fact get(@Nullable Tree map, String field) {
        Tree tree = map == null ? null : map.get(field);
        return tree == null || tree.isMap() && !tree.has("value") ? null : read(tree);
    }

    /** As {@link #get}, for numbers above zero. */
    static @Nullable Fact positive(@Nullable Tree map, String field) {
        Fact fact = get(map, field);
        if (fact != null && map != null && !(fact.value().low() > 0)) {
            throw map.require(field).isMap()
                    ? map.require(field).require("value").bad(CatalogRefusal.ABOVE_ZERO)
                    : map.require(field).bad(CatalogRefusal.ABOVE_ZERO);
        }
        return fact;
    }

    /** As {@link #positive}, where the value must be known. */
    static Fact required(Tree map, String field) {
        Fact fact = positive(map, field);
        if (fact == null) {
            Tree tree = map.get(field);
            throw tree != null ? tree.bad(CatalogRefusal.VALUE_UNKNOWN) : unknown(map, field);
        }
        return fact;
    }

    private static BadInput unknown(Tree map, String field) {
        try {
            map.require(field);
        } catch (BadInput missing) {
            return new BadInput(
                    missing.path(),
                    map.fields().contains(field)
                            ? Refusal.of(CatalogRefusal.FIELD_UNKNOWN, fieldOf(missing.path()))
                            : missing.refusal());
        }
        throw new IllegalStateException(field + " is there after all");
    }

    private static String fieldOf(String path) {
        int dot = path.indexOf("].");
        int colon = path.indexOf(": ");
        return dot > 0 ? path.substring(dot + 2) : colon > 0 ? path.substring(colon + 2) : path;
    }

    /** A count: a whole number above zero; null where unknown. */
    static @Nullable Integer count(@Nullable Tree map, String field) {
        Fact fact = positive(map, field);
        if (fact == null || map == null) {
            return null;
        }
        if (fact.mid() != Math.rint(fact.mid()) || fact.mid() > 1 << 26) {
            throw map.require(field).bad(InputRefusal.WHOLE_NUMBER_AT_MOST, 67108864);
        }
        return (int) fact.mid();
    }

    /** Text that may stand in {@code {value: ...}}. */
    static @Nullable String text(@Nullable Tree map, String field) {
        Tree tree = map == null ? null : map.get(field);
        if (tree != null && tree.isMap()) {
            tree = tree.get("value");
        }
        return tree == null ? null : tree.label();
    }

    static Fact read(Tree tree) {
        if (!tree.isMap()) {
            return new Fact(estimate(tree), List.of(), Provenance.USER, Confidence.HIGH, null, null);
        }
        List<String> sources = new ArrayList<>();
        Tree src = tree.get("src");
        if (src != null) {
            for (Tree id : src.isText() ? List.of(src) : src.items()) {
                sources.add(id.text());
            }
        }
        Tree date = tree.get("as_of");
        return new Fact(
                estimate(tree.require("value")),
                sources,
                provenance(tree),
                confidence(tree),
                date == null ? tree.asOf() : date.label(),
                tree.textOrNull("note"));
    }

    private static Estimate estimate(Tree value) {
        if (!value.isList()) {
            if (!value.isNumber()) {
                throw value.bad(Rule.NUMBER);
            }
            return Estimate.exactly(sane(value));
        }
        List<Tree> ends = value.items();
        if (ends.size() != 2 && ends.size() != 3) {
            throw value.bad(CatalogRefusal.RANGE_FORM);
        }
        double low = sane(ends.getFirst());
        double high = sane(ends.getLast());
        if (low > high) {
            throw ends.get(0).bad(CatalogRefusal.RANGE_END, ends.get(1).label());
        }
        if (low > 0 && high / low > WIDEST) {
            throw ends.get(0).bad(CatalogRefusal.RANGE_WIDTH);
        }
        if (ends.size() == 2) {
            return Estimate.between(low, high);
        }
        double mid = sane(ends.get(1));
        if (!(low <= mid && mid <= high)) {
            throw ends.get(1).bad(CatalogRefusal.BEST_BETWEEN, low, high);
        }
        return new Estimate(low, mid, high);
    }

    /** A number of a size that anything here can have. */
    private static double sane(Tree number) {
        double value = number.doubleValue();
        double size = Math.abs(value);
        if (size > 0 && size < SMALLEST) {
            throw number.bad(CatalogRefusal.NEAR_ZERO, SMALLEST);
        }
        if (size > LARGEST) {
            throw number.bad(Rule.NOT_BEYOND, LARGEST);
        }
        return value;
    }

    /** Refuses what no assumption, price or figure can be. */
    static boolean isSane(double value) {
        double size = Math.abs(value);
        return size == 0 || size >= SMALLEST && size <= LARGEST;
    }

    private static Provenance provenance(Tree tree) {
        Tree prov = tree.get("prov");
        if (prov == null) {
            return Provenance.USER;
        }
        return switch (prov.text()) {
            case "file" -> Provenance.FILE;
            case "page" -> Provenance.PAGE;
            case "memory" -> Provenance.MEMORY;
            case "user" -> Provenance.USER;
            default -> throw prov.bad(Rule.mustBe("file", "page", "memory", "user"));
        };
    }

    static Confidence confidence(Tree tree) {
        Tree conf = tree.get("conf");
        return conf == null ? Confidence.HIGH : confidenceOf(conf);
    }

    static Confidence confidenceOf(Tree conf) {
        return switch (conf.text()) {
            case "high" -> Confidence.HIGH;
            case "medium" -> Confidence.MEDIUM;
            case "low" -> Confidence.LOW;
            default -> throw conf.bad(Rule.mustBe("high", "medium", "low"));
        };
    }

    /** The product of two facts, with the sources of both and a note on how it came about. */
    static Fact product(Fact a, Fact b, double factor, String note) {
        Estimate value = new Estimate(
                a.value().low() * b.value().low() * factor,
                a.mid() * b.mid() * factor,
                a.value().high() * b.value().high() * factor);
        List<String> sources = new ArrayList<>(a.sources());
        for (String source : b.sources()) {
            if (!sources.contains(source)) {
                sources.add(source);
            }
        }
        boolean bWeaker = b.provenance().compareTo(a.provenance()) > 0;
        return new Fact(
                value,
                sources,
                bWeaker ? b.provenance() : a.provenance(),
                b.confidence().compareTo(a.confidence()) > 0 ? b.confidence() : a.confidence(),
                a.asOf() == null || b.asOf() != null && b.asOf().compareTo(a.asOf()) < 0 ? b.asOf() : a.asOf(),
                note);
    }
}

package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanchou.formula.Assumptions;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.units.PlainNumber;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/**
 * What the catalogue assumes of prices, power and failures, and what its sets (a site, a chip's silicon, a fleet) or a
 * question assume otherwise: maps of assumption ids to facts, in the unit that the assumption states.
 */
public final class AssumptionReader {
    private final Catalog catalog;
    private final Map<String, Assumptions.Kind> kinds = new LinkedHashMap<>();

    public AssumptionReader(Catalog catalog) {
        this.catalog = catalog;
        for (String id : catalog.ids(Catalog.ASSUMPTIONS)) {
            Tree tree = catalog.tree(Catalog.ASSUMPTIONS, id);
            Tree below = catalog.replaced(Catalog.ASSUMPTIONS, id);
            kinds.put(id, below == null ? kind(tree) : within(kind(tree), tree, kind(below)));
        }
    }

    /** An overlay may narrow what makes sense, and say what is usual; it can't widen what the arithmetic rests on. */
    private static Assumptions.Kind within(Assumptions.Kind kind, Tree tree, Assumptions.Kind below) {
        if (kind.unit() != below.unit()) {
            throw tree.require("unit")
                    .bad("it must be " + BadInput.quoted(below.unit().shown()) + ", as built in");
        }
        double factor = kind.unit().factor();
        if (tree.has("least") && kind.least() < below.least()) {
            throw tree.require("least").bad("it must be at least " + plain(below.least() / factor) + ", as built in");
        }
        if (tree.has("most") && kind.most() > below.most()) {
            throw tree.require("most").bad("it can't exceed " + plain(below.most() / factor) + ", as built in");
        }
        Assumptions.Kind bounded = new Assumptions.Kind(
                kind.id(),
                kind.unit(),
                Math.max(kind.least(), below.least()),
                Math.min(kind.most(), below.most()),
                kind.usual());
        Tree usual = tree.get("usual");
        if (usual != null) {
            fact(bounded, usual);
        } else if (below.usual() != null) {
            throw new BadInput(
                    tree.path() + (tree.field().isEmpty() ? ": usual" : ".usual"),
                    "usual is missing; answers rest on " + below.id()
                            + ", and the built-in entry that this one replaces has one");
        }
        return bounded;
    }

    /** The largest value that makes sense for an assumption, in SI units. */
    double most(String id) {
        Assumptions.Kind kind = kinds.get(id);
        return kind == null ? Double.MAX_VALUE : kind.most();
    }

    private static Assumptions.Kind kind(Tree tree) {
        Unit unit = Unit.shownAs(tree.text("unit"));
        if (unit == null) {
            List<String> all = new ArrayList<>();
            for (Unit known : Unit.values()) {
                all.add(BadInput.quoted(known.shown()));
            }
            throw tree.require("unit").bad("it must be one of " + String.join(", ", all));
        }
        double least = tree.has("least") ? tree.require("least").doubleValue() * unit.factor() : 0;
        double most = tree.has("most") ? tree.require("most").doubleValue() * unit.factor() : Double.MAX_VALUE;
        Assumptions.Kind bare = new Assumptions.Kind(tree.text("id"), unit, least, most, null);
        Tree usual = tree.get("usual");
        return usual == null ? bare : new Assumptions.Kind(bare.id(), unit, least, most, fact(bare, usual));
    }

    /** What holds where nothing else is said. */
    public Assumptions usual() {
        return Assumptions.of(kinds.values());
    }

    /** These with what an entry of the catalogue (a site, a fleet, a chip's silicon) says in its map {@code assume}. */
    public Assumptions with(Assumptions assumptions, String kind, String id) {
        Tree assume = catalog.tree(kind, id).get("assume");
        return assume == null ? assumptions : assumptions.with(id, facts(assume));
    }

    /** The fleet whose rates hold for a vendor's chips where nothing else is said; null where the usual ones do. */
    public @Nullable String usualFleet(String vendor) {
        for (String id : catalog.ids(Catalog.FLEETS)) {
            for (Tree maker : catalog.tree(Catalog.FLEETS, id).items("default_for")) {
                if (!vendor.isEmpty()
                        && vendor.toLowerCase(Locale.ROOT)
                                .startsWith(maker.text().toLowerCase(Locale.ROOT))) {
                    return id;
                }
            }
        }
        return null;
    }

    /** Facts by assumption id; refused with the path of the field where one makes no sense. */
    public Map<String, Fact> facts(Tree assume) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        for (String id : assume.fields()) {
            Assumptions.Kind kind = kinds.get(id);
            Tree value = assume.get(id);
            if (kind == null) {
                String near = KnownFields.nearest(id, kinds.keySet());
                throw new BadInput(
                        assume.path(),
                        BadInput.quoted(id) + " is nothing that can be assumed; "
                                + (near == null
                                        ? "one of " + String.join(", ", new TreeSet<>(kinds.keySet()))
                                        : "did you mean " + near + "?"));
            }
            if (value != null) {
                facts.put(id, fact(kind, value));
            }
        }
        return facts;
    }

    private static Fact fact(Assumptions.Kind kind, Tree tree) {
        Tree stated = tree.isMap() ? tree.require("value") : tree;
        Fact si = stated.isText()
                ? written(kind, stated)
                : FactReader.read(tree).times(kind.unit().factor());
        check(kind, si.value(), stated);
        return si;
    }

    private static void check(Assumptions.Kind kind, Estimate value, Tree stated) {
        String shown = kind.unit().shown().isEmpty() ? "" : " " + kind.unit().shown();
        Tree at = stated.isMap() ? stated.require("value") : stated;
        List<Tree> ends = at.isList() ? at.items() : List.of(at);
        if (!(value.low() >= kind.least())) {
            throw ends.getFirst()
                    .bad("it must be at least "
                            + plain(kind.least() / kind.unit().factor()) + shown);
        }
        if (!(value.high() <= kind.most())) {
            throw ends.getLast()
                    .bad("it can't exceed " + plain(kind.most() / kind.unit().factor()) + shown);
        }
    }

    /** {@code 1.2}, {@code 0.05 USD/kWh}; a range {@code 1.1..1.4}, or with its best guess {@code 1.1..1.2..1.4}. */
    private static Fact written(Assumptions.Kind kind, Tree stated) {
        try {
            String[] parts = stated.text().split("\\.\\.", -1);
            double[] ends = Arrays.stream(parts)
                    .mapToDouble(part -> Quantity.parse(part, kind.unit()).value())
                    .toArray();
            for (int i = 0; i < ends.length; i++) {
                if (!FactReader.isSane(ends[i]) || !PlainNumber.isHeld(ends[i], parts[i])) {
                    throw stated.bad("a number in it is too near to 0 or too large; write 0, or what can be");
                }
            }
            for (int i = 1; i < ends.length; i++) {
                if (ends[i] < ends[i - 1]) {
                    throw stated.bad("a range must rise from low to high");
                }
            }
            return switch (ends.length) {
                case 1 -> Fact.given(ends[0]);
                case 2 -> given(Estimate.between(ends[0], ends[1]));
                case 3 -> given(new Estimate(ends[0], ends[1], ends[2]));
                default -> throw stated.bad("it must be a value, or a range: low..high or low..best..high");
            };
        } catch (IllegalArgumentException e) {
            throw new BadInput(stated.path(), stated.path() + ": " + e.getMessage());
        }
    }

    private static Fact given(Estimate range) {
        return new Fact(range, List.of(), Provenance.USER, Confidence.HIGH, null, null);
    }

    private static String plain(double value) {
        double rounded = Math.rint(value * 1e9) / 1e9;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? String.valueOf((long) rounded)
                : String.valueOf(rounded);
    }

    /** A note's text in the reader's language is no part of the fact; this is the entry's label. */
    public @Nullable String label(String id, String language) {
        return catalog.tree(Catalog.ASSUMPTIONS, id).textOrNull(language);
    }
}

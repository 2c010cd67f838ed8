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
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Spelling;
import org.suanchou.tree.Tree;
import org.suanchou.units.PlainNumber;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
import org.suanchou.words.WordedException;

/**
 * What the catalogue assumes of prices, power and failures, and what its sets (a site, a chip's silicon, a fleet) or a
 * question assume otherwise: maps of assumption ids to facts, in the unit that the assumption states.
 */
public final class AssumptionReader {
    /** A bare number this many times beyond the usual range may be meant in another unit. */
    private static final double FAR = 10;

    /** What is meant lies within this many times the usual range. */
    private static final double NEAR = 2;

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
                    .bad(
                            CatalogRefusal.AS_BUILT_IN,
                            Refusal.of(
                                    Rule.MUST_BE, BadInput.quoted(below.unit().shown())));
        }
        double factor = kind.unit().factor();
        if (tree.has("least") && kind.least() < below.least()) {
            throw tree.require("least")
                    .bad(CatalogRefusal.AS_BUILT_IN, Refusal.of(Rule.AT_LEAST, plain(below.least() / factor)));
        }
        if (tree.has("most") && kind.most() > below.most()) {
            throw tree.require("most")
                    .bad(CatalogRefusal.AS_BUILT_IN, Refusal.of(Rule.NOT_BEYOND, plain(below.most() / factor)));
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
                    Refusal.of(CatalogRefusal.USUAL_NEEDED, below.id()));
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
            throw tree.require("unit").bad(Rule.ONE_OF, all);
        }
        double least = tree.has("least") ? tree.require("least").doubleValue() * unit.factor() : 0;
        double most = tree.has("most") ? tree.require("most").doubleValue() * unit.factor() : Double.MAX_VALUE;
        Tree typical = tree.get("typical");
        if (typical != null
                && (typical.items().size() != 2
                        || !(typical.items().get(0).doubleValue() > 0)
                        || !(typical.items().get(1).doubleValue()
                                > typical.items().get(0).doubleValue()))) {
            throw typical.bad(CatalogRefusal.TYPICAL_RANGE);
        }
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

    /**
     * What a question assumes, by assumption id: as {@link #facts}, and refused where a number without a unit is far from what
     * is usual and would be usual in another unit.
     */
    public Map<String, Fact> asked(Tree assume) {
        for (String id : assume.fields()) {
            Assumptions.Kind kind = kinds.get(id);
            Tree value = assume.get(id);
            if (kind != null && value != null) {
                checkReading(kind, value);
            }
        }
        return facts(assume);
    }

    /** A bare number ten times beyond the usual range is refused where another unit would bring it there. */
    private void checkReading(Assumptions.Kind kind, Tree value) {
        Tree stated = value.isMap() && value.has("value") ? value.require("value") : value;
        if (stated.isText()) {
            // what is no number at all is said first
            written(kind, stated);
        }
        double bare = bare(stated);
        Estimate usual = typical(kind);
        if (usual == null || !(bare > 0) || !FactReader.isSane(bare)) {
            return;
        }
        double factor = kind.unit().factor();
        double si = bare * factor;
        boolean beyond = si < kind.least() || si > kind.most();
        // a ratio has no unit that could be another: a large one is large
        if (!beyond && (kind.unit() == Unit.COUNT || si <= FAR * usual.high() && si >= usual.low() / FAR)) {
            return;
        }
        for (String other : kind.unit().mistakenFor()) {
            String written = plain(bare) + other;
            double meant = Quantity.parse(written, kind.unit()).value();
            if (meant >= usual.low() / NEAR && meant <= usual.high() * NEAR) {
                String shown = kind.unit().shown();
                String unit = shown.isEmpty() ? "" : " " + shown;
                String low = plain(usual.low() / factor);
                String high = plain(usual.high() / factor) + unit;
                String asWritten = plain(bare) + shown;
                String is = plain(meant / factor) + unit;
                throw beyond
                        ? stated.bad(CatalogRefusal.OTHER_UNIT_BEYOND, low, high, written, is)
                        : stated.bad(CatalogRefusal.OTHER_UNIT, low, high, asWritten.replace(" ", ""), written, is);
            }
        }
    }

    /** The number of a value, or the middle of a range, that says no unit; NaN where one is said, or it is no number. */
    private static double bare(Tree stated) {
        if (stated.isNumber()) {
            return stated.doubleValue();
        }
        double[] ends = stated.isList()
                ? stated.items().stream()
                        .mapToDouble(end -> end.isNumber() ? end.doubleValue() : Double.NaN)
                        .toArray()
                : stated.isText()
                        ? Arrays.stream(stated.text().split("\\.\\.", -1))
                                .mapToDouble(end -> Quantity.isBare(end)
                                        ? Quantity.parse(end, Unit.COUNT).value()
                                        : Double.NaN)
                                .toArray()
                        : new double[0];
        return switch (ends.length) {
            case 1 -> ends[0];
            case 2 -> (ends[0] + ends[1]) / 2;
            case 3 -> ends[0] + ends[2] > 0 ? ends[1] : Double.NaN;
            default -> Double.NaN;
        };
    }

    /** Where values of an assumption usually lie, in SI units; null where the catalogue does not say. */
    private @Nullable Estimate typical(Assumptions.Kind kind) {
        Tree range = catalog.tree(Catalog.ASSUMPTIONS, kind.id()).get("typical");
        if (range != null) {
            List<Tree> ends = range.items();
            return Estimate.between(
                    ends.getFirst().doubleValue() * kind.unit().factor(),
                    ends.getLast().doubleValue() * kind.unit().factor());
        }
        Fact usual = kind.usual();
        return usual == null ? null : usual.value();
    }

    /** Facts by assumption id; refused with the path of the field where one makes no sense. */
    public Map<String, Fact> facts(Tree assume) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        for (String id : assume.fields()) {
            Assumptions.Kind kind = kinds.get(id);
            if (kind == null) {
                String near = Spelling.nearest(id, kinds.keySet());
                throw new BadInput(
                        assume.path(),
                        near == null
                                ? Refusal.of(
                                        CatalogRefusal.NO_ASSUMPTION,
                                        BadInput.quoted(id),
                                        List.copyOf(new TreeSet<>(kinds.keySet())))
                                : Refusal.of(CatalogRefusal.NO_ASSUMPTION_NEAR, BadInput.quoted(id), near));
            }
            Tree value = assume.given(id);
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
                    .bad(Rule.AT_LEAST, plain(kind.least() / kind.unit().factor()) + shown);
        }
        if (!(value.high() <= kind.most())) {
            throw ends.getLast()
                    .bad(Rule.NOT_BEYOND, plain(kind.most() / kind.unit().factor()) + shown);
        }
    }

    /** {@code 1.2}, {@code 0.05 USD/kWh}; a range {@code 1.1..1.4}, or with its best guess {@code 1.1..1.2..1.4}. */
    private static Fact written(Assumptions.Kind kind, Tree stated) {
        try {
            String[] parts = stated.text().split("\\.\\.", -1);
            double[] ends = Quantity.parseRange(stated.text(), kind.unit());
            for (int i = 0; i < ends.length; i++) {
                if (!FactReader.isSane(ends[i]) || !PlainNumber.isHeld(ends[i], parts[i])) {
                    throw stated.bad(CatalogRefusal.NUMBER_EXTREME);
                }
            }
            for (int i = 1; i < ends.length; i++) {
                if (ends[i] < ends[i - 1]) {
                    throw stated.bad(CatalogRefusal.RANGE_RISES);
                }
            }
            return switch (ends.length) {
                case 1 -> Fact.given(ends[0]);
                case 2 -> given(Estimate.between(ends[0], ends[1]));
                case 3 -> given(new Estimate(ends[0], ends[1], ends[2]));
                default -> throw stated.bad(CatalogRefusal.VALUE_OR_RANGE);
            };
        } catch (IllegalArgumentException e) {
            throw new BadInput(stated.path(), Refusal.of(Rule.AT, stated.path(), WordedException.of(e)));
        } catch (Refused e) {
            throw new BadInput(stated.path(), Refusal.of(Rule.AT, stated.path(), e.refusal()));
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

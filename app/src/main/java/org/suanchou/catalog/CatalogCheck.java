package org.suanchou.catalog;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.OpaqueNetwork;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Issue;
import org.suanchou.tree.Tree;

/**
 * What is off in a catalogue: entries that can't be read, fields no entry has, references and sources that lead nowhere,
 * names that several bear, parameter counts that miss what is written down, stacks and kernels without their constants.
 *
 * <p>A figure that the built-in catalogue leaves null is unknown, not wrong.
 */
final class CatalogCheck {
    /** A publisher's label may be this far from the count of its own shape. */
    private static final double LABEL_TOLERANCE = 0.01;

    private final Catalog catalog;
    /** A value that several checks meet is reported once. */
    private final Set<Issue> issues = new LinkedHashSet<>();

    private @Nullable AssumptionReader assumptions;

    private CatalogCheck(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Checks the entries of the built-in catalogue, or else of the overlays alone. */
    static List<Issue> of(Catalog catalog, boolean overlaysOnly) {
        CatalogCheck check = new CatalogCheck(catalog);
        for (String kind : catalog.kinds()) {
            for (Entry entry : catalog.entries(kind)) {
                if (entry.fromUser() || !overlaysOnly) {
                    check.entry(kind, entry);
                }
            }
            if (!overlaysOnly) {
                check.names(kind);
            }
        }
        if (catalog.tables().contains(Catalog.USUAL_HOST_LINK)) {
            check.attempt(catalog::usualHostLink);
            catalog.table(Catalog.USUAL_HOST_LINK).forEach(row -> check.attempt(() -> check.sources(row)));
        }
        if (!overlaysOnly && catalog.kinds().contains(Catalog.CALIBRATION)) {
            check.attempt(() -> new Stacks(catalog).readAll(check::attempt));
        }
        return List.copyOf(check.issues);
    }

    private void entry(String kind, Entry entry) {
        Tree tree = entry.tree();
        issues.addAll(FieldNames.unknown(kind, tree));
        attempt(() -> sources(tree));
        switch (kind) {
            case Catalog.CHIPS -> attempt(() -> chip(entry, tree));
            case Catalog.SYSTEMS -> attempt(() -> system(entry, tree));
            case Catalog.FABRICS -> attempt(() -> fabric(tree));
            case Catalog.MODELS -> attempt(() -> model(tree));
            case Catalog.STACKS -> attempt(() -> frameworks(tree));
            case Catalog.TRANSLATION_LAYERS -> facts(tree);
            case Catalog.SOURCES -> attempt(() -> catalog.source(tree));
            case Catalog.ASSUMPTIONS -> attempt(() -> new AssumptionReader(catalog));
            case Catalog.SITES, Catalog.PROCESSES, Catalog.FLEETS -> attempt(() -> assumed(tree));
            case Catalog.SILICON -> {
                attempt(() -> assumed(tree));
                attempt(() -> new SiliconReader(catalog, assumptions()).check(entry.id()));
            }
            case Catalog.PRICES -> {
                attempt(() -> assumed(tree));
                attempt(() -> new PriceReader(catalog, assumptions()).check(tree));
            }
            default -> {}
        }
    }

    private void frameworks(Tree stack) {
        for (Tree id : stack.items("runs_on")) {
            if (!catalog.has(Catalog.FRAMEWORKS, id.text())) {
                throw id.bad(Rule.ONE_OF, catalog.ids(Catalog.FRAMEWORKS));
            }
        }
    }

    private void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (BadInput e) {
            issues.add(issue(e));
        }
    }

    private static Issue issue(BadInput e) {
        String path = e.path();
        int colon = path.indexOf(": ");

        return colon < 0
                ? new Issue(path, "", e.refusal())
                : new Issue(path.substring(0, colon), path.substring(colon + 2), e.refusal());
    }

    private void names(String kind) {
        for (Map.Entry<String, Set<String>> shared :
                catalog.index(kind).shared().entrySet()) {
            String first = shared.getValue().iterator().next();
            issues.add(new Issue(
                    catalog.tree(kind, first).file(),
                    "",
                    Refusal.of(
                            CatalogRefusal.NAME_SHARED,
                            BadInput.quoted(shared.getKey()),
                            List.copyOf(shared.getValue()))));
        }
    }

    /** Every {@code src} and {@code sources} must be known. */
    private void sources(Tree tree) {
        if (tree.isMap()) {
            for (String field : tree.fields()) {
                Tree value = tree.get(field);
                if (value == null) {
                    continue;
                }
                if (field.equals("src") || field.equals("sources") && value.isList()) {
                    for (Tree id : value.isText() ? List.of(value) : value.items()) {
                        if (id.isText() && !catalog.has(Catalog.SOURCES, id.text())) {
                            issues.add(issue(id.bad(CatalogRefusal.SOURCE_UNLISTED)));
                        }
                    }
                } else {
                    sources(value);
                }
            }
        } else if (tree.isList()) {
            for (Tree item : tree.items()) {
                sources(item);
            }
        }
    }

    private void chip(Entry entry, Tree tree) {
        facts(tree);
        for (String field : new String[] {"scale_up_fabric", "host_fabric", "scale_out_fabric"}) {
            if (tree.has(field)) {
                catalog.fabric(tree.require(field));
            }
        }
        attempt(() -> new PriceReader(catalog, assumptions()).checkChip(tree));
        if (entry.fromUser() || known(tree)) {
            catalog.systemOfChip(entry.id());
        }
    }

    /** False where a figure that a chip can't do without is left null. */
    static boolean known(Tree chip) {
        Tree memory = chip.require("memory");
        return FactReader.get(memory, "capacity_gb") != null && FactReader.get(memory, "bandwidth_gb_per_s") != null;
    }

    private void system(Entry entry, Tree tree) {
        facts(tree);
        catalog.chipReference(tree.require("chip_id"));
        for (Tree other : tree.items("also_with")) {
            catalog.chipReference(other);
        }
        attempt(() -> new PriceReader(catalog, assumptions()).checkSystem(tree));
        catalog.system(entry.id());
        assumed(tree);
    }

    private void fabric(Tree tree) {
        facts(tree);
        FactReader.required(tree, "latency_us_one_way_small_message");
        if (FactReader.required(tree, "large_message_busbw_fraction_of_unidirectional")
                        .value()
                        .high()
                > 1) {
            throw tree.require("large_message_busbw_fraction_of_unidirectional").bad(Rule.NOT_BEYOND, 1);
        }
    }

    private AssumptionReader assumptions() {
        if (assumptions == null) {
            assumptions = new AssumptionReader(catalog);
        }
        return assumptions;
    }

    private void assumed(Tree tree) {
        Tree assume = tree.get("assume");
        if (assume != null) {
            assumptions().facts(assume);
        }
    }

    /** Every map with a value has a source, and its provenance and confidence are of the known ones. */
    private void facts(Tree tree) {
        if (tree.isMap() && tree.has("value")) {
            Tree value = tree.require("value");
            boolean range = value.isList()
                    && !value.items().isEmpty()
                    && value.items().getFirst().isNumber();
            if (value.isNumber() || range) {
                attempt(() -> FactReader.read(tree));
            }
        } else if (tree.isMap()) {
            for (String field : tree.fields()) {
                Tree inner = tree.get(field);
                if (inner != null) {
                    facts(inner);
                }
            }
        } else if (tree.isList()) {
            tree.items().forEach(this::facts);
        }
    }

    private void model(Tree tree) {
        ModelEntry entry = ModelReader.entry(tree);
        long total = entry.spec().parameters();
        if (entry.spec() instanceof OpaqueNetwork) {
            return;
        }
        equal(tree, "params_total_computed", total);
        equal(tree, "params_active_computed", entry.spec().activeParameters());
        Long reported = entry.reportedParameters();
        boolean near = reported == null || Math.abs(total - reported) <= LABEL_TOLERANCE * reported;
        if (reported != null && near == tree.bool("params_label_rounded", false)) {
            throw tree.require("params_total_reported")
                    .bad(near ? CatalogRefusal.SHAPE_COUNTS_NEAR : CatalogRefusal.SHAPE_COUNTS_FAR, total);
        }
    }

    private static void equal(Tree tree, String field, long count) {
        if (tree.has(field) && tree.require(field).longValue() != count) {
            throw tree.require(field).bad(CatalogRefusal.SHAPE_COUNTS, count);
        }
    }
}

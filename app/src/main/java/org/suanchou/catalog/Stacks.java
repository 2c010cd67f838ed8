package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.suanchou.hardware.Chip;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.tree.Tree;
import org.suanchou.units.PlainNumber;

/** Which software stack and kernel constants go with a chip. */
public final class Stacks {
    /** The stack of a chip whose vendor has none in the catalogue. */
    private static final String ELSEWHERE = "torchtitan";

    private static final String KERNELS = "kernels";
    private static final String DEFAULTS = "stack-defaults";
    /** Files of {@code catalog/calibration} that are written by hand; the others are tables of measured kernels. */
    private static final Set<String> OWN_FILES = Set.of(KERNELS, DEFAULTS, Parameters.FILE);

    private final Catalog catalog;
    private final Parameters parameters;
    private final KernelsReader kernels;
    private final boolean alike;

    public Stacks(Catalog catalog) {
        this(catalog, Parameters.of(catalog), false);
    }

    private Stacks(Catalog catalog, Parameters parameters, boolean alike) {
        this.catalog = catalog;
        this.parameters = parameters;
        this.alike = alike;
        List<Tree> tables = new ArrayList<>();
        for (String id : catalog.ids(Catalog.CALIBRATION)) {
            if (!OWN_FILES.contains(id)) {
                tables.add(catalog.tree(Catalog.CALIBRATION, id));
            }
        }
        this.kernels = new KernelsReader(catalog.tree(Catalog.CALIBRATION, KERNELS), tables, parameters);
    }

    /** The constants that are fitted to whole runs. */
    public Parameters parameters() {
        return parameters;
    }

    /** The same stacks and kernels under other values of {@link #parameters}, in their order. */
    public Stacks with(double[] values) {
        return new Stacks(catalog, parameters.with(values), alike);
    }

    /** The same, but no stack says otherwise of what {@code stack-defaults.yaml} has a value for. */
    public Stacks alike() {
        return new Stacks(catalog, parameters, true);
    }

    /** Fields whose values were set by hand with measured runs in view, in the order of their files. */
    public List<HandSet> handSet() {
        HandSet.Finder found = new HandSet.Finder();
        found.in(KERNELS, catalog.tree(Catalog.CALIBRATION, KERNELS));
        found.in(DEFAULTS, catalog.tree(Catalog.CALIBRATION, DEFAULTS));
        for (String id : catalog.ids(Catalog.STACKS)) {
            found.in(id, catalog.tree(Catalog.STACKS, id));
        }
        return found.all();
    }

    /** A stack by id or name. */
    public SoftwareStack named(String query) {
        return read(catalog.tree(Catalog.STACKS, query));
    }

    /** The stack that a chip ran in a year. */
    public SoftwareStack usual(Chip chip, int year) {
        return usual(chip.vendor(), year);
    }

    /** The stack that a vendor's chips ran in a year. */
    public SoftwareStack usual(String chipVendor, int year) {
        List<Tree> candidates = new ArrayList<>();
        for (String id : catalog.ids(Catalog.STACKS)) {
            Tree tree = catalog.tree(Catalog.STACKS, id);
            for (Tree vendor : tree.items("default_for")) {
                if (chipVendor.toLowerCase(Locale.ROOT).startsWith(vendor.text().toLowerCase(Locale.ROOT))) {
                    candidates.add(tree);
                }
            }
        }
        Tree best = latest(candidates, year);
        return read(best == null ? catalog.tree(Catalog.STACKS, ELSEWHERE) : best);
    }

    /**
     * The stack of a published run: the newest, not after the run's year, of those that its framework's name contains;
     * the usual one where the name says nothing.
     */
    public SoftwareStack ofRun(@Nullable String framework, @Nullable String version, Chip chip, int year) {
        List<Tree> candidates = new ArrayList<>();
        if (framework != null) {
            String name = framework.toLowerCase(Locale.ROOT);
            for (String id : catalog.ids(Catalog.STACKS)) {
                Tree tree = catalog.tree(Catalog.STACKS, id);
                for (Tree part : tree.items("frameworks")) {
                    if (name.contains(part.text()) && released(tree, version)) {
                        candidates.add(tree);
                        break;
                    }
                }
            }
        }
        Tree best = latest(candidates, year);
        return best == null ? usual(chip, year) : read(best);
    }

    /** Whether a release is at or after the one that a stack begins with; an unreadable release is before. */
    private static boolean released(Tree stack, @Nullable String version) {
        Tree from = stack.get("from_version");
        if (from == null) {
            return true;
        }
        String[] first = from.label().split("\\.");
        String[] own = version == null ? new String[0] : version.split("\\.");
        if (own.length < first.length) {
            return false;
        }
        for (int i = 0; i < first.length; i++) {
            int least = PlainNumber.whole(first[i]);
            if (least < 0) {
                throw from.bad(CatalogRefusal.RELEASE_FORM);
            }
            int stated = PlainNumber.whole(own[i]);
            if (stated != least) {
                return stated > least;
            }
        }
        return true;
    }

    /** The newest that is not after the year; else the oldest; null of none. */
    private static @Nullable Tree latest(List<Tree> candidates, int year) {
        Tree best = null;
        Tree oldest = null;
        for (Tree tree : candidates) {
            int first = tree.require("first_year").intValue();
            if (oldest == null || first < oldest.require("first_year").intValue()) {
                oldest = tree;
            }
            if (first <= year
                    && (best == null || first > best.require("first_year").intValue())) {
                best = tree;
            }
        }
        return best == null ? oldest : best;
    }

    private SoftwareStack read(Tree tree) {
        return StackReader.read(tree, catalog.naming(), catalog.tree(Catalog.CALIBRATION, DEFAULTS), parameters, alike);
    }

    /** What kernels reach on a chip. */
    public ChipKernels kernels(Chip chip) {
        return kernels.read(chip.id(), chip.inherited());
    }

    /** Reads all that predictions rest on: priors, stacks, kernels of every chip, each in a task of its own. */
    void readAll(Consumer<Runnable> reading) {
        reading.accept(parameters::priors);
        for (String id : catalog.ids(Catalog.STACKS)) {
            reading.accept(() -> named(id));
        }
        for (String id : catalog.ids(Catalog.CHIPS)) {
            reading.accept(() -> kernels.read(id, false));
        }
    }
}

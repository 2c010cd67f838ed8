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
            if (isOf(tree.items("default_for"), chipVendor)) {
                candidates.add(tree);
            }
        }
        Tree best = latest(candidates, year);
        return read(best == null ? catalog.tree(Catalog.STACKS, ELSEWHERE) : best);
    }

    /**
     * The stack of a published run. A framework's name begins with what it is and goes on with what it builds on: of the
     * stacks for the chip's vendor, or else of all, the one whose own name stands first in it, the longest of those, and of
     * its releases the newest that is not after the run's year. A name that no stack has, or one before its first release,
     * is of a framework as it comes.
     *
     * @param framework null where the run names none: then it is the usual one
     */
    public SoftwareStack ofRun(@Nullable String framework, @Nullable String version, Chip chip, int year) {
        if (framework == null || framework.isBlank()) {
            return usual(chip, year);
        }
        String name = framework.toLowerCase(Locale.ROOT);
        List<Tree> own = new ArrayList<>();
        List<Tree> all = new ArrayList<>();
        for (String id : catalog.ids(Catalog.STACKS)) {
            Tree tree = catalog.tree(Catalog.STACKS, id);
            if (released(tree, version) && tree.require("first_year").intValue() <= year) {
                all.add(tree);
                if (isOf(tree.items("vendors"), chip.vendor())) {
                    own.add(tree);
                }
            }
        }
        List<Tree> named = first(own, name);
        if (named.isEmpty()) {
            named = first(all, name);
        }
        Tree best = latest(named, year);
        return best == null ? untuned(chip, year) : read(best);
    }

    /** Those whose name for themselves stands first in a framework's, the longest of these. */
    private static List<Tree> first(List<Tree> stacks, String name) {
        List<Tree> best = new ArrayList<>();
        int at = Integer.MAX_VALUE;
        int length = 0;
        for (Tree stack : stacks) {
            for (Tree part : stack.items("frameworks")) {
                int found = name.indexOf(part.text());
                int size = part.text().length();
                if (found >= 0 && (found < at || found == at && size > length)) {
                    best.clear();
                    at = found;
                    length = size;
                }
                if (found >= 0 && found == at && size == length && !best.contains(stack)) {
                    best.add(stack);
                }
            }
        }
        return best;
    }

    private static boolean isOf(List<Tree> vendors, String chipVendor) {
        for (Tree vendor : vendors) {
            if (chipVendor.toLowerCase(Locale.ROOT).startsWith(vendor.text().toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** A framework as it comes, of the year; the usual stack of a vendor whose chips have but that. */
    private SoftwareStack untuned(Chip chip, int year) {
        List<Tree> candidates = new ArrayList<>();
        for (String id : catalog.ids(Catalog.STACKS)) {
            Tree tree = catalog.tree(Catalog.STACKS, id);
            if (isOf(tree.items("untuned_for"), chip.vendor())) {
                candidates.add(tree);
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

package org.suanchou.cost;

import org.hipparchus.analysis.solvers.BrentSolver;
import org.suanchou.units.PlainNumber;
import org.suanchou.words.WordedException;

/**
 * Share of dies without a fatal defect, from the die's area and the density of such defects. With {@code x = A D0} all
 * models give 1 at 0 and fall; for the same x, {@code Poisson < Murphy < NegativeBinomial(3) < Seeds}. They differ in how
 * far defects cluster: Poisson not at all, Seeds most (Stapper, Armstrong, Saji 1983, "Integrated circuit yield
 * statistics", Proc. IEEE 71).
 *
 * <p>A density belongs to the model that it was found with.
 */
public sealed interface YieldModel {
    /** As users write it: {@code murphy}, {@code negative-binomial:3}. */
    String id();

    /** In plain text, x being area times defect density. */
    String equation();

    /** @param x area times defect density, 0 or more */
    double ofDefectsPerDie(double x);

    /** The x that {@link #ofDefectsPerDie} takes to this yield, which is above 0 and at most 1. */
    double defectsPerDie(double yield);

    /** @return above 0, at most 1 */
    default double yield(double areaSquareMetres, double defectsPerSquareMetre) {
        return ofDefectsPerDie(areaSquareMetres * defectsPerSquareMetre);
    }

    /** The defect density that gives a stated yield. */
    default double defectsPerSquareMetre(double yield, double areaSquareMetres) {
        if (!(yield > 0 && yield <= 1)) {
            throw new WordedException("yield is {0}; it must be above 0 and at most 1", yield);
        }
        return defectsPerDie(yield) / areaSquareMetres;
    }

    /** Yield when a share of the bad dies is sold with units switched off: {@code Y + (1 - Y) s}. */
    static double salvaged(double yield, double share) {
        return yield + (1 - yield) * share;
    }

    /** Defects strike anywhere alike. */
    record Poisson() implements YieldModel {
        @Override
        public String id() {
            return "poisson";
        }

        @Override
        public String equation() {
            return "e^-x";
        }

        @Override
        public double ofDefectsPerDie(double x) {
            return Math.exp(-x);
        }

        @Override
        public double defectsPerDie(double yield) {
            return -Math.log(yield);
        }
    }

    /** Density that varies over wafers as a triangle does (Murphy 1964, Proc. IEEE 52). */
    record Murphy() implements YieldModel {
        private static final double ACCURACY = 1e-13;
        private static final int MOST_STEPS = 200;

        @Override
        public String id() {
            return "murphy";
        }

        @Override
        public String equation() {
            return "((1 - e^-x) / x)^2";
        }

        @Override
        public double ofDefectsPerDie(double x) {
            double share = x == 0 ? 1 : -Math.expm1(-x) / x;
            return share * share;
        }

        /** Between those of Poisson and Seeds, since its yield is. */
        @Override
        public double defectsPerDie(double yield) {
            double least = new Poisson().defectsPerDie(yield);
            double most = new Seeds().defectsPerDie(yield);
            return least == most
                    ? least
                    : new BrentSolver(ACCURACY, ACCURACY)
                            .solve(MOST_STEPS, x -> ofDefectsPerDie(x) - yield, least, most);
        }
    }

    /** Density that varies exponentially (Seeds 1967). */
    record Seeds() implements YieldModel {
        @Override
        public String id() {
            return "seeds";
        }

        @Override
        public String equation() {
            return "1 / (1 + x)";
        }

        @Override
        public double ofDefectsPerDie(double x) {
            return 1 / (1 + x);
        }

        @Override
        public double defectsPerDie(double yield) {
            return 1 / yield - 1;
        }
    }

    /**
     * Density that varies as a gamma distribution (Stapper 1973).
     *
     * @param alpha clustering, above 0: 1 is Seeds, large is Poisson, 2 to 3 is usual
     */
    record NegativeBinomial(double alpha) implements YieldModel {
        public NegativeBinomial {
            if (!(alpha > 0) || Double.isInfinite(alpha)) {
                throw new WordedException("alpha is {0}; it must be above 0 and finite", alpha);
            }
        }

        @Override
        public String id() {
            return "negative-binomial:" + plain(alpha);
        }

        @Override
        public String equation() {
            return "(1 + x / " + plain(alpha) + ")^-" + plain(alpha);
        }

        @Override
        public double ofDefectsPerDie(double x) {
            return Math.exp(-alpha * Math.log1p(x / alpha));
        }

        @Override
        public double defectsPerDie(double yield) {
            return alpha * Math.expm1(-Math.log(yield) / alpha);
        }
    }

    /**
     * Defects of each critical layer by Seeds (Price 1970). Here the density is that of one layer.
     *
     * @param layers 1 or more
     */
    record BoseEinstein(int layers) implements YieldModel {
        public BoseEinstein {
            if (layers < 1) {
                throw new WordedException("layers is {0}; it must be at least 1", layers);
            }
        }

        @Override
        public String id() {
            return "bose-einstein:" + layers;
        }

        @Override
        public String equation() {
            return "(1 + x)^-" + layers;
        }

        @Override
        public double ofDefectsPerDie(double x) {
            return Math.exp(-layers * Math.log1p(x));
        }

        @Override
        public double defectsPerDie(double yield) {
            return Math.expm1(-Math.log(yield) / layers);
        }
    }

    /** @throws IllegalArgumentException where the id names no model */
    static YieldModel of(String id) {
        int colon = id.indexOf(':');
        String name = colon < 0 ? id : id.substring(0, colon);
        return switch (name) {
            case "poisson" -> plainOnly(id, colon, new Poisson());
            case "murphy" -> plainOnly(id, colon, new Murphy());
            case "seeds" -> plainOnly(id, colon, new Seeds());
            case "negative-binomial" -> new NegativeBinomial(colon < 0 ? 3 : alpha(id, id.substring(colon + 1)));
            case "bose-einstein" -> new BoseEinstein(layers(id, id.substring(colon + 1)));
            default -> throw unknown(id);
        };
    }

    private static double alpha(String id, String text) {
        double alpha = PlainNumber.of(text);
        if (Double.isNaN(alpha)) {
            throw unknown(id);
        }
        return alpha;
    }

    private static int layers(String id, String text) {
        int layers = PlainNumber.whole(text);
        if (layers < 0) {
            throw unknown(id);
        }
        return layers;
    }

    private static YieldModel plainOnly(String id, int colon, YieldModel model) {
        if (colon >= 0) {
            throw unknown(id);
        }
        return model;
    }

    private static IllegalArgumentException unknown(String id) {
        String shown = id.length() > 64 ? id.substring(0, 61) + "..." : id;
        return new WordedException(
                "yield model is '{0}'; it must be poisson, murphy, seeds, negative-binomial:ALPHA or bose-einstein:LAYERS",
                shown.replaceAll("\\p{Cntrl}", "?"));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && value < 1e9 ? String.valueOf((long) value) : String.valueOf(value);
    }
}

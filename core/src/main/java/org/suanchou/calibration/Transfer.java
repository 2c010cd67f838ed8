package org.suanchou.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A measured chip predicted as if its kernels were unknown: how far constants carry over.
 *
 * @param from whose constants were lent
 * @param anchored whether the efficiency was set by one rate of the chip itself
 * @param residual over the regime that constants are fitted to
 */
public record Transfer(String chip, Lender from, boolean anchored, Residual residual) {
    /** Chips of one generation have nearly the same peak: not more apart than this, */
    private static final double SIBLING_PEAK_RATIO = 1.15;

    /** and came within so many years. */
    private static final int SIBLING_YEARS = 3;

    private static final int FEWEST_OTHERS = 2;

    /** Whose constants a chip without kernels takes. */
    public enum Lender {
        /** The nearest chip of the same silicon or its refresh. */
        SIBLING,
        /** The median, constant by constant, of all chips but the siblings. */
        OTHERS
    }

    /**
     * A measured chip.
     *
     * @param peak its dense 16-bit peak, FLOP/s
     * @param fit with its own bandwidths and peaks in the form
     * @param fastest the fastest sample of each shape
     */
    public record Measured<S>(String chip, int launchYear, double peak, Fit<S> fit, List<Sample<S>> fastest) {
        private boolean siblingOf(Measured<S> other) {
            double ratio = peak / other.peak;
            return Math.max(ratio, 1 / ratio) <= SIBLING_PEAK_RATIO
                    && Math.abs(launchYear - other.launchYear) <= SIBLING_YEARS;
        }
    }

    /** The efficiency that a chip gets from one figure of its own. */
    public interface Anchor<S> {
        /**
         * @param lent constants of the lender, the efficiency first
         * @return null where the chip has no such figure
         */
        @Nullable
        Double efficiency(Measured<S> chip, Lender from, double[] lent);
    }

    /** Leaves out each chip in turn. Lenders that there are none of give no result. */
    public static <S> List<Transfer> leavingOut(List<Measured<S>> chips, Anchor<S> anchor) {
        List<Transfer> transfers = new ArrayList<>();
        for (Measured<S> target : chips) {
            for (Lender from : Lender.values()) {
                double[] lent = lent(target, from, chips);
                if (lent == null) {
                    continue;
                }
                transfers.add(new Transfer(target.chip, from, false, residual(target, lent)));
                Double efficiency = anchor.efficiency(target, from, lent.clone());
                if (efficiency != null) {
                    lent[0] = efficiency;
                    transfers.add(new Transfer(target.chip, from, true, residual(target, lent)));
                }
            }
        }
        return List.copyOf(transfers);
    }

    private static <S> Residual residual(Measured<S> target, double[] constants) {
        KernelForm<S> form = target.fit.form();
        return Residual.of(form.regimes().getFirst(), form, constants, target.fastest);
    }

    private static <S> double @Nullable [] lent(Measured<S> target, Lender from, List<Measured<S>> chips) {
        List<Measured<S>> lenders = chips.stream()
                .filter(c -> !c.chip.equals(target.chip))
                .filter(c -> c.siblingOf(target) == (from == Lender.SIBLING))
                .toList();
        return switch (from) {
            case SIBLING -> {
                Measured<S> nearest = null;
                for (Measured<S> one : lenders) {
                    nearest = nearest == null || distance(one, target) < distance(nearest, target) ? one : nearest;
                }
                yield nearest == null ? null : nearest.fit.values();
            }
            case OTHERS -> lenders.size() < FEWEST_OTHERS ? null : medians(lenders);
        };
    }

    private static <S> double distance(Measured<S> a, Measured<S> b) {
        return Math.abs(a.launchYear - b.launchYear) + Math.abs(Math.log(a.peak / b.peak));
    }

    private static <S> double[] medians(List<Measured<S>> lenders) {
        double[] medians = new double[lenders.getFirst().fit.constants().size()];
        for (int i = 0; i < medians.length; i++) {
            int constant = i;
            double[] all = lenders.stream()
                    .mapToDouble(l -> l.fit.constants().get(constant))
                    .sorted()
                    .toArray();
            medians[i] = Residual.quantile(all, 0.5);
        }
        return medians;
    }

    /**
     * Anchors a chip's products on the best rate among its own: the efficiency at which the form gives it, with the lender's
     * other constants. The best of many shapes lies above what the form gives for it, by a factor that is taken from the other
     * chips (median).
     */
    public static Anchor<GemmForm.Shape> onBestRate(List<Measured<GemmForm.Shape>> chips) {
        return (target, from, lent) -> {
            Double best = bestRateEfficiency(target, lent);
            double[] factors = chips.stream()
                    .filter(c -> !c.chip.equals(target.chip) && !c.siblingOf(target))
                    .mapToDouble(Transfer::luck)
                    .sorted()
                    .toArray();
            return best == null || factors.length == 0 ? null : best / Residual.quantile(factors, 0.5);
        };
    }

    /** How much the efficiency that the best shape reaches exceeds that of all. */
    private static double luck(Measured<GemmForm.Shape> chip) {
        Double best = bestRateEfficiency(chip, chip.fit.values());
        return best == null ? 1 : best / chip.fit.constants().getFirst();
    }

    private static @Nullable Double bestRateEfficiency(Measured<GemmForm.Shape> chip, double[] lent) {
        Sample<GemmForm.Shape> best = bestRate(chip.fastest);
        if (best == null) {
            return null;
        }
        Constant efficiency = chip.fit.form().constants().getFirst();
        double low = efficiency.low();
        double high = efficiency.high();
        double[] tried = lent.clone();
        for (int i = 0; i < 60; i++) {
            tried[0] = (low + high) / 2;
            boolean slow = chip.fit.form().at(tried).applyAsDouble(best.shape()) > best.seconds();
            low = slow ? tried[0] : low;
            high = slow ? high : tried[0];
        }
        return tried[0];
    }

    /** The sample of the highest rate in FLOP/s, or null of none. */
    public static @Nullable Sample<GemmForm.Shape> bestRate(List<Sample<GemmForm.Shape>> samples) {
        Sample<GemmForm.Shape> best = null;
        for (Sample<GemmForm.Shape> one : samples) {
            if (best == null
                    || one.shape().flops() / one.seconds() > best.shape().flops() / best.seconds()) {
                best = one;
            }
        }
        return best;
    }

    /** Root mean square of the logarithm of the biases: the sigma of a chip whose constants are lent. NaN of none. */
    public static double sigma(List<Transfer> transfers) {
        return Math.sqrt(Arrays.stream(transfers.stream()
                        .mapToDouble(t -> Math.pow(Math.log1p(t.residual.bias()), 2))
                        .toArray())
                .average()
                .orElse(Double.NaN));
    }
}

package org.suanchou.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Predictions against measurements of one metric.
 *
 * <p>Errors are absolute percentage errors {@code |p - m| / m}, as fractions. Items without a prediction lower coverage
 * and carry no error.
 *
 * @param items scored numbers
 * @param predicted those with a prediction
 * @param median of the errors over items; NaN where there are none
 * @param p90 ninth decile of the errors
 * @param groupMean mean over groups of the mean error inside each
 * @param bias median signed error; positive is too slow
 * @param kendallTau mean over groups of five items or more of Kendall's tau-b inside; NaN where there are none
 * @param intervalCoverage share of measurements inside their predicted interval
 * @param halfWidth median over items of the interval's upper end over its middle, less 1
 */
public record Score(
        int items,
        int predicted,
        double median,
        double p90,
        double groupMean,
        double bias,
        double kendallTau,
        double intervalCoverage,
        double halfWidth) {

    /** One measurement and its prediction. */
    public record Pair(Measurement measured, Prediction prediction) {
        /** Signed relative error, or null where either side is missing. */
        public @Nullable Double error() {
            Double m = measured.value();
            return prediction instanceof Prediction.Value v && m != null && m != 0
                    ? (v.estimate().mid() - m) / m
                    : null;
        }
    }

    public double coverage() {
        return items == 0 ? Double.NaN : (double) predicted / items;
    }

    /** Scores pairs of one numeric metric. */
    public static Score of(List<Pair> pairs) {
        List<Double> signed = new ArrayList<>();
        Map<String, List<Pair>> groups = new LinkedHashMap<>();
        int predicted = 0;
        int inside = 0;
        List<Double> widths = new ArrayList<>();
        for (Pair pair : pairs) {
            Double error = pair.error();
            if (!(pair.prediction() instanceof Prediction.Refusal)) {
                predicted++;
            }
            if (error != null
                    && pair.prediction() instanceof Prediction.Value v
                    && pair.measured().value() instanceof Double m) {
                signed.add(error);
                groups.computeIfAbsent(pair.measured().group(), g -> new ArrayList<>())
                        .add(pair);
                widths.add(v.estimate().high() / v.estimate().mid() - 1);
                inside += v.estimate().low() <= m && m <= v.estimate().high() ? 1 : 0;
            }
        }
        double groupSum = 0;
        double tauSum = 0;
        int taus = 0;
        for (List<Pair> group : groups.values()) {
            double sum = 0;
            for (Pair pair : group) {
                Double error = pair.error();
                sum += error == null ? 0 : Math.abs(error);
            }
            groupSum += sum / group.size();
            if (group.size() >= 5) {
                double tau = kendallTau(group);
                if (!Double.isNaN(tau)) {
                    tauSum += tau;
                    taus++;
                }
            }
        }
        double[] errors = signed.stream().mapToDouble(Math::abs).toArray();
        double[] biases = signed.stream().mapToDouble(e -> e).toArray();
        return new Score(
                pairs.size(),
                predicted,
                quantile(errors, 0.5),
                quantile(errors, 0.9),
                groups.isEmpty() ? Double.NaN : groupSum / groups.size(),
                quantile(biases, 0.5),
                taus == 0 ? Double.NaN : tauSum / taus,
                signed.isEmpty() ? Double.NaN : (double) inside / signed.size(),
                quantile(widths.stream().mapToDouble(w -> w).toArray(), 0.5));
    }

    /** Linear interpolation between order statistics; NaN of nothing. */
    public static double quantile(double[] values, double q) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = (sorted.length - 1) * q;
        int i = (int) at;
        int j = Math.min(i + 1, sorted.length - 1);
        return sorted[i] + (sorted[j] - sorted[i]) * (at - i);
    }

    /** Kendall's tau-b of predicted against measured, which corrects for ties (Kendall 1945). */
    private static double kendallTau(List<Pair> pairs) {
        int concordant = 0;
        int discordant = 0;
        int tiedMeasured = 0;
        int tiedPredicted = 0;
        for (int i = 0; i < pairs.size(); i++) {
            for (int j = i + 1; j < pairs.size(); j++) {
                int a = Double.compare(measured(pairs.get(i)), measured(pairs.get(j)));
                int b = Double.compare(predicted(pairs.get(i)), predicted(pairs.get(j)));
                if (a == 0 && b == 0) {
                    continue;
                }
                if (a == 0) {
                    tiedMeasured++;
                } else if (b == 0) {
                    tiedPredicted++;
                } else if (a > 0 == b > 0) {
                    concordant++;
                } else {
                    discordant++;
                }
            }
        }
        double all = Math.sqrt(
                (double) (concordant + discordant + tiedMeasured) * (concordant + discordant + tiedPredicted));
        return all == 0 ? Double.NaN : (concordant - discordant) / all;
    }

    private static double measured(Pair pair) {
        Double value = pair.measured().value();
        return value == null ? Double.NaN : value;
    }

    private static double predicted(Pair pair) {
        return pair.prediction() instanceof Prediction.Value v ? v.estimate().mid() : Double.NaN;
    }
}

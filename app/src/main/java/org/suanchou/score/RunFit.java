package org.suanchou.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.suanchou.calibration.Parameter;

/**
 * The constants of {@code catalog/calibration/parameters.yaml} as measured runs would have them, with the intervals that
 * drawing groups of runs (publisher, model, chip, precision) anew, with replacement, leaves.
 */
public final class RunFit {
    private static final int DRAWS = 60;
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    /** One constant: 80 % of the draws lie between low and high. */
    public record Fitted(String id, double prior, double value, double low, double high) {}

    private RunFit() {}

    /** @param rows all rows of the validation; those with a step time are used */
    public static List<Fitted> of(Validation rows) {
        List<Validation.Case> usable = Refit.usable(rows.cases());
        Refit refit = new Refit(rows.stacks());
        List<Parameter> parameters = rows.stacks().parameters().priors();
        double[] values = refit.values(usable);
        Map<String, List<Validation.Case>> groups = new LinkedHashMap<>();
        for (Validation.Case one : usable) {
            groups.computeIfAbsent(one.measured().group(), k -> new ArrayList<>())
                    .add(one);
        }
        List<List<Validation.Case>> all = List.copyOf(groups.values());
        double[][] draws = IntStream.range(0, DRAWS)
                .parallel()
                .mapToObj(seed -> refit.values(drawn(all, new Random(seed))))
                .toArray(double[][]::new);
        List<Fitted> fitted = new ArrayList<>();
        for (int j = 0; j < values.length; j++) {
            int at = j;
            double[] sorted =
                    Arrays.stream(draws).mapToDouble(d -> d[at]).sorted().toArray();
            fitted.add(new Fitted(
                    parameters.get(j).id(),
                    parameters.get(j).prior(),
                    values[j],
                    sorted[(int) (LOW * DRAWS)],
                    sorted[(int) (HIGH * DRAWS)]));
        }
        return fitted;
    }

    /** A run drawn twice weighs as two runs of its group. */
    private static List<Validation.Case> drawn(List<List<Validation.Case>> groups, Random random) {
        List<Validation.Case> cases = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            cases.addAll(groups.get(random.nextInt(groups.size())));
        }
        return cases;
    }

    /**
     * The text of a parameter file with these values and intervals in place of its own; all else stays as it is written.
     *
     * @throws IllegalArgumentException where a parameter is not in the text
     */
    public static String written(String yaml, List<Fitted> fitted) {
        String text = yaml;
        for (Fitted one : fitted) {
            // comments and blank lines before the next entry are its own
            Matcher entry = Pattern.compile(
                            "(?ms)^- id: " + Pattern.quote(one.id()) + "$.*?(?=(?:^(?:#[^\\n]*)?\\n)*(?:^- id: |\\z))")
                    .matcher(text);
            if (!entry.find()) {
                throw new IllegalArgumentException("no entry " + one.id());
            }
            String body = entry.group()
                    .replaceAll("(?m)^  (value|interval): .*\\R?", "")
                    .stripTrailing();
            body += "\n  value: " + number(one.value()) + "\n  interval: [" + number(one.low()) + ", "
                    + number(one.high()) + "]\n";
            text = text.substring(0, entry.start()) + body + text.substring(entry.end());
        }
        return text;
    }

    private static String number(double value) {
        return value >= 1000
                ? String.format(Locale.ROOT, "%.0f", value)
                : new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}

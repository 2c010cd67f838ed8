package org.suanchou.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.tree.BadInput;
import picocli.CommandLine.Option;

/** Options about the run beside its plan: where, by whom, at what price, within what limits. */
final class RunOptions {
    @Option(names = "--days", paramLabel = "D", descriptionKey = "option.days", converter = Arguments.Days.class)
    private @Nullable Double days;

    @Option(names = "--budget", paramLabel = "SUM", descriptionKey = "option.budget", converter = Arguments.Money.class)
    private @Nullable String budget;

    @Option(
            names = "--megawatts",
            paramLabel = "MW",
            descriptionKey = "option.megawatts",
            converter = Arguments.Megawatts.class)
    private @Nullable Double megawatts;

    @Option(
            names = "--max-mwh",
            paramLabel = "MWh",
            descriptionKey = "option.max_mwh",
            converter = Arguments.MegawattHours.class)
    private @Nullable Double megawattHours;

    @Option(
            names = "--max-tco2",
            paramLabel = "T",
            descriptionKey = "option.max_tco2",
            converter = Arguments.TonnesCo2.class)
    private @Nullable Double tonnesCo2;

    @Option(names = "--confidence", paramLabel = "P", descriptionKey = "option.confidence")
    private @Nullable String confidence;

    @Option(names = "--use-all", descriptionKey = "option.use_all")
    private boolean useAll;

    @Option(
            names = "--spares",
            paramLabel = "HOSTS",
            descriptionKey = "option.spares",
            converter = Arguments.NonNegativeInt.class)
    private @Nullable Integer spares;

    @Option(names = "--site", paramLabel = "ID", descriptionKey = "option.site")
    private @Nullable String site;

    @Option(names = "--fleet", paramLabel = "ID", descriptionKey = "option.fleet")
    private @Nullable String fleet;

    @Option(names = "--basis", paramLabel = "B", descriptionKey = "option.basis")
    private @Nullable String basis;

    @Option(names = "--year", paramLabel = "Y", descriptionKey = "option.year", converter = Arguments.PositiveInt.class)
    private @Nullable Integer year;

    @Option(names = "--yield-model", paramLabel = "M", descriptionKey = "option.yield_model")
    private @Nullable String yieldModel;

    @Option(names = "--depreciation", paramLabel = "D", descriptionKey = "option.depreciation")
    private @Nullable String depreciation;

    @Option(
            names = "--usd-per-chip-hour",
            paramLabel = "USD",
            descriptionKey = "option.usd_per_chip_hour",
            converter = Arguments.HourlyMoney.class)
    private @Nullable String rent;

    @Option(
            names = "--assume",
            paramLabel = "ID=VALUE",
            descriptionKey = "option.assume",
            split = ",",
            converter = Arguments.Assumed.class)
    private @Nullable List<Map.Entry<String, String>> assume;

    @Option(
            names = "--draws",
            paramLabel = "N",
            descriptionKey = "option.draws",
            converter = Arguments.PositiveInt.class)
    private @Nullable Integer draws;

    @Option(
            names = "--seed",
            paramLabel = "N",
            descriptionKey = "option.seed",
            converter = Arguments.NonNegativeInt.class)
    private @Nullable Integer seed;

    /** The options that were given, by the names of their fields. */
    Map<String, Object> typed() {
        Map<String, Object> typed = new LinkedHashMap<>();
        put(typed, "days", days);
        put(typed, "budget", budget);
        put(typed, "megawatts", megawatts);
        put(typed, "max-mwh", megawattHours);
        put(typed, "max-tco2", tonnesCo2);
        put(typed, "confidence", confidence);
        if (useAll) {
            typed.put("use-all", true);
        }
        put(typed, "spares", spares);
        put(typed, "site", site);
        put(typed, "fleet", fleet);
        put(typed, "basis", basis);
        put(typed, "year", year);
        put(typed, "yield-model", yieldModel);
        put(typed, "depreciation", depreciation);
        put(typed, "usd-per-chip-hour", rent);
        if (assume != null) {
            typed.put("assume", assumed(assume));
        }
        put(typed, "draws", draws);
        put(typed, "seed", seed);
        return typed;
    }

    /** What is assumed, by id; refused where one is given twice, in one option or in two. */
    private static Map<String, String> assumed(List<Map.Entry<String, String>> assume) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> one : assume) {
            String first = values.putIfAbsent(one.getKey(), one.getValue());
            if (first != null) {
                throw new BadInput(
                        "--assume",
                        "--assume gives " + BadInput.quoted(one.getKey()) + " twice, " + BadInput.quoted(first)
                                + " and " + BadInput.quoted(one.getValue()) + "; keep one");
            }
        }
        return values;
    }

    private static void put(Map<String, Object> typed, String name, @Nullable Object value) {
        if (value != null) {
            typed.put(name, value);
        }
    }
}

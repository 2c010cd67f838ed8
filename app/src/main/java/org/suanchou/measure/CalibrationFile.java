package org.suanchou.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.suanchou.calibration.Constant;
import org.suanchou.calibration.Fit;
import org.suanchou.calibration.Residual;
import org.suanchou.calibration.Transfer;
import org.suanchou.measure.Calibration.BestRate;
import org.suanchou.measure.Calibration.Data;
import org.suanchou.measure.Calibration.Entry;
import org.suanchou.measure.Calibration.LeftOut;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Confidence;
import org.suanchou.text.NumberText;
import org.suanchou.text.WholeFile;
import org.suanchou.tree.BadInput;

/** A {@link Calibration} as an entry of the catalogue, in YAML: the same calibration gives the same bytes. */
public final class CalibrationFile {
    private static final int DIGITS = 4;
    private static final int RESIDUAL_DIGITS = 3;
    private static final double HIGH_MEDIAN = 0.05;
    private static final double MEDIUM_MEDIAN = 0.10;
    private static final int FEW = 50;
    private static final double AT_BOUND = 1e-3;
    private static final String HEADER = """
            # What measured kernels reach of the data sheet. Written by `suanchou calibrate`, not by hand.
            # Forms, units and how to make one of your own: docs/calibration.md.
            # conf: high where half the fitted shapes lie within 5 %, medium within 10 %; one step less below 50 shapes.
            """;

    private CalibrationFile() {}

    /** How far constants are to be trusted, by what their fit leaves. */
    public static Confidence confidence(Fit<?> fit) {
        double median = fit.fitted().median();
        int step = (median <= HIGH_MEDIAN ? 0 : median <= MEDIUM_MEDIAN ? 1 : 2) + (fit.count() < FEW ? 1 : 0);
        return step == 0 ? Confidence.HIGH : step == 1 ? Confidence.MEDIUM : Confidence.LOW;
    }

    /** A constant as people see it. */
    public static String value(double constant) {
        return NumberText.rounded(constant, DIGITS);
    }

    /** @param asOf the date that the figures are of */
    public static String yaml(Calibration calibration, String asOf) {
        StringBuilder out = new StringBuilder(HEADER);
        out.append("schema_version: 1\n").append("as_of: ").append(quoted(asOf)).append('\n');
        out.append("data:\n");
        for (Data data : calibration.data()) {
            out.append("- {table: ").append(data.table());
            out.append(", source: ").append(quoted(data.source()));
            out.append(", rows: ").append(data.rows());
            out.append(", left_out: ").append(data.leftOut()).append("}\n");
        }
        out.append("chips:\n");
        byChip(calibration).forEach((chip, kinds) -> {
            out.append("- id: ").append(chip).append('\n');
            bestRates(out, calibration, chip);
            kinds.forEach((kind, entries) -> {
                out.append("  ").append(kind.id()).append(":\n");
                entries.forEach(entry -> entry(out, entry));
            });
        });
        transfers(out, calibration);
        return out.toString();
    }

    private static SortedMap<String, Map<Kind, List<Entry>>> byChip(Calibration calibration) {
        SortedMap<String, Map<Kind, List<Entry>>> chips = new TreeMap<>();
        for (BestRate best : calibration.bestRates()) {
            chips.computeIfAbsent(best.chip(), c -> new EnumMap<>(Kind.class));
        }
        for (Entry entry : calibration.entries()) {
            chips.computeIfAbsent(entry.chip(), c -> new EnumMap<>(Kind.class))
                    .computeIfAbsent(entry.kind(), k -> new ArrayList<>())
                    .add(entry);
        }
        return chips;
    }

    private static void bestRates(StringBuilder out, Calibration calibration, String chip) {
        boolean first = true;
        for (BestRate best : calibration.bestRates()) {
            if (best.chip().equals(chip)) {
                out.append(first ? "  best_rate:\n" : "");
                first = false;
                out.append("    ").append(best.format());
                out.append(": {tflops: ").append(value(best.flopPerSecond() / 1e12));
                out.append(", m: ").append(best.shape().m());
                out.append(", n: ").append(best.shape().n());
                out.append(", k: ").append(best.shape().k()).append("}\n");
            }
        }
    }

    private static void entry(StringBuilder out, Entry entry) {
        Fit<?> fit = entry.fit();
        out.append("    ").append(entry.label()).append(":\n");
        String confidence = confidence(fit).name().toLowerCase(Locale.ROOT);
        List<Constant> constants = fit.form().constants();
        for (int i = 0; i < constants.size(); i++) {
            double value = fit.constants().get(i);
            out.append("      ").append(constants.get(i).name());
            boolean unseen = fit.unseen().contains(constants.get(i).name());
            out.append(": {value: ").append(value(value));
            out.append(", src: [fit_kernels], prov: file, conf: ").append(unseen ? "low" : confidence);
            out.append(note(fit, constants.get(i), value)).append("}\n");
        }
        out.append("      fitted_to: ").append(fit.count()).append('\n');
        out.append("      residuals:\n");
        for (Residual residual : fit.residuals()) {
            out.append("      - {regime: ").append(quoted(residual.regime()));
            errors(out, residual);
        }
    }

    private static String note(Fit<?> fit, Constant constant, double value) {
        if (fit.unseen().contains(constant.name())) {
            return ", note: not seen by these shapes";
        }
        double near = AT_BOUND * (constant.high() - constant.low());
        boolean low = constant.low() > 0 && value - constant.low() < near * constant.low();
        return low || constant.high() - value < near ? ", note: at its bound" : "";
    }

    private static void errors(StringBuilder out, Residual residual) {
        out.append(", n: ").append(residual.count());
        out.append(", median: ").append(NumberText.rounded(residual.median(), RESIDUAL_DIGITS));
        out.append(", p90: ").append(NumberText.rounded(residual.p90(), RESIDUAL_DIGITS));
        out.append(", bias: ")
                .append(NumberText.rounded(residual.bias(), RESIDUAL_DIGITS))
                .append("}\n");
    }

    private static void transfers(StringBuilder out, Calibration calibration) {
        if (calibration.leftOut().isEmpty()) {
            return;
        }
        out.append("transfer:\n");
        for (LeftOut left : calibration.leftOut()) {
            Transfer transfer = left.transfer();
            out.append("- {chip: ").append(transfer.chip());
            out.append(", kernels: ").append(left.kind().id()).append('.').append(left.label());
            out.append(", from: ").append(transfer.from().name().toLowerCase(Locale.ROOT));
            out.append(", anchored: ").append(transfer.anchored());
            errors(out, transfer.residual());
        }
        out.append("transfer_sigma:\n");
        sigmas(calibration).forEach((what, transfers) -> {
            out.append("- {").append(what);
            out.append(", chips: ").append(transfers.size());
            out.append(", sigma: ").append(NumberText.rounded(Transfer.sigma(transfers), RESIDUAL_DIGITS));
            out.append("}\n");
        });
    }

    private static Map<String, List<Transfer>> sigmas(Calibration calibration) {
        return calibration.leftOut().stream()
                .collect(Collectors.groupingBy(
                        l -> "kernels: " + l.kind().id() + "." + l.label() + ", from: "
                                + l.transfer().from().name().toLowerCase(Locale.ROOT) + ", anchored: "
                                + l.transfer().anchored(),
                        LinkedHashMap::new,
                        Collectors.mapping(LeftOut::transfer, Collectors.toList())));
    }

    /** A text in single quotes, whatever is in it; line breaks and other controls become question marks. */
    private static String quoted(String text) {
        return "'" + text.replaceAll("\\p{Cntrl}", "?").replace("'", "''") + "'";
    }

    /** Writes beside and renames: a reader never sees half a file. */
    public static void write(Path file, String yaml) {
        try {
            WholeFile.write(file, out -> out.write(yaml));
        } catch (IOException e) {
            throw new BadInput(
                    "-o",
                    Rule.value("-o", BadInput.quoted(file.toString()), MeasureRefusal.CANT_WRITE, WholeFile.reason(e)));
        }
    }
}

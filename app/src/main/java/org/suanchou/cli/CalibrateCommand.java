package org.suanchou.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.calibration.Constant;
import org.suanchou.calibration.Fit;
import org.suanchou.calibration.Residual;
import org.suanchou.calibration.Transfer;
import org.suanchou.measure.Calibration;
import org.suanchou.measure.Calibration.Entry;
import org.suanchou.measure.Calibration.LeftOut;
import org.suanchou.measure.CalibrationFile;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.score.RunFit;
import org.suanchou.score.Validation;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Messages;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputFile;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.TreeReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code suanchou calibrate DATA...}: fits kernel constants to measured kernels, or parameters to measured runs. */
@Command(name = "calibrate")
final class CalibrateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(arity = "1..*", paramLabel = "DATA", descriptionKey = "option.kernel_tables")
    private List<Path> tables = List.of();

    @Option(names = "-o", paramLabel = "FILE", descriptionKey = "option.calibration_file")
    private @Nullable Path file;

    @Option(names = "--as-of", paramLabel = "DATE", descriptionKey = "option.as_of", converter = Arguments.Date.class)
    private @Nullable String asOf;

    @Option(names = "--chip", paramLabel = "NAME=ID", descriptionKey = "option.chip_name")
    private Map<String, String> names = Map.of();

    @Option(names = "--ignore-chip", paramLabel = "NAME", descriptionKey = "option.ignore_chip")
    private List<String> ignored = List.of();

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    CalibrateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (file != null) {
            OwnInput.refuse(invocation.messages(), "-o", file, tables);
        }
        if (tables.stream().anyMatch(CalibrateCommand::holdsRuns)) {
            runs();
            return Main.ANSWERED;
        }
        Calibration calibration = Calibration.of(invocation.catalog(), tables, names, Set.copyOf(ignored));
        boolean fitted = !calibration.entries().isEmpty();
        if (file != null && fitted) {
            String date = asOf == null ? Integer.toString(invocation.catalog().asOfYear()) : asOf;
            CalibrationFile.write(file, CalibrationFile.yaml(calibration, date));
        }
        if (json) {
            json(calibration);
        } else {
            text(calibration);
        }
        return fitted ? Main.ANSWERED : Main.INFEASIBLE;
    }

    private static boolean holdsRuns(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl");
    }

    /** Whole runs fit the parameters that kernels and stacks refer to. */
    private void runs() {
        if (tables.size() != 1) {
            throw new BadInput("DATA", Refusal.of(OptionRefusal.ONE_FILE_OF_RUNS, tables.size()));
        }
        List<RunFit.Fitted> fitted = RunFit.of(new Validation(invocation.catalog(), tables.getFirst()).wellFormed());
        if (file != null) {
            rewrite(file, fitted);
        }
        if (json) {
            try (JsonWriter out = invocation.json()) {
                out.object().array("parameters");
                for (RunFit.Fitted one : fitted) {
                    out.object()
                            .field("id", one.id())
                            .field("prior", one.prior())
                            .field("value", one.value())
                            .field("low", one.low())
                            .field("high", one.high())
                            .end();
                }
                out.end().end();
            }
            return;
        }
        Messages messages = invocation.messages();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.words("parameter", messages.text("column.parameter")));
        for (String key : List.of("prior", "value", "low", "high")) {
            Column column = Column.numbers(key, messages.text("column.fitted." + key));
            columns.add(key.equals("low") || key.equals("high") ? column.under(messages.text("interval.80")) : column);
        }
        invocation
                .out()
                .print(new Table(
                                columns,
                                fitted.stream()
                                        .map(one -> List.of(
                                                Cell.of(one.id()),
                                                Cell.of(one.prior()),
                                                Cell.of(one.value()),
                                                Cell.of(one.low()),
                                                Cell.of(one.high())))
                                        .toList())
                        .text(messages.page()));
        invocation.out().println("\n" + messages.text("calibrate.runs_legend"));
    }

    /** Puts values and intervals into a parameter file; its other lines stay. */
    private static void rewrite(Path file, List<RunFit.Fitted> fitted) {
        try {
            byte[] parameters = InputFile.bytes(file, file.toString(), TreeReader.MAX_YAML_BYTES);
            CalibrationFile.write(file, RunFit.written(new String(parameters, StandardCharsets.UTF_8), fitted));
        } catch (BadInput e) {
            throw new BadInput(
                    "-o", Refusal.of(Rule.AT, "-o", Refusal.of(OptionRefusal.NO_PARAMETER_FILE, e.refusal())));
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    "-o",
                    Rule.value(
                            "-o",
                            BadInput.quoted(file.toString()),
                            OptionRefusal.NO_PARAMETER_FILE,
                            Refusal.of(InputRefusal.IN_WORDS, "it has " + e.getMessage())));
        }
    }

    private void text(Calibration calibration) {
        Messages messages = invocation.messages();
        int rows = calibration.data().stream().mapToInt(Calibration.Data::rows).sum();
        int leftOut =
                calibration.data().stream().mapToInt(Calibration.Data::leftOut).sum();
        invocation
                .out()
                .println(messages.text(
                        "calibrate.title",
                        String.valueOf(rows),
                        String.valueOf(leftOut),
                        String.valueOf(calibration.entries().size())));
        invocation
                .out()
                .print("\n"
                        + fits(calibration.entries()).text(invocation.messages().page()));
        invocation.out().println("\n" + messages.text("calibrate.legend"));
        if (!calibration.leftOut().isEmpty()) {
            invocation.out().println("\n" + messages.text("calibrate.transfer"));
            invocation
                    .out()
                    .print("\n"
                            + transfers(calibration.leftOut())
                                    .text(invocation.messages().page()));
            invocation.out().println("\n" + messages.text("calibrate.transfer_legend"));
        }
        for (Calibration.NotFitted none : calibration.notFitted()) {
            invocation
                    .out()
                    .println(messages.text(
                            "calibrate.not_fitted",
                            none.chip(),
                            none.kind().id() + " " + none.label(),
                            String.valueOf(none.samples())));
        }
        if (!calibration.unused().isEmpty()) {
            invocation.out().println(messages.text("calibrate.unused", String.join(", ", calibration.unused())));
        }
    }

    private Table fits(List<Entry> entries) {
        Messages messages = invocation.messages();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.words("chip", messages.text("column.chip")));
        columns.add(Column.words("kernels", messages.text("column.kernels")));
        columns.add(Column.words("label", messages.text("column.label")));
        columns.add(Column.words("regime", messages.text("column.regime")));
        columns.addAll(errorColumns());
        columns.add(Column.words("constants", messages.text("column.constants")));
        List<List<Cell>> rows = new ArrayList<>();
        for (Entry entry : entries) {
            boolean first = true;
            for (Residual residual : entry.fit().residuals()) {
                List<Cell> row = new ArrayList<>();
                row.add(Cell.of(entry.chip()));
                row.add(Cell.of(entry.kind().id()));
                row.add(Cell.of(entry.label()));
                row.add(Cell.of(residual.regime()));
                row.addAll(errors(residual));
                row.add(Cell.of(first ? constants(entry.fit()) : ""));
                rows.add(row);
                first = false;
            }
        }
        return new Table(columns, rows);
    }

    private static String constants(Fit<?> fit) {
        List<String> shown = new ArrayList<>();
        List<Constant> constants = fit.form().constants();
        for (int i = 0; i < constants.size(); i++) {
            shown.add(constants.get(i).name() + " "
                    + CalibrationFile.value(fit.constants().get(i)));
        }
        return String.join(", ", shown);
    }

    private List<Column> errorColumns() {
        Messages messages = invocation.messages();
        return List.of(
                Column.numbers("items", messages.text("column.items")),
                Column.numbers("median", messages.text("column.median")),
                Column.numbers("p90", messages.text("column.p90")),
                Column.numbers("bias", messages.text("column.bias")));
    }

    private static List<Cell> errors(Residual residual) {
        return List.of(
                Cell.of(residual.count()),
                percent(residual.median()),
                percent(residual.p90()),
                percent(residual.bias()));
    }

    private static Cell percent(double fraction) {
        return Cell.of(fraction, String.format(Locale.ROOT, "%.1f%%", 100 * fraction));
    }

    /** One line for each lender and kind of kernel; the chips themselves are in the file and in JSON. */
    private Table transfers(List<LeftOut> all) {
        Messages messages = invocation.messages();
        List<Column> columns = List.of(
                Column.words("kernels", messages.text("column.kernels")),
                Column.words("label", messages.text("column.label")),
                Column.words("from", messages.text("column.lender")),
                Column.words("anchored", messages.text("column.anchored")),
                Column.numbers("chips", messages.text("column.chips")),
                Column.numbers("sigma", messages.text("column.sigma")),
                Column.numbers("worst_bias", messages.text("column.worst_bias")));
        Map<List<String>, List<Transfer>> groups = all.stream()
                .collect(Collectors.groupingBy(
                        l -> List.of(
                                l.kind().id(),
                                l.label(),
                                messages.text("calibrate.from."
                                        + l.transfer().from().name().toLowerCase(Locale.ROOT)),
                                messages.text(l.transfer().anchored() ? "calibrate.anchored" : "calibrate.plain")),
                        LinkedHashMap::new,
                        Collectors.mapping(LeftOut::transfer, Collectors.toList())));
        List<List<Cell>> rows = new ArrayList<>();
        groups.forEach((names, transfers) -> {
            List<Cell> row = new ArrayList<>();
            names.forEach(name -> row.add(Cell.of(name)));
            row.add(Cell.of(transfers.size()));
            row.add(percent(Transfer.sigma(transfers)));
            double worst = transfers.stream()
                    .mapToDouble(t -> t.residual().bias())
                    .reduce(0, (a, b) -> Math.abs(b) > Math.abs(a) ? b : a);
            row.add(percent(worst));
            rows.add(row);
        });
        return new Table(columns, rows);
    }

    private void json(Calibration calibration) {
        try (JsonWriter out = invocation.json()) {
            out.object().array("fits");
            for (Entry entry : calibration.entries()) {
                Fit<?> fit = entry.fit();
                out.object()
                        .field("chip", entry.chip())
                        .field("kernels", entry.kind().id())
                        .field("label", entry.label())
                        .field(
                                "confidence",
                                CalibrationFile.confidence(fit).name().toLowerCase(Locale.ROOT))
                        .field("fittedTo", fit.count())
                        .object("constants");
                List<Constant> constants = fit.form().constants();
                for (int i = 0; i < constants.size(); i++) {
                    out.field(constants.get(i).name(), fit.constants().get(i));
                }
                out.end().array("residuals");
                for (Residual residual : fit.residuals()) {
                    out.object().field("regime", residual.regime());
                    errors(out, residual);
                    out.end();
                }
                out.end().end();
            }
            out.end().array("transfer");
            for (LeftOut left : calibration.leftOut()) {
                out.object()
                        .field("chip", left.transfer().chip())
                        .field("kernels", left.kind().id())
                        .field("label", left.label())
                        .field("from", left.transfer().from().name().toLowerCase(Locale.ROOT))
                        .field("anchored", left.transfer().anchored());
                errors(out, left.transfer().residual());
                out.end();
            }
            out.end().array("data");
            for (Calibration.Data data : calibration.data()) {
                out.object()
                        .field("table", data.table())
                        .field("source", data.source())
                        .field("rows", data.rows())
                        .field("leftOut", data.leftOut())
                        .end();
            }
            out.end().array("notFitted");
            for (Calibration.NotFitted none : calibration.notFitted()) {
                out.object()
                        .field("chip", none.chip())
                        .field("kernels", none.kind().id())
                        .field("label", none.label())
                        .field("samples", none.samples())
                        .end();
            }
            out.end().field("unused", calibration.unused()).end();
        }
    }

    private static void errors(JsonWriter out, Residual residual) {
        out.field("items", residual.count())
                .field("medianError", residual.median())
                .field("p90Error", residual.p90())
                .field("bias", residual.bias());
    }
}

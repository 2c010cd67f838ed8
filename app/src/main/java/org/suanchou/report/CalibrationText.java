package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.suanchou.calibration.Constant;
import org.suanchou.calibration.Fit;
import org.suanchou.calibration.Residual;
import org.suanchou.calibration.Transfer;
import org.suanchou.measure.Calibration;
import org.suanchou.measure.Calibration.Entry;
import org.suanchou.measure.Calibration.LeftOut;
import org.suanchou.measure.CalibrationFile;
import org.suanchou.score.RunFit;
import org.suanchou.text.Columns;
import org.suanchou.text.Messages;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;

/** A calibration for people. */
public final class CalibrationText {
    private final Messages messages;

    public CalibrationText(Messages messages) {
        this.messages = messages;
    }

    /** Constants, what they leave by regime, and how they carry over. */
    public String of(Calibration calibration) {
        StringBuilder out = new StringBuilder();
        int rows = calibration.data().stream().mapToInt(Calibration.Data::rows).sum();
        int leftOut =
                calibration.data().stream().mapToInt(Calibration.Data::leftOut).sum();
        say(out, "calibrate.title", rows, leftOut, calibration.entries().size());
        out.append('\n')
                .append(fits(calibration.entries()).text(messages.page()))
                .append('\n');
        say(out, "calibrate.legend");
        if (!calibration.leftOut().isEmpty()) {
            out.append('\n');
            say(out, "calibrate.transfer");
            out.append('\n')
                    .append(transfers(calibration.leftOut()).text(messages.page()))
                    .append('\n');
            say(out, "calibrate.transfer_legend");
        }
        for (Calibration.NotFitted none : calibration.notFitted()) {
            say(out, "calibrate.not_fitted", none.chip(), none.kind().id() + " " + none.label(), none.samples());
        }
        if (!calibration.unused().isEmpty()) {
            say(out, "calibrate.unused", String.join(", ", calibration.unused()));
        }
        return out.toString();
    }

    /** Parameters of the model, fitted to whole runs. */
    public String of(List<RunFit.Fitted> fitted) {
        String interval = messages.text("interval.80");
        String table = new Columns<RunFit.Fitted>()
                .words("parameter", messages.text("column.parameter"), one -> Cell.of(one.id()))
                .numbers("prior", messages.text("column.fitted.prior"), one -> Cell.of(one.prior()))
                .numbers("value", messages.text("column.fitted.value"), one -> Cell.of(one.value()))
                .and(
                        Column.numbers("low", messages.text("column.fitted.low"))
                                .under(interval),
                        one -> Cell.of(one.low()))
                .and(
                        Column.numbers("high", messages.text("column.fitted.high"))
                                .under(interval),
                        one -> Cell.of(one.high()))
                .of(fitted)
                .text(messages.page());
        return table + "\n" + messages.text("calibrate.runs_legend") + "\n";
    }

    private void say(StringBuilder out, String key, Object... arguments) {
        out.append(messages.text(key, arguments)).append('\n');
    }

    private Table fits(List<Entry> entries) {
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
}

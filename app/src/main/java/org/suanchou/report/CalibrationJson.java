package org.suanchou.report;

import java.util.List;
import java.util.Locale;
import org.suanchou.calibration.Constant;
import org.suanchou.calibration.Fit;
import org.suanchou.calibration.Residual;
import org.suanchou.measure.Calibration;
import org.suanchou.measure.Calibration.Entry;
import org.suanchou.measure.Calibration.LeftOut;
import org.suanchou.measure.CalibrationFile;
import org.suanchou.score.RunFit;
import org.suanchou.text.JsonWriter;

/** A calibration as JSON. */
public final class CalibrationJson {
    private CalibrationJson() {}

    public static void write(JsonWriter out, Calibration calibration) {
        out.object().array("fits");
        for (Entry entry : calibration.entries()) {
            Fit<?> fit = entry.fit();
            out.object()
                    .field("chip", entry.chip())
                    .field("kernels", entry.kind().id())
                    .field("label", entry.label())
                    .field("confidence", CalibrationFile.confidence(fit).name().toLowerCase(Locale.ROOT))
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

    /** Parameters of the model, fitted to whole runs. */
    public static void write(JsonWriter out, List<RunFit.Fitted> fitted) {
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

    private static void errors(JsonWriter out, Residual residual) {
        out.field("items", residual.count())
                .field("medianError", residual.median())
                .field("p90Error", residual.p90())
                .field("bias", residual.bias());
    }
}

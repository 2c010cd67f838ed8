package org.suanchou.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Figures;
import org.suanchou.answer.Measure;
import org.suanchou.source.Estimate;
import org.suanchou.text.Table.Cell;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** Values as cells of tables: in full for programs, rounded for people; none where they are unknown. */
final class Cells {
    private static final double GIBIBYTE = 1L << 30;

    private Cells() {}

    static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String percent(double share, int decimals) {
        return fixed(100 * share, decimals) + "%";
    }

    static Cell of(@Nullable Double value, int decimals) {
        return value == null ? Cell.NONE : Cell.of(value, fixed(value, decimals));
    }

    static Cell share(@Nullable Double share, int decimals) {
        return share == null ? Cell.NONE : Cell.of(share, percent(share, decimals));
    }

    static Cell count(@Nullable Double value) {
        return value == null ? Cell.NONE : Cell.of(value, Quantity.format(value, Unit.COUNT));
    }

    static Cell gibibytes(double bytes, int decimals) {
        return of(bytes / GIBIBYTE, decimals);
    }

    /** A best guess in a unit. */
    static Cell mid(@Nullable Estimate value, Unit unit, int decimals) {
        return value == null ? Cell.NONE : of(value.mid() / unit.factor(), decimals);
    }

    /** The best guess of a figure, in the unit of its measure. */
    static Cell mid(@Nullable Figures figures, Measure measure, int decimals) {
        return figures == null ? Cell.NONE : mid(figures.find(measure), measure.unit(), decimals);
    }
}

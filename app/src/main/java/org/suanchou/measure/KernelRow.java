package org.suanchou.measure;

import java.util.Arrays;
import java.util.List;
import org.suanchou.calibration.KernelFormat;
import org.suanchou.refusal.Rule;
import org.suanchou.units.PlainNumber;

/** The row that a {@link CsvReader} stands at, its fields checked as they are asked for. */
record KernelRow(CsvReader csv) {
    private static final int LONGEST_TEXT = 200;
    private static final double LARGEST = 1e15;
    private static final long MOST = 1L << 40;

    boolean has(String column) {
        int at = csv.column(column);
        return at >= 0 && !csv.field(at).isEmpty();
    }

    /** The text of a column, or what stands for one that is absent or empty. */
    String text(String column, String absent) {
        return has(column) ? text(column) : absent;
    }

    String text(String column) {
        String text = csv.field(csv.column(column));
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw csv.bad(column, text, MeasureRefusal.ROW_TEXT, LONGEST_TEXT);
        }
        return text;
    }

    /** A finite number above 0. */
    double positive(String column) {
        String text = text(column);
        double number = number(text);
        if (!(number > 0 && number <= LARGEST)) {
            throw csv.bad(column, text, MeasureRefusal.ABOVE_NUMBER, 0);
        }
        return number;
    }

    double seconds(String columnInMicroseconds) {
        return positive(columnInMicroseconds) * 1e-6;
    }

    /** A whole number of at least 1; {@code 12.0} is one. */
    long count(String column) {
        String text = text(column);
        double number = number(text);
        if (!(number >= 1 && number <= MOST && number == Math.rint(number))) {
            throw csv.bad(column, text, MeasureRefusal.WHOLE_AT_LEAST, 1);
        }
        return (long) number;
    }

    private static double number(String text) {
        return PlainNumber.of(text);
    }

    KernelFormat format(String column) {
        String text = text(column);
        KernelFormat format = KernelFormat.of(text);
        if (format == null) {
            List<String> known =
                    Arrays.stream(KernelFormat.values()).map(KernelFormat::id).toList();
            throw csv.bad(column, text, Rule.ONE_OF, known);
        }
        return format;
    }
}

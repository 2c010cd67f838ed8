package org.suanchou.report;

import org.jspecify.annotations.Nullable;

/** The unit that a catalogue field's name carries: {@code memory.bandwidth_gb_per_s} is in GB/s. */
public final class FieldUnit {
    /** Part of a name and its unit; the first that fits holds, so longer ones stand before their parts. */
    private static final String[][] UNITS = {
        // vendors print GB for 2^30 bytes of device memory
        {"memory.capacity_gb", "GiB"},
        {"gbit_per_s", "Gbit/s"},
        {"tb_per_s", "TB/s"},
        {"gb_per_s", "GB/s"},
        {"tokens_per_s", "tokens/s"},
        {"peak_dense_tflops", "TFLOP/s"},
        {"tflops", "TFLOP/s"},
        {"peak_dense_pflops", "PFLOP/s"},
        {"int8_tops", "TOP/s"},
        {"usd_per_chip_hour", "USD/h"},
        {"cny_per_chip_hour", "CNY/h"},
        {"usd", "USD"},
        {"cny", "CNY"},
        {"area_mm2", "mm2"},
        {"transistors_billion", "10^9"},
        {"gib", "GiB"},
        {"gb", "GB"},
        {"power_w", "W"},
        {"tdp_w", "W"},
        {"us", "us"},
        {"ms", "ms"},
    };

    private FieldUnit() {}

    /** The unit of a field by its dotted path, or null where the name carries none. */
    public static @Nullable String of(String field) {
        String framed = "_" + field.replaceAll("\\[[0-9]*]", "").replace('.', '_') + "_";
        for (String[] unit : UNITS) {
            if (framed.contains("_" + unit[0].replace('.', '_') + "_")) {
                return unit[1];
            }
        }
        return null;
    }
}

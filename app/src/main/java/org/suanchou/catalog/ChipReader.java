package org.suanchou.catalog;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Counting;
import org.suanchou.model.Precision;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.units.PlainNumber;
import org.suanchou.words.WordedException;

/**
 * A chip's entry to a {@link Chip}.
 *
 * <p>Peaks are dense and those of the matrix units; FP32 may be the vector units', and 16 bits as well where no matrix
 * units work on them. {@code capacity_gb} counts 2^30 bytes, as vendors do, bandwidth 10^9. A spec sheet of a user's may
 * write {@code bf16} for {@code bf16_matrix}, and {@code usd_per_chip_hour} for a list of prices.
 */
final class ChipReader {
    private static final double TERA = 1e12;
    private static final double GIB = 1L << 30;
    private static final double GB = 1e9;

    private ChipReader() {}

    /** @param asOfYear launch year of a chip that states none */
    static Chip read(Tree tree, boolean inherited, int asOfYear, Naming naming) {
        try {
            return chip(tree, inherited, asOfYear, naming);
        } catch (IllegalArgumentException e) {
            throw new BadInput(tree.path(), Refusal.of(InputRefusal.IN_WORDS, WordedException.of(e)));
        } catch (Refused e) {
            throw new BadInput(tree.path(), e.refusal());
        }
    }

    private static Chip chip(Tree tree, boolean inherited, int asOfYear, Naming naming) {
        Tree memory = tree.require("memory");
        return new Chip(
                tree.text("id"),
                naming.of(tree),
                tree.text("vendor", ""),
                launchYear(tree, asOfYear),
                peaks(tree),
                FactReader.required(memory, "capacity_gb").times(GIB),
                FactReader.required(memory, "bandwidth_gb_per_s").times(GB),
                FactReader.positive(tree, "tdp_w"),
                usdPerHour(tree),
                counting(tree),
                inherited);
    }

    private static Counting counting(Tree tree) {
        Tree counting = tree.get("counting");
        return new Counting(
                orOne(FactReader.count(counting, "chips_per_package")),
                orOne(FactReader.count(tree.get("silicon"), "compute_dies_per_package")),
                orOne(FactReader.count(counting, "chips_per_superchip")));
    }

    private static int orOne(@Nullable Integer stated) {
        return stated == null ? 1 : stated;
    }

    private static Map<Precision, Fact> peaks(Tree tree) {
        Tree tflops = tree.require("peak_dense_tflops");
        Map<Precision, Fact> peaks = new EnumMap<>(Precision.class);
        put(peaks, Precision.BF16, first(tflops, "bf16_matrix", "bf16"));
        put(peaks, Precision.FP16, first(tflops, "fp16_matrix", "fp16"));
        put(peaks, Precision.FP8, first(tflops, "fp8_matrix", "fp8"));
        put(peaks, Precision.NVFP4, first(tflops, "fp4_matrix", "fp4"));
        put(peaks, Precision.TF32, first(tflops, "tf32_matrix", "tf32"));
        put(peaks, Precision.FP32, first(tflops, "fp32_matrix", "fp32_vector", "fp32"));
        Fact int8 = FactReader.positive(tree, "peak_dense_int8_tops");
        put(peaks, Precision.INT8, int8 != null ? int8 : FactReader.positive(tflops, "int8"));
        if (!peaks.containsKey(Precision.BF16) && !peaks.containsKey(Precision.FP16)) {
            put(peaks, Precision.FP16, FactReader.positive(tflops, "fp16_vector"));
        }
        if (peaks.isEmpty()) {
            throw tflops.bad(CatalogRefusal.ONE_PEAK);
        }
        return peaks;
    }

    private static void put(Map<Precision, Fact> peaks, Precision precision, @Nullable Fact tera) {
        if (tera != null) {
            peaks.put(precision, tera.times(TERA));
        }
    }

    private static @Nullable Fact first(Tree map, String... fields) {
        for (String field : fields) {
            Fact fact = FactReader.positive(map, field);
            if (fact != null) {
                return fact;
            }
        }
        return null;
    }

    private static int launchYear(Tree tree, int asOfYear) {
        String field = tree.has("launch_date") ? "launch_date" : "launch_year";
        String date = FactReader.text(tree, field);
        if (date == null) {
            return asOfYear;
        }
        int year = date.length() < 4 ? -1 : PlainNumber.whole(date.substring(0, 4));
        if (year < 0) {
            throw tree.require(field).bad(CatalogRefusal.BEGINS_WITH_YEAR);
        }
        return year;
    }

    /** The span of the prices of the newest year that has any in dollars. */
    private static @Nullable Fact usdPerHour(Tree tree) {
        Fact given = FactReader.positive(tree, "usd_per_chip_hour");
        if (given != null) {
            return given;
        }
        int newest = Integer.MIN_VALUE;
        Fact span = null;
        for (Tree price : tree.items("cloud_price")) {
            Fact usd = FactReader.positive(price, "usd_per_chip_hour");
            int year = price.intValue("year", 0);
            if (usd == null || year < newest) {
                continue;
            }
            span = span == null || year > newest ? dated(usd, year) : spanning(span, usd, year);
            newest = year;
        }
        return span;
    }

    private static Fact dated(Fact usd, int year) {
        return new Fact(
                usd.value(), usd.sources(), usd.provenance(), usd.confidence(), String.valueOf(year), usd.note());
    }

    private static Fact spanning(Fact a, Fact b, int year) {
        Fact sources = FactReader.product(a, b, 1, "span of offers");
        double low = Math.min(a.value().low(), b.value().low());
        double high = Math.max(a.value().high(), b.value().high());
        return new Fact(
                Estimate.between(low, high),
                sources.sources(),
                sources.provenance(),
                sources.confidence(),
                String.valueOf(year),
                sources.note());
    }
}

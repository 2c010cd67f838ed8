package org.suanchou.catalog;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.kernel.AttentionFit;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.GemmFit;
import org.suanchou.kernel.Tiling;
import org.suanchou.model.Precision;
import org.suanchou.source.Fact;

/**
 * {@code catalog/calibration/kernels.yaml} to the {@link ChipKernels} of one chip: its own entry, or the first whose
 * pattern of relatives it matches.
 */
final class KernelsReader {
    /** Query rows of one tile of an attention kernel. */
    private static final double TILE_ROWS = 128;

    private KernelsReader() {}

    /** @param fromUser a user's chip: it inherits even where its id is known */
    static ChipKernels read(Tree calibration, Parameters parameters, String chip, boolean fromUser) {
        Tree shared = calibration.require("shared");
        for (Tree entry : calibration.require("chips").items()) {
            for (Tree id : entry.require("chips").items()) {
                if (id.text().equals(chip) && !fromUser) {
                    return read(entry, shared, parameters, false);
                }
            }
        }
        Tree relative = relative(calibration, chip);
        if (relative == null) {
            throw calibration.require("chips").bad("no entry has a pattern for chip " + BadInput.quoted(chip));
        }
        return read(relative, shared, parameters, true);
    }

    private static @Nullable Tree relative(Tree calibration, String chip) {
        Tree best = null;
        int longest = -1;
        for (Tree entry : calibration.require("chips").items()) {
            for (Tree pattern : entry.items("relatives")) {
                String text = pattern.text();
                int stem = text.indexOf('*');
                String start = stem < 0 ? text : text.substring(0, stem);
                if (chip.startsWith(start) && start.length() > longest) {
                    longest = start.length();
                    best = entry;
                }
            }
        }
        return best;
    }

    private static ChipKernels read(Tree entry, Tree shared, Parameters parameters, boolean inherited) {
        double units = entry.require("compute_units").doubleValue();
        Fact sustained = parameters.required(entry, "sustained");
        Map<Precision, GemmFit> gemm = new EnumMap<>(Precision.class);
        Tree fits = entry.require("gemm");
        for (String precision : List.copyOf(fits.fields())) {
            Tree fit = fits.require(precision);
            Fact quantise = parameters.get(fit, "quantise_bytes");
            gemm.put(
                    precision(fit, precision),
                    new GemmFit(
                            parameters.required(fit, "efficiency"),
                            fit.has("sustained") ? parameters.required(fit, "sustained") : sustained,
                            fit.require("prologue").doubleValue(),
                            fit.has("wave_edge")
                                    ? new Tiling.Waves(
                                            units, fit.require("wave_edge").doubleValue())
                                    : new Tiling.Smooth(fit.require("tile").doubleValue() * units),
                            quantise == null ? Fact.given(0) : quantise,
                            fit.require("launch_us").doubleValue() * 1e-6));
        }
        Tree attention = entry.require("attention");
        AttentionFit attentionFit = new AttentionFit(
                parameters.required(attention, "efficiency"),
                attention.require("warmup_tokens").doubleValue(),
                attention.require("tile").doubleValue() * units * TILE_ROWS,
                sustained,
                parameters.required(shared, "attention_backward_share"),
                parameters.get(attention, "flash1"),
                parameters.get(attention, "flash2"),
                parameters.required(shared, "attention_unfused"));
        double sigma = entry.require("sigma").doubleValue();
        double transfer =
                inherited ? parameters.required(shared, "inherited_sigma").mid() : 0;
        return new ChipKernels(
                entry.text("id"),
                inherited,
                Math.hypot(sigma, transfer),
                parameters.required(shared, "expert_sigma").mid(),
                parameters.required(shared, "packed_sigma").mid(),
                parameters.required(shared, "memory_sigma").mid(),
                gemm,
                attentionFit,
                parameters.required(shared, "memory_efficiency"),
                parameters.required(shared, "grouped_half_tokens"),
                parameters.required(shared, "narrow_expert"),
                parameters.required(shared, "scan_efficiency"),
                null);
    }

    private static Precision precision(Tree fit, String name) {
        try {
            return Precision.of(name);
        } catch (IllegalArgumentException e) {
            throw fit.bad(String.valueOf(e.getMessage()));
        }
    }
}

package org.suanchou.catalog;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.kernel.AttentionFit;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.GemmFit;
import org.suanchou.kernel.Spread;
import org.suanchou.kernel.Tiling;
import org.suanchou.model.Precision;
import org.suanchou.source.Fact;

/**
 * The {@link ChipKernels} of one chip: its own entry of {@code catalog/calibration/kernels.yaml}, or the first whose pattern
 * of relatives it matches, over kernels that were measured on it, or on the chip that the entry names.
 */
final class KernelsReader {
    /** Query rows of one tile of an attention kernel. */
    private static final double TILE_ROWS = 128;

    /** Formats of measured kernels and what training calls them; fp8 in blocks stands for the micro-scaled kind. */
    private static final Map<String, Precision> FORMATS = Map.of(
            "bf16", Precision.BF16, "fp8", Precision.FP8, "fp8_block", Precision.MXFP8, "nvfp4", Precision.NVFP4);

    private final Tree kernels;
    private final Tree shared;
    private final Parameters parameters;
    private final Map<String, Tree> measured = new HashMap<>();

    /** @param tables files that {@code suanchou calibrate} wrote; a later one wins */
    KernelsReader(Tree kernels, List<Tree> tables, Parameters parameters) {
        this.kernels = kernels;
        this.shared = kernels.require("shared");
        this.parameters = parameters;
        for (Tree table : tables) {
            for (Tree chip : table.items("chips")) {
                if (chip.has("gemm")) {
                    measured.put(chip.text("id"), chip);
                }
            }
        }
    }

    /** @param fromUser a user's chip: it inherits even where its id is known, but for what was measured on it */
    ChipKernels read(String chip, boolean fromUser) {
        for (Tree entry : kernels.require("chips").items()) {
            for (Tree id : entry.require("chips").items()) {
                if (id.text().equals(chip) && !fromUser) {
                    return read(entry, table(entry), false);
                }
            }
        }
        Tree relative = relative(chip);
        if (relative == null) {
            throw kernels.require("chips").bad("no entry has a pattern for chip " + BadInput.quoted(chip));
        }
        Tree own = measured.get(chip);
        return own == null ? read(relative, table(relative), true) : read(relative, own, false);
    }

    private @Nullable Tree table(Tree entry) {
        Tree named = entry.get("measured");
        if (named == null) {
            return null;
        }
        Tree table = measured.get(named.text());
        if (table == null) {
            throw named.bad("no kernels of that chip are measured");
        }
        return table;
    }

    private @Nullable Tree relative(String chip) {
        Tree best = null;
        int longest = -1;
        for (Tree entry : kernels.require("chips").items()) {
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

    private ChipKernels read(Tree entry, @Nullable Tree table, boolean inherited) {
        double units = entry.require("compute_units").doubleValue();
        Fact sustained = parameters.required(entry, "sustained");
        double sigma = entry.require("sigma").doubleValue();
        double transfer =
                inherited ? parameters.required(shared, "inherited_sigma").mid() : 0;
        return new ChipKernels(
                entry.text("id"),
                inherited,
                spread("spread").withChip(Math.hypot(sigma, transfer)),
                spread("expert_spread"),
                spread("packed_spread"),
                parameters.required(shared, "memory_sigma").mid(),
                table == null ? stated(entry, units, sustained) : measured(entry, table, units, sustained),
                attention(entry, table, units, sustained),
                parameters.required(shared, "memory_efficiency"),
                parameters.required(shared, "grouped_half_tokens"),
                parameters.required(shared, "narrow_expert"),
                parameters.required(shared, "scan_efficiency"),
                null);
    }

    private Map<Precision, GemmFit> measured(Tree entry, Tree table, double units, Fact sustained) {
        Map<Precision, GemmFit> gemm = new EnumMap<>(Precision.class);
        Tree fits = table.require("gemm");
        Tree other = entry.get("sustained_in");
        FORMATS.forEach((format, precision) -> {
            if (fits.has(format)) {
                Tree fit = fits.require(format);
                Fact held = other == null ? null : parameters.get(other, precision.id());
                gemm.put(
                        precision,
                        new GemmFit(
                                parameters.required(fit, "efficiency"),
                                held == null ? sustained : held,
                                number(fit, "prologue"),
                                fit.has("wave_edge")
                                        ? new Tiling.Waves(units, number(fit, "wave_edge"))
                                        : new Tiling.Smooth(number(fit, "tile_elements")),
                                precision == Precision.BF16
                                        ? Fact.given(0)
                                        : parameters.required(shared, "quantise_bytes"),
                                number(fit, "launch_us") * 1e-6));
            }
        });
        return gemm;
    }

    /** What an entry says of chips without measured kernels. */
    private Map<Precision, GemmFit> stated(Tree entry, double units, Fact sustained) {
        Map<Precision, GemmFit> gemm = new EnumMap<>(Precision.class);
        Tree fits = entry.require("gemm");
        for (String name : List.copyOf(fits.fields())) {
            Tree fit = fits.require(name);
            Fact quantise = parameters.get(fit, "quantise_bytes");
            gemm.put(
                    precision(fit, name),
                    new GemmFit(
                            parameters.required(fit, "efficiency"),
                            sustained,
                            number(fit, "prologue"),
                            new Tiling.Smooth(number(fit, "tile") * units),
                            quantise == null ? Fact.given(0) : quantise,
                            number(fit, "launch_us") * 1e-6));
        }
        return gemm;
    }

    private AttentionFit attention(Tree entry, @Nullable Tree table, double units, Fact sustained) {
        Tree own = entry.get("attention");
        Tree prefill = table == null ? null : table.get("attention_prefill");
        Tree fit = prefill == null ? null : prefill.get("bf16");
        if (fit == null) {
            fit = entry.require("attention");
        }
        return new AttentionFit(
                parameters.required(fit, "efficiency"),
                number(fit, "warmup_tokens"),
                fit.has("tile_rows") ? number(fit, "tile_rows") : number(fit, "tile") * units * TILE_ROWS,
                fit.has("launch_us") ? number(fit, "launch_us") * 1e-6 : 0,
                table == null ? sustained : parameters.required(shared, "attention_sustained"),
                parameters.required(shared, "attention_backward_share"),
                own == null ? null : parameters.get(own, "flash1"),
                own == null ? null : parameters.get(own, "flash2"),
                parameters.required(shared, "attention_unfused"));
    }

    private Spread spread(String field) {
        Tree tree = shared.require(field);
        return new Spread(number(tree, "source"), 0, number(tree, "configuration"), number(tree, "run"));
    }

    /** A number, plain or with its source. */
    private static double number(Tree fit, String field) {
        Tree value = fit.require(field);
        return (value.isMap() ? value.require("value") : value).doubleValue();
    }

    private static Precision precision(Tree fit, String name) {
        try {
            return Precision.of(name);
        } catch (IllegalArgumentException e) {
            throw fit.bad(String.valueOf(e.getMessage()));
        }
    }
}

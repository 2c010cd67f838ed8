package org.suanchou.catalog;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.kernel.AttentionFit;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.kernel.GemmFit;
import org.suanchou.kernel.Spread;
import org.suanchou.kernel.Tiling;
import org.suanchou.model.Precision;
import org.suanchou.refusal.Refused;
import org.suanchou.source.Fact;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.words.WordedException;

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
    private final List<Tree> tables;

    /** @param tables files that {@code suanchou calibrate} wrote; of kernels that several hold, a later one wins */
    KernelsReader(Tree kernels, List<Tree> tables, Parameters parameters) {
        this.kernels = kernels;
        this.shared = kernels.require("shared");
        this.parameters = parameters;
        this.tables = List.copyOf(tables);
    }

    /** @param fromUser a user's chip: it inherits even where its id is known, but for what was measured on it */
    ChipKernels read(String chip, boolean fromUser) {
        for (Tree entry : kernels.require("chips").items()) {
            for (Tree id : entry.require("chips").items()) {
                if (id.text().equals(chip) && !fromUser) {
                    return read(entry, chip, false);
                }
            }
        }
        Tree relative = relative(chip);
        if (relative == null) {
            throw kernels.require("chips").bad(CatalogRefusal.NO_PATTERN, BadInput.quoted(chip));
        }
        return read(relative, chip, measured(chip, "gemm", "bf16") == null);
    }

    /** Constants measured on a chip for one kind of kernels in one format; null where none are. */
    private @Nullable Tree measured(String chip, String kind, String format) {
        Tree found = null;
        for (Tree table : tables) {
            for (Tree entry : table.items("chips")) {
                Tree kernelsOfKind = entry.text("id").equals(chip) ? entry.get(kind) : null;
                Tree fit = kernelsOfKind == null ? null : kernelsOfKind.get(format);
                if (fit != null) {
                    found = fit;
                }
            }
        }
        return found;
    }

    /** As {@link #measured}, on the chip itself or else on the one that its entry names. */
    private @Nullable Tree fit(Tree entry, String chip, String kind, String format) {
        Tree own = measured(chip, kind, format);
        Tree named = entry.get("measured");
        return own != null || named == null ? own : measured(named.text(), kind, format);
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

    private ChipKernels read(Tree entry, String chip, boolean inherited) {
        double units = entry.require("compute_units").doubleValue();
        Fact sustained = parameters.required(entry, "sustained");
        Spread spread = spread("spread");
        return new ChipKernels(
                entry.text("id"),
                inherited,
                inherited ? transferSigma() : Map.of(),
                new Spread(
                        spread.source(), number(entry, "sigma"), spread.configuration(), spread.run(), spread.asOf()),
                spread("expert_spread"),
                spread("packed_spread"),
                spread("untuned_spread"),
                parameters.required(shared, "memory_sigma").mid(),
                products(entry, chip, units, sustained),
                attention(entry, chip, units, sustained),
                parameters.required(shared, "memory_efficiency"),
                parameters.required(shared, "grouped_half_tokens"),
                parameters.required(shared, "scan_efficiency"),
                null);
    }

    private Map<Precision, Double> transferSigma() {
        Map<Precision, Double> sigma = new EnumMap<>(Precision.class);
        Tree stated = shared.require("transfer_sigma");
        for (Precision precision : Precision.values()) {
            sigma.put(precision, number(stated, precision.bytes() < 2 ? "below_16_bits" : "in_16_bits"));
        }
        return sigma;
    }

    /** Measured products; in formats that were not measured, what the entry says. */
    private Map<Precision, GemmFit> products(Tree entry, String chip, double units, Fact sustained) {
        Map<Precision, GemmFit> gemm = new EnumMap<>(Precision.class);
        Tree stated = entry.get("gemm");
        if (stated != null) {
            for (String name : List.copyOf(stated.fields())) {
                Precision precision = precision(stated, name);
                gemm.put(precision, product(stated.require(name), precision, sustained, units));
            }
        }
        Tree held = entry.get("sustained_in");
        FORMATS.forEach((format, precision) -> {
            Tree fit = fit(entry, chip, "gemm", format);
            if (fit != null) {
                Fact own = held == null ? null : parameters.get(held, precision.id());
                gemm.put(precision, product(fit, precision, own == null ? sustained : own, units));
            }
        });
        if (gemm.isEmpty()) {
            throw entry.bad(CatalogRefusal.NO_PRODUCTS);
        }
        return gemm;
    }

    private GemmFit product(Tree fit, Precision precision, Fact sustained, double units) {
        return new GemmFit(
                parameters.required(fit, "efficiency"),
                sustained,
                number(fit, "prologue"),
                fit.has("wave_edge")
                        ? new Tiling.Waves(units, number(fit, "wave_edge"))
                        : new Tiling.Smooth(
                                fit.has("tile_elements") ? number(fit, "tile_elements") : number(fit, "tile") * units),
                precision.bytes() < 2 ? parameters.required(shared, "quantise_bytes") : Fact.given(0),
                number(fit, "launch_us") * 1e-6);
    }

    private AttentionFit attention(Tree entry, String chip, double units, Fact sustained) {
        Tree own = entry.get("attention");
        Tree measured = fit(entry, chip, "attention_prefill", "bf16");
        Tree fit = measured == null ? entry.require("attention") : measured;
        return new AttentionFit(
                parameters.required(fit, "efficiency"),
                number(fit, "warmup_tokens"),
                fit.has("tile_rows") ? number(fit, "tile_rows") : number(fit, "tile") * units * TILE_ROWS,
                fit.has("launch_us") ? number(fit, "launch_us") * 1e-6 : 0,
                measured == null ? sustained : parameters.required(shared, "attention_sustained"),
                parameters.required(shared, "attention_backward_share"),
                own == null ? null : parameters.get(own, "flash1"),
                own == null ? null : parameters.get(own, "flash2"),
                parameters.required(shared, "attention_unfused"));
    }

    private Spread spread(String field) {
        Tree tree = shared.require(field);
        return new Spread(number(tree, "source"), 0, number(tree, "configuration"), number(tree, "run"), tree.asOf());
    }

    /** A number of at least 0, plain or with its source. */
    private static double number(Tree fit, String field) {
        Tree value = fit.require(field);
        Tree plain = value.isMap() ? value.require("value") : value;
        double number = plain.doubleValue();
        if (!(number >= 0 && number < 1e12)) {
            throw plain.bad(CatalogRefusal.LEAST_AND_BELOW, 0, "1e12");
        }
        return number;
    }

    private static Precision precision(Tree fit, String name) {
        try {
            return Precision.of(name);
        } catch (IllegalArgumentException e) {
            throw fit.bad(InputRefusal.IN_WORDS, WordedException.of(e));
        } catch (Refused e) {
            throw fit.bad(e.refusal());
        }
    }
}

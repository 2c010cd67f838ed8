package org.suanchou.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.suanchou.calibration.CollectiveForm;
import org.suanchou.calibration.DecodeForm;
import org.suanchou.calibration.ExpertsForm;
import org.suanchou.calibration.Fit;
import org.suanchou.calibration.GemmForm;
import org.suanchou.calibration.KernelForm;
import org.suanchou.calibration.KernelFormat;
import org.suanchou.calibration.NarrowGemmForm;
import org.suanchou.calibration.PrefillForm;
import org.suanchou.calibration.Sample;
import org.suanchou.calibration.StreamForm;
import org.suanchou.calibration.Transfer;
import org.suanchou.calibration.Transfer.Lender;
import org.suanchou.calibration.Transfer.Measured;
import org.suanchou.catalog.Catalog;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Fabric;
import org.suanchou.measure.Measurements.Count;
import org.suanchou.measure.Measurements.Key;
import org.suanchou.measure.Measurements.Origin;
import org.suanchou.model.Precision;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Fact;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;

/**
 * All constants that tables of measured kernels give.
 *
 * <p>The same rows give the same values, in whatever files and order they come.
 */
public final class Calibration {
    /** Fitted constants of one kind of kernel on one chip. */
    public record Entry(String chip, Kind kind, String label, Fit<?> fit) {}

    /** Timings that are too few for their constants, or of a chip that lacks a figure that their form needs. */
    public record NotFitted(String chip, Kind kind, String label, int samples) {}

    /** The fastest product of a chip in a format. */
    public record BestRate(String chip, String format, double flopPerSecond, GemmForm.Shape shape) {}

    /** A left-out chip's errors, for one kind of kernel. */
    public record LeftOut(Kind kind, String label, Transfer transfer) {}

    /** Rows of a table and a source. */
    public record Data(String table, String source, int rows, int leftOut) {}

    private final Catalog catalog;
    private final List<Entry> entries = new ArrayList<>();
    private final List<NotFitted> notFitted = new ArrayList<>();
    private final List<BestRate> bestRates = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final List<Data> data = new ArrayList<>();
    private final List<String> unused;
    private final Map<String, Chip> chips = new HashMap<>();

    private Calibration(Catalog catalog, List<String> unused) {
        this.catalog = catalog;
        this.unused = List.copyOf(unused);
    }

    /**
     * Reads tables and fits them.
     *
     * @param paths files, or folders of them
     * @param names chips that tables name otherwise than the catalogue
     * @param ignored chips whose rows are passed over
     */
    public static Calibration of(Catalog catalog, List<Path> paths, Map<String, String> names, Set<String> ignored) {
        KernelTables tables = new KernelTables(catalog, new ChipNames(catalog, names, ignored));
        paths.forEach(tables::read);
        Calibration calibration = new Calibration(catalog, tables.unused());
        calibration.fit(tables.measurements());
        return calibration;
    }

    private void fit(Measurements measured) {
        SortedMap<Key, List<Sample<GemmForm.Shape>>> gemm = measured.gemm.samples();
        Map<Key, Fit<GemmForm.Shape>> wide = fit(Kind.GEMM, gemm, this::gemmForm);
        inWaves(gemm, wide);
        // few rows are streamed: whole waves have no say
        fit(Kind.NARROW_GEMM, gemm, key -> narrowForm(wide.get(key)));
        SortedMap<Key, List<Sample<PrefillForm.Shape>>> prefill = measured.prefill.samples();
        Map<Key, Fit<PrefillForm.Shape>> attention = fit(Kind.PREFILL, prefill, this::prefillForm);
        fit(Kind.DECODE, measured.decode.samples(), this::decodeForm);
        fit(Kind.MLA_PREFILL, measured.latentPrefill.samples(), key -> new PrefillForm(peak(key, Precision.BF16)));
        fit(Kind.MLA_DECODE, measured.latentDecode.samples(), this::decodeForm);
        fit(Kind.EXPERTS, measured.experts.samples(), this::expertsForm);
        fit(Kind.COLLECTIVE, measured.collectives.samples(), this::collectiveForm);
        fit(Kind.EXPERT_ALL_TO_ALL, measured.allToAll.samples(), this::allToAllForm);
        fit(Kind.MEMORY_BOUND, measured.memoryBound.samples(), key -> new StreamForm(memory(key)));
        bestRates(gemm);
        transfers(gemm, wide, prefill, attention);
        for (Map.Entry<Origin, Count> origin : measured.origins().entrySet()) {
            data.add(new Data(
                    origin.getKey().table(),
                    origin.getKey().source(),
                    origin.getValue().rows(),
                    origin.getValue().leftOut()));
        }
    }

    private <S> Map<Key, Fit<S>> fit(
            Kind kind, SortedMap<Key, List<Sample<S>>> samples, Function<Key, @Nullable KernelForm<S>> forms) {
        Map<Key, Fit<S>> fits = new TreeMap<>();
        samples.forEach((key, timings) -> {
            KernelForm<S> form = forms.apply(key);
            Fit<S> fit = form == null ? null : Fit.of(form, timings);
            if (fit == null && kind != Kind.NARROW_GEMM) {
                notFitted.add(new NotFitted(key.chip(), kind, key.label(), timings.size()));
            } else if (fit != null) {
                fits.put(key, fit);
                entries.add(new Entry(key.chip(), kind, key.label(), fit));
            }
        });
        return fits;
    }

    /** Puts whole waves in the place of a constant loss where most 16-bit products are nearer to them. */
    private void inWaves(SortedMap<Key, List<Sample<GemmForm.Shape>>> gemm, Map<Key, Fit<GemmForm.Shape>> smooth) {
        smooth.forEach((key, fit) -> {
            Double units = format(key).quantises() ? null : computeUnits(key.chip());
            List<Sample<GemmForm.Shape>> samples = gemm.get(key);
            if (units == null || samples == null) {
                return;
            }
            GemmForm form = new GemmForm(format(key), peak(key, format(key).units()), memory(key), units);
            Fit<GemmForm.Shape> waves = Fit.of(form, samples);
            if (waves != null && waves.fitted().median() < fit.fitted().median()) {
                entries.replaceAll(e -> e.fit() == fit ? new Entry(e.chip(), e.kind(), e.label(), waves) : e);
            }
        });
    }

    private @Nullable Double computeUnits(String chip) {
        for (Tree entry :
                catalog.tree(Catalog.CALIBRATION, "kernels").require("chips").items()) {
            for (Tree id : entry.require("chips").items()) {
                if (id.text().equals(chip)) {
                    return entry.require("compute_units").doubleValue();
                }
            }
        }
        return null;
    }

    private Chip chip(Key key) {
        return chips.computeIfAbsent(key.chip(), catalog::chip);
    }

    private double memory(Key key) {
        return chip(key).memoryBytesPerSecond().mid();
    }

    /** Dense peak of the units; of the 16-bit ones where a chip has none of that kind. */
    private double peak(Key key, Precision units) {
        Fact own = chip(key).peak(units);
        Fact peak = own == null ? chip(key).peak(Precision.BF16) : own;
        if (peak == null) {
            throw new BadInput("chip", Rule.value("chip", "'" + key.chip() + "'", MeasureRefusal.NO_PEAK_TO_FIT));
        }
        return peak.mid();
    }

    private static KernelFormat format(Key key) {
        KernelFormat format = KernelFormat.of(key.label());
        if (format == null) {
            throw new IllegalStateException(key.label() + " was read as a format");
        }
        return format;
    }

    private KernelForm<GemmForm.Shape> gemmForm(Key key) {
        KernelFormat format = format(key);
        return new GemmForm(format, peak(key, format.units()), memory(key));
    }

    private static @Nullable KernelForm<GemmForm.Shape> narrowForm(@Nullable Fit<GemmForm.Shape> wide) {
        return wide != null && wide.form() instanceof GemmForm form ? new NarrowGemmForm(form, wide.constants()) : null;
    }

    private KernelForm<PrefillForm.Shape> prefillForm(Key key) {
        return new PrefillForm(peak(key, format(key).units()));
    }

    private KernelForm<DecodeForm.Shape> decodeForm(Key key) {
        return new DecodeForm(peak(key, Precision.BF16), memory(key));
    }

    private KernelForm<ExpertsForm.Shape> expertsForm(Key key) {
        KernelFormat format = format(key);
        return new ExpertsForm(format, peak(key, format.units()), memory(key));
    }

    private @Nullable KernelForm<CollectiveForm.Shape> collectiveForm(Key key) {
        List<Fabric> fabrics = catalog.on(key.chip()).fabrics();
        return fabrics.isEmpty()
                ? null
                : new CollectiveForm(fabrics.getFirst().bytesPerSecond().mid());
    }

    /** Inside a node over the chip's links, across nodes over its NIC; what prepares it works in memory. */
    private @Nullable KernelForm<StreamForm.Shape> allToAllForm(Key key) {
        List<Fabric> fabrics = catalog.on(key.chip()).fabrics();
        return switch (key.over()) {
            case MEMORY -> new StreamForm(memory(key));
            case LINKS -> fabrics.isEmpty() ? null : over(fabrics.getFirst());
            case NETWORK -> fabrics.isEmpty() ? null : over(fabrics.getLast());
        };
    }

    private static StreamForm over(Fabric fabric) {
        return new StreamForm(fabric.bytesPerSecond().mid());
    }

    private void bestRates(SortedMap<Key, List<Sample<GemmForm.Shape>>> gemm) {
        gemm.forEach((key, samples) -> {
            Sample<GemmForm.Shape> best = Transfer.bestRate(Sample.fastest(samples));
            if (best != null) {
                bestRates.add(
                        new BestRate(key.chip(), key.label(), best.shape().flops() / best.seconds(), best.shape()));
            }
        });
    }

    /**
     * Products, anchored on the chip's own best rate; attention in the same format, its efficiency scaled as that of the chip's
     * products is.
     */
    private void transfers(
            SortedMap<Key, List<Sample<GemmForm.Shape>>> gemm,
            Map<Key, Fit<GemmForm.Shape>> wide,
            SortedMap<Key, List<Sample<PrefillForm.Shape>>> prefill,
            Map<Key, Fit<PrefillForm.Shape>> attention) {
        Map<String, Double> scales = new HashMap<>();
        BiFunction<String, Lender, String> place = (chip, from) -> chip + " " + from;
        measured(gemm, wide).forEach((label, chipsOfIt) -> {
            Transfer.Anchor<GemmForm.Shape> onBestRate = Transfer.onBestRate(chipsOfIt);
            Transfer.Anchor<GemmForm.Shape> bestRate = (chip, from, lent) -> {
                Double efficiency = onBestRate.efficiency(chip, from, lent);
                if (efficiency != null && label.equals(KernelFormat.BF16.id())) {
                    scales.put(place.apply(chip.chip(), from), efficiency / lent[0]);
                }
                return efficiency;
            };
            leaveOut(Kind.GEMM, label, chipsOfIt, bestRate);
        });
        measured(prefill, attention).forEach((label, chipsOfIt) -> {
            Transfer.Anchor<PrefillForm.Shape> asProducts = (chip, from, lent) -> {
                Double scale = scales.get(place.apply(chip.chip(), from));
                return scale == null ? null : scale * lent[0];
            };
            leaveOut(Kind.PREFILL, label, chipsOfIt, asProducts);
        });
    }

    private <S> void leaveOut(Kind kind, String label, List<Measured<S>> measured, Transfer.Anchor<S> anchor) {
        for (Transfer transfer : Transfer.leavingOut(measured, anchor)) {
            leftOut.add(new LeftOut(kind, label, transfer));
        }
    }

    /** The chips that have units for a format, by format. */
    private <S> SortedMap<String, List<Measured<S>>> measured(
            SortedMap<Key, List<Sample<S>>> samples, Map<Key, Fit<S>> fits) {
        SortedMap<String, List<Measured<S>>> byLabel = new TreeMap<>();
        fits.forEach((key, fit) -> {
            if (chip(key).peak(format(key).units()) != null) {
                byLabel.computeIfAbsent(key.label(), l -> new ArrayList<>())
                        .add(new Measured<>(
                                key.chip(),
                                chip(key).launchYear(),
                                peak(key, Precision.BF16),
                                fit,
                                Sample.fastest(samples.getOrDefault(key, List.of()))));
            }
        });
        return byLabel;
    }

    /** Fits, by kind, chip and label. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    public List<NotFitted> notFitted() {
        return List.copyOf(notFitted);
    }

    public List<BestRate> bestRates() {
        return List.copyOf(bestRates);
    }

    /** Errors on chips that were left out. */
    public List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }

    public List<Data> data() {
        return List.copyOf(data);
    }

    /** Files of folders that are no table of kernels. */
    public List<String> unused() {
        return unused;
    }
}

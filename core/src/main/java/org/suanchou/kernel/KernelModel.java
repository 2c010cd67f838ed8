package org.suanchou.kernel;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.hardware.Chip;
import org.suanchou.model.Precision;
import org.suanchou.source.Constant;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.TranslationLayer;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;
import org.suanchou.workload.Operator;

/**
 * Seconds of one operator on one chip.
 *
 * <p>Contract: shapes are positive; times are positive and finite; a faster peak or memory never makes one longer.
 */
public final class KernelModel {
    private static final double UNFUSED_BYTES_PER_SCORE = 12;
    private static final double LOSS_BYTES_PER_LOGIT = 24;

    private final Chip chip;
    private final ChipKernels kernels;
    private final AttentionKernel attention;
    private final double memory;
    private final double peak16;

    /** @throws UnsupportedPrecision where the chip has no 16-bit peak or no constants */
    public KernelModel(Chip chip, ChipKernels kernels, AttentionKernel attention) {
        this.chip = chip;
        this.kernels = kernels;
        this.attention = attention;
        this.memory = chip.memoryBytesPerSecond().mid();
        Fact peak = chip.peak(Precision.BF16);
        if (peak == null) {
            throw new UnsupportedPrecision(chip.name(), Precision.BF16);
        }
        this.peak16 = peak.mid();
    }

    /** A chip without units for a precision: an answer for the user, not a bug. */
    public static final class UnsupportedPrecision extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnsupportedPrecision(String chip, Precision precision) {
            super(chip + " has no " + precision.id() + " matrix peak in the catalogue");
        }
    }

    public Chip chip() {
        return chip;
    }

    public ChipKernels kernels() {
        return kernels;
    }

    public AttentionKernel attentionKernel() {
        return attention;
    }

    /** Dense peak of a precision in FLOP/s. */
    public double peak(Precision precision) {
        Fact peak = chip.peak(precision);
        if (peak == null) {
            throw new UnsupportedPrecision(chip.name(), precision);
        }
        return peak.mid();
    }

    /** A rate in FLOP/s that no operator of a job in this precision exceeds. */
    public double greatestRate(Precision precision) {
        double attentionRate = peak16 * kernels.attention().forwardShare(attention);
        return Math.max(
                Math.max(
                        fit(precision).rate(peak(precision)),
                        fit(Precision.BF16).rate(peak16)),
                attentionRate);
    }

    private GemmFit fit(Precision precision) {
        GemmFit fit = kernels.gemm(precision);
        if (fit == null) {
            throw new UnsupportedPrecision(chip.name(), precision);
        }
        return fit;
    }

    /** Seconds of the forward pass of an operator. */
    public double forwardSeconds(Operator operator) {
        return switch (operator) {
            case Operator.MatMul m ->
                matMul(m, fit(m.precision()).quantiseBytes().mid(), 0);
            case Operator.GroupedMatMul g -> grouped(g, g.in(), 0);
            case Operator.Attention a -> attention(a, false);
            case Operator.Scan s -> scan(s.flops(), s.bytes());
            case Operator.Elementwise e -> memorySeconds(e.forwardBytes());
        };
    }

    /**
     * Seconds of the backward pass of an operator.
     *
     * @param frozen weights take no gradient (the base of a low-rank adaptation)
     * @param accumulationBytes that the product of a weight's gradient moves to add it to the sum so far, per weight
     */
    public double backwardSeconds(Operator operator, boolean frozen, double accumulationBytes) {
        return switch (operator) {
            case Operator.MatMul m ->
                matMul(m.inputGradient(), fit(m.precision()).quantiseBytes().mid(), 0)
                        + (frozen ? 0 : matMul(m.weightGradient(), 0, accumulationBytes));
            case Operator.GroupedMatMul g -> grouped(g, g.out(), 0) + (frozen ? 0 : grouped(g, 0, accumulationBytes));
            case Operator.Attention a -> attention(a, true);
            case Operator.Scan s -> scan(2 * s.flops(), 2 * s.bytes());
            case Operator.Elementwise e -> memorySeconds(e.backwardBytes());
        };
    }

    /** Seconds of the backward pass that gradients by weights take, which no earlier layer waits for. */
    public double weightGradientSeconds(Operator operator, double accumulationBytes) {
        return switch (operator) {
            case Operator.MatMul m -> matMul(m.weightGradient(), 0, accumulationBytes);
            case Operator.GroupedMatMul g -> grouped(g, 0, accumulationBytes);
            case Operator.Attention a -> 0;
            case Operator.Scan s -> 0;
            case Operator.Elementwise e -> 0;
        };
    }

    /** Seconds of a pass over {@code bytes} of device memory. */
    public double memorySeconds(double bytes) {
        return bytes / (memory * kernels.memoryEfficiency().mid());
    }

    /** Seconds of softmax cross-entropy over {@code tokens x vocabulary} logits, forward and backward. */
    public double lossSeconds(double tokens, double vocabulary) {
        return LOSS_BYTES_PER_LOGIT * tokens * vocabulary / memory;
    }

    /**
     * @param quantiseBytes per element of the first operand; 0 where an earlier product has quantised both operands
     * @param accumulationBytes moved beside the operands, per element of the output
     */
    private double matMul(Operator.MatMul g, double quantiseBytes, double accumulationBytes) {
        GemmFit fit = fit(g.precision());
        double compute = fit.productSeconds(g.m(), g.n(), g.k(), peak(g.precision()));
        double moved =
                g.precision().bytes() * (g.m() * g.k() + g.k() * g.n()) + (2 + accumulationBytes) * g.m() * g.n();
        return fit.launchSeconds() + Math.max(compute, moved / memory) + quantiseBytes * g.m() * g.k() / memory;
    }

    /**
     * @param quantised elements of a row that is quantised for it; 0 where earlier products have quantised both operands
     * @param accumulationBytes moved beside the operands, per weight
     */
    private double grouped(Operator.GroupedMatMul g, double quantised, double accumulationBytes) {
        GemmFit fit = fit(g.precision());
        double rate =
                fit.rate(peak(g.precision())) / (1 + kernels.groupedHalfTokens().mid() / Math.max(1, g.tokens()));
        double compute = g.flops() / rate;
        double rows = g.groups() * g.tokens();
        double moved = g.precision().bytes() * (rows * g.in() + g.groups() * g.in() * g.out())
                + 2 * rows * g.out()
                + accumulationBytes * g.groups() * g.in() * g.out();
        return fit.launchSeconds()
                + Math.max(compute, moved / memory)
                + fit.quantiseBytes().mid() * rows * quantised / memory;
    }

    private double attention(Operator.Attention a, boolean backward) {
        AttentionFit fit = kernels.attention();
        if (attention == AttentionKernel.UNFUSED) {
            double passes = backward ? 2 : 1;
            double scores = a.batch() * a.heads() * a.queries() * a.keys();
            double products = passes
                    * 2
                    * scores
                    * (a.qkDim() + a.vDim())
                    / (peak16 * fit.unfused().mid());
            return products + passes * UNFUSED_BYTES_PER_SCORE / 3 * scores / memory;
        }
        double length = Math.max(1, 2 * a.meanKeys());
        double rows = Math.max(1, a.batch() * a.heads() * a.queries());
        double forward = fit.productSeconds(a.flops(), peak16 * fit.forwardShare(attention), length, rows);
        return backward ? forward * fit.backwardRatio() : forward;
    }

    private double scan(double flops, double bytes) {
        return Math.max(flops / (peak16 * kernels.scanEfficiency().mid()), memorySeconds(bytes));
    }

    /** What the seconds of an operator rest on. */
    public List<Constant> constants(Operator operator) {
        List<Constant> list = new ArrayList<>();
        switch (operator) {
            case Operator.MatMul m -> product(m.precision(), list);
            case Operator.GroupedMatMul g -> {
                product(g.precision(), list);
                list.add(new Constant(
                        Words.of("experts: tokens at half rate"), Unit.COUNT, kernels.groupedHalfTokens()));
            }
            case Operator.Attention a -> attention(list);
            case Operator.Scan s -> {
                list.add(peakConstant(Precision.BF16));
                list.add(new Constant(Words.of("recurrences: share of peak"), Unit.COUNT, kernels.scanEfficiency()));
                list.addAll(memoryConstants());
            }
            case Operator.Elementwise e -> list.addAll(memoryConstants());
        }
        TranslationLayer layer = kernels.translation();
        if (layer != null) {
            list.add(new Constant(
                    Words.of("{0}: compute time over native", layer.name()), Unit.COUNT, layer.slowdownFact()));
        }
        return list;
    }

    /** What {@link #memorySeconds} rests on. */
    public List<Constant> memoryConstants() {
        return List.of(
                bandwidth(),
                new Constant(
                        Words.of("memory-bound kernels: share of bandwidth"), Unit.COUNT, kernels.memoryEfficiency()));
    }

    private Constant bandwidth() {
        return new Constant(Words.of("memory bandwidth"), Unit.BYTES_PER_SECOND, chip.memoryBytesPerSecond());
    }

    private Constant peakConstant(Precision precision) {
        Fact peak = chip.peak(precision);
        if (peak == null) {
            throw new UnsupportedPrecision(chip.name(), precision);
        }
        return new Constant(Words.of("dense {0} peak", precision.id()), Unit.FLOP_PER_SECOND, peak);
    }

    private void product(Precision precision, List<Constant> list) {
        GemmFit fit = fit(precision);
        list.add(peakConstant(precision));
        list.add(bandwidth());
        list.add(new Constant(Words.of("{0} products: share of peak", precision.id()), Unit.COUNT, fit.efficiency()));
        list.add(new Constant(Words.of("{0} products: share sustained", precision.id()), Unit.COUNT, fit.sustained()));
        if (fit.quantiseBytes().mid() > 0) {
            list.add(new Constant(
                    Words.of("{0} products: bytes to quantise an element", precision.id()),
                    Unit.BYTES,
                    fit.quantiseBytes()));
        }
    }

    private void attention(List<Constant> list) {
        AttentionFit fit = kernels.attention();
        list.add(peakConstant(Precision.BF16));
        if (attention == AttentionKernel.UNFUSED) {
            list.add(bandwidth());
            list.add(new Constant(
                    Words.of("unfused attention: share of bf16 peak of its products"), Unit.COUNT, fit.unfused()));
            return;
        }
        Fact published = fit.published(attention);
        if (published == null) {
            list.add(new Constant(Words.of("attention: share of bf16 peak"), Unit.COUNT, fit.efficiency()));
            list.add(new Constant(Words.of("attention: share sustained"), Unit.COUNT, fit.sustained()));
        } else {
            list.add(new Constant(
                    Words.of("attention: share of bf16 peak, forward and backward"), Unit.COUNT, published));
        }
        list.add(new Constant(Words.of("attention: backward rate over forward"), Unit.COUNT, fit.backwardShare()));
    }
}

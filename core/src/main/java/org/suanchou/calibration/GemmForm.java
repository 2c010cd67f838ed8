package org.suanchou.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.suanchou.kernel.GemmFit;
import org.suanchou.kernel.Tiling;
import org.suanchou.source.Fact;

/**
 * A matrix product as {@link GemmFit} has it, fitted where training works ({@code m} at least 512):
 *
 * <pre>t = launch + max(2 outputs(m, n) (k + prologue) / (peak e), operands / memory) + quantise m k / memory</pre>
 *
 * <p>Fails for few rows, where weights are streamed: {@link NarrowGemmForm}.
 *
 * @param peak dense peak of the format's units, FLOP/s
 * @param memory bandwidth of device memory, B/s
 * @param waveUnits compute units of a chip whose kernels work in whole waves ({@link Tiling.Waves}); 0 where they don't
 */
public record GemmForm(KernelFormat format, double peak, double memory, double waveUnits)
        implements KernelForm<GemmForm.Shape> {
    /** Kernels that lose a constant ({@link Tiling.Smooth}). */
    public GemmForm(KernelFormat format, double peak, double memory) {
        this(format, peak, memory, 0);
    }

    /** {@code (m x k) (k x n)}; m counts tokens. */
    public record Shape(long m, long n, long k) {
        public double flops() {
            return 2.0 * m * n * k;
        }
    }

    /** Rows from which a product is of the training regime. */
    static final int TRAINING_ROWS = 512;

    static final int STREAMING_ROWS = 16;

    @Override
    public List<Constant> constants() {
        List<Constant> constants = new ArrayList<>(List.of(
                new Constant("efficiency", 0.75, 0.02, 1.05),
                new Constant("prologue", 200, 0, 3000),
                waveUnits > 0 ? new Constant("wave_edge", 10, 0, 200) : new Constant("tile_elements", 250e3, 0, 8e6),
                new Constant("launch_us", 4, 0, 300)));
        if (format.quantises()) {
            constants.add(new Constant("quantise_bytes", 5, 0, 60));
        }
        return constants;
    }

    /** The model's own constants, for a cool chip. */
    GemmFit fit(double[] constants) {
        return new GemmFit(
                Fact.given(constants[0]),
                Fact.given(1),
                constants[1],
                waveUnits > 0 ? new Tiling.Waves(waveUnits, constants[2]) : new Tiling.Smooth(constants[2]),
                Fact.given(format.quantises() ? constants[4] : 0),
                constants[3] * 1e-6);
    }

    @Override
    public ToDoubleFunction<Shape> at(double[] constants) {
        GemmFit fit = fit(constants);
        double quantise = fit.quantiseBytes().mid() / memory;
        return s -> fit.launchSeconds()
                + Math.max(fit.productSeconds(s.m, s.n, s.k, peak), operandBytes(s) / memory)
                + quantise * s.m * s.k;
    }

    /** Bytes of the three operands, each moved once; the product in 16 bits. */
    double operandBytes(Shape s) {
        return format.inputBytes() * s.m * s.k + format.weightBytes() * s.k * s.n + 2.0 * s.m * s.n;
    }

    @Override
    public boolean fittedTo(Shape shape) {
        return shape.m >= TRAINING_ROWS;
    }

    @Override
    public List<Regime<Shape>> regimes() {
        return List.of(
                new Regime<>("m >= 512", s -> s.m >= TRAINING_ROWS),
                new Regime<>("m, n, k >= 1024", s -> s.m >= 1024 && s.n >= 1024 && s.k >= 1024),
                new Regime<>("16 < m < 512", s -> s.m > STREAMING_ROWS && s.m < TRAINING_ROWS),
                new Regime<>("m <= 16", s -> s.m <= STREAMING_ROWS));
    }
}

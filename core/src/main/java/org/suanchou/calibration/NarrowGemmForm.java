package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.suanchou.kernel.GemmFit;

/**
 * A product of few rows (decoding, m below 512), where weights are streamed:
 *
 * <pre>t = launch + max(2 (m n + tile) (k + prologue) / (peak e), operands / (memory share)) + quantise m k / memory</pre>
 *
 * <p>with {@code e}, {@code prologue} and {@code quantise} of the training regime. Operands of 16 to 256 MB are left out of the
 * fit: a benchmark that repeats one product finds them in the last-level cache, which a model's next layer doesn't.
 *
 * @param wide the same chip and format in the training regime
 * @param training its constants
 */
public record NarrowGemmForm(GemmForm wide, List<Double> training) implements KernelForm<GemmForm.Shape> {
    static final double CACHED_FROM_BYTES = 16e6;
    static final double CACHED_TO_BYTES = 256e6;

    public NarrowGemmForm {
        training = List.copyOf(training);
    }

    @Override
    public List<Constant> constants() {
        return List.of(
                new Constant("memory_share", 0.8, 0.05, 1.1),
                new Constant("tile_elements", 250e3, 0, 8e6),
                new Constant("launch_us", 4, 0, 300));
    }

    @Override
    public ToDoubleFunction<GemmForm.Shape> at(double[] constants) {
        double[] own = training.stream().mapToDouble(Double::doubleValue).toArray();
        own[2] = constants[1];
        own[3] = constants[2];
        GemmFit fit = wide.fit(own);
        double streamed = wide.memory() * constants[0];
        double quantise = fit.quantiseBytes().mid() / wide.memory();
        return s -> fit.launchSeconds()
                + Math.max(fit.productSeconds(s.m(), s.n(), s.k(), wide.peak()), wide.operandBytes(s) / streamed)
                + quantise * s.m() * s.k();
    }

    @Override
    public boolean fittedTo(GemmForm.Shape shape) {
        return shape.m() < GemmForm.TRAINING_ROWS && !cached(wide.operandBytes(shape));
    }

    static boolean cached(double bytes) {
        return bytes >= CACHED_FROM_BYTES && bytes < CACHED_TO_BYTES;
    }

    @Override
    public List<Regime<GemmForm.Shape>> regimes() {
        return List.of(
                new Regime<>("m <= 16", s -> s.m() <= GemmForm.STREAMING_ROWS),
                new Regime<>(
                        "m <= 16, from memory",
                        s -> s.m() <= GemmForm.STREAMING_ROWS && wide.operandBytes(s) >= CACHED_TO_BYTES),
                new Regime<>("16 < m < 512", s -> s.m() > GemmForm.STREAMING_ROWS && s.m() < GemmForm.TRAINING_ROWS));
    }
}

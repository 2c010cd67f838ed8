package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Attention of one new token a sequence over its cache:
 *
 * <pre>t = launch + max(cache / (memory share), F / (peak e))</pre>
 *
 * <p>The second term binds where many heads share one cache (multi-query, latent attention). Caches of 16 to 256 MB are left
 * out of the fit, as in {@link NarrowGemmForm}.
 *
 * @param peak dense 16-bit peak, FLOP/s
 * @param memory bandwidth of device memory, B/s
 */
public record DecodeForm(double peak, double memory) implements KernelForm<DecodeForm.Shape> {
    /**
     * Heads of one chip.
     *
     * @param length tokens in the cache of a sequence
     * @param tokenBytes of the cache
     * @param dqk width of a head's keys; dv of its values
     */
    public record Shape(long batch, long heads, long length, double tokenBytes, long dqk, long dv) {
        double cacheBytes() {
            return (double) batch * length * tokenBytes;
        }

        double flops() {
            return 2.0 * batch * heads * length * (dqk + dv);
        }
    }

    @Override
    public List<Constant> constants() {
        return List.of(
                new Constant("memory_share", 0.8, 0.02, 1.1),
                new Constant("efficiency", 0.1, 0.001, 1.2),
                new Constant("launch_us", 10, 0, 300));
    }

    @Override
    public ToDoubleFunction<Shape> at(double[] constants) {
        double streamed = memory * constants[0];
        double rate = peak * constants[1];
        double launch = constants[2] * 1e-6;
        return s -> launch + Math.max(s.cacheBytes() / streamed, s.flops() / rate);
    }

    @Override
    public boolean fittedTo(Shape shape) {
        return !NarrowGemmForm.cached(shape.cacheBytes());
    }

    @Override
    public List<Regime<Shape>> regimes() {
        return List.of(
                new Regime<>("cache >= 256 MB", s -> s.cacheBytes() >= NarrowGemmForm.CACHED_TO_BYTES),
                new Regime<>("cache 16 to 256 MB", s -> NarrowGemmForm.cached(s.cacheBytes())),
                new Regime<>("cache < 16 MB", s -> s.cacheBytes() < NarrowGemmForm.CACHED_FROM_BYTES));
    }
}

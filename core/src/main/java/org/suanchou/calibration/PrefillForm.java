package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.suanchou.kernel.AttentionFit;
import org.suanchou.source.Fact;

/**
 * Causal flash attention over a whole sequence, as {@link AttentionFit} has it:
 *
 * <pre>t = launch + F / (peak e) (1 + warmup / q) (1 + tile / (batch heads q)),  F = batch heads q^2 (dqk + dv)</pre>
 *
 * <p>fitted from 1024 tokens on. {@code e} is an asymptote: at {@code q = warmup} half of it is left, and it may exceed 1.
 *
 * @param peak dense peak of the units of the attention's format, FLOP/s
 */
public record PrefillForm(double peak) implements KernelForm<PrefillForm.Shape> {
    /**
     * Heads of one chip.
     *
     * @param keyValueHeads tells kernels apart; it does not enter the time
     * @param dqk width of a head's keys; dv of its values
     */
    public record Shape(long batch, long heads, long keyValueHeads, long length, long dqk, long dv) {
        double flops() {
            return (double) batch * heads * length * length * (dqk + dv);
        }
    }

    private static final int LONG = 1024;

    @Override
    public List<Constant> constants() {
        return List.of(
                new Constant("efficiency", 0.6, 0.02, 1.5),
                new Constant("warmup_tokens", 1200, 0, 8000),
                new Constant("tile_rows", 15e3, 0, 400e3),
                new Constant("launch_us", 8, 0, 300));
    }

    @Override
    public ToDoubleFunction<Shape> at(double[] constants) {
        Fact one = Fact.given(1);
        AttentionFit fit = new AttentionFit(
                Fact.given(constants[0]), constants[1], constants[2], constants[3] * 1e-6, one, one, null, null, one);
        double rate = peak * constants[0];
        return s -> fit.productSeconds(s.flops(), rate, s.length, (double) s.batch * s.heads * s.length);
    }

    @Override
    public boolean fittedTo(Shape shape) {
        return shape.length >= LONG;
    }

    @Override
    public List<Regime<Shape>> regimes() {
        return List.of(
                new Regime<>("q >= 1024", s -> s.length >= LONG),
                new Regime<>("q >= 4096", s -> s.length >= 4 * LONG),
                new Regime<>("q < 1024", s -> s.length < LONG));
    }
}

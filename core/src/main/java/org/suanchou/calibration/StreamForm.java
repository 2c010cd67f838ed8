package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Bytes through a link or a memory: expert all-to-alls, normalisations, activations.
 *
 * <pre>t = launch + bytes / (bandwidth share)</pre>
 *
 * @param bandwidth nominal, B/s
 */
public record StreamForm(double bandwidth) implements KernelForm<StreamForm.Shape> {
    private static final double LARGE = 4e6;

    /**
     * @param bytes that pass
     * @param of what else tells two measurements apart; it does not enter the time
     */
    public record Shape(double bytes, String of) {}

    @Override
    public List<Constant> constants() {
        return List.of(new Constant("share", 0.5, 1e-5, 3), new Constant("launch_us", 15, 0, 2000));
    }

    @Override
    public ToDoubleFunction<Shape> at(double[] constants) {
        double rate = bandwidth * constants[0];
        double launch = constants[1] * 1e-6;
        return s -> launch + s.bytes / rate;
    }

    @Override
    public boolean fittedTo(Shape shape) {
        return true;
    }

    @Override
    public List<Regime<Shape>> regimes() {
        return List.of(
                new Regime<>("bytes >= 4 MB", s -> s.bytes >= LARGE),
                new Regime<>("bytes < 4 MB", s -> s.bytes < LARGE));
    }
}

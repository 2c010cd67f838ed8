package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A collective inside one scale-up domain:
 *
 * <pre>t = launch + hop (n - 1) + ramp sqrt(wire / 100 kB) + wire / (link e)</pre>
 *
 * <p>{@code wire} is what a chip sends: {@code bytes (n - 1) / n}, twice that for an all-reduce. The square root stands for the
 * size of message at which links fill. Bandwidth is alike for all group sizes, which the tables support to about 10 %.
 * Boards that share a PCIe root do not follow this form.
 *
 * @param link rate of a chip's links, one direction, B/s
 */
public record CollectiveForm(double link) implements KernelForm<CollectiveForm.Shape> {
    private static final double RAMP_BYTES = 1e5;
    private static final int SMALL = 256 << 10;
    private static final int LARGE = 4 << 20;

    /**
     * @param ranks chips of the group, at least 2
     * @param bytes of the whole buffer
     * @param passes 2 where the buffer goes round twice (all-reduce), else 1
     */
    public record Shape(int ranks, long bytes, int passes) {
        double wireBytes() {
            return passes * (double) bytes * (ranks - 1) / ranks;
        }
    }

    @Override
    public List<Constant> constants() {
        return List.of(
                new Constant("efficiency", 0.8, 0.01, 1.3),
                new Constant("launch_us", 8, 0, 300),
                new Constant("hop_us", 0.8, 0, 60),
                new Constant("ramp_us", 2, 0, 100));
    }

    @Override
    public ToDoubleFunction<Shape> at(double[] constants) {
        double rate = link * constants[0];
        return s -> {
            double wire = s.wireBytes();
            double fixed = constants[1] + constants[2] * (s.ranks - 1) + constants[3] * Math.sqrt(wire / RAMP_BYTES);
            return fixed * 1e-6 + wire / rate;
        };
    }

    @Override
    public boolean fittedTo(Shape shape) {
        return true;
    }

    @Override
    public List<Regime<Shape>> regimes() {
        return List.of(
                new Regime<>("bytes >= 4 MiB", s -> s.bytes >= LARGE),
                new Regime<>("256 KiB to 4 MiB", s -> s.bytes >= SMALL && s.bytes < LARGE),
                new Regime<>("bytes < 256 KiB", s -> s.bytes < SMALL));
    }
}

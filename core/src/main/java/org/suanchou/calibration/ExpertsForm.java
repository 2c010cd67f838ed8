package org.suanchou.calibration;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The experts of one chip, routed rows in and combined rows out (three matrices an expert, gated):
 *
 * <pre>
 * t = launch + max(F / (peak e) (1 + half / r) sqrt(1 + (narrow / min(hidden, width))^2), weights / (memory share))
 *     + (permute rows + foreign otherRows) hidden / memory
 * F = 6 rows hidden width;  r = rows of an expert
 * </pre>
 *
 * <p>The rate against rows and width is that of {@code kernel.KernelModel}'s grouped products. {@code permute} holds all
 * traffic by row: gather, quantisation, activation, weighted sum. {@code foreign} is what an engine spends on rows that are routed
 * to other chips, where it gathers all tokens of the group and masks; with an all-to-all there are none. Balanced routing.
 *
 * @param peak dense peak of the format's units, FLOP/s
 * @param memory bandwidth of device memory, B/s
 */
public record ExpertsForm(KernelFormat format, double peak, double memory) implements KernelForm<ExpertsForm.Shape> {
    /**
     * @param rows routed rows of this chip, a token counted once for each of its experts here
     * @param otherRows routed rows of the group that belong to other chips
     * @param experts of this chip that get rows
     * @param width of an expert's inner matrices on this chip
     */
    public record Shape(double rows, double otherRows, double experts, long hidden, long width) {
        double rowsOfAnExpert() {
            return rows / experts;
        }
    }

    @Override
    public List<Constant> constants() {
        return List.of(
                new Constant("efficiency", 0.5, 0.01, 1.05),
                new Constant("half_rows", 80, 0, 3000),
                new Constant("narrow_width", 200, 0, 4000),
                new Constant("memory_share", 0.8, 0.05, 1.1),
                new Constant("permute_bytes", 10, 0, 300),
                new Constant("foreign_bytes", 2, 0, 300),
                new Constant("launch_us", 25, 0, 500));
    }

    @Override
    public ToDoubleFunction<Shape> at(double[] constants) {
        double rate = peak * constants[0];
        double half = constants[1];
        double narrow = constants[2];
        double streamed = memory * constants[3];
        double permute = constants[4] / memory;
        double foreign = constants[5] / memory;
        double launch = constants[6] * 1e-6;
        return s -> {
            double matrix = (double) s.hidden * s.width;
            double thin = narrow / Math.min(s.hidden, s.width);
            double products = 6 * s.rows * matrix / rate * (1 + half / s.rowsOfAnExpert()) * Math.sqrt(1 + thin * thin);
            double weights = 3 * s.experts * matrix * format.weightBytes() / streamed;
            return launch + Math.max(products, weights) + (permute * s.rows + foreign * s.otherRows) * s.hidden;
        };
    }

    @Override
    public boolean fittedTo(Shape shape) {
        return true;
    }

    @Override
    public List<Regime<Shape>> regimes() {
        return List.of(
                new Regime<>("r >= 512", s -> s.rowsOfAnExpert() >= 512),
                new Regime<>("64 <= r < 512", s -> s.rowsOfAnExpert() >= 64 && s.rowsOfAnExpert() < 512),
                new Regime<>("8 <= r < 64", s -> s.rowsOfAnExpert() >= 8 && s.rowsOfAnExpert() < 64),
                new Regime<>("r < 8", s -> s.rowsOfAnExpert() < 8),
                new Regime<>("no other rows", s -> s.otherRows == 0));
    }
}

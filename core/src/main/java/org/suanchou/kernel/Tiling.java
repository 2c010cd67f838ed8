package org.suanchou.kernel;

/** How a chip's matrix kernels cut an output into tiles. */
public sealed interface Tiling {
    /** Output elements that are computed, or could have been, in the time of an {@code m x n} output; at least m n. */
    double outputs(double m, double n);

    /**
     * Persistent kernels, which hand tiles to idle units: a constant is lost.
     *
     * @param wasted output elements
     */
    record Smooth(double wasted) implements Tiling {
        @Override
        public double outputs(double m, double n) {
            return m * n + wasted;
        }
    }

    /**
     * Whole waves of one tile per unit, the tile chosen that ends first. Small tiles read more operands per product and
     * reach less.
     *
     * @param units compute units that take a tile each
     * @param edge rows or columns of a tile that cost as much as its edges do
     */
    record Waves(double units, double edge) implements Tiling {
        private static final int[][] TILES = {{256, 128}, {128, 128}, {256, 64}, {128, 64}, {64, 64}};

        @Override
        public double outputs(double m, double n) {
            double least = Double.POSITIVE_INFINITY;
            for (int[] tile : TILES) {
                least = Math.min(least, Math.min(outputs(m, n, tile[0], tile[1]), outputs(m, n, tile[1], tile[0])));
            }
            return least;
        }

        private double outputs(double m, double n, int rows, int columns) {
            double waves = Math.ceil(Math.ceil(m / rows) * Math.ceil(n / columns) / units);
            return waves * units * rows * columns * loss(rows, columns) / loss(TILES[0][0], TILES[0][1]);
        }

        private double loss(double rows, double columns) {
            return 1 + edge * (1 / rows + 1 / columns);
        }
    }
}

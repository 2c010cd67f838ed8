package org.suanchou.hardware;

import org.suanchou.source.Fact;

/**
 * A network that joins up to {@link #reach()} chips.
 *
 * <p>Bandwidths are bytes per second, one direction, per chip. Latency is one way for a small message, in seconds.
 * Efficiency is the share of the bandwidth that large collectives reach, between 0 and 1.
 */
public sealed interface Fabric {
    /** The link's name: {@code NVLink 4}, {@code InfiniBand NDR}. */
    String name();

    /** Most chips that it joins. */
    int reach();

    Fact bytesPerSecond();

    Fact latencySeconds();

    Fact efficiency();

    /**
     * Bandwidth that each of {@code members} chips gets when they talk among themselves, all at once, before efficiency.
     *
     * <p>Never falls as {@code members} grows.
     */
    double bytesPerSecond(int members);

    /** The same fabric at another bandwidth and latency, for what-if questions and measured nodes. */
    Fabric with(Fact bytesPerSecond, Fact latencySeconds);

    /** The same fabric joining another number of chips. */
    Fabric reaching(int chips);

    /**
     * A non-blocking crossbar of switches: any group gets the full rate of its chips.
     *
     * @param reduces switches add up as they forward (NVLink SHARP, InfiniBand SHARP)
     */
    record Switched(String name, int reach, Fact bytesPerSecond, Fact latencySeconds, Fact efficiency, boolean reduces)
            implements Fabric {
        @Override
        public double bytesPerSecond(int members) {
            return bytesPerSecond.mid();
        }

        @Override
        public Fabric with(Fact bandwidth, Fact latency) {
            return new Switched(name, reach, bandwidth, latency, efficiency, reduces);
        }

        @Override
        public Fabric reaching(int chips) {
            return new Switched(name, chips, bytesPerSecond, latencySeconds, efficiency, reduces);
        }
    }

    /** Every pair owns one link: a group of g of n chips reaches only {@code (g - 1) / (n - 1)} of a chip's total. */
    record Mesh(String name, int reach, Fact bytesPerSecond, Fact latencySeconds, Fact efficiency) implements Fabric {
        @Override
        public double bytesPerSecond(int members) {
            return reach <= 1
                    ? bytesPerSecond.mid()
                    : bytesPerSecond.mid() * Math.min(1, (members - 1.0) / (reach - 1));
        }

        @Override
        public Fabric with(Fact bandwidth, Fact latency) {
            return new Mesh(name, reach, bandwidth, latency, efficiency);
        }

        @Override
        public Fabric reaching(int chips) {
            return new Mesh(name, chips, bytesPerSecond, latencySeconds, efficiency);
        }
    }

    /**
     * A torus of {@code dimensions} axes: a group that fits one axis uses that axis' two links of {@code 2 dimensions};
     * a group that fills the torus uses them all.
     */
    record Torus(String name, int reach, int dimensions, Fact bytesPerSecond, Fact latencySeconds, Fact efficiency)
            implements Fabric {
        @Override
        public double bytesPerSecond(int members) {
            double axis = Math.max(2, Math.round(Math.pow(reach, 1.0 / dimensions)));
            double axesUsed = Math.max(1, Math.min(dimensions, Math.log(Math.max(2, members)) / Math.log(axis)));
            return bytesPerSecond.mid() * axesUsed / dimensions;
        }

        @Override
        public Fabric with(Fact bandwidth, Fact latency) {
            return new Torus(name, reach, dimensions, bandwidth, latency, efficiency);
        }

        @Override
        public Fabric reaching(int chips) {
            return new Torus(name, chips, dimensions, bytesPerSecond, latencySeconds, efficiency);
        }
    }
}

package org.suanchou.network;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.source.Constant;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * Collectives of groups of chips over the fabric tiers that they span, in seconds.
 *
 * <p>A group is {@code size} chips whose ranks lie {@code stride} apart. Inside each tier's domain it has as many members
 * as fit, aligned to the domain: blocks of ranks divide it, or are powers of two that leave the rest of it idle, as 64 of
 * a rack of 72 (the idle chips are not charged). What is left is joined by the next tier. Ring
 * algorithms run on all tiers at once (hierarchical and pipelined, as NCCL's rings through every NIC of a node), so the
 * slowest tier sets the bandwidth term: tier t with {@code c} members inside and {@code d} inside the tier below carries
 * {@code bytes / d * (1 - d / c)} per chip (Thakur et al. 2005, section 4; Cho et al. 2019, BlueConnect). Latency adds up:
 * two hops for each doubling of the members, and a ramp of {@code latency * sqrt(wire / 100 kB)} for messages that do not
 * fill the pipe, the form that measured NCCL sweeps of A100 to GB300 follow.
 *
 * <p>Where switches reduce (NVLink SHARP), an all-reduce sends its tensor once instead of nearly twice (Klenk et al. 2020,
 * "An In-Network Architecture for Accelerating Shared-Memory Multiprocessor Collectives").
 *
 * <p>Every time falls or stays with more bandwidth and with less latency. Congestion between groups is not modelled.
 */
public final class Network {
    private static final double RAMP_BYTES = 1e5;

    private final int chips;
    private final int[] reach;
    private final double[] efficiency;
    private final double[] latencySeconds;
    private final List<Fabric> fabrics;

    /** The network of a job that fills many domains. */
    public Network(SystemSpec system) {
        this(system, Integer.MAX_VALUE);
    }

    /** @param chips of the whole job */
    public Network(SystemSpec system, int chips) {
        this.chips = chips;
        fabrics = system.fabrics();
        reach = new int[fabrics.size()];
        efficiency = new double[fabrics.size()];
        latencySeconds = new double[fabrics.size()];
        for (int t = 0; t < reach.length; t++) {
            Fabric fabric = fabrics.get(t);
            reach[t] = fabric.reach();
            efficiency[t] = fabric.efficiency().mid();
            latencySeconds[t] = fabric.latencySeconds().mid();
        }
    }

    /** Whether collectives take the same time as on another network of the same system: its job fills the same tiers. */
    public boolean pricesAs(Network other) {
        if (!fabrics.equals(other.fabrics)) {
            return false;
        }
        for (int domain : reach) {
            if (chips <= domain != other.chips <= domain) {
                return false;
            }
        }
        return true;
    }

    /** Whether any fabric joins a group that spans {@code size * stride} chips. */
    public boolean joins(long size, long stride) {
        return size == 1 || (reach.length > 0 && size * stride <= reach[reach.length - 1]);
    }

    /** Members of the group inside one domain of tier {@code t}. */
    public int membersInside(int t, int size, int stride) {
        if (t == reach.length - 1) {
            return size;
        }
        int members = (int) Math.max(1, Math.min(size, reach[t] / stride));
        while (members > 1 && (size % members != 0 || !fits(t, (long) members * stride))) {
            members--;
        }
        return members;
    }

    /** Whether blocks of ranks tile a domain: evenly, as the whole job, or as a power of two that leaves chips idle. */
    private boolean fits(int t, long block) {
        return reach[t] % block == 0 || chips <= reach[t] || Long.bitCount(block) == 1;
    }

    /** The widest tier that the group needs; -1 for a group of one. */
    public int widestTier(int size, int stride) {
        if (size == 1) {
            return -1;
        }
        for (int t = 0; t < reach.length; t++) {
            if (membersInside(t, size, stride) == size) {
                return t;
            }
        }
        throw new IllegalArgumentException("nothing joins " + size + " chips " + stride + " apart");
    }

    public Fabric fabric(int tier) {
        return fabrics.get(tier);
    }

    /** Seconds of a collective; 0 for a group of one or no bytes. */
    public double seconds(Collective collective) {
        return switch (collective) {
            case Collective.AllGather c -> ringSeconds(c.bytes(), 1, c.size(), c.stride());
            case Collective.ReduceScatter c -> ringSeconds(c.bytes(), 1, c.size(), c.stride());
            case Collective.AllReduce c -> ringSeconds(c.bytes(), 2, c.size(), c.stride());
            case Collective.AllToAll c -> allToAllSeconds(c.bytes(), c.size(), c.stride());
            case Collective.Dispatch c -> dispatchSeconds(c);
            case Collective.Send c -> sendSeconds(c.bytes(), c.size(), c.stride());
        };
    }

    /** What the seconds of a collective rest on: the tiers that its group spans, for a send the widest alone. */
    public List<Constant> constants(Collective collective) {
        int widest = widestTier(collective.size(), collective.stride());
        List<Constant> list = new ArrayList<>();
        int below = 1;
        for (int t = 0; t <= widest; t++) {
            int inside = membersInside(t, collective.size(), collective.stride());
            boolean crossed = collective instanceof Collective.Send ? t == widest : inside > below;
            below = inside;
            if (crossed) {
                Fabric fabric = fabrics.get(t);
                Words name = Words.of("{0} (joins {1})", fabric.name(), String.valueOf(fabric.reach()));
                list.add(new Constant(
                        Words.of("{0} bandwidth, one way, per chip", name),
                        Unit.BYTES_PER_SECOND,
                        fabric.bytesPerSecond()));
                list.add(new Constant(Words.of("{0} latency", name), Unit.SECONDS, fabric.latencySeconds()));
                list.add(new Constant(
                        Words.of("{0} share that collectives reach", name), Unit.COUNT, fabric.efficiency()));
            }
        }
        return list;
    }

    private double ringSeconds(double bytes, int passes, int size, int stride) {
        if (size == 1 || bytes <= 0) {
            return 0;
        }
        double slowest = 0;
        double latency = 0;
        int below = 1;
        for (int t = 0; t < reach.length && below < size; t++) {
            int inside = membersInside(t, size, stride);
            if (inside > below) {
                double wire = passes * bytes / below * (1 - (double) below / inside);
                if (passes == 2 && reduces(t)) {
                    // the switch adds up: each chip sends its tensor once and receives the sum once
                    wire = Math.min(wire, bytes / below);
                }
                slowest = Math.max(slowest, wire / (fabrics.get(t).bytesPerSecond(inside) * efficiency[t]));
                latency += latencySeconds[t] * (2 * passes * log2(inside / below) + Math.sqrt(wire / RAMP_BYTES));
                below = inside;
            }
        }
        return slowest + latency;
    }

    private double allToAllSeconds(double bytes, int size, int stride) {
        if (size == 1 || bytes <= 0) {
            return 0;
        }
        double slowest = 0;
        double latency = 0;
        int below = 1;
        for (int t = 0; t < reach.length && below < size; t++) {
            int inside = membersInside(t, size, stride);
            if (inside > below) {
                double wire = bytes * (inside - below) / size;
                slowest = Math.max(slowest, wire / (fabrics.get(t).bytesPerSecond(inside) * efficiency[t]));
                latency += latencySeconds[t] * (2 * log2(inside / below) + Math.sqrt(wire / RAMP_BYTES));
                below = inside;
            }
        }
        return slowest + latency;
    }

    private double dispatchSeconds(Collective.Dispatch c) {
        if (c.size() == 1 || c.bytes() <= 0) {
            return 0;
        }
        double slowest = 0;
        double latency = 0;
        int below = 1;
        for (int t = 0; t < reach.length && below < c.size(); t++) {
            int inside = membersInside(t, c.size(), c.stride());
            if (inside > below) {
                // the lowest tier also passes on what came from other domains
                double others = below == 1 ? 1 - 1.0 / inside : (double) (inside - below) / c.size();
                int limit = below == 1 ? 0 : c.domains();
                double wire = c.bytes() * destinations(c.size() / below, c.copies(), limit) * others;
                slowest = Math.max(slowest, wire / (fabrics.get(t).bytesPerSecond(inside) * efficiency[t]));
                latency += latencySeconds[t] * (2 * log2(inside / below) + Math.sqrt(wire / RAMP_BYTES));
                below = inside;
            }
        }
        return slowest + latency;
    }

    /** Mean number of units that hold at least one of the copies; routing may keep to {@code limit} of them. */
    private static double destinations(int units, int copies, int limit) {
        double among = limit > 0 ? Math.min(units, limit) : units;
        return among * (1 - Math.pow(1 - 1 / among, copies));
    }

    private double sendSeconds(double bytes, int size, int stride) {
        if (size == 1 || bytes <= 0) {
            return 0;
        }
        int tier = widestTier(size, stride);
        double bandwidth = fabrics.get(tier).bytesPerSecond(2) * efficiency[tier];
        return latencySeconds[tier] * (1 + Math.sqrt(bytes / RAMP_BYTES)) + bytes / bandwidth;
    }

    private boolean reduces(int tier) {
        return fabrics.get(tier) instanceof Fabric.Switched switched && switched.reduces();
    }

    private static int log2(int n) {
        return n <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(n - 1);
    }
}

package org.suanchou.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.hardware.SystemSpec;

/** What holds of every collective on every system. */
class NetworkProperties {
    private static final int ROUNDS = 2000;
    private static final double ROUNDING = 1 + 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(NetworkProperties.class);
    }

    @Test
    void moreBandwidthAndLowerLatencyNeverTakeLonger() {
        for (int round = 0; round < ROUNDS; round++) {
            SystemSpec system = random.oneOf(SyntheticHardware.systems());
            Collective collective = collective(bytes());
            int tier = random.between(0, system.fabrics().size() - 1);
            double bandwidth = random.between(1.0, 10.0);
            double latency = random.between(0.0, 1.0);
            SystemSpec faster = SyntheticHardware.withFabricTimes(system, tier, bandwidth, latency);

            assertThat(new Network(faster).seconds(collective))
                    .as("%s on %s, tier %d", collective, system.name(), tier)
                    .isLessThanOrEqualTo(new Network(system).seconds(collective) * ROUNDING);
        }
    }

    @Test
    void moreBytesNeverTakeLess() {
        for (int round = 0; round < ROUNDS; round++) {
            Network network = new Network(random.oneOf(SyntheticHardware.systems()));
            Collective collective = collective(bytes());
            Collective larger = resized(collective, collective.bytes() * random.between(1.0, 10.0));

            assertThat(network.seconds(larger))
                    .as("%s", collective)
                    .isGreaterThanOrEqualTo(network.seconds(collective) / ROUNDING);
        }
    }

    /** An all-reduce is a reduce-scatter and an all-gather, whose messages together fill the pipe better. */
    @Test
    void anAllReduceTakesNoLongerThanItsHalves() {
        for (int round = 0; round < ROUNDS; round++) {
            Network network = new Network(random.oneOf(SyntheticHardware.systems()));
            double bytes = bytes();
            int size = size();
            int stride = size();

            double half = network.seconds(new Collective.AllGather(bytes, size, stride));
            double other = network.seconds(new Collective.ReduceScatter(bytes, size, stride));
            double both = network.seconds(new Collective.AllReduce(bytes, size, stride));

            assertThat(other).isEqualTo(half);
            assertThat(both).isLessThanOrEqualTo((half + other) * ROUNDING).isGreaterThanOrEqualTo(half);
        }
    }

    @Test
    void membersOfADomainDivideTheGroup() {
        for (int round = 0; round < ROUNDS; round++) {
            SystemSpec system = random.oneOf(SyntheticHardware.systems());
            Network network = new Network(system);
            int size = random.between(1, 300);
            int stride = random.between(1, 100);
            for (int tier = 0; tier < system.fabrics().size(); tier++) {
                int inside = network.membersInside(tier, size, stride);

                assertThat(size % inside).isZero();
                if (inside > 1) {
                    assertThat((long) inside * stride)
                            .isLessThanOrEqualTo(system.fabrics().get(tier).reach());
                }
            }
        }
    }

    /** Without latency a collective takes what its slowest tier takes for the bytes over it. */
    @Test
    void withoutLatencyTimeIsProportionalToBytes() {
        for (int round = 0; round < ROUNDS; round++) {
            SystemSpec system = random.oneOf(SyntheticHardware.systems());
            for (int tier = 0; tier < system.fabrics().size(); tier++) {
                system = SyntheticHardware.withFabricTimes(system, tier, 1, 0);
            }
            Network network = new Network(system);
            Collective collective = collective(bytes());

            assertThat(network.seconds(resized(collective, 3 * collective.bytes())))
                    .isCloseTo(3 * network.seconds(collective), Percentage.withPercentage(1e-9));
        }
    }

    private double bytes() {
        return Math.pow(10, random.between(1.0, 11.0));
    }

    private int size() {
        return random.oneOf(1, 2, 3, 4, 6, 8, 12, 16, 64, 72, 128);
    }

    private Collective collective(double bytes) {
        int size = size();
        int stride = size();
        return switch (random.between(0, 5)) {
            case 0 -> new Collective.AllGather(bytes, size, stride);
            case 1 -> new Collective.ReduceScatter(bytes, size, stride);
            case 2 -> new Collective.AllReduce(bytes, size, stride);
            case 3 -> new Collective.AllToAll(bytes, size, stride);
            case 4 -> new Collective.Dispatch(bytes, random.between(1, 8), random.between(0, 4), size, stride);
            default -> new Collective.Send(bytes, size, stride);
        };
    }

    private static Collective resized(Collective collective, double bytes) {
        return switch (collective) {
            case Collective.AllGather c -> new Collective.AllGather(bytes, c.size(), c.stride());
            case Collective.ReduceScatter c -> new Collective.ReduceScatter(bytes, c.size(), c.stride());
            case Collective.AllReduce c -> new Collective.AllReduce(bytes, c.size(), c.stride());
            case Collective.AllToAll c -> new Collective.AllToAll(bytes, c.size(), c.stride());
            case Collective.Dispatch c -> new Collective.Dispatch(bytes, c.copies(), c.domains(), c.size(), c.stride());
            case Collective.Send c -> new Collective.Send(bytes, c.size(), c.stride());
        };
    }
}

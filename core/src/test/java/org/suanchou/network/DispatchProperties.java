package org.suanchou.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.fixture.SyntheticHardware;
import org.suanchou.hardware.SystemSpec;

/** What holds of tokens that are sent once to each chip and domain; bandwidth and latency are in {@link NetworkProperties}. */
class DispatchProperties {
    private static final int ROUNDS = 3000;
    private static final double ROUNDING = 1 + 1e-12;

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(DispatchProperties.class);
    }

    private Collective.Dispatch dispatch() {
        int size = random.oneOf(1, 2, 4, 8, 16, 24, 64, 72, 128);
        return new Collective.Dispatch(
                Math.pow(10, random.between(1.0, 10.0)), random.between(1, 16), 0, size, random.oneOf(1, 2, 4));
    }

    private static Collective.Dispatch with(Collective.Dispatch d, int copies, int domains) {
        return new Collective.Dispatch(d.bytes(), copies, domains, d.size(), d.stride());
    }

    /** The tokens with a copy for each expert. */
    private static Collective.AllToAll copied(Collective.Dispatch d) {
        return new Collective.AllToAll(d.copies() * d.bytes(), d.size(), d.stride());
    }

    private static SystemSpec withoutLatency(SystemSpec system) {
        SystemSpec out = system;
        for (int tier = 0; tier < system.fabrics().size(); tier++) {
            out = SyntheticHardware.withFabricTimes(out, tier, 1, 0);
        }
        return out;
    }

    @Test
    void insideADomainItIsNeverSlowerThanACopyForEachExpert() {
        for (int round = 0; round < ROUNDS; round++) {
            Network network = new Network(random.oneOf(SyntheticHardware.systems()));
            Collective.Dispatch d = dispatch();
            if (network.widestTier(d.size(), d.stride()) <= 0) {
                assertThat(network.seconds(d)).as("%s", d).isLessThanOrEqualTo(network.seconds(copied(d)) * ROUNDING);
            }
        }
    }

    /**
     * Across domains chips also pass on what came from elsewhere, at most twice what crosses to them: links that are twice
     * as fast as the network hide it. (A mesh gives two of its chips one link, which is not.)
     */
    @Test
    void acrossDomainsNeitherWhereLinksAreTwiceAsFast() {
        for (int round = 0; round < ROUNDS; round++) {
            Network network = new Network(withoutLatency(random.oneOf(
                    SyntheticHardware.a100Node(),
                    SyntheticHardware.h100Node(),
                    SyntheticHardware.rack(),
                    SyntheticHardware.threeTierNode())));
            Collective.Dispatch d = dispatch();

            assertThat(network.seconds(d)).as("%s", d).isLessThanOrEqualTo(network.seconds(copied(d)) * ROUNDING);
        }
    }

    /** With links fast enough, what a single copy takes is the even spread of an all-to-all. */
    @Test
    void oneCopyIsAnEvenSpread() {
        for (int round = 0; round < ROUNDS; round++) {
            SystemSpec system = withoutLatency(
                    random.oneOf(SyntheticHardware.a100Node(), SyntheticHardware.h100Node(), SyntheticHardware.rack()));
            Network network = new Network(SyntheticHardware.withFabricTimes(system, 0, 1e6, 1));
            Collective.Dispatch d = with(dispatch(), 1, random.between(0, 4));
            boolean crosses = network.widestTier(d.size(), d.stride()) == 1;

            if (crosses || d.size() <= 8) {
                assertThat(network.seconds(d))
                        .as("%s", d)
                        .isBetween(network.seconds(copied(d)) / ROUNDING, network.seconds(copied(d)) * ROUNDING);
            }
        }
    }

    @Test
    void aLimitOfDomainsIsNeverSlowerAndATighterOneNeither() {
        for (int round = 0; round < ROUNDS; round++) {
            Network network = new Network(random.oneOf(SyntheticHardware.systems()));
            Collective.Dispatch d = dispatch();
            int limit = random.between(1, 8);

            double tight = network.seconds(with(d, d.copies(), limit));
            double loose = network.seconds(with(d, d.copies(), limit + random.between(0, 8)));

            assertThat(tight).as("%s to %d", d, limit).isLessThanOrEqualTo(loose * ROUNDING);
            assertThat(loose).as("%s to %d", d, limit).isLessThanOrEqualTo(network.seconds(d) * ROUNDING);
        }
    }

    @Test
    void moreCopiesNeverTakeLess() {
        for (int round = 0; round < ROUNDS; round++) {
            Network network = new Network(random.oneOf(SyntheticHardware.systems()));
            Collective.Dispatch d = with(dispatch(), random.between(1, 16), random.between(0, 8));

            assertThat(network.seconds(with(d, d.copies() + random.between(1, 8), d.domains())))
                    .as("%s", d)
                    .isGreaterThanOrEqualTo(network.seconds(d) / ROUNDING);
        }
    }
}

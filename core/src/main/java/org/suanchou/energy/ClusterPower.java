package org.suanchou.energy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.suanchou.energy.PowerLevel.State;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Formula.Input;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.Installation;
import org.suanchou.hardware.Nics;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.source.Fact;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * What a cluster and its site draw, in watts.
 *
 * <pre>
 *   provisioned = (systems x nameplate + network + storage) x PUE
 *   while a step runs = (chips x sum over phases (share x chip's power) + systems x host x draw share
 *                        + (network + storage) x draw share) x PUE
 *   chip in a phase = TDP x (idle + (1 - idle) x phase's share)
 *   host = nameplate - chips x TDP
 *   network = ports of a fat tree x rate x (energy per bit of a switch + of a transceiver)
 * </pre>
 *
 * <p>The network counts switches and the transceivers in them; those of the NICs are in a system's nameplate. A system alone
 * has none. Stops being true where power follows utilisation inside a phase (a small product draws less than a large one),
 * where clocks are capped, and where PUE moves with load.
 */
public final class ClusterPower {
    private final Cluster cluster;
    private final Formula systems;
    private final Formula chipsOfSystem;
    private final Formula systemWatts;
    private final Formula tdp;
    private final Map<Phase, Formula> chipWatts = new EnumMap<>(Phase.class);
    private final Formula hostWatts;
    private final Formula networkWatts;
    private final Formula storageWatts;
    private final Formula pue;
    private final Formula racks;
    private final Formula provisionedItWatts;
    private final Formula provisionedWatts;
    private final Formula stoppedSiteWatts;
    private final Assumptions assumptions;

    private ClusterPower(Cluster cluster, Assumptions assumptions) {
        this.cluster = cluster;
        this.assumptions = assumptions;
        SystemSpec system = cluster.system();
        Installation installation = system.installation();
        chipsOfSystem = Formula.given("chips of a system", Unit.COUNT, system.chips());
        systems = Formula.given("systems", Unit.COUNT, (double) cluster.boughtChips() / system.chips());
        Formula nameplate = nameplate(installation, system);
        tdp = tdp(system, nameplate);
        systemWatts = nameplate != null
                ? nameplate
                : Formula.function(
                        "power of a system",
                        Unit.WATTS,
                        "chips of a system x TDP x (1 + host-overhead)",
                        v -> v[0] * v[1] * (1 + v[2]),
                        chipsOfSystem,
                        tdp,
                        assumptions.get(EnergyAssumption.HOST_OVERHEAD));
        hostWatts = Formula.function(
                "host of a system",
                Unit.WATTS,
                "power of a system - chips of a system x TDP",
                v -> Math.max(0, v[0] - v[1] * v[2]),
                systemWatts,
                chipsOfSystem,
                tdp);
        for (Phase phase : Phase.values()) {
            chipWatts.put(phase, chipWatts(phase, assumptions));
        }
        networkWatts = network(installation.nics());
        storageWatts = Formula.product(
                "storage and management",
                Unit.WATTS,
                systems,
                systemWatts,
                assumptions.get(EnergyAssumption.STORAGE_POWER_SHARE));
        pue = assumptions.has(EnergyAssumption.PUE)
                ? assumptions.get(EnergyAssumption.PUE)
                : switch (installation.cooling()) {
                    case AIR -> assumptions.get(EnergyAssumption.PUE_AIR);
                    case LIQUID -> assumptions.get(EnergyAssumption.PUE_LIQUID);
                };
        racks = racks(installation);
        provisionedItWatts = Formula.sum(
                "machines, nameplate",
                Unit.WATTS,
                Formula.product("systems, nameplate", Unit.WATTS, systems, systemWatts),
                networkWatts,
                storageWatts);
        provisionedWatts = Formula.product("site, nameplate", Unit.WATTS, provisionedItWatts, pue);
        stoppedSiteWatts = site(
                Words.of("site while stopped"),
                chipWatts(Phase.IDLE),
                assumptions.get(EnergyAssumption.HOST_IDLE_SHARE));
    }

    /** @throws IllegalArgumentException where neither system nor chip says what it draws, which {@link #isKnown} tells */
    public static ClusterPower of(Cluster cluster, Assumptions assumptions) {
        return new ClusterPower(cluster, assumptions);
    }

    /** Whether enough is known of a system's power; {@code chip-tdp} can be given where that of the chip isn't. */
    public static boolean isKnown(SystemSpec system, Assumptions assumptions) {
        return system.installation().maxPowerWatts() != null
                || system.chip().tdpWatts() != null
                || assumptions.has(EnergyAssumption.CHIP_TDP);
    }

    private static @Nullable Formula nameplate(Installation installation, SystemSpec system) {
        Fact watts = installation.maxPowerWatts();
        return watts == null ? null : Input.positive("max-power@" + system.id(), Unit.WATTS, watts);
    }

    private Formula tdp(SystemSpec system, @Nullable Formula nameplate) {
        Chip chip = system.chip();
        Fact watts = chip.tdpWatts();
        if (watts != null) {
            return Input.positive("tdp@" + chip.id(), Unit.WATTS, watts);
        }
        if (nameplate == null || assumptions.has(EnergyAssumption.CHIP_TDP)) {
            return assumptions.get(EnergyAssumption.CHIP_TDP);
        }
        return Formula.function(
                "TDP",
                Unit.WATTS,
                "power of a system / (chips of a system x (1 + host-overhead))",
                v -> v[0] / (v[1] * (1 + v[2])),
                nameplate,
                chipsOfSystem,
                assumptions.get(EnergyAssumption.HOST_OVERHEAD));
    }

    private Formula chipWatts(Phase phase, Assumptions assumptions) {
        Formula idle = assumptions.get(EnergyAssumption.CHIP_IDLE_SHARE);
        return switch (phase) {
            case COMPUTE ->
                busy(Words.of("chip in compute"), idle, assumptions.get(EnergyAssumption.CHIP_COMPUTE_SHARE));
            case MEMORY ->
                busy(Words.of("chip in passes over memory"), idle, assumptions.get(EnergyAssumption.CHIP_MEMORY_SHARE));
            case COMMUNICATION ->
                busy(
                        Words.of("chip in communication"),
                        idle,
                        assumptions.get(EnergyAssumption.CHIP_COMMUNICATION_SHARE));
            case IDLE -> Formula.product("chip at idle", Unit.WATTS, tdp, idle);
        };
    }

    private Formula busy(Words name, Formula idle, Formula share) {
        return Formula.function(
                name,
                Unit.WATTS,
                Words.of("{0} x (idle + (1 - idle) x {1})", tdp.name(), share.name()),
                v -> v[0] * (v[1] + (1 - v[1]) * v[2]),
                tdp,
                idle,
                share);
    }

    private Formula network(@Nullable Nics nics) {
        if (nics == null || cluster.boughtChips() <= cluster.system().chips()) {
            return Formula.given("network", Unit.WATTS, 0, "nothing joins systems");
        }
        String system = cluster.system().id();
        Formula endPoints = Formula.product(
                "NIC ports", Unit.COUNT, systems, Input.positive("nics@" + system, Unit.COUNT, nics.count()));
        Formula ports = Formula.function(
                "switch ports",
                Unit.COUNT,
                "NIC ports x (2 tiers - 1), tiers: the fewest that join them",
                v -> FatTree.ports(v[0], v[1]),
                endPoints,
                assumptions.get(EnergyAssumption.SWITCH_RADIX));
        return Formula.product(
                "network",
                Unit.WATTS,
                ports,
                Input.positive("nic-rate@" + system, Unit.BITS_PER_SECOND, nics.bitsPerSecond()),
                Formula.sum(
                        "energy of a port per bit",
                        Unit.PICOJOULES_PER_BIT,
                        assumptions.get(EnergyAssumption.SWITCH_ENERGY),
                        assumptions.get(EnergyAssumption.TRANSCEIVER_ENERGY)));
    }

    private Formula racks(Installation installation) {
        Integer own = installation.racks();
        if (own != null) {
            return Formula.function(
                    "racks",
                    Unit.COUNT,
                    "systems x racks of a system",
                    v -> Math.ceil(v[0] * v[1]),
                    systems,
                    Formula.given("racks of a system", Unit.COUNT, own));
        }
        return Formula.function(
                "racks",
                Unit.COUNT,
                "as many whole systems to a rack as its power takes; a larger one is spread over several",
                v -> v[1] > v[2] ? Math.ceil(v[0] * v[1] / v[2]) : Math.ceil(v[0] / Math.floor(v[2] / v[1])),
                systems,
                systemWatts,
                assumptions.get(EnergyAssumption.RACK_POWER));
    }

    public Cluster cluster() {
        return cluster;
    }

    /** Power usage effectiveness: what the site draws over what its machines draw. */
    public Formula pue() {
        return pue;
    }

    /** Nameplate of one system. */
    public Formula systemWatts() {
        return systemWatts;
    }

    /** What a system draws at most beside its chips. */
    public Formula hostWatts() {
        return hostWatts;
    }

    /** One chip through a phase, on average. */
    public Formula chipWatts(Phase phase) {
        return Objects.requireNonNull(chipWatts.get(phase));
    }

    /** Nameplate of switches and their transceivers. */
    public Formula networkWatts() {
        return networkWatts;
    }

    /** Nameplate of storage and management nodes. */
    public Formula storageWatts() {
        return storageWatts;
    }

    /** Nameplate of all machines: what the site's UPS must carry. */
    public Formula provisionedItWatts() {
        return provisionedItWatts;
    }

    /** What the site must be able to draw: what a cap in megawatts has to cover. */
    public Formula provisionedWatts() {
        return provisionedWatts;
    }

    /** The site while steps run, on average. */
    public Formula siteWatts(PhaseShares shares) {
        List<Formula> ofChip = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            Formula watts = chipWatts(phase);
            Words share = Words.of("share of the step, {0}", watts.name());
            ofChip.add(Formula.product(
                    Words.of("{0}, its share", watts.name()),
                    Unit.WATTS,
                    Formula.given(share, Unit.COUNT, shares.share(phase), Words.NONE),
                    watts));
        }
        return site(
                Words.of("site while steps run"),
                Formula.sum("chip, average", Unit.WATTS, ofChip),
                assumptions.get(EnergyAssumption.HOST_DRAW_SHARE));
    }

    /** The site while nothing runs: during repairs and restarts. */
    public Formula stoppedSiteWatts() {
        return stoppedSiteWatts;
    }

    /** What each draws in every state, most first. */
    public List<PowerLevel> levels() {
        List<PowerLevel> levels = new ArrayList<>();
        levels.add(new PowerLevel(
                State.NAMEPLATE, tdp, systemWatts, rack(Words.of("rack, nameplate"), systemWatts), provisionedWatts()));
        levels.add(level(State.COMPUTE, Phase.COMPUTE, Words.of("in compute"), EnergyAssumption.HOST_DRAW_SHARE));
        levels.add(
                level(State.MEMORY, Phase.MEMORY, Words.of("in passes over memory"), EnergyAssumption.HOST_DRAW_SHARE));
        levels.add(level(
                State.COMMUNICATION,
                Phase.COMMUNICATION,
                Words.of("in communication"),
                EnergyAssumption.HOST_DRAW_SHARE));
        levels.add(level(State.IDLE, Phase.IDLE, Words.of("at idle"), EnergyAssumption.HOST_DRAW_SHARE));
        levels.add(level(State.STOPPED, Phase.IDLE, Words.of("while stopped"), EnergyAssumption.HOST_IDLE_SHARE));
        return levels;
    }

    private PowerLevel level(State state, Phase phase, Words words, EnergyAssumption hostShare) {
        Formula chip = chipWatts(phase);
        Formula host = assumptions.get(hostShare);
        Formula system = Formula.sum(
                Words.of("system {0}", words),
                Unit.WATTS,
                List.of(
                        Formula.product(Words.of("chips of a system {0}", words), Unit.WATTS, chipsOfSystem, chip),
                        Formula.product(Words.of("host of a system {0}", words), Unit.WATTS, hostWatts, host)));
        return new PowerLevel(
                state,
                chip,
                system,
                rack(Words.of("rack {0}", words), system),
                site(Words.of("site {0}", words), chip, host));
    }

    private Formula rack(Words name, Formula system) {
        return Formula.quotient(
                name, Unit.WATTS, Formula.product("systems of all racks", Unit.WATTS, systems, system), racks);
    }

    private Formula site(Words name, Formula chip, Formula hostShare) {
        int spare = cluster.boughtChips() - cluster.chips();
        List<Formula> machines = new ArrayList<>();
        machines.add(
                Formula.product("chips", Unit.WATTS, Formula.given("chips in use", Unit.COUNT, cluster.chips()), chip));
        if (spare > 0) {
            machines.add(Formula.product(
                    "chips not in use",
                    Unit.WATTS,
                    Formula.given("chips to whole systems", Unit.COUNT, spare),
                    chipWatts(Phase.IDLE)));
        }
        machines.add(Formula.product("hosts", Unit.WATTS, systems, hostWatts, hostShare));
        machines.add(Formula.product(
                "network and storage",
                Unit.WATTS,
                Formula.sum("network and storage, nameplate", Unit.WATTS, networkWatts, storageWatts),
                assumptions.get(EnergyAssumption.NETWORK_DRAW_SHARE)));
        return Formula.product(name, Unit.WATTS, Formula.sum("machines", Unit.WATTS, machines), pue);
    }

    /** Racks of systems; those of network and storage are not counted. */
    public Formula racks() {
        return racks;
    }
}

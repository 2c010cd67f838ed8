package org.suanchou.reliability;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.reliability.CheckpointTimes.Snapshot;
import org.suanchou.reliability.FailureSimulation.Repairs;
import org.suanchou.units.Unit;

/**
 * What failures take from a job on a cluster. The checkpoint policy is chosen once, at the best guesses; drawn assumptions
 * meet it as it is.
 */
public final class Resilience {
    private static final String HOW_ONE =
            "interval / M sum_(j>=1) S(restart + flush + j (interval + stall)), S(t) = exp(-t/M) at shape 1";
    private static final String HOW_MANY = "nested tiers: composed stretches";

    private final FailureRates rates;
    private final Formula meanSeconds;
    private final CheckpointPolicy policy;
    private final List<Formula> operands;
    private final Formula productive;
    private final Formula redone;
    private final Formula speed;
    private final Formula enough;
    private final Formula goodput;
    private final Formula spareHosts;
    private final Formula spareSystems;
    private final Formula repairSeconds;

    private Resilience(Cluster cluster, double checkpointBytes, Assumptions assumptions, @Nullable StandBy standBy) {
        rates = FailureRates.of(cluster, assumptions);
        meanSeconds = Formula.quotient(
                "mean time between interruptions",
                Unit.HOURS,
                Formula.given("one", Unit.COUNT, 1),
                rates.interruptions());
        Formula shape = assumptions.get(ReliabilityAssumption.FAILURE_SHAPE);
        Snapshot snapshot = Snapshot.of(cluster, checkpointBytes, assumptions);
        List<CheckpointTimes> times = CheckpointTimes.of(cluster, snapshot, assumptions);
        policy = CheckpointPolicy.best(
                FailureModel.of(meanSeconds.value(), shape.value()),
                snapshot.stall().value(),
                times.stream().map(CheckpointTimes::tier).toList());
        operands = new ArrayList<>(List.of(meanSeconds, shape));
        for (CheckpointTimes kept : kept(cluster, snapshot, assumptions)) {
            operands.addAll(List.of(kept.share(), kept.stall(), kept.flush(), kept.restart()));
        }
        productive = share("time that counts", WallClock::productive);
        redone = share("redone work, of the time with enough hosts", WallClock::redone);
        Formula spread = assumptions.get(ReliabilityAssumption.STRAGGLER_SPREAD);
        speed = Formula.function(
                "speed that stragglers leave",
                Unit.COUNT,
                "1 / (1 + straggler-spread sqrt(2 ln chips))",
                x -> Stragglers.factor(x[0], x[1]),
                spread,
                Formula.given("chips", Unit.COUNT, cluster.chips()));
        repairSeconds = assumptions.get(ReliabilityAssumption.REPAIR_TIME);
        Formula down = Formula.product("hosts under repair, mean", Unit.COUNT, rates.outages(), repairSeconds);
        Formula dispersion = dispersion(rates, assumptions);
        if (standBy == null) {
            Formula confidence = assumptions.get(ReliabilityAssumption.SPARE_CONFIDENCE);
            spareHosts = spareHosts(down, dispersion, confidence);
            // a whole host more than the confidence asks is luck of rounding: counting on it, more failures would be
            // less time
            enough = Formula.function(
                    "time with enough hosts",
                    Unit.COUNT,
                    "spare-confidence, or the probability that no host is under repair where that is more",
                    x -> Math.max(x[2], Spares.enough(0, x[0], x[1])),
                    down,
                    dispersion,
                    confidence);
        } else {
            spareHosts = Formula.given("spare hosts", Unit.COUNT, standBy.hosts());
            Formula waiting = Formula.function(
                    "time with enough hosts",
                    Unit.COUNT,
                    "probability that no more are under repair than spare hosts",
                    x -> Spares.enough((int) x[2], x[0], x[1]),
                    down,
                    dispersion,
                    spareHosts);
            enough = standBy.shrinks()
                    ? Formula.function(
                            "time with enough hosts",
                            Unit.COUNT,
                            "probability that no more are under repair than spare hosts; or, where that is more, spare-confidence"
                                    + " x share of the hosts that remain with as many spares as it asks",
                            x -> Math.max(x[0], x[3] * Math.min(1, 1 - (Spares.of(x[1], x[2], x[3]) - x[4]) / x[5])),
                            waiting,
                            down,
                            dispersion,
                            assumptions.get(ReliabilityAssumption.SPARE_CONFIDENCE),
                            spareHosts,
                            rates.hosts())
                    : waiting;
        }
        goodput = Formula.product("goodput", Unit.COUNT, productive, speed, enough);
        spareSystems = Formula.function(
                "spare systems",
                Unit.COUNT,
                "spare hosts x systems / hosts",
                x -> x[0] * x[1] / x[2],
                spareHosts,
                Formula.given(
                        "systems",
                        Unit.COUNT,
                        (double) cluster.boughtChips() / cluster.system().chips()),
                rates.hosts());
    }

    private static Formula dispersion(FailureRates rates, Assumptions assumptions) {
        return Formula.function(
                "hosts under repair, variance over mean",
                Unit.COUNT,
                "1 + (that of the interruptions in a repair-time - 1) x share of them that take a host out, 1 or more",
                x -> x[1] > 0 ? Spares.dispersion(FailureModel.of(1 / x[1], x[2]), x[0] / x[1], x[3]) : 1,
                rates.outages(),
                rates.interruptions(),
                assumptions.get(ReliabilityAssumption.FAILURE_SHAPE),
                assumptions.get(ReliabilityAssumption.REPAIR_TIME));
    }

    private static Formula spareHosts(Formula down, Formula dispersion, Formula confidence) {
        return Formula.function(
                "spare hosts",
                Unit.COUNT,
                "fewest that are enough with probability spare-confidence; Poisson at shape 1, else negative binomial",
                x -> Spares.of(x[0], x[1], x[2]),
                down,
                dispersion,
                confidence);
    }

    /** Spare hosts that {@code spare-confidence} asks for beside a cluster, at the best guesses. */
    public static int spareHosts(Cluster cluster, Assumptions assumptions) {
        FailureRates rates = FailureRates.of(cluster, assumptions);
        Formula down = Formula.product(
                "hosts under repair, mean",
                Unit.COUNT,
                rates.outages(),
                assumptions.get(ReliabilityAssumption.REPAIR_TIME));
        return (int) spareHosts(
                        down, dispersion(rates, assumptions), assumptions.get(ReliabilityAssumption.SPARE_CONFIDENCE))
                .value();
    }

    /** Chips of one host of a system. */
    public static int chipsOfHost(SystemSpec system, Assumptions assumptions) {
        return (int) Math.max(
                1,
                Math.min(
                        system.chips(),
                        assumptions.get(ReliabilityAssumption.CHIPS_PER_HOST).value()));
    }

    /** With as many spare hosts as {@code spare-confidence} asks. */
    public static Resilience of(Cluster cluster, double checkpointBytes, Assumptions assumptions) {
        return of(cluster, checkpointBytes, assumptions, null);
    }

    /**
     * @param checkpointBytes of one checkpoint, all chips together; at least 0
     * @param assumptions with those of {@code catalog/reliability.yaml}
     * @param standBy null for as many hosts as {@code spare-confidence} asks
     */
    public static Resilience of(
            Cluster cluster, double checkpointBytes, Assumptions assumptions, @Nullable StandBy standBy) {
        if (!(checkpointBytes >= 0) || checkpointBytes == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("checkpointBytes is " + checkpointBytes + "; it must be at least 0");
        }
        return new Resilience(cluster, checkpointBytes, assumptions, standBy);
    }

    /** The times of the tiers that the policy keeps; the nearest pays the snapshot. */
    private List<CheckpointTimes> kept(Cluster cluster, Snapshot snapshot, Assumptions assumptions) {
        List<CheckpointTimes> kept =
                new ArrayList<>(CheckpointTimes.of(EnumSet.copyOf(policy.places()), cluster, snapshot, assumptions));
        CheckpointTimes nearest = kept.getFirst();
        kept.set(0, nearest.withStall(Formula.sum("stall of a save", Unit.SECONDS, snapshot.stall(), nearest.stall())));
        return kept;
    }

    private Formula share(String name, ToDoubleFunction<WallClock> part) {
        return Formula.function(
                name,
                Unit.COUNT,
                policy.places().size() == 1 ? HOW_ONE : HOW_MANY,
                x -> part.applyAsDouble(wallClock(x)),
                operands.toArray(Formula[]::new));
    }

    private WallClock wallClock(double[] x) {
        return policy.wallClock(FailureModel.of(x[0], x[1]), tiers(x));
    }

    private List<CheckpointTier> tiers(double[] x) {
        List<CheckpointTier> tiers = new ArrayList<>(policy.places().size());
        for (int k = 0; k < policy.places().size(); k++) {
            int at = 2 + 4 * k;
            tiers.add(new CheckpointTier(policy.places().get(k), x[at], x[at + 1], x[at + 2], x[at + 3]));
        }
        return tiers;
    }

    /** Unexpected interruptions of the job a second. */
    public Formula interruptionsPerSecond() {
        return rates.interruptions();
    }

    public Formula meanSecondsBetweenInterruptions() {
        return meanSeconds;
    }

    /** Interruptions a second that take a host out. */
    public Formula hostOutagesPerSecond() {
        return rates.outages();
    }

    /** The tiers that the policy keeps, nearest first, at the best guesses. */
    public List<CheckpointTier> tiers() {
        return tiers(operands.stream().mapToDouble(Formula::value).toArray());
    }

    public CheckpointPolicy policy() {
        return policy;
    }

    /** The share of wall clock that trains at the speed of undisturbed steps; 0 to 1. */
    public Formula goodput() {
        return goodput;
    }

    /** The share of wall clock in which steps run: those that count, at the speed that stragglers leave, and those redone. */
    public Formula running() {
        return Formula.product(
                "time in which steps run",
                Unit.COUNT,
                Formula.sum("steps that count and steps redone", Unit.COUNT, productive, redone),
                enough);
    }

    /**
     * Shares of wall clock lost to saving, redone work, restarts, stragglers and waiting for repairs; with {@link #goodput}
     * they sum to 1.
     */
    public List<Loss> losses() {
        return List.of(
                lost(Loss.Cause.SAVING, share("saving, of the time with enough hosts", WallClock::saving)),
                lost(Loss.Cause.REDONE_WORK, redone),
                lost(Loss.Cause.RESTARTS, share("restarts, of the time with enough hosts", WallClock::restarting)),
                new Loss(
                        Loss.Cause.STRAGGLERS,
                        Formula.function(
                                Loss.Cause.STRAGGLERS.label(),
                                Unit.COUNT,
                                "time that counts x (1 - speed that stragglers leave) x time with enough hosts",
                                x -> x[0] * (1 - x[1]) * x[2],
                                productive,
                                speed,
                                enough)),
                new Loss(
                        Loss.Cause.WAITING_FOR_REPAIRS,
                        Formula.function(
                                Loss.Cause.WAITING_FOR_REPAIRS.label(),
                                Unit.COUNT,
                                "1 - time with enough hosts",
                                x -> 1 - x[0],
                                enough)));
    }

    private Loss lost(Loss.Cause cause, Formula share) {
        return new Loss(cause, Formula.product(cause.label(), Unit.COUNT, share, enough));
    }

    /** Hosts to have beside those that the job takes. */
    public Formula spareHosts() {
        return spareHosts;
    }

    /** Systems to have beside those that the job takes; a part of one where a system has several hosts. */
    public Formula spareSystems() {
        return spareSystems;
    }

    /** The same job event by event, at the best guesses. */
    public FailureSimulation simulation() {
        double[] x = operands.stream().mapToDouble(Formula::value).toArray();
        double rate = rates.interruptions().value();
        double out = rates.outages().value();
        return new FailureSimulation(
                FailureModel.of(x[0], x[1]),
                policy,
                tiers(x),
                speed.value(),
                new Repairs((int) spareHosts.value(), rate > 0 ? out / rate : 0, repairSeconds.value()));
    }
}

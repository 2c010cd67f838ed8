package org.suanchou.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.CostItem;
import org.suanchou.energy.PowerLevel;
import org.suanchou.reliability.CheckpointTier;
import org.suanchou.reliability.Loss;
import org.suanchou.source.Estimate;
import org.suanchou.source.Term;
import org.suanchou.units.Unit;

/**
 * The whole run of a plan.
 *
 * @param figures those that are known
 * @param power in each state; empty where the chip's power is unknown
 * @param costs parts that sum to the cost; empty where no price is known
 * @param owned what is bought whole, whatever the run's share of it; null where it is rented, or no price is known
 * @param unused ids of what the question assumes that nothing of this run depends on
 * @param drivers inputs that move the cost, or the wall clock where no price is known, most first
 * @param explained null where no one asked
 */
public record RunAnswer(
        Figures figures,
        Failures failures,
        List<PowerDraw> power,
        List<CostShare> costs,
        @Nullable Owned owned,
        List<String> unused,
        List<Driver> drivers,
        @Nullable RunExplanation explained) {
    /**
     * What failures and saves take.
     *
     * @param meanSecondsBetweenInterruptions infinite where nothing fails
     * @param interruptions that the run may expect
     * @param checkpointIntervalSeconds between saves to the nearest tier
     * @param lost shares of the wall clock
     */
    public record Failures(
            double meanSecondsBetweenInterruptions,
            double interruptions,
            double checkpointIntervalSeconds,
            List<Checkpoints> checkpoints,
            List<Lost> lost,
            double spareHosts,
            double spareSystems) {
        public Failures {
            checkpoints = List.copyOf(checkpoints);
            lost = List.copyOf(lost);
        }
    }

    /** A tier that checkpoints go to, and how often. */
    public record Checkpoints(CheckpointTier tier, double intervalSeconds) {}

    /** A share of the wall clock, and what takes it. */
    public record Lost(Loss.Cause cause, double share) {}

    /**
     * What a chip, a system, a rack and the site draw in one state, in watts.
     *
     * @param share of the wall clock; null for the nameplate, which is never drawn
     */
    public record PowerDraw(
            PowerLevel.State state, @Nullable Double share, double chip, double system, double rack, double site) {}

    /** Part of the cost, in dollars. */
    public record CostShare(CostItem item, double usd) {}

    /** Dollars of everything, and dollars a second of what it costs to have. */
    public record Owned(double usd, double depreciation, double finance, double operations) {}

    /**
     * What an input moves.
     *
     * @param range of the input, in the SI unit of {@code unit}
     * @param atLow the cost, or the wall clock, at the low end of the range
     */
    public record Driver(String input, Unit unit, Estimate range, double atLow, double atHigh) {}

    /**
     * The run unfolded.
     *
     * @param terms each figure down to its inputs
     * @param simulated the same job, event by event; null where nothing fails
     */
    public record RunExplanation(List<Term> terms, @Nullable Simulated simulated) {
        public RunExplanation {
            terms = List.copyOf(terms);
        }
    }

    /** @param waiting share of the wall clock without enough hosts */
    public record Simulated(long interruptions, Estimate goodput, double waiting) {}

    public RunAnswer {
        power = List.copyOf(power);
        costs = List.copyOf(costs);
        unused = List.copyOf(unused);
        drivers = List.copyOf(drivers);
    }
}

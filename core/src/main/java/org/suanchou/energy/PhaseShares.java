package org.suanchou.energy;

import org.suanchou.layer.Part;
import org.suanchou.training.StepTime;
import org.suanchou.words.WordedException;

/** Shares of a step's time by phase. They are at least 0 and sum to 1. */
public record PhaseShares(double compute, double memory, double communication, double idle) {
    private static final double ROUNDING = 1e-9;

    public PhaseShares {
        if (!(compute >= 0 && memory >= 0 && communication >= 0 && idle >= 0)
                || !(Math.abs(compute + memory + communication + idle - 1) <= ROUNDING)) {
            throw new WordedException(
                    "shares of a step ({0}, {1}, {2}, {3}) must be at least 0 and sum to 1",
                    compute, memory, communication, idle);
        }
    }

    public static PhaseShares of(StepTime time) {
        double[] seconds = new double[Phase.values().length];
        for (Part part : Part.values()) {
            seconds[Phase.of(part).ordinal()] += time.part(part);
        }
        double all = time.seconds();
        return new PhaseShares(
                seconds[Phase.COMPUTE.ordinal()] / all,
                seconds[Phase.MEMORY.ordinal()] / all,
                seconds[Phase.COMMUNICATION.ordinal()] / all,
                seconds[Phase.IDLE.ordinal()] / all);
    }

    /** A time spent in one phase alone. */
    public static PhaseShares only(Phase phase) {
        return new PhaseShares(
                phase == Phase.COMPUTE ? 1 : 0,
                phase == Phase.MEMORY ? 1 : 0,
                phase == Phase.COMMUNICATION ? 1 : 0,
                phase == Phase.IDLE ? 1 : 0);
    }

    public double share(Phase phase) {
        return switch (phase) {
            case COMPUTE -> compute;
            case MEMORY -> memory;
            case COMMUNICATION -> communication;
            case IDLE -> idle;
        };
    }
}

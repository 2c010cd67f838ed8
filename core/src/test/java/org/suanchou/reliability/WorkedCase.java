package org.suanchou.reliability;

import java.util.List;
import org.suanchou.reliability.CheckpointTier.Place;

/**
 * A published or projected mean time between interruptions with a stall and a restart, and what they give to the last digit
 * that is stated: Young's, Daly's, the availability-optimal and the numeric optimum in minutes, and goodput at the last.
 */
record WorkedCase(
        String name,
        double meanSeconds,
        double stallSeconds,
        double restartSeconds,
        double youngMinutes,
        double dalyMinutes,
        double availabilityMinutes,
        double optimumMinutes,
        double goodput) {
    static List<WorkedCase> all() {
        return List.of(
                of("16,384 H100 at 3.09 h, saved in the foreground", 3.09, 60, 10, 19.3, 18.6, 20.8, 18.7, 0.8525),
                of("the same in the background", 3.09, 5, 10, 5.6, 5.5, 5.8, 5.7, 0.9194),
                of("the same with a fast restart", 3.09, 5, 3, 5.6, 5.5, 5.7, 5.7, 0.9547),
                of("16,384 A100 at the rate of RSC-1", 1.8, 60, 10, 14.7, 14.0, 16.4, 14.0, 0.7931),
                of(
                        "100,000 chips, background, fast restart",
                        3.09 * 16_384 / 100_000,
                        5,
                        3,
                        2.3,
                        2.2,
                        2.4,
                        2.3,
                        0.8404),
                of("100,000 chips, foreground", 3.09 * 16_384 / 100_000, 60, 10, 7.8, 7.1, 10.0, 7.0, 0.5503),
                of("1,024 A100 at the rate of RSC-1", 28.8, 120, 15, 83.1, 81.8, 85.5, 81.7, 0.9444),
                of("2,000 GB200", 3.09 * 16_384 / 2_000, 30, 10, 39.0, 38.6, 39.6, 38.7, 0.9682),
                of("8,000 H100", 3.09 * 16_384 / 8_000, 60, 10, 27.6, 26.9, 28.9, 27.0, 0.905));
    }

    private static WorkedCase of(
            String name,
            double meanHours,
            double stallSeconds,
            double restartMinutes,
            double young,
            double daly,
            double availability,
            double optimum,
            double goodput) {
        return new WorkedCase(
                name, meanHours * 3600, stallSeconds, restartMinutes * 60, young, daly, availability, optimum, goodput);
    }

    CheckpointTier tier() {
        return new CheckpointTier(Place.REMOTE_STORAGE, 1, stallSeconds, 0, restartSeconds);
    }

    @Override
    public String toString() {
        return name;
    }
}

package org.suanchou.answer;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.Basis;
import org.suanchou.model.Precision;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.source.Estimate;
import org.suanchou.training.Tuning;
import org.suanchou.uncertainty.ErrorFactor;

/**
 * The question that an answer is to, filled in.
 *
 * @param schedule of the plan, where the question names one; else 1F1B
 * @param assumed what the question assumes, by id, in the units of the assumptions
 * @param money null where nothing is priced
 * @param anchored what measured runs that came with the question changed; null where none did
 * @param efficiencyInherited what kernels reach is a relative's, not the chip's own
 * @param defaults what was chosen where the question says nothing
 */
public record Asked(
        Model model,
        Hardware hardware,
        Work work,
        Supply supply,
        Limits limits,
        Objective objective,
        PipelineSchedule schedule,
        Map<String, Estimate> assumed,
        @Nullable Pricing money,
        @Nullable Anchored anchored,
        boolean efficiencyInherited,
        List<DefaultTaken> defaults) {
    /** @param experts whether it routes tokens to experts */
    public record Model(String id, double parameters, boolean experts) {}

    /**
     * What it runs on.
     *
     * @param name of the system, as people call it; so {@code chipName}
     * @param chips that run the job
     * @param systems that these chips are of: of a pod that is had in slices, a part
     * @param memoryBytes of a chip
     */
    public record Hardware(
            String system, String name, String chip, String chipName, int chips, double systems, double memoryBytes) {}

    /**
     * What is trained, and with what.
     *
     * @param tokens of the run; null, as {@code steps}, where only a step is asked about
     */
    public record Work(
            String stack,
            String stackName,
            Precision precision,
            Tuning tuning,
            int sequence,
            long globalBatch,
            double tokensPerStep,
            @Nullable Double tokens,
            @Nullable Double steps) {}

    /**
     * Who pays for the chips, and in what.
     *
     * @param basis null where no price is known
     * @param yuan null where no rate is assumed
     */
    public record Pricing(@Nullable Basis basis, @Nullable YuanRate yuan) {}

    /**
     * What a dollar is in yuan.
     *
     * @param asOf the date of the rate; null where the question says it
     */
    public record YuanRate(double perDollar, @Nullable String asOf) {}

    /**
     * What measured runs say of the error of this answer's step times.
     *
     * @param runs how many there are
     * @param correction what step times are multiplied by
     * @param logSigma what is left open; {@code before} without the runs
     * @param shared errors that the answer has in common with the runs
     * @param ownSources kinds of source that the answer has, and no run
     * @param theirSources those of the runs
     */
    public record Anchored(
            int runs,
            double correction,
            double logSigma,
            double before,
            List<ErrorFactor> shared,
            List<ErrorFactor> ownSources,
            List<ErrorFactor> theirSources) {
        public Anchored {
            shared = List.copyOf(shared);
            ownSources = List.copyOf(ownSources);
            theirSources = List.copyOf(theirSources);
        }
    }

    public Asked {
        SortedMap<String, Estimate> sorted = new TreeMap<>(assumed);
        assumed = Collections.unmodifiableMap(sorted);
        defaults = List.copyOf(defaults);
    }

    /** Null where no price is known. */
    public @Nullable Basis basis() {
        return money == null ? null : money.basis();
    }
}

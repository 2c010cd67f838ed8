package org.suanchou.parallel;

import org.jspecify.annotations.Nullable;

/** The order in which a pipeline stage works off its micro-batches. */
public enum PipelineSchedule {
    /** All forward passes, then all backward ones (Huang et al. 2019, arXiv 1811.06965). */
    GPIPE("gpipe"),
    /**
     * One forward, one backward (Narayanan et al. 2019, PipeDream-Flush); interleaved where a stage has virtual stages
     * (Narayanan et al. 2021, arXiv 2104.04473, section 2.2).
     */
    ONE_F_ONE_B("1f1b"),
    /**
     * 1F1B whose gradients by weights are put off to fill the drain (Qi et al. 2023, arXiv 2401.10241, section 2.2): every
     * stage holds as many micro-batches as the first one of 1F1B.
     */
    ZB_H1("zb-h1");

    private final String id;

    PipelineSchedule(String id) {
        this.id = id;
    }

    /** Its name on the command line and in evidence. */
    public String id() {
        return id;
    }

    /** Null for a name that is none of the ids. */
    public static @Nullable PipelineSchedule of(String id) {
        for (PipelineSchedule schedule : values()) {
            if (schedule.id.equalsIgnoreCase(id)) {
                return schedule;
            }
        }
        return null;
    }
}

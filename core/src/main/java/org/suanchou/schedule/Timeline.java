package org.suanchou.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.suanchou.parallel.PipelineSchedule;

/**
 * A pipeline played event by event: the exact twin of {@link PipelineSeconds}.
 *
 * <p>Each stage works off its {@link WorkList}. A pass starts when its stage is free and what it needs has arrived; the
 * stage is then taken for the pass and for what shows of the send after it.
 *
 * @param events stage by stage, each in order of time
 * @param seconds when the last stage is free
 */
public record Timeline(int pp, int vp, List<Event> events, double seconds) {
    /**
     * One pass.
     *
     * @param end of the pass; the send follows
     * @param free when the stage goes on: {@code end} and what shows of the send
     */
    public record Event(int stage, Work work, double start, double end, double free) {}

    public Timeline {
        events = List.copyOf(events);
    }

    /** Events of a pipeline. */
    public static long events(PipelineSchedule schedule, int pp, int vp, long microBatches) {
        return (schedule == PipelineSchedule.ZB_H1 ? 3L : 2L) * pp * vp * microBatches;
    }

    /**
     * @param chunks seconds of each chunk, {@code pp * vp} of them
     * @throws IllegalArgumentException where the schedule can't be played: virtual stages without 1F1B, or without a
     *     multiple of pp micro-batches
     */
    public static Timeline of(PipelineSchedule schedule, int pp, int microBatches, List<ChunkSeconds> chunks) {
        int vp = chunks.size() / pp;
        if (vp > 1 && (schedule != PipelineSchedule.ONE_F_ONE_B || microBatches % pp != 0)) {
            throw new IllegalArgumentException(
                    "vp is " + vp + " under " + schedule.id() + " with " + microBatches + " micro-batches");
        }
        List<List<Work>> lists = new ArrayList<>();
        List<List<Event>> done = new ArrayList<>();
        for (int stage = 0; stage < pp; stage++) {
            lists.add(WorkList.of(schedule, stage, pp, vp, microBatches));
            done.add(new ArrayList<>(lists.getLast().size()));
        }
        // when a pass's result is with the chunk that waits for it; NaN until it has been
        double[][] forward = unknown(chunks.size(), microBatches);
        double[][] backward = unknown(chunks.size(), microBatches);
        double[] free = new double[pp];
        boolean split = schedule == PipelineSchedule.ZB_H1;
        int last = chunks.size() - 1;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int stage = 0; stage < pp; stage++) {
                List<Work> list = lists.get(stage);
                List<Event> events = done.get(stage);
                while (events.size() < list.size()) {
                    Work work = list.get(events.size());
                    int c = work.chunk();
                    int m = work.microBatch();
                    double arrived = switch (work.pass()) {
                        case FORWARD -> c == 0 ? 0 : forward[c - 1][m];
                        case BACKWARD -> c == last ? forward[c][m] : backward[c + 1][m];
                        case WEIGHT_GRADIENT -> backward[c][m];
                    };
                    if (Double.isNaN(arrived)) {
                        break;
                    }
                    ChunkSeconds chunk = chunks.get(c);
                    double start = Math.max(free[stage], arrived);
                    double end = start
                            + switch (work.pass()) {
                                case FORWARD -> chunk.forward();
                                case BACKWARD -> chunk.inputGradient() + (split ? 0 : chunk.weightGradient());
                                case WEIGHT_GRADIENT -> chunk.weightGradient();
                            };
                    free[stage] = end + (work.pass() == Pass.WEIGHT_GRADIENT ? 0 : chunk.send());
                    switch (work.pass()) {
                        case FORWARD -> forward[c][m] = free[stage];
                        case BACKWARD -> backward[c][m] = free[stage];
                        case WEIGHT_GRADIENT -> {}
                    }
                    events.add(new Event(stage, work, start, end, free[stage]));
                    moved = true;
                }
            }
        }
        List<Event> all = new ArrayList<>();
        for (int stage = 0; stage < pp; stage++) {
            if (done.get(stage).size() < lists.get(stage).size()) {
                throw new IllegalStateException("stage " + stage + " waits for ever under " + schedule.id());
            }
            all.addAll(done.get(stage));
        }
        double seconds = 0;
        for (double stage : free) {
            seconds = Math.max(seconds, stage);
        }
        return new Timeline(pp, vp, all, seconds);
    }

    private static double[][] unknown(int chunks, int microBatches) {
        double[][] times = new double[chunks][microBatches];
        for (double[] chunk : times) {
            Arrays.fill(chunk, Double.NaN);
        }
        return times;
    }
}

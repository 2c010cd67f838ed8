package org.suanchou.training;

import org.suanchou.schedule.Timeline;

/**
 * A step drawn out in time: its pipeline, then what shows of the reduction of gradients, the optimizer, and the constant
 * of the stack.
 *
 * @param pipeline its events are stretched by {@code stretch}, so that they end where the step time says
 * @param stretch the closed form over the pipeline played event by event; within 1 % of 1 where micro-batches are at least
 *     pp; 1 where not all are drawn
 * @param microBatches drawn, of those of the step
 * @param gradientSeconds data-parallel traffic that shows after the last pass
 */
public record StepTimeline(
        Timeline pipeline,
        double stretch,
        int microBatches,
        double gradientSeconds,
        double optimizerSeconds,
        double constantSeconds) {
    /** The step time, where all micro-batches are drawn. */
    public double seconds() {
        return pipeline.seconds() * stretch + gradientSeconds + optimizerSeconds + constantSeconds;
    }
}

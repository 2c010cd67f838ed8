package org.suanchou.training;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.StageLayout;
import org.suanchou.schedule.ChunkSeconds;
import org.suanchou.schedule.PipelineSeconds;

/**
 * What the stages of a plan take for one micro-batch, pass by pass.
 *
 * <p>Data-parallel traffic that shows is left out: it delays every micro-batch of a stage alike, and what it adds while the
 * pipeline fills is neglected.
 */
final class StagePasses {
    private final ParallelPlan plan;
    private final LayerCosts layers;
    private final StageLayout layout;
    private final double send;
    /** By shape of stage. */
    private final double[] forward;

    private final double[] inputGradient;
    private final double[] weightGradient;
    private double longest;

    /** @param send what shows of one send, in seconds */
    StagePasses(ParallelPlan plan, LayerCosts layers, StageLayout layout, double send) {
        this.plan = plan;
        this.layers = layers;
        this.layout = layout;
        this.send = send;
        int shapes = layout.shapes().size();
        forward = new double[shapes];
        inputGradient = new double[shapes];
        weightGradient = new double[shapes];
    }

    /**
     * Takes in a stage.
     *
     * @param seconds of one micro-batch, all passes and chunks, without data-parallel traffic
     */
    void stage(int index, StageLayout.Shape shape, double seconds) {
        longest = Math.max(longest, seconds);
        forward[index] = forward(shape.layersOfKind(), shape.embedding(), shape.head()) + plan.vp() * send;
        weightGradient[index] = weightGradient(shape.layersOfKind(), shape.embedding(), shape.head());
        inputGradient[index] = seconds - forward[index] - weightGradient[index];
    }

    private double forward(List<Integer> counts, boolean embedding, boolean head) {
        double seconds = (embedding ? layers.embedding().forward() : 0)
                + (head ? layers.head().forward() : 0);
        for (int k = 0; k < counts.size(); k++) {
            seconds += counts.get(k) * layers.layers().get(k).forward();
        }
        return seconds;
    }

    private double weightGradient(List<Integer> counts, boolean embedding, boolean head) {
        double seconds = (embedding ? layers.embedding().weightGradient() : 0)
                + (head ? layers.head().weightGradient() : 0);
        for (int k = 0; k < counts.size(); k++) {
            seconds += counts.get(k) * layers.layers().get(k).weightGradient();
        }
        return seconds;
    }

    private double compute(List<Integer> counts, boolean embedding, boolean head) {
        double seconds = (embedding ? layers.embedding().seconds() : 0)
                + (head ? layers.head().seconds() : 0);
        for (int k = 0; k < counts.size(); k++) {
            seconds += counts.get(k) == 0
                    ? 0
                    : counts.get(k) * layers.layers().get(k).seconds();
        }
        return seconds;
    }

    /** What a step's micro-batches take, from the first pass to the last, beyond those of the longest stage. */
    double bubbleSeconds(long microBatches) {
        return Math.max(0, seconds(microBatches) - microBatches * longest);
    }

    /** Seconds of a step's micro-batches, from the first pass to the last. */
    private double seconds(long microBatches) {
        int pp = plan.pp();
        if (pp == 1) {
            return microBatches * (forward[0] + inputGradient[0] + weightGradient[0]);
        }
        // measured runs may have micro-batches that make no whole rounds: they are not played
        if (plan.vp() > 1 && !layout.evenBetweenEnds() && microBatches % pp == 0) {
            int chunks = pp * plan.vp();
            double[] f = new double[chunks];
            double[] b = new double[chunks];
            for (int chunk = 0; chunk < chunks; chunk++) {
                f[chunk] = chunkForward(chunk);
                b[chunk] = chunkBackward(chunk);
            }
            return PipelineSeconds.played(microBatches, pp, f, b);
        }
        double[] f = byStage(forward);
        double[] b = byStage(inputGradient);
        double[] w = byStage(weightGradient);
        if (plan.vp() == 1) {
            return PipelineSeconds.of(plan.schedule(), microBatches, f, b, w);
        }
        double[] firstF = new double[pp];
        double[] firstB = new double[pp];
        double[] lastF = new double[pp];
        double[] lastB = new double[pp];
        int last = (plan.vp() - 1) * pp;
        for (int stage = 0; stage < pp; stage++) {
            firstF[stage] = chunkForward(stage);
            firstB[stage] = chunkBackward(stage);
            lastF[stage] = chunkForward(last + stage);
            lastB[stage] = chunkBackward(last + stage);
            b[stage] += w[stage];
        }
        return PipelineSeconds.interleaved(microBatches, plan.vp(), f, b, firstF, firstB, lastF, lastB);
    }

    private double[] byStage(double[] byShape) {
        double[] seconds = new double[plan.pp()];
        for (int stage = 0; stage < seconds.length; stage++) {
            seconds[stage] = byShape[layout.shapeOfStage().get(stage)];
        }
        return seconds;
    }

    private double chunkForward(int chunk) {
        return forward(layout.layersOfChunk().get(chunk), chunk == 0, isLast(chunk)) + send;
    }

    private double chunkBackward(int chunk) {
        List<Integer> own = layout.layersOfChunk().get(chunk);
        return compute(own, chunk == 0, isLast(chunk)) - forward(own, chunk == 0, isLast(chunk)) + send;
    }

    private double chunkWeightGradient(int chunk) {
        return weightGradient(layout.layersOfChunk().get(chunk), chunk == 0, isLast(chunk));
    }

    private boolean isLast(int chunk) {
        return chunk == plan.pp() * plan.vp() - 1;
    }

    /** Every chunk, for the timeline. */
    List<ChunkSeconds> chunks() {
        List<ChunkSeconds> chunks = new ArrayList<>();
        for (int chunk = 0; chunk < plan.pp() * plan.vp(); chunk++) {
            double weights = plan.schedule() == PipelineSchedule.ZB_H1 ? chunkWeightGradient(chunk) : 0;
            chunks.add(
                    new ChunkSeconds(chunkForward(chunk) - send, chunkBackward(chunk) - send - weights, weights, send));
        }
        return chunks;
    }
}

package org.suanchou.parallel;

import org.suanchou.words.WordedException;

/**
 * How a training step is spread over {@code tp * cp * pp * dp} chips. Ranks are laid out with tensor parallelism
 * innermost, then context, data and pipeline parallelism (Megatron-LM's order); experts are spread over the ranks of one
 * pipeline stage.
 *
 * @param tp tensor-parallel degree
 * @param sequenceParallel norms and residuals are cut along the sequence over tp ranks
 * @param cp context-parallel degree
 * @param pp pipeline stages
 * @param vp virtual stages per pipeline rank; 1 where the schedule is not interleaved
 * @param ep expert-parallel degree; {@code ep * etp} divides {@code tp * cp * dp}
 * @param etp tensor-parallel degree inside an expert
 * @param dp data-parallel degree
 * @param microBatch sequences of one micro-batch on one data-parallel rank
 * @param zeroStage 0 replicated, 1 optimizer states sharded (distributed optimizer), 2 gradients too, 3 weights too (FSDP)
 * @param shardGroup ranks over which state is sharded, a divisor of {@code dp * cp}; smaller than that in hybrid sharding
 * @param recompute activations computed again
 * @param schedule order of micro-batches on a stage
 */
public record ParallelPlan(
        int tp,
        boolean sequenceParallel,
        int cp,
        int pp,
        int vp,
        int ep,
        int etp,
        int dp,
        double microBatch,
        int zeroStage,
        int shardGroup,
        Recompute recompute,
        PipelineSchedule schedule) {
    /** A plan under 1F1B, interleaved where vp exceeds 1. */
    public ParallelPlan(
            int tp,
            boolean sequenceParallel,
            int cp,
            int pp,
            int vp,
            int ep,
            int etp,
            int dp,
            double microBatch,
            int zeroStage,
            int shardGroup,
            Recompute recompute) {
        this(
                tp,
                sequenceParallel,
                cp,
                pp,
                vp,
                ep,
                etp,
                dp,
                microBatch,
                zeroStage,
                shardGroup,
                recompute,
                PipelineSchedule.ONE_F_ONE_B);
    }

    public ParallelPlan {
        positive("tp", tp);
        positive("cp", cp);
        positive("pp", pp);
        positive("vp", vp);
        positive("ep", ep);
        positive("etp", etp);
        positive("dp", dp);
        positive("shard group", shardGroup);
        if (!(microBatch > 0) || Double.isInfinite(microBatch)) {
            throw new WordedException("micro-batch-size is {0}; it must be above 0", microBatch);
        }
        if (zeroStage < 0 || zeroStage > 3) {
            throw new WordedException("zero-stage is {0}; it must be 0, 1, 2 or 3", zeroStage);
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new WordedException("{0} is {1}; it must be at least 1", name, value);
        }
    }

    public long chips() {
        return (long) tp * cp * pp * dp;
    }

    /** Ranks that hold the same expert: {@code tp * cp * dp / (ep * etp)}. */
    public int expertDp() {
        return Math.max(1, tp * cp * dp / (ep * etp));
    }

    /** Micro-batches of a step on one data-parallel rank, rounded up. */
    public long microBatches(long globalBatch) {
        return Math.max(1, (long) Math.ceil(globalBatch / (dp * microBatch) - 1e-9));
    }

    public ParallelPlan withRecompute(Recompute other) {
        return new ParallelPlan(
                tp, sequenceParallel, cp, pp, vp, ep, etp, dp, microBatch, zeroStage, shardGroup, other, schedule);
    }

    public ParallelPlan withSchedule(PipelineSchedule other) {
        return new ParallelPlan(
                tp, sequenceParallel, cp, pp, vp, ep, etp, dp, microBatch, zeroStage, shardGroup, recompute, other);
    }
}

package org.suanchou.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.hardware.Cluster;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;
import org.suanchou.workload.Sharding;

/** More sharding never takes more memory, and shards make up the whole. */
class MemoryProperties {
    private static final int ROUNDS = 400;
    private static final double ROUNDING = 1 + 1e-12;
    private static final Percentage EQUAL = Percentage.withPercentage(1e-9);

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(MemoryProperties.class);
    }

    @Test
    void shardingOptimizerThenGradientsNeverTakesMore() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);

            double zero0 = bytes(job, sharded(plan, 0));
            double zero1 = bytes(job, sharded(plan, 1));
            double zero2 = bytes(job, sharded(plan, 2));

            assertThat(zero1).as("%s", plan).isLessThanOrEqualTo(zero0 * ROUNDING);
            assertThat(zero2).as("%s", plan).isLessThanOrEqualTo(zero1 * ROUNDING);
        }
    }

    /**
     * Stage 3 holds shards and what is being gathered: a layer and another or the embedding table of weights, one of
     * gradients. It takes less than stage 2 once it shares more than those, here at a dozen equal layers, three more for
     * each that the table weighs, and four ranks or more.
     */
    @Test
    void shardingWeightsTakesLessThanTheLayersItGathers() {
        int seen = 0;
        for (int round = 0; round < 20 * ROUNDS; round++) {
            Transformer model = random.denseModel();
            TrainingJob job = random.job(model);
            ParallelPlan plan = random.plan(job);
            double layer = model.kinds().getFirst().parameters(model.hidden(), model.norm());
            double table = model.embeddingParameters() / layer;
            if (model.layers() / plan.pp() >= 12 + 3 * table && plan.shardGroup() >= 4) {
                assertThat(bytes(job, sharded(plan, 3)))
                        .as("%s", plan)
                        .isLessThanOrEqualTo(bytes(job, sharded(plan, 2)) * ROUNDING);
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(ROUNDS / 20);
    }

    /** The same data-parallel ranks and micro-batches, each on more chips. */
    @Test
    void tensorParallelismNeverTakesMore() {
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job();
            ParallelPlan plan = random.plan(job);

            double before = bytes(job, plan);
            double after = bytes(twiceTheChips(job), degrees(plan, 2 * plan.tp(), plan.pp()));

            assertThat(after).as("%s", plan).isLessThanOrEqualTo(before * ROUNDING);
        }
    }

    /**
     * Under 1F1B a first stage of half the layers holds at most twice the micro-batches. This is true of equal stages
     * alone: an odd layer too many on a middle stage, or the longer warm-up of interleaving, takes more. The dropout mask of
     * the embedding is kept for each of them, so stacks with one are left out.
     */
    @Test
    void pipelineStagesOfEqualLayersNeverTakeMore() {
        int seen = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TrainingJob job = random.job(random.chance(0.5) ? random.denseModel() : random.expertModel());
            ParallelPlan plan = degrees(random.plan(job), 1, 1);
            int pp = random.plan(job).pp();
            if (job.model().layers() % (2 * pp) == 0 && job.stack().attention() != AttentionKernel.UNFUSED) {
                double before = bytes(job, degrees(plan, 1, pp));
                double after = bytes(twiceTheChips(job), degrees(plan, 1, 2 * pp));

                assertThat(after).as("pp %d of %s", 2 * pp, plan).isLessThanOrEqualTo(before * ROUNDING);
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(ROUNDS / 5);
    }

    /** Selective recompute keeps less than none, full less than selective; a working set of one layer comes back. */
    @Test
    void recomputeKeepsLess() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer model = random.model();
            Sharding cut = cut(model);
            AttentionKernel kernel = random.oneOf(AttentionKernel.values());
            for (Layer layer : model.kinds()) {
                LayerMemory none = memory(layer, model, cut, kernel, Recompute.NONE);
                LayerMemory selective = memory(layer, model, cut, kernel, Recompute.SELECTIVE);
                LayerMemory full = memory(layer, model, cut, kernel, Recompute.FULL);

                assertThat(selective.keptBytes()).isLessThanOrEqualTo(none.keptBytes() * ROUNDING);
                assertThat(full.keptBytes()).isLessThanOrEqualTo(selective.keptBytes() * ROUNDING);
                assertThat(full.recomputedBytes()).isLessThanOrEqualTo(none.keptBytes() * ROUNDING);
                assertThat(selective.recomputedBytes()).isLessThanOrEqualTo(full.recomputedBytes() * ROUNDING);
                assertThat(none.recomputedBytes()).isZero();
            }
        }
    }

    /** Every rank holds norms, router and projections to latent widths whole, and a key-value head at the least; all else is
     * cut, experts over their groups. */
    @Test
    void shardsOfWeightsMakeUpTheLayer() {
        for (int round = 0; round < ROUNDS; round++) {
            Transformer model = random.model();
            Sharding cut = cut(model);
            for (Layer layer : model.kinds()) {
                LayerMemory memory = memory(layer, model, cut, AttentionKernel.NATIVE, Recompute.NONE);
                double whole = layer.norms() * model.norm().parameters(model.hidden());
                if (layer.mixer() instanceof Mixer.MultiLatentAttention latent) {
                    int queries = latent.queryRank() == null ? 0 : latent.queryRank();
                    whole += (double) model.hidden() * (queries + latent.kvRank() + latent.ropeDim());
                }
                if (layer.mixer() instanceof Mixer.KimiDeltaAttention delta) {
                    // the low-rank halves of decay and gate
                    whole += 2.0 * model.hidden() * delta.headDim();
                }
                if (layer.mixer() instanceof Mixer.Mamba1 m && m.stateNorms()) {
                    whole += m.rank() + 2 * m.state();
                }
                if (layer.feedForward() instanceof FeedForward.Experts e) {
                    whole += e.routerParameters(model.hidden());
                }
                double shared = 0;
                Mixer.GroupedQueryAttention a = layer.mixer() instanceof Mixer.ParallelHeads p
                        ? p.attention()
                        : layer.mixer() instanceof Mixer.GroupedQueryAttention alone ? alone : null;
                if (a != null && cut.tp() > a.kvHeads()) {
                    // a key-value head is held by several ranks
                    shared = (cut.tp() / (double) a.kvHeads() - 1) * model.hidden() * a.kvWidth();
                }

                double all = memory.denseParameters() * cut.tp()
                        - (cut.tp() - 1) * whole
                        - shared
                        + memory.expertParameters() * cut.ep() * cut.etp();

                assertThat(all).isCloseTo(layer.parameters(model.hidden(), model.norm()), EQUAL);
                if (!(layer.feedForward() instanceof FeedForward.Experts)) {
                    assertThat(memory.expertParameters()).isZero();
                }
            }
        }
    }

    private static LayerMemory memory(
            Layer layer, Transformer model, Sharding cut, AttentionKernel kernel, Recompute recompute) {
        return LayerMemory.of(
                layer, model.hidden(), model.norm(), cut, kernel, recompute, kernel == AttentionKernel.UNFUSED);
    }

    private Sharding cut(Transformer model) {
        int tp = random.oneOf(1, 2, 4, 8);
        int etp = tp == 1 ? 1 : random.oneOf(1, 2, tp);
        int ep = model.hasExperts() ? random.oneOf(1, 2, 4, 8) : 1;
        return new Sharding(tp, tp > 1 && random.chance(0.5), random.oneOf(1, 2), ep, etp, 1, 2048);
    }

    private static double bytes(TrainingJob job, ParallelPlan plan) {
        return new StepModel(job).timedRegardless(plan).memory().deviceBytes();
    }

    private static TrainingJob twiceTheChips(TrainingJob job) {
        return job.withCluster(
                new Cluster(job.cluster().system(), 2 * job.cluster().chips()));
    }

    private static ParallelPlan sharded(ParallelPlan p, int zeroStage) {
        return new ParallelPlan(
                p.tp(),
                p.sequenceParallel(),
                p.cp(),
                p.pp(),
                p.vp(),
                p.ep(),
                p.etp(),
                p.dp(),
                p.microBatch(),
                zeroStage,
                p.shardGroup(),
                p.recompute());
    }

    private static ParallelPlan degrees(ParallelPlan p, int tp, int pp) {
        return new ParallelPlan(
                tp,
                p.sequenceParallel(),
                p.cp(),
                pp,
                pp == p.pp() ? p.vp() : 1,
                p.ep(),
                p.etp(),
                p.dp(),
                p.microBatch(),
                p.zeroStage(),
                p.shardGroup(),
                p.recompute());
    }
}

package org.suanchou.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.refusal.Refusal;
import org.suanchou.training.Evaluation.Infeasible;

/** What must hold before a plan is worth timing; the first rule broken is the reason. */
public final class PlanRules {
    private PlanRules() {}

    /** Whether any plan may have this cut: tp divides the heads, and each of cp ranks takes an early and a late piece. */
    public static boolean admits(TrainingJob job, int tp, int cp) {
        if (cp > 1 && job.sequence() % (2L * cp) != 0) {
            return false;
        }
        for (LayerRun run : job.model().runs()) {
            if (heads(run.layer().mixer()) % tp != 0) {
                return false;
            }
        }
        return true;
    }

    /** Null where every rule holds. */
    public static @Nullable Infeasible broken(TrainingJob job, ParallelPlan plan, Network network) {
        int chips = job.cluster().chips();
        if (plan.chips() != chips) {
            return refused(plan, PlanRefusal.DEGREES_CHIPS, plan.chips(), chips);
        }
        int layers = job.model().layers();
        long chunks = (long) plan.pp() * plan.vp();
        if (chunks > layers) {
            return refused(plan, PlanRefusal.STAGES_LAYERS, chunks, layers);
        }
        if (plan.vp() > 1 && plan.pp() == 1) {
            return refused(plan, PlanRefusal.VP_WITHOUT_STAGES, plan.vp(), 1);
        }
        if (plan.vp() > 1 && plan.schedule() != PipelineSchedule.ONE_F_ONE_B) {
            return refused(
                    plan, PlanRefusal.VP_SCHEDULE, plan.vp(), 1, plan.schedule().id());
        }
        long microBatches = plan.microBatches(job.globalBatch());
        if (plan.vp() > 1 && microBatches % plan.pp() != 0) {
            return refused(plan, PlanRefusal.VP_MICRO_BATCHES, microBatches, plan.pp(), plan.vp());
        }
        for (LayerRun run : job.model().runs()) {
            int heads = heads(run.layer().mixer());
            if (heads % plan.tp() != 0) {
                return refused(plan, divided(run.layer().mixer()), plan.tp(), heads);
            }
            if (run.layer().feedForward() instanceof FeedForward.Experts e && e.experts() % plan.ep() != 0) {
                return refused(plan, PlanRefusal.EP_EXPERTS, plan.ep(), e.experts());
            }
        }
        if (plan.etp() > 1 && !job.model().hasExperts()) {
            return refused(plan, PlanRefusal.ETP_WITHOUT_EXPERTS, plan.etp(), 1);
        }
        if (plan.ep() > 1 && !job.model().hasExperts()) {
            return refused(plan, PlanRefusal.EP_WITHOUT_EXPERTS, plan.ep(), 1);
        }
        long stage = (long) plan.tp() * plan.cp() * plan.dp();
        long expertRanks = (long) plan.ep() * plan.etp();
        if (stage % expertRanks != 0) {
            return refused(plan, PlanRefusal.EXPERT_RANKS, expertRanks, stage);
        }
        if (plan.cp() > 1 && job.sequence() % (2L * plan.cp()) != 0) {
            return refused(plan, PlanRefusal.CP_SEQUENCE, 2L * plan.cp(), job.sequence(), plan.cp());
        }
        long ranks = (long) plan.dp() * plan.cp();
        if (ranks % plan.shardGroup() != 0) {
            return refused(plan, PlanRefusal.SHARD_GROUP, plan.shardGroup(), ranks);
        }
        if (!network.joins(chips, 1)) {
            return refused(
                    plan,
                    PlanRefusal.PLAN_UNJOINED,
                    chips,
                    job.cluster().system().reach(),
                    job.cluster().system().name());
        }
        return null;
    }

    private static int heads(Mixer mixer) {
        return switch (mixer) {
            case Mixer.None() -> 0;
            case Mixer.GroupedQueryAttention a -> a.heads();
            case Mixer.BlockSparseAttention s -> s.attention().heads();
            case Mixer.MultiLatentAttention a -> a.heads();
            case Mixer.CompressedSparseAttention a -> a.heads();
            case Mixer.GatedDeltaNet g -> g.valueHeads();
            case Mixer.Mamba2 m -> m.heads();
            case Mixer.Mamba1 m -> m.inner();
            case Mixer.ShortConvolution c -> c.width();
            case Mixer.KimiDeltaAttention a -> a.heads();
            case Mixer.LightningAttention a -> a.heads();
            case Mixer.ParallelHeads p -> common(heads(p.attention()), heads(p.mamba()));
        };
    }

    /** What a degree that divides both divides. */
    private static int common(int a, int b) {
        return b == 0 ? a : common(b, a % b);
    }

    private static PlanRefusal divided(Mixer mixer) {
        return mixer instanceof Mixer.Mamba1 || mixer instanceof Mixer.ShortConvolution
                ? PlanRefusal.TP_CHANNELS
                : mixer instanceof Mixer.ParallelHeads ? PlanRefusal.TP_SHARED_HEADS : PlanRefusal.TP_HEADS;
    }

    /** The words name need, have, and what else there is. */
    private static Infeasible refused(ParallelPlan plan, PlanRefusal code, long need, long have, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(need, have));
        arguments.addAll(List.of(more));
        return new Infeasible(plan, new Refusal(code, need, have, arguments));
    }
}

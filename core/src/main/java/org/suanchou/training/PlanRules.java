package org.suanchou.training;

import org.jspecify.annotations.Nullable;
import org.suanchou.model.FeedForward;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer;
import org.suanchou.network.Network;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.training.Evaluation.Constraint;
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
            return shape(
                    plan, plan.chips(), chips, "tp x cp x pp x dp is " + plan.chips() + ", the chips are " + chips);
        }
        int layers = job.model().layers();
        if ((long) plan.pp() * plan.vp() > layers) {
            return shape(
                    plan,
                    (double) plan.pp() * plan.vp(),
                    layers,
                    "pp x vp is " + (long) plan.pp() * plan.vp() + ", the model has " + layers + " layers");
        }
        if (plan.vp() > 1 && plan.pp() == 1) {
            return shape(plan, plan.vp(), 1, "vp is " + plan.vp() + " without pipeline stages; set pp above 1");
        }
        if (plan.vp() > 1 && plan.schedule() != PipelineSchedule.ONE_F_ONE_B) {
            return shape(
                    plan,
                    plan.vp(),
                    1,
                    "vp is " + plan.vp() + " under " + plan.schedule().id() + "; only 1f1b is interleaved");
        }
        long microBatches = plan.microBatches(job.globalBatch());
        if (plan.vp() > 1 && microBatches % plan.pp() != 0) {
            return shape(
                    plan,
                    microBatches,
                    plan.pp(),
                    "vp is " + plan.vp() + " with " + microBatches
                            + " micro-batches; interleaving needs a multiple of pp, " + plan.pp());
        }
        for (LayerRun run : job.model().runs()) {
            int heads = heads(run.layer().mixer());
            if (heads % plan.tp() != 0) {
                return shape(
                        plan,
                        plan.tp(),
                        heads,
                        "tp is " + plan.tp() + "; it must divide the " + heads + " "
                                + parts(run.layer().mixer()));
            }
            if (run.layer().feedForward() instanceof FeedForward.Experts e) {
                if (e.experts() % plan.ep() != 0) {
                    return shape(
                            plan,
                            plan.ep(),
                            e.experts(),
                            "ep is " + plan.ep() + "; it must divide the " + e.experts() + " experts");
                }
            }
        }
        if (plan.etp() > 1 && !job.model().hasExperts()) {
            return shape(plan, plan.etp(), 1, "etp is " + plan.etp() + ", but the model has no experts");
        }
        if (plan.ep() > 1 && !job.model().hasExperts()) {
            return shape(plan, plan.ep(), 1, "ep is " + plan.ep() + ", but the model has no experts");
        }
        long stage = (long) plan.tp() * plan.cp() * plan.dp();
        if (stage % ((long) plan.ep() * plan.etp()) != 0) {
            return shape(
                    plan,
                    (double) plan.ep() * plan.etp(),
                    stage,
                    "ep x etp is " + (long) plan.ep() * plan.etp() + "; it must divide the " + stage
                            + " chips of a stage");
        }
        if (plan.cp() > 1 && job.sequence() % (2L * plan.cp()) != 0) {
            return shape(
                    plan,
                    2.0 * plan.cp(),
                    job.sequence(),
                    "cp is " + plan.cp() + "; twice that must divide the " + job.sequence()
                            + " tokens of a sequence, for each rank takes an early and a late piece");
        }
        if ((long) plan.dp() * plan.cp() % plan.shardGroup() != 0) {
            return shape(
                    plan,
                    plan.shardGroup(),
                    (double) plan.dp() * plan.cp(),
                    "the shard group is " + plan.shardGroup() + "; it must divide dp x cp, "
                            + (long) plan.dp() * plan.cp());
        }
        if (!network.joins(chips, 1)) {
            int reach = job.cluster().system().reach();
            return new Infeasible(
                    plan,
                    Constraint.FABRIC,
                    chips,
                    reach,
                    "nothing joins more than " + reach + " chips of "
                            + job.cluster().system().name() + ", the plan spans " + chips);
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

    private static String parts(Mixer mixer) {
        return mixer instanceof Mixer.Mamba1 || mixer instanceof Mixer.ShortConvolution
                ? "channels"
                : mixer instanceof Mixer.ParallelHeads ? "heads that attention and Mamba share" : "heads";
    }

    private static Infeasible shape(ParallelPlan plan, double need, double have, String reason) {
        return new Infeasible(plan, Constraint.SHAPE, need, have, reason);
    }
}

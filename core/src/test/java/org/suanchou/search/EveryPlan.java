package org.suanchou.search;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.suanchou.model.FeedForward;
import org.suanchou.model.LayerRun;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.Recompute;
import org.suanchou.parallel.StageLayout;
import org.suanchou.refusal.Constraint;
import org.suanchou.training.Evaluation;
import org.suanchou.training.Evaluation.Feasible;
import org.suanchou.training.Evaluation.Infeasible;
import org.suanchou.training.PlanRules;
import org.suanchou.training.StepModel;
import org.suanchou.training.TrainingJob;

/**
 * The slow obvious twin of {@link PlanSearch}: nested loops over every whole number on every axis, each plan evaluated
 * from nothing.
 *
 * <p>Degrees multiply to the chips, dp and the micro-batch divide the batch. Sequence parallelism is a choice where tp
 * exceeds 1, virtual stages where pp does (equal chunks, micro-batches a multiple of pp), ep and etp where there are
 * experts, sharding where dp cp exceeds 1.
 */
final class EveryPlan {
    final Map<Constraint, Long> excluded = new EnumMap<>(Constraint.class);
    final List<Feasible> feasible = new ArrayList<>();
    long plans;

    EveryPlan(TrainingJob job) {
        StepModel model = new StepModel(job);
        int chips = job.cluster().chips();
        for (int tp = 1; tp <= chips; tp++) {
            for (int cp = 1; cp * tp <= chips; cp++) {
                for (int pp = 1; pp * cp * tp <= chips; pp++) {
                    if (chips % (tp * cp * pp) == 0) {
                        for (int micro = 1; micro <= job.globalBatch(); micro++) {
                            if (job.globalBatch() % micro == 0) {
                                degrees(model, tp, cp, pp, chips / (tp * cp * pp), micro);
                            }
                        }
                    }
                }
            }
        }
    }

    /** Seconds of the fastest plan; infinite where none runs. */
    double bestSeconds() {
        double best = Double.POSITIVE_INFINITY;
        for (Feasible plan : feasible) {
            best = Math.min(best, plan.seconds());
        }
        return best;
    }

    /** Plans whose step is within a ratio of the best. */
    long within(double ratio) {
        double limit = bestSeconds() * ratio;
        return feasible.stream().filter(plan -> plan.seconds() <= limit).count();
    }

    private void degrees(StepModel model, int tp, int cp, int pp, int dp, int micro) {
        TrainingJob job = model.job();
        if (job.globalBatch() % ((long) dp * micro) != 0) {
            exclude(Constraint.SHAPE);
            return;
        }
        ParallelPlan plain = new ParallelPlan(tp, tp > 1, cp, pp, 1, 1, 1, dp, micro, 0, dp * cp, Recompute.NONE);
        Infeasible broken = PlanRules.broken(job, plain, model.network());
        if (broken != null) {
            exclude(broken.constraint());
            return;
        }
        long micros = job.globalBatch() / ((long) dp * micro);
        int layers = job.model().layers();
        for (int vp = 1; vp <= (pp == 1 ? 1 : layers / pp); vp++) {
            if (vp > 1 && (micros % pp != 0 || !equalChunks(job, pp * vp))) {
                continue;
            }
            for (int ep = 1; ep <= chipsOfExperts(job); ep++) {
                for (int etp = 1; etp <= (job.model().hasExperts() ? tp : 1); etp++) {
                    if (!dividesExperts(job, ep) || tp % etp != 0 || tp * cp * dp % (ep * etp) != 0) {
                        continue;
                    }
                    for (int zero = 0; zero <= (dp * cp > 1 ? 3 : 0); zero++) {
                        for (int sequence = tp > 1 ? 1 : 0; sequence >= 0; sequence--) {
                            for (Recompute again : List.of(Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL)) {
                                see(model.evaluate(new ParallelPlan(
                                        tp, sequence == 1, cp, pp, vp, ep, etp, dp, micro, zero, dp * cp, again)));
                            }
                        }
                    }
                }
            }
        }
    }

    /** Equal, or equal once what follows the last layer, or that and the embedding, count as layers. */
    private static boolean equalChunks(TrainingJob job, int chunks) {
        int layers = job.model().layers();
        long tail = Math.round(StageLayout.tail(job.model()));
        return layers % chunks == 0 || (layers + tail) % chunks == 0 || (layers + tail + 1) % chunks == 0;
    }

    private static int chipsOfExperts(TrainingJob job) {
        int most = 1;
        for (LayerRun run : job.model().runs()) {
            if (run.layer().feedForward() instanceof FeedForward.Experts e) {
                most = Math.max(most, e.experts());
            }
        }
        return most;
    }

    private static boolean dividesExperts(TrainingJob job, int ep) {
        for (LayerRun run : job.model().runs()) {
            if (run.layer().feedForward() instanceof FeedForward.Experts e && e.experts() % ep != 0) {
                return false;
            }
        }
        return true;
    }

    private void see(Evaluation evaluation) {
        switch (evaluation) {
            case Infeasible i -> exclude(i.constraint());
            case Feasible f -> {
                plans++;
                feasible.add(f);
            }
        }
    }

    private void exclude(Constraint constraint) {
        plans++;
        excluded.merge(constraint, 1L, Long::sum);
    }
}

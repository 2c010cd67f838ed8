package org.suanchou.ask;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
import org.suanchou.refusal.Rule;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.search.Axes;
import org.suanchou.training.TrainingJob;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;

/** The fields that spell out a plan, or fix some of its axes. */
public final class PlanFields {
    private final Fields fields;

    PlanFields(Fields fields) {
        this.fields = fields;
    }

    /** The axes that are fixed; what is left out is free. */
    Axes axes(@Nullable Integer chips) {
        long cut = 1;
        for (Field degree : List.of(Field.TP, Field.CP, Field.PP)) {
            Integer given = fields.whole(degree);
            cut *= given == null ? 1 : given;
            if (chips != null && chips % cut != 0) {
                throw new BadInput(
                        fields.path(degree, fields.get(degree)),
                        Rule.value("tp x cp x pp", cut, AskRefusal.DIVIDES_CHIPS, chips));
            }
        }
        return new Axes(
                fields.whole(Field.TP),
                fields.whole(Field.CP),
                fields.whole(Field.PP),
                fields.whole(Field.VP),
                fields.whole(Field.EP),
                fields.whole(Field.ETP),
                fields.whole(Field.DP),
                fields.whole(Field.MICRO_BATCH_SIZE),
                fields.truth(Field.SEQUENCE_PARALLEL),
                fields.whole(Field.ZERO_STAGE),
                recomputeId(),
                schedule());
    }

    /** Refused where the degrees that are given leave it no meaning. */
    private PipelineSchedule schedule() {
        Tree given = fields.get(Field.SCHEDULE);
        String word = fields.word(Field.SCHEDULE);
        if (given == null || word == null) {
            return PipelineSchedule.ONE_F_ONE_B;
        }
        PipelineSchedule schedule = Objects.requireNonNull(PipelineSchedule.of(word));
        if (schedule != PipelineSchedule.ONE_F_ONE_B) {
            Integer vp = fields.whole(Field.VP);
            if (vp != null && vp > 1) {
                throw fields.bad(Field.SCHEDULE, given, AskRefusal.SCHEDULE_INTERLEAVED, vp);
            }
            Integer pp = fields.whole(Field.PP);
            if (pp != null && pp == 1) {
                throw fields.bad(Field.SCHEDULE, given, AskRefusal.SCHEDULE_WITHOUT_STAGES);
            }
        }
        return schedule;
    }

    private @Nullable String recomputeId() {
        return fields.isNone(Field.RECOMPUTE) ? "none" : fields.word(Field.RECOMPUTE);
    }

    /** The plan that the fields spell out; degrees left out are 1, dp is what is left of the chips. */
    ParallelPlan plan(TrainingQuestion question) {
        Axes axes = question.axes();
        TrainingJob job = question.job();
        int tp = or(axes.tp(), 1);
        int cp = or(axes.cp(), 1);
        int pp = or(axes.pp(), 1);
        long cut = (long) tp * cp * pp;
        int chips = job.cluster().chips();
        Integer dpGiven = fields.whole(Field.DP);
        if (dpGiven == null && chips % cut != 0) {
            throw new BadInput(Field.TP.option(), Rule.value("tp x cp x pp", cut, AskRefusal.DIVIDES_CHIPS, chips));
        }
        int dp = dpGiven == null ? (int) (chips / cut) : dpGiven;
        if (cut * dp != chips) {
            throw new BadInput(
                    Field.DP.option(), Rule.value("tp x cp x pp x dp", cut * dp, AskRefusal.NUMBER_OF_CHIPS, chips));
        }
        int microBatch = or(axes.microBatch(), 1);
        if (job.globalBatch() % ((long) dp * microBatch) != 0) {
            throw new BadInput(
                    Field.GLOBAL_BATCH_SIZE.option(),
                    Rule.value(
                            Field.GLOBAL_BATCH_SIZE.id(), job.globalBatch(), AskRefusal.DIVIDES_BATCH, dp, microBatch));
        }
        Integer zero = axes.zeroStage();
        Boolean sequenceParallel = axes.sequenceParallel();
        String recompute = axes.recompute();
        Integer shard = fields.whole(Field.SHARD_GROUP);
        return new ParallelPlan(
                tp,
                tp > 1 && (sequenceParallel == null || sequenceParallel),
                cp,
                pp,
                or(axes.vp(), 1),
                or(axes.ep(), 1),
                or(axes.etp(), 1),
                dp,
                microBatch,
                zero != null ? zero : dp * cp == 1 ? 0 : job.stack().fullySharded() ? 3 : 1,
                shard != null ? shard : dp * cp,
                recompute == null || recompute.equals("none")
                        ? Recompute.NONE
                        : recompute.equals("full") ? Recompute.FULL : Recompute.SELECTIVE,
                axes.schedule());
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}

package org.suanchou.ask;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
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
        for (String degree : List.of("tp", "cp", "pp")) {
            Integer given = fields.whole(degree, 1, QuestionReader.MOST_CHIPS);
            cut *= given == null ? 1 : given;
            if (chips != null && chips % cut != 0) {
                throw new BadInput(
                        fields.path(degree, fields.get(degree)),
                        "tp x cp x pp is " + cut + "; it must divide the " + chips + " chips");
            }
        }
        return new Axes(
                fields.whole("tp", 1, QuestionReader.MOST_CHIPS),
                fields.whole("cp", 1, QuestionReader.MOST_CHIPS),
                fields.whole("pp", 1, QuestionReader.MOST_CHIPS),
                fields.whole("vp", 1, QuestionReader.MOST_CHIPS),
                fields.whole("ep", 1, QuestionReader.MOST_CHIPS),
                fields.whole("etp", 1, QuestionReader.MOST_CHIPS),
                fields.whole("dp", 1, QuestionReader.MOST_CHIPS),
                fields.whole("micro-batch-size", 1, QuestionReader.MOST_CHIPS),
                fields.truth("sequence-parallel"),
                fields.whole("zero-stage", 0, 3),
                recomputeId(),
                schedule());
    }

    /** Refused where the degrees that are given leave it no meaning. */
    private PipelineSchedule schedule() {
        Tree given = fields.get("schedule");
        if (given == null) {
            return PipelineSchedule.ONE_F_ONE_B;
        }
        PipelineSchedule schedule = PipelineSchedule.of(given.label());
        if (schedule == null) {
            throw fields.bad("schedule", given, "it must be gpipe, 1f1b or zb-h1");
        }
        if (schedule != PipelineSchedule.ONE_F_ONE_B) {
            Integer vp = fields.whole("vp", 1, QuestionReader.MOST_CHIPS);
            if (vp != null && vp > 1) {
                throw fields.bad("schedule", given, "vp is " + vp + ", but only 1f1b is interleaved");
            }
            Integer pp = fields.whole("pp", 1, QuestionReader.MOST_CHIPS);
            if (pp != null && pp == 1) {
                throw fields.bad("schedule", given, "pp is 1, and without pipeline stages there is nothing to order");
            }
        }
        return schedule;
    }

    private @Nullable String recomputeId() {
        Tree given = fields.get("recompute");
        if (given == null) {
            return fields.isNone("recompute") ? "none" : null;
        }
        String mode = given.label().toLowerCase(Locale.ROOT);
        if (!Set.of("none", "selective", "full").contains(mode)) {
            throw fields.bad("recompute", given, "it must be none, selective or full");
        }
        return mode;
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
        Integer dpGiven = fields.whole("dp", 1, QuestionReader.MOST_CHIPS);
        if (dpGiven == null && chips % cut != 0) {
            throw new BadInput("--tp", "tp x cp x pp is " + cut + "; it must divide the " + chips + " chips");
        }
        int dp = dpGiven == null ? (int) (chips / cut) : dpGiven;
        if (cut * dp != chips) {
            throw new BadInput(
                    "--dp", "tp x cp x pp x dp is " + cut * dp + "; it must be the number of chips, " + chips);
        }
        int microBatch = or(axes.microBatch(), 1);
        if (job.globalBatch() % ((long) dp * microBatch) != 0) {
            throw new BadInput(
                    "--global-batch-size",
                    "global-batch-size is " + job.globalBatch() + "; dp " + dp + " x micro-batch-size " + microBatch
                            + " must divide it");
        }
        Integer zero = axes.zeroStage();
        Boolean sequenceParallel = axes.sequenceParallel();
        String recompute = axes.recompute();
        Integer shard = fields.whole("shard-group", 1, QuestionReader.MOST_CHIPS);
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

package org.suanchou.report;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.ComparisonAnswer.Against;
import org.suanchou.answer.ComparisonAnswer.Row;
import org.suanchou.answer.ComparisonAnswer.Work;
import org.suanchou.answer.Factor;
import org.suanchou.answer.Measure;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.answer.RunAnswer;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.source.Estimate;

/** A row of a comparison that can do the work: its best plan and that plan's run. */
record Compared(
        String name,
        TrainingAnswer answer,
        PlanAnswer plan,
        RunAnswer run,
        Work work,
        @Nullable Against against) {
    /** Empty where it can't. */
    static Optional<Compared> of(Row row) {
        TrainingAnswer answer = row.answer();
        Work work = row.work();
        PlanAnswer plan =
                answer == null || !answer.feasible() ? null : answer.plans().getFirst();
        RunAnswer run = plan == null ? null : plan.run();
        return answer == null || work == null || plan == null || run == null
                ? Optional.empty()
                : Optional.of(new Compared(row.name(), answer, plan, run, work, row.against()));
    }

    Estimate run(Measure measure) {
        return run.figures().get(measure);
    }

    @Nullable
    Estimate find(Measure measure) {
        return run.figures().find(measure);
    }

    /** Whether its money compares with the first's. */
    boolean priced() {
        return against != null && against.perDollar() != null;
    }

    /** Whether some steps from the first to it could only be told together. */
    boolean joins() {
        return against != null
                && against.steps().stream().anyMatch(step -> step.factors().size() > 1);
    }

    /** Whether the question fixes degrees of its plan, or of the first's. */
    boolean fixesPlan() {
        return against != null
                && against.steps().stream().anyMatch(step -> step.factors().contains(Factor.PLAN));
    }

    /** The price of a chip-hour at which its dollars do as much as the first's; null where one is unknown. */
    @Nullable
    Double evenUsdPerChipHour() {
        Estimate dollars = against == null ? null : against.perDollar();
        Double hour = work.usdPerChipHour();
        return dollars == null || hour == null ? null : (Double) (hour * dollars.mid());
    }
}

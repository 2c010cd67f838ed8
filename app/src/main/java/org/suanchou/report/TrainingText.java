package org.suanchou.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Asked;
import org.suanchou.answer.Asked.Anchored;
import org.suanchou.answer.Asked.Hardware;
import org.suanchou.answer.Asked.Work;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.Figures;
import org.suanchou.answer.Idle;
import org.suanchou.answer.Margins;
import org.suanchou.answer.Measure;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.answer.RunAnswer;
import org.suanchou.answer.Searched;
import org.suanchou.answer.Supply;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.layer.Part;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.refusal.Constraint;
import org.suanchou.reliability.StandBy;
import org.suanchou.source.Estimate;
import org.suanchou.text.Columns;
import org.suanchou.text.Currency;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Refusals;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.uncertainty.ErrorFactor;
import org.suanchou.uncertainty.Uncertainty;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** The answer to a training question for people. */
public final class TrainingText {
    private static final double SMALLEST_SHARE_SHOWN = 0.0005;

    private final Messages messages;
    private final InputNames names;

    public TrainingText(Messages messages) {
        this(messages, InputNames.IDS);
    }

    public TrainingText(Messages messages, InputNames names) {
        this.messages = messages;
        this.names = names;
    }

    public String of(TrainingAnswer answer) {
        StringBuilder out = new StringBuilder();
        Money money = Rate.of(messages, answer.asked());
        question(out, answer.asked(), money);
        infeasible(out, answer);
        if (answer.feasible()) {
            PlanAnswer best = answer.plans().getFirst();
            out.append('\n').append(plans(answer).filled().numbered().text(messages.page()));
            out.append('\n').append(parts(best).text(messages.page()));
            RunAnswer run = best.run();
            if (run != null) {
                out.append('\n').append(new RunText(messages, names, money).of(answer.asked(), run));
            }
        }
        out.append(new LimitText(messages, money).of(answer));
        Searched search = answer.search();
        if (search != null) {
            out.append('\n');
            search(out, search);
        }
        idle(out, answer);
        if (answer.countsTried() > 0) {
            say(out, "report.counts", answer.countsTried());
        }
        return out.toString();
    }

    private void say(StringBuilder out, String key, Object... arguments) {
        out.append(messages.text(key, arguments)).append('\n');
    }

    private void infeasible(StringBuilder out, TrainingAnswer answer) {
        Obstacle reason = answer.reason();
        if (reason == null) {
            return;
        }
        say(out, "report.infeasible", reason(reason, Rate.of(messages, answer.asked())));
        Margins margins = answer.margins();
        Double confidence = answer.asked().limits().confidence();
        if (margins != null && confidence != null && margins.seconds() > 1) {
            say(
                    out,
                    "report.limit.narrowed",
                    LimitText.percent(confidence),
                    Cells.fixed(100 * (margins.seconds() - 1), 0));
        }
        Integer wayOut = answer.wayOut();
        if (wayOut != null) {
            say(out, reason.constraint() == Constraint.POWER ? "report.way_out.power" : "report.way_out", wayOut);
        }
        if (answer.noCount()) {
            say(out, "report.no_count", answer.asked().hardware().chips());
        }
    }

    /** Systems that the chips are of; a part of one where a pod is had in slices. */
    private static String systems(Hardware hardware) {
        double systems = hardware.systems();
        return systems == Math.rint(systems) ? String.valueOf((long) systems) : Cells.fixed(systems, 1);
    }

    private void question(StringBuilder out, Asked asked, Money money) {
        Hardware hardware = asked.hardware();
        Work work = asked.work();
        say(
                out,
                "report.question",
                asked.model().id(),
                Quantity.format(asked.model().parameters(), Unit.COUNT),
                hardware.chips(),
                hardware.chipName(),
                hardware.name(),
                systems(hardware));
        supply(out, asked);
        say(
                out,
                "report.step",
                work.globalBatch(),
                work.sequence(),
                Refusals.quantity(work.tokensPerStep(), Unit.TOKENS, messages),
                work.precision().id(),
                work.stackName());
        Double tokens = work.tokens();
        Double steps = work.steps();
        if (tokens != null && steps != null) {
            say(out, "report.run", Refusals.quantity(tokens, Unit.TOKENS, messages), Cells.fixed(steps, 0));
        }
        anchored(out, asked);
        for (DefaultTaken taken : asked.defaults()) {
            String line = defaultTaken(taken, money);
            if (!line.isEmpty()) {
                out.append(line).append('\n');
            }
        }
        out.append(Rate.line(messages, asked));
    }

    /** What becomes of the chips that don't run the job, where it is taken out of more. */
    private void supply(StringBuilder out, Asked asked) {
        int chips = asked.hardware().chips();
        if (asked.supply() instanceof Supply.TakenFrom(int all, StandBy standBy) && all > chips) {
            say(out, "report.supply", all, chips, standBy.hosts(), all - chips);
        }
    }

    /** Why chips are left idle. */
    private void idle(StringBuilder out, TrainingAnswer answer) {
        Idle idle = answer.idle();
        if (idle != null) {
            Double slower = idle.slower();
            say(
                    out,
                    slower == null ? "report.idle.no_plan" : "report.idle",
                    idle.chips(),
                    idle.busy(),
                    slower == null ? "" : Cells.fixed(100 * (slower - 1), 1));
        }
    }

    /** What measured runs have changed. */
    private void anchored(StringBuilder out, Asked asked) {
        Anchored anchored = asked.anchored();
        if (anchored == null) {
            return;
        }
        say(
                out,
                "report.anchored",
                anchored.runs(),
                Cells.fixed(anchored.correction(), 3),
                Cells.fixed(100 * Uncertainty.halfWidth(anchored.logSigma()), 0),
                Cells.fixed(100 * Uncertainty.halfWidth(anchored.before()), 0));
        String shared = named(anchored.shared());
        say(out, "report.anchored.shared", shared.isEmpty() ? messages.text("report.anchored.nothing") : shared);
        String own = named(anchored.ownSources());
        if (!own.isEmpty()) {
            say(out, "report.anchored.other", own, named(anchored.theirSources()));
        }
    }

    private String named(List<ErrorFactor> factors) {
        return factors.stream()
                .map(factor -> InputNames.shown(factor, messages))
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
    }

    /** A value that was chosen, and why; empty where there is nothing to say in this currency. */
    String defaultTaken(DefaultTaken taken, Money money) {
        if (taken.why() == DefaultTaken.Why.BARE_DOLLARS && money.currency() == Currency.USD) {
            return "";
        }
        return messages.text("report.default", taken.field(), worded(value(taken, money)), why(taken));
    }

    /** A number of tokens in the reader's language; anything else as it is. */
    private String worded(String value) {
        String unit = " " + Unit.TOKENS.shown();
        return value.endsWith(unit)
                ? value.substring(0, value.length() - unit.length() + 1) + messages.text("unit.tokens")
                : value;
    }

    /** Money in yuan where the answer is; dollars are in the field's own unit. */
    private static String value(DefaultTaken taken, Money money) {
        DefaultTaken.Amount amount = taken.money();
        if (amount == null || money.currency() == Currency.USD) {
            return taken.value();
        }
        Estimate value = amount.value();
        String mid = money.shown(value.mid(), amount.unit());
        return value.isExact()
                ? mid
                : mid + " (" + money.shown(value.low(), amount.unit()) + " - "
                        + money.shown(value.high(), amount.unit()) + ")";
    }

    private String why(DefaultTaken taken) {
        return messages.text("why." + taken.why().name().toLowerCase(Locale.ROOT), worded(taken.detail()));
    }

    /** Why nothing runs, and the plan that comes nearest. */
    String reason(Obstacle reason, Money money) {
        String words = Refusals.words(reason.refusal(), messages, money);
        ParallelPlan plan = reason.plan();
        return plan == null ? words : words + " (" + degrees(plan) + ")";
    }

    /** One row a plan, best first. */
    public Table plans(TrainingAnswer answer) {
        Money money = Rate.of(messages, answer.asked());
        String capacity =
                Cells.gibibytes(answer.asked().hardware().memoryBytes(), 0).shown();
        String interval = messages.text("interval.80");
        Columns<PlanAnswer> columns = new Columns<>();
        columns.numbers("tp", "tp", p -> Cell.of(p.plan().tp()))
                .numbers("cp", "cp", p -> Cell.of(p.plan().cp()))
                .numbers("pp", "pp", p -> Cell.of(p.plan().pp()))
                .numbers("vp", "vp", p -> Cell.of(p.plan().vp()));
        if (answer.asked().model().experts()) {
            columns.numbers("ep", "ep", p -> Cell.of(p.plan().ep()))
                    .numbers("etp", "etp", p -> Cell.of(p.plan().etp()));
        }
        columns.numbers("dp", "dp", p -> Cell.of(p.plan().dp()))
                .numbers("mbs", "mbs", p -> Cell.of(p.plan().microBatch()))
                .words("sp", "sp", p -> Cell.of(p.plan().sequenceParallel() ? "yes" : "-"))
                .numbers("zero_stage", "zero", p -> Cell.of(p.plan().zeroStage()))
                .words(
                        "recompute",
                        messages.text("column.recompute"),
                        p -> Cell.of(p.plan().recompute().id()));
        if (answer.asked().schedule() != PipelineSchedule.ONE_F_ONE_B) {
            columns.words(
                    "schedule",
                    messages.text("column.schedule"),
                    p -> Cell.of(p.plan().schedule().id()));
        }
        columns.numbers(
                        "step_s",
                        messages.text("column.step_s"),
                        p -> Cell.of(p.figures().get(Measure.STEP_SECONDS).mid()))
                .numbers("days", messages.text("column.days"), p -> Cells.mid(run(p), Measure.WALL_SECONDS, 1))
                .and(
                        Column.numbers("days_low", messages.text("column.days_low"))
                                .under(interval),
                        p -> wall(p, false))
                .and(
                        Column.numbers("days_high", messages.text("column.days_high"))
                                .under(interval),
                        p -> wall(p, true))
                .numbers(
                        "mfu",
                        messages.text("column.mfu"),
                        p -> Cells.share(p.figures().get(Measure.MFU).mid(), 1))
                .numbers(
                        "tokens_per_s_per_chip",
                        messages.text("column.tokens_per_s_per_chip"),
                        p -> Cells.mid(p.figures(), Measure.TOKENS_PER_SECOND_PER_CHIP, 0))
                .numbers(
                        "allocated_gib",
                        messages.text("column.allocated_gib"),
                        p -> Cells.gibibytes(p.memory().allocatedBytes(), 1))
                .numbers(
                        "reserved_gib",
                        messages.text("column.reserved_gib"),
                        p -> Cells.gibibytes(p.memory().reservedBytes(), 1))
                .numbers(
                        "memory_gib",
                        messages.text("column.memory_gib") + "/" + capacity,
                        p -> Cells.gibibytes(p.memory().deviceBytes(), 1))
                .numbers("cost_usd", messages.text("column.cost_usd"), p -> cost(p, money))
                .numbers("energy_mwh", messages.text("column.energy_mwh"), p -> Cells.mid(run(p), Measure.JOULES, 0));
        return columns.of(answer.plans());
    }

    private static @Nullable Figures run(PlanAnswer plan) {
        RunAnswer run = plan.run();
        return run == null ? null : run.figures();
    }

    private static Cell wall(PlanAnswer plan, boolean high) {
        Figures run = run(plan);
        Estimate wall = run == null ? null : run.get(Measure.WALL_SECONDS);
        return wall == null ? Cell.NONE : Cells.of((high ? wall.high() : wall.low()) / Unit.DAYS.factor(), 1);
    }

    private static Cell cost(PlanAnswer plan, Money money) {
        Figures run = run(plan);
        Estimate usd = run == null ? null : run.find(Measure.USD);
        return usd == null ? Cell.NONE : Cell.of(usd.mid(), money.of(usd.mid()));
    }

    private record Seconds(String part, double seconds, String share) {}

    /** Where the step of one plan goes. */
    private Table parts(PlanAnswer plan) {
        double step = plan.figures().get(Measure.STEP_SECONDS).mid();
        List<Seconds> rows = new ArrayList<>();
        plan.parts().forEach((Part part, Double seconds) -> {
            if (seconds > SMALLEST_SHARE_SHOWN * step) {
                rows.add(seconds("part." + part.id(), seconds, step));
            }
        });
        double anchor = step - plan.timedSeconds();
        if (anchor != 0) {
            rows.add(seconds("part.anchor", anchor, step));
        }
        rows.add(new Seconds(messages.text("part.step"), step, "100%"));
        return new Columns<Seconds>()
                .words("part", messages.text("column.part"), row -> Cell.of(row.part()))
                .numbers("seconds", messages.text("column.seconds"), row -> Cell.of(row.seconds()))
                .numbers("share", messages.text("column.share"), row -> Cell.of(row.seconds() / step, row.share()))
                .of(rows);
    }

    private Seconds seconds(String key, double seconds, double step) {
        return new Seconds(messages.text(key), seconds, Cells.percent(seconds / step, 1));
    }

    private void search(StringBuilder out, Searched search) {
        StringBuilder excluded = new StringBuilder();
        for (Map.Entry<Constraint, Long> entry : search.excluded().entrySet()) {
            excluded.append(messages.text(
                    "report.excluded." + entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue()));
        }
        say(out, "report.search", search.plans(), search.timed(), search.bounded(), excluded);
        if (search.found()) {
            say(out, search.proved() ? "report.proved" : "report.unproved");
        }
        if (search.alike() > 1) {
            out.append(messages.text("report.alike", search.alike() - 1));
            if (!search.alikeExamples().isEmpty()) {
                out.append(messages.text(
                        "report.alike.examples",
                        search.alikeExamples().stream()
                                .map(TrainingText::degrees)
                                .collect(Collectors.joining("; "))));
            }
            out.append('\n');
        }
    }

    private static String degrees(ParallelPlan p) {
        return "tp " + p.tp() + (p.cp() > 1 ? " cp " + p.cp() : "") + " pp " + p.pp()
                + (p.vp() > 1 ? " vp " + p.vp() : "") + (p.ep() > 1 ? " ep " + p.ep() : "") + " dp " + p.dp();
    }
}

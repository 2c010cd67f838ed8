package org.suanchou.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.suanchou.hardware.Cluster;
import org.suanchou.layer.Part;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.refusal.Constraint;
import org.suanchou.reliability.StandBy;
import org.suanchou.scenario.Margins;
import org.suanchou.scenario.Obstacle;
import org.suanchou.scenario.PlanReport;
import org.suanchou.scenario.RunReport;
import org.suanchou.scenario.Supply;
import org.suanchou.scenario.Terms;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.scenario.TrainingReport;
import org.suanchou.scenario.TrainingReport.Idle;
import org.suanchou.search.SearchResult;
import org.suanchou.source.Estimate;
import org.suanchou.text.Currency;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Refusals;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.training.TrainingJob;
import org.suanchou.uncertainty.Anchor;
import org.suanchou.uncertainty.ErrorFactor;
import org.suanchou.uncertainty.Uncertainty;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** A training report for people. */
public final class TrainingText {
    private static final double DAY_SECONDS = 86_400;
    private static final double MEGAWATT_HOUR_JOULES = 3.6e9;
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

    public String of(TrainingReport report) {
        StringBuilder out = new StringBuilder();
        question(out, report.question());
        SearchResult search = report.search();
        Obstacle reason = report.reason();
        if (reason != null) {
            out.append(messages.text(
                            "report.infeasible",
                            reason(reason, report.question().terms())))
                    .append('\n');
            Margins margins = report.margins();
            Double confidence = report.question().limits().confidence();
            if (margins != null && confidence != null && margins.seconds() > 1) {
                out.append(messages.text(
                                "report.limit.narrowed",
                                LimitText.percent(confidence),
                                fixed(100 * (margins.seconds() - 1), 0)))
                        .append('\n');
            }
            Integer wayOut = report.wayOut();
            if (wayOut != null) {
                out.append(messages.text(
                                reason.constraint() == Constraint.POWER ? "report.way_out.power" : "report.way_out",
                                String.valueOf(wayOut)))
                        .append('\n');
            }
            if (report.noCount()) {
                out.append(messages.text(
                                "report.no_count",
                                String.valueOf(report.question().job().cluster().chips())))
                        .append('\n');
            }
        }
        if (report.feasible()) {
            out.append('\n').append(plans(report).filled().numbered().text(messages.page()));
            out.append('\n').append(parts(report.plans().getFirst()).text(messages.page()));
            RunReport run = report.plans().getFirst().run();
            if (run != null) {
                out.append('\n')
                        .append(new RunText(messages, names, money(report.question())).of(report.question(), run));
            }
        }
        out.append(new LimitText(messages, money(report.question())).of(report));
        if (search != null) {
            out.append('\n');
            search(out, search);
        }
        idle(out, report.idle());
        if (report.countsTried() > 0) {
            out.append(messages.text("report.counts", String.valueOf(report.countsTried())))
                    .append('\n');
        }
        return out.toString();
    }

    private static @Nullable Estimate wall(PlanReport plan) {
        RunReport run = plan.run();
        return run == null ? null : run.wallSeconds();
    }

    /** Systems that the chips are of; a part of one where a pod is had in slices. */
    private static String systems(Cluster cluster) {
        double systems = (double) cluster.boughtChips() / cluster.system().chips();
        return systems == Math.rint(systems) ? String.valueOf((long) systems) : fixed(systems, 1);
    }

    private void question(StringBuilder out, TrainingQuestion question) {
        TrainingJob job = question.job();
        Cluster cluster = job.cluster();
        out.append(messages.text(
                        "report.question",
                        question.modelId(),
                        Quantity.format(job.model().parameters(), Unit.COUNT),
                        String.valueOf(cluster.chips()),
                        cluster.chip().name(),
                        cluster.system().name(),
                        systems(cluster)))
                .append('\n');
        supply(out, question);
        Double tokens = question.tokens();
        Double steps = question.steps();
        out.append(messages.text(
                        "report.step",
                        String.valueOf(job.globalBatch()),
                        String.valueOf(job.sequence()),
                        RunText.shown(messages, job.tokensPerStep(), Unit.TOKENS),
                        job.precision().id(),
                        job.stack().name()))
                .append('\n');
        if (tokens != null && steps != null) {
            out.append(messages.text(
                            "report.run",
                            RunText.shown(messages, tokens, Unit.TOKENS),
                            String.format(Locale.ROOT, "%.0f", steps)))
                    .append('\n');
        }
        anchored(out, question);
        for (TrainingQuestion.DefaultTaken taken : question.defaults()) {
            String line = defaultTaken(taken, money(question));
            if (!line.isEmpty()) {
                out.append(line).append('\n');
            }
        }
        out.append(Rate.line(messages, question.terms()));
    }

    private Money money(TrainingQuestion question) {
        return Rate.of(messages, question.terms());
    }

    /** What becomes of the chips that don't run the job, where it is taken out of more. */
    private void supply(StringBuilder out, TrainingQuestion question) {
        int chips = question.job().cluster().chips();
        if (question.supply() instanceof Supply.TakenFrom(int all, StandBy standBy) && all > chips) {
            out.append(messages.text(
                            "report.supply",
                            String.valueOf(all),
                            String.valueOf(chips),
                            String.valueOf(standBy.hosts()),
                            String.valueOf(all - chips)))
                    .append('\n');
        }
    }

    /** Why chips are left idle. */
    private void idle(StringBuilder out, @Nullable Idle idle) {
        if (idle != null) {
            Double slower = idle.slower();
            out.append(messages.text(
                            slower == null ? "report.idle.no_plan" : "report.idle",
                            String.valueOf(idle.chips()),
                            String.valueOf(idle.busy()),
                            slower == null ? "" : fixed(100 * (slower - 1), 1)))
                    .append('\n');
        }
    }

    /** What measured runs have changed. */
    private void anchored(StringBuilder out, TrainingQuestion question) {
        if (!question.anchors().isEmpty()) {
            Anchor anchor = question.anchor();
            double before = Uncertainty.stepLogSigma(question.job());
            out.append(messages.text(
                            "report.anchored",
                            String.valueOf(question.anchors().size()),
                            fixed(anchor.corrected(1), 3),
                            fixed(100 * Uncertainty.halfWidth(anchor.logSigma()), 0),
                            fixed(100 * Uncertainty.halfWidth(before), 0)))
                    .append('\n');
            List<ErrorFactor> asked = Uncertainty.factors(question.job(), "asked");
            List<ErrorFactor> known = question.anchors().stream()
                    .flatMap(run -> run.factors().stream())
                    .toList();
            String shared = named(asked.stream().filter(factor -> factor.isAmong(known)));
            out.append(messages.text(
                            "report.anchored.shared",
                            shared.isEmpty() ? messages.text("report.anchored.nothing") : shared))
                    .append('\n');
            String source = named(asked.stream()
                    .filter(factor -> factor.kind() == ErrorFactor.Kind.SOURCE && !factor.isAmong(known)));
            if (!source.isEmpty()) {
                out.append(messages.text(
                                "report.anchored.other",
                                source,
                                named(known.stream().filter(factor -> factor.kind() == ErrorFactor.Kind.SOURCE))))
                        .append('\n');
            }
        }
    }

    private String named(Stream<ErrorFactor> factors) {
        return factors.map(factor -> InputNames.shown(factor, messages))
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
    }

    /** A value that was chosen, and why; empty where there is nothing to say in this currency. */
    String defaultTaken(TrainingQuestion.DefaultTaken taken, Money money) {
        if (taken.why() == TrainingQuestion.Why.BARE_DOLLARS && money.currency() == Currency.USD) {
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
    private static String value(TrainingQuestion.DefaultTaken taken, Money money) {
        TrainingQuestion.Amount amount = taken.money();
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

    private String why(TrainingQuestion.DefaultTaken taken) {
        return messages.text("why." + taken.why().name().toLowerCase(Locale.ROOT), worded(taken.detail()));
    }

    /** Why nothing runs, with money at the rate of these terms, and the plan that comes nearest. */
    String reason(Obstacle reason, @Nullable Terms terms) {
        String words = Refusals.words(reason.refusal(), messages, Rate.of(messages, terms));
        ParallelPlan plan = reason.plan();
        return plan == null ? words : words + " (" + degrees(plan) + ")";
    }

    /** One row a plan, best first. */
    public Table plans(TrainingReport report) {
        boolean experts = report.question().job().model().hasExperts();
        List<Column> columns = new ArrayList<>();
        for (String key : List.of("tp", "cp", "pp", "vp", "ep", "etp", "dp", "mbs")) {
            if (experts || !key.startsWith("e")) {
                columns.add(Column.numbers(key, key));
            }
        }
        columns.add(Column.words("sp", "sp"));
        columns.add(Column.numbers("zero_stage", "zero"));
        columns.add(Column.words("recompute", messages.text("column.recompute")));
        boolean scheduled = scheduled(report);
        if (scheduled) {
            columns.add(Column.words("schedule", messages.text("column.schedule")));
        }
        for (String key : List.of(
                "step_s",
                "days",
                "days_low",
                "days_high",
                "mfu",
                "tokens_per_s_per_chip",
                "allocated_gib",
                "reserved_gib",
                "memory_gib",
                "cost_usd",
                "energy_mwh")) {
            String title = messages.text("column." + key);
            Column column = Column.numbers(key, key.equals("memory_gib") ? title + "/" + capacity(report) : title);
            columns.add(key.startsWith("days_") ? column.under(messages.text("interval.80")) : column);
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (PlanReport plan : report.plans()) {
            rows.add(row(plan, experts, scheduled, money(report.question())));
        }
        return new Table(columns, rows);
    }

    private static String capacity(TrainingReport report) {
        return fixed(report.question().job().cluster().chip().memoryBytes().mid() / (1L << 30), 0);
    }

    /** Whether the question named another schedule than 1F1B. */
    private static boolean scheduled(TrainingReport report) {
        return report.question().axes().schedule() != PipelineSchedule.ONE_F_ONE_B;
    }

    private static List<Cell> row(PlanReport report, boolean experts, boolean scheduled, Money money) {
        ParallelPlan p = report.plan().plan();
        List<Cell> row = new ArrayList<>();
        row.add(Cell.of(p.tp()));
        row.add(Cell.of(p.cp()));
        row.add(Cell.of(p.pp()));
        row.add(Cell.of(p.vp()));
        if (experts) {
            row.add(Cell.of(p.ep()));
            row.add(Cell.of(p.etp()));
        }
        row.add(Cell.of(p.dp()));
        row.add(Cell.of(p.microBatch()));
        row.add(Cell.of(p.sequenceParallel() ? "yes" : "-"));
        row.add(Cell.of(p.zeroStage()));
        row.add(Cell.of(p.recompute().id()));
        if (scheduled) {
            row.add(Cell.of(p.schedule().id()));
        }
        row.add(Cell.of(report.stepSeconds().mid()));
        Estimate run = wall(report);
        row.add(run == null ? Cell.NONE : Cell.of(run.mid() / DAY_SECONDS, fixed(run.mid() / DAY_SECONDS, 1)));
        row.add(run == null ? Cell.NONE : Cell.of(run.low() / DAY_SECONDS, fixed(run.low() / DAY_SECONDS, 1)));
        row.add(run == null ? Cell.NONE : Cell.of(run.high() / DAY_SECONDS, fixed(run.high() / DAY_SECONDS, 1)));
        row.add(Cell.of(report.mfu().mid(), fixed(100 * report.mfu().mid(), 1) + "%"));
        row.add(Cell.of(
                report.tokensPerSecondPerChip().mid(),
                fixed(report.tokensPerSecondPerChip().mid(), 0)));
        row.add(gib(report.plan().memory().allocatedBytes()));
        row.add(gib(report.plan().memory().reservedBytes()));
        row.add(gib(report.peakMemoryBytes()));
        RunReport whole = report.run();
        Estimate usd = whole == null ? null : whole.usd();
        row.add(usd == null ? Cell.NONE : Cell.of(usd.mid(), money.of(usd.mid())));
        Estimate joules = whole == null ? null : whole.joules();
        row.add(
                joules == null
                        ? Cell.NONE
                        : Cell.of(joules.mid() / MEGAWATT_HOUR_JOULES, fixed(joules.mid() / MEGAWATT_HOUR_JOULES, 0)));
        return row;
    }

    private static Cell gib(double bytes) {
        return Cell.of(bytes / (1L << 30), fixed(bytes / (1L << 30), 1));
    }

    private static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Where the step of one plan goes. */
    private Table parts(PlanReport plan) {
        List<List<Cell>> rows = new ArrayList<>();
        double step = plan.stepSeconds().mid();
        for (Part part : Part.values()) {
            double seconds = plan.plan().time().part(part);
            if (seconds > SMALLEST_SHARE_SHOWN * step) {
                rows.add(List.of(
                        Cell.of(messages.text("part." + part.id())),
                        Cell.of(seconds),
                        Cell.of(seconds / step, fixed(100 * seconds / step, 1) + "%")));
            }
        }
        double anchor = step - plan.plan().seconds();
        if (anchor != 0) {
            rows.add(List.of(
                    Cell.of(messages.text("part.anchor")),
                    Cell.of(anchor),
                    Cell.of(anchor / step, fixed(100 * anchor / step, 1) + "%")));
        }
        rows.add(List.of(Cell.of(messages.text("part.step")), Cell.of(step), Cell.of(1.0, "100%")));
        return new Table(
                List.of(
                        Column.words("part", messages.text("column.part")),
                        Column.numbers("seconds", messages.text("column.seconds")),
                        Column.numbers("share", messages.text("column.share"))),
                rows);
    }

    private void search(StringBuilder out, SearchResult search) {
        StringBuilder excluded = new StringBuilder();
        for (Map.Entry<Constraint, Long> entry : search.excluded().entrySet()) {
            excluded.append(messages.text(
                    "report.excluded." + entry.getKey().name().toLowerCase(Locale.ROOT),
                    String.valueOf(entry.getValue())));
        }
        out.append(messages.text(
                        "report.search",
                        String.valueOf(search.plans()),
                        String.valueOf(search.timed()),
                        String.valueOf(search.bounded()),
                        excluded.toString()))
                .append('\n');
        if (!search.best().isEmpty()) {
            out.append(messages.text(search.proved() ? "report.proved" : "report.unproved"))
                    .append('\n');
        }
        if (search.alike() > 1) {
            out.append(messages.text("report.alike", String.valueOf(search.alike() - 1)));
            if (!search.alikeExamples().isEmpty()) {
                out.append(messages.text(
                        "report.alike.examples",
                        search.alikeExamples().stream()
                                .map(f -> degrees(f.plan()))
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

package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.suanchou.catalog.SourceEntry;
import org.suanchou.energy.ClusterPower;
import org.suanchou.energy.PhaseShares;
import org.suanchou.energy.PowerLevel;
import org.suanchou.formula.Formula;
import org.suanchou.memory.StageMemory;
import org.suanchou.refusal.Constraint;
import org.suanchou.reliability.FailureSimulation;
import org.suanchou.reliability.Resilience;
import org.suanchou.scenario.Obstacle;
import org.suanchou.scenario.RunReport;
import org.suanchou.scenario.TrainingReport;
import org.suanchou.source.Fact;
import org.suanchou.source.Term;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.training.MemoryUnfolding;
import org.suanchou.training.StepModel;
import org.suanchou.training.Unfolding;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** The best plan of a report taken apart: terms as a tree, inputs and their sources as tables. */
public final class ExplanationText {
    private final Messages messages;
    private final Money money;
    private final Map<String, SourceEntry> sources;
    private final InputNames names;

    public ExplanationText(Messages messages, Map<String, SourceEntry> sources, InputNames names, Money money) {
        this.messages = messages;
        this.money = money;
        this.sources = sources;
        this.names = names;
    }

    /** Nothing where no plan was even drawn up. */
    public String of(TrainingReport report, Explain explain) {
        if (explain == Explain.RUN) {
            return run(report);
        }
        StepModel model = new StepModel(report.question().job());
        StringBuilder out = new StringBuilder();
        Unfolding unfolding;
        Obstacle reason = report.reason();
        if (report.feasible()) {
            unfolding = new Unfolding(model, report.plans().getFirst().plan());
            if (explain == Explain.ALL) {
                out.append('\n').append(messages.text("explain.step")).append('\n');
                tree(out, unfolding.stepTime(), 0);
            }
        } else if (reason != null && reason.plan() != null && reason.constraint() == Constraint.MEMORY) {
            unfolding = new Unfolding(model, model.timedRegardless(reason.plan()));
        } else {
            return "";
        }
        out.append('\n').append(messages.text("explain.memory")).append('\n');
        tree(out, unfolding.memory(), 0);
        out.append('\n').append(messages.text("explain.stages")).append('\n');
        out.append(stages(unfolding.stages()).text(messages.page()));
        List<Term> inputs = explain == Explain.ALL ? unfolding.inputs() : unfolding.memoryInputs();
        sourced(out, inputs);
        return explain == Explain.ALL ? out + run(report) : out.toString();
    }

    private void sourced(StringBuilder out, List<Term> inputs) {
        out.append('\n').append(messages.text("explain.inputs")).append('\n');
        out.append(inputs(inputs).text(messages.page()));
        Set<String> used = new LinkedHashSet<>();
        for (Term input : inputs) {
            Fact fact = input.fact();
            if (fact != null) {
                used.addAll(fact.sources());
            }
        }
        out.append('\n').append(messages.text("catalog.sources")).append('\n');
        out.append(sourcesOf(used).text(messages.page()));
    }

    /** Failures, power and money of the best plan's run, each figure as a tree down to its inputs. */
    private String run(TrainingReport report) {
        RunReport run = report.feasible() ? report.plans().getFirst().run() : null;
        if (run == null) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        out.append('\n').append(messages.text("explain.run")).append('\n');
        powers(out, run);
        Map<String, Term> inputs = new LinkedHashMap<>();
        for (Term term : run.model().terms()) {
            tree(out, term, 0);
            gather(term, inputs);
        }
        simulated(out, run);
        sourced(out, List.copyOf(inputs.values()));
        return out.toString();
    }

    /** What draws how much in each state, and for how much of the wall clock. */
    private void powers(StringBuilder out, RunReport run) {
        ClusterPower power = run.model().power();
        if (power == null) {
            return;
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (PowerLevel level : power.levels()) {
            double share = shareOf(level.state(), run);
            rows.add(List.of(
                    Cell.of(messages.text("state." + level.state().name().toLowerCase(Locale.ROOT))),
                    Double.isNaN(share)
                            ? Cell.of("")
                            : Cell.of(share, String.format(Locale.ROOT, "%.1f%%", 100 * share)),
                    watts(level.chip()),
                    watts(level.system()),
                    watts(level.rack()),
                    watts(level.site())));
        }
        out.append(new Table(
                                List.of(
                                        Column.words("power", messages.text("column.power")),
                                        Column.numbers("share", messages.text("column.of_wall_clock")),
                                        Column.numbers("chip", messages.text("column.chip")),
                                        Column.numbers("system", messages.text("column.system")),
                                        Column.numbers("rack", messages.text("column.rack")),
                                        Column.numbers("site", messages.text("column.site"))),
                                rows)
                        .text(messages.page()))
                .append('\n');
    }

    /** Of the wall clock; NaN for the nameplate, which is never drawn. */
    private static double shareOf(PowerLevel.State state, RunReport run) {
        PhaseShares shares = run.model().shares();
        double running = run.model().resilience().running().value();
        return switch (state) {
            case NAMEPLATE -> Double.NaN;
            case COMPUTE -> running * shares.compute();
            case MEMORY -> running * shares.memory();
            case COMMUNICATION -> running * shares.communication();
            case IDLE -> running * shares.idle();
            case STOPPED -> 1 - running;
        };
    }

    private static Cell watts(Formula power) {
        return Cell.of(power.value(), Quantity.format(power.value(), Unit.WATTS));
    }

    /** The closed form of goodput beside the same job, event by event. */
    private void simulated(StringBuilder out, RunReport run) {
        double mean = run.meanSecondsBetweenInterruptions();
        if (mean < Double.POSITIVE_INFINITY) {
            Resilience resilience = run.model().resilience();
            FailureSimulation.Outcome outcome = resilience.simulation().run(0);
            out.append('\n')
                    .append(messages.text(
                            "explain.simulated",
                            String.valueOf(outcome.interruptions()),
                            share(outcome.goodput().mid()),
                            share(outcome.goodput().low()),
                            share(outcome.goodput().high()),
                            share(outcome.waiting()),
                            share(run.goodput().mid())))
                    .append('\n');
        }
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * value);
    }

    private static void gather(Term term, Map<String, Term> inputs) {
        if (term.fact() != null) {
            inputs.putIfAbsent(term.name(), term);
        }
        term.inputs().forEach(inner -> gather(inner, inputs));
    }

    private void tree(StringBuilder out, Term term, int depth) {
        out.append("  ".repeat(depth))
                .append(names.shown(term.name()))
                .append("  ")
                .append(shown(term.value(), term.unit()));
        if (!term.how().isEmpty()) {
            out.append("  = ").append(term.how());
        }
        out.append('\n');
        for (Term input : term.inputs()) {
            tree(out, input, depth + 1);
        }
    }

    private String shown(double value, Unit unit) {
        if (Money.isMoney(unit)) {
            return money.shown(value, unit);
        }
        return unit == Unit.BYTES ? Quantity.formatBinaryBytes(value) : Quantity.format(value, unit);
    }

    /** One row a shape of stage, in GiB. */
    private Table stages(List<MemoryUnfolding.Stage> stages) {
        List<List<Cell>> rows = new ArrayList<>();
        for (MemoryUnfolding.Stage stage : stages) {
            StageMemory m = stage.memory();
            rows.add(List.of(
                    Cell.of(stage.shape().first()),
                    Cell.of(stage.shape().count()),
                    Cell.of(stage.shape().layers()),
                    Cell.of(stage.inFlight()),
                    gib(m.weights() + m.gathered()),
                    gib(m.gradients() + m.placeholders()),
                    gib(m.optimizer()),
                    gib(m.activations()),
                    gib(m.logits() + m.working()),
                    gib(m.allocatedBytes()),
                    gib(m.reservedBytes()),
                    gib(m.deviceBytes())));
        }
        List<Column> columns = new ArrayList<>();
        for (String key : List.of(
                "first_stage",
                "stages",
                "layers",
                "in_flight",
                "weights",
                "gradients",
                "optimizer",
                "activations",
                "working",
                "allocated",
                "reserved",
                "device")) {
            columns.add(Column.numbers(key, messages.text("column." + key)));
        }
        return new Table(columns, rows);
    }

    private static Cell gib(double bytes) {
        double gib = bytes / (1L << 30);
        return Cell.of(gib, String.format(Locale.ROOT, "%.2f", gib));
    }

    private Table inputs(List<Term> inputs) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Term input : inputs) {
            Fact fact = input.fact();
            if (fact != null) {
                String range = fact.value().isExact()
                        ? ""
                        : " (" + shown(fact.value().low(), input.unit()) + " - "
                                + shown(fact.value().high(), input.unit()) + ")";
                rows.add(List.of(
                        Cell.of(names.shown(input.name())),
                        Cell.of(shown(input.value(), input.unit()) + range),
                        Cell.of(messages.text(
                                "provenance." + fact.provenance().name().toLowerCase(Locale.ROOT))),
                        Cell.of(messages.text(
                                "confidence." + fact.confidence().name().toLowerCase(Locale.ROOT))),
                        Cell.of(fact.asOf() == null ? "" : fact.asOf()),
                        Cell.of(String.join(", ", fact.sources())),
                        Cell.of(input.how())));
            }
        }
        return new Table(
                List.of(
                        Column.words("field", messages.text("column.field")),
                        Column.words("value", messages.text("column.value")),
                        Column.words("provenance", messages.text("column.provenance")),
                        Column.words("confidence", messages.text("column.confidence")),
                        Column.words("as_of", messages.text("column.as_of")),
                        Column.words("source_ids", messages.text("column.source_ids")),
                        Column.words("note", messages.text("column.note"))),
                rows);
    }

    private Table sourcesOf(Set<String> ids) {
        List<List<Cell>> rows = new ArrayList<>();
        for (String id : ids) {
            SourceEntry entry = sources.get(id);
            rows.add(List.of(
                    Cell.of(id),
                    Cell.of(entry == null ? "" : entry.title()),
                    Cell.of(entry == null ? "" : entry.where()),
                    Cell.of(entry == null || entry.version() == null ? "" : entry.version())));
        }
        return new Table(
                List.of(
                        Column.words("id", messages.text("column.id")),
                        Column.words("title", messages.text("column.title")),
                        Column.words("where", messages.text("column.where")),
                        Column.words("version", messages.text("column.version"))),
                rows);
    }
}

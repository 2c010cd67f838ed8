package org.suanchou.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Explanation;
import org.suanchou.answer.Measure;
import org.suanchou.answer.PlanAnswer;
import org.suanchou.answer.RunAnswer;
import org.suanchou.answer.RunAnswer.PowerDraw;
import org.suanchou.answer.RunAnswer.RunExplanation;
import org.suanchou.answer.RunAnswer.Simulated;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.catalog.SourceEntry;
import org.suanchou.memory.StageMemory;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Term;
import org.suanchou.text.Columns;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Refusals;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/** The best plan of an answer taken apart: terms as a tree, inputs and their sources as tables. */
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
    public String of(TrainingAnswer answer) {
        StringBuilder out = new StringBuilder();
        PlanAnswer best = answer.feasible() ? answer.plans().getFirst() : null;
        Explanation explained = best == null ? answer.explained() : best.explained();
        if (explained != null) {
            plan(out, explained);
        }
        RunAnswer run = best == null ? null : best.run();
        RunExplanation runExplained = run == null ? null : run.explained();
        if (run != null && runExplained != null) {
            run(out, run, runExplained);
        }
        return out.toString();
    }

    private void plan(StringBuilder out, Explanation explained) {
        Term step = explained.stepTime();
        if (step != null) {
            out.append('\n').append(messages.text("explain.step")).append('\n');
            tree(out, step, 0);
        }
        out.append('\n').append(messages.text("explain.memory")).append('\n');
        tree(out, explained.memory(), 0);
        out.append('\n').append(messages.text("explain.stages")).append('\n');
        out.append(stages(explained.stages()).text(messages.page()));
        sourced(out, explained.inputs());
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
    private void run(StringBuilder out, RunAnswer run, RunExplanation explained) {
        out.append('\n').append(messages.text("explain.run")).append('\n');
        if (!run.power().isEmpty()) {
            out.append(powers(run.power()).text(messages.page())).append('\n');
        }
        Map<String, Term> inputs = new LinkedHashMap<>();
        for (Term term : explained.terms()) {
            tree(out, term, 0);
            gather(term, inputs);
        }
        Simulated simulated = explained.simulated();
        if (simulated != null) {
            simulated(out, simulated, run.figures().get(Measure.GOODPUT).mid());
        }
        sourced(out, List.copyOf(inputs.values()));
    }

    /** What draws how much in each state, and for how much of the wall clock. */
    private Table powers(List<PowerDraw> draws) {
        return new Columns<PowerDraw>()
                .words(
                        "power",
                        messages.text("column.power"),
                        draw -> Cell.of(
                                messages.text("state." + draw.state().name().toLowerCase(Locale.ROOT))))
                .numbers(
                        "share",
                        messages.text("column.of_wall_clock"),
                        draw -> draw.share() == null ? Cell.of("") : Cells.share(draw.share(), 1))
                .numbers("chip", messages.text("column.chip"), draw -> watts(draw.chip()))
                .numbers("system", messages.text("column.system"), draw -> watts(draw.system()))
                .numbers("rack", messages.text("column.rack"), draw -> watts(draw.rack()))
                .numbers("site", messages.text("column.site"), draw -> watts(draw.site()))
                .of(draws);
    }

    private static Cell watts(double power) {
        return Cell.of(power, Quantity.format(power, Unit.WATTS));
    }

    /** The closed form of goodput beside the same job, event by event. */
    private void simulated(StringBuilder out, Simulated job, double closedForm) {
        out.append('\n')
                .append(messages.text(
                        "explain.simulated",
                        job.interruptions(),
                        Cells.percent(job.goodput().mid(), 2),
                        Cells.percent(job.goodput().low(), 2),
                        Cells.percent(job.goodput().high(), 2),
                        Cells.percent(job.waiting(), 2),
                        Cells.percent(closedForm, 2)))
                .append('\n');
    }

    private static void gather(Term term, Map<String, Term> inputs) {
        if (term.fact() != null) {
            inputs.putIfAbsent(term.name().toString(), term);
        }
        term.inputs().forEach(inner -> gather(inner, inputs));
    }

    private void tree(StringBuilder out, Term term, int depth) {
        out.append("  ".repeat(depth)).append(name(term)).append("  ").append(shown(term.value(), term.unit()));
        if (!term.how().isEmpty()) {
            out.append("  = ").append(messages.words(term.how()));
        }
        out.append('\n');
        for (Term input : term.inputs()) {
            tree(out, input, depth + 1);
        }
    }

    /** What has no words has an id. */
    private String name(Term term) {
        Words name = term.name();
        return name.isWorded() ? messages.words(name) : names.shown(name.toString());
    }

    private String shown(double value, Unit unit) {
        if (Money.isMoney(unit)) {
            return money.shown(value, unit);
        }
        return unit == Unit.BYTES ? Quantity.formatBinaryBytes(value) : Refusals.quantity(value, unit, messages);
    }

    /** One row a shape of stage, in GiB. */
    private Table stages(List<Explanation.Stage> stages) {
        Columns<Explanation.Stage> columns = new Columns<>();
        columns.numbers("first_stage", messages.text("column.first_stage"), stage -> Cell.of(stage.first()))
                .numbers("stages", messages.text("column.stages"), stage -> Cell.of(stage.count()))
                .numbers("layers", messages.text("column.layers"), stage -> Cell.of(stage.layers()))
                .numbers("in_flight", messages.text("column.in_flight"), stage -> Cell.of(stage.inFlight()));
        held(columns, "weights", m -> m.weights() + m.gathered());
        held(columns, "gradients", m -> m.gradients() + m.placeholders());
        held(columns, "optimizer", StageMemory::optimizer);
        held(columns, "activations", StageMemory::activations);
        held(columns, "working", m -> m.logits() + m.working());
        held(columns, "allocated", StageMemory::allocatedBytes);
        held(columns, "reserved", StageMemory::reservedBytes);
        held(columns, "device", StageMemory::deviceBytes);
        return columns.of(stages);
    }

    private void held(Columns<Explanation.Stage> columns, String key, ToDoubleFunction<StageMemory> bytes) {
        columns.numbers(
                key, messages.text("column." + key), stage -> Cells.gibibytes(bytes.applyAsDouble(stage.memory()), 2));
    }

    /** An input, and what is known of it. */
    private record Known(Term input, Fact fact) {}

    private Table inputs(List<Term> inputs) {
        List<Known> rows = new ArrayList<>();
        for (Term input : inputs) {
            Fact fact = input.fact();
            if (fact != null) {
                rows.add(new Known(input, fact));
            }
        }
        return new Columns<Known>()
                .words("field", messages.text("column.field"), known -> Cell.of(name(known.input())))
                .words("value", messages.text("column.value"), known -> Cell.of(ranged(known)))
                .words(
                        "provenance",
                        messages.text("column.provenance"),
                        known -> Cell.of(messages.text(
                                "provenance." + known.fact().provenance().name().toLowerCase(Locale.ROOT))))
                .words(
                        "confidence",
                        messages.text("column.confidence"),
                        known -> Cell.of(messages.text(
                                "confidence." + known.fact().confidence().name().toLowerCase(Locale.ROOT))))
                .words(
                        "as_of",
                        messages.text("column.as_of"),
                        known -> Cell.of(Objects.requireNonNullElse(known.fact().asOf(), "")))
                .words(
                        "source_ids",
                        messages.text("column.source_ids"),
                        known -> Cell.of(String.join(", ", known.fact().sources())))
                .words(
                        "note",
                        messages.text("column.note"),
                        known -> Cell.of(messages.words(known.input().how())))
                .of(rows);
    }

    private String ranged(Known known) {
        Unit unit = known.input().unit();
        Estimate range = known.fact().value();
        String value = shown(known.input().value(), unit);
        return range.isExact()
                ? value
                : value + " (" + shown(range.low(), unit) + " - " + shown(range.high(), unit) + ")";
    }

    private Table sourcesOf(Set<String> ids) {
        return new Columns<String>()
                .words("id", messages.text("column.id"), Cell::of)
                .words(
                        "title",
                        messages.text("column.title"),
                        id -> Cell.of(messages.words(Words.of(of(id, SourceEntry::title)))))
                .words(
                        "where",
                        messages.text("column.where"),
                        id -> Cell.of(messages.words(Words.of(of(id, SourceEntry::where)))))
                .words("version", messages.text("column.version"), id -> Cell.of(of(id, SourceEntry::version)))
                .of(ids);
    }

    private String of(String source, Function<SourceEntry, @Nullable String> field) {
        SourceEntry entry = sources.get(source);
        String text = entry == null ? null : field.apply(entry);
        return text == null ? "" : text;
    }
}

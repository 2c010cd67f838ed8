package org.suanchou.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Ownership;
import org.suanchou.cost.RunCost;
import org.suanchou.hardware.Cluster;
import org.suanchou.scenario.Comparison;
import org.suanchou.scenario.Comparison.Against;
import org.suanchou.scenario.Comparison.Row;
import org.suanchou.scenario.Comparison.Work;
import org.suanchou.scenario.Decomposition.Step;
import org.suanchou.scenario.Factor;
import org.suanchou.scenario.Obstacle;
import org.suanchou.scenario.PlanReport;
import org.suanchou.scenario.RunReport;
import org.suanchou.scenario.Terms;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.scenario.TrainingQuestion.DefaultTaken;
import org.suanchou.scenario.TrainingReport;
import org.suanchou.source.Estimate;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.training.TrainingJob;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** A comparison for people: what each system does, how it stands to the first, and why. */
public final class ComparisonText {
    private static final double DAY_SECONDS = 86_400;

    /** Columns of money. */
    private static final Set<String> MONEY = Set.of("per_dollar", "usd_per_chip_hour", "cost_usd", "capital_usd");

    private final Messages messages;

    public ComparisonText(Messages messages) {
        this.messages = messages;
    }

    /** @param again the command that shows each row in full; empty where there is none */
    public String of(Comparison comparison, List<String> again) {
        StringBuilder out = new StringBuilder();
        List<Row> compared =
                comparison.rows().stream().filter(r -> r.against() != null).toList();
        Row first = comparison.rows().stream()
                .filter(r -> r.work() != null)
                .findFirst()
                .orElse(null);
        if (first != null && first.report() != null) {
            TrainingQuestion question = first.report().question();
            Double tokens = question.tokens();
            out.append(messages.text(
                            "compare.question",
                            question.modelId(),
                            Quantity.format(question.job().model().parameters(), Unit.COUNT),
                            tokens == null ? "" : RunText.shown(messages, tokens, Unit.TOKENS),
                            String.valueOf(question.job().sequence())))
                    .append('\n');
            out.append(basis(comparison)).append('\n');
            defaults(out, comparison);
            Table shown = rows(comparison).filled();
            out.append('\n').append((mixed(comparison) ? shown.without(MONEY) : shown).text(messages.page()));
        }
        for (Row row : comparison.rows()) {
            Obstacle reason = row.reason();
            if (row.work() == null && reason != null) {
                out.append(messages.text(
                                "compare.infeasible",
                                row.name(),
                                new TrainingText(messages).reason(reason, terms(row))))
                        .append('\n');
            }
        }
        if (first != null && !compared.isEmpty()) {
            out.append('\n')
                    .append(messages.text("compare.against", first.name()))
                    .append('\n');
            out.append(ratios(compared).filled().text(messages.page()));
            out.append('\n')
                    .append(messages.money("compare.steps", first.name()))
                    .append('\n');
            out.append(steps(compared).text(messages.page()));
            if (compared.stream().anyMatch(ComparisonText::joins)) {
                out.append(messages.text("compare.joined")).append('\n');
            }
        }
        if (first != null) {
            out.append('\n').append(messages.text("compare.again")).append('\n');
        }
        for (String command : again) {
            if (!command.isEmpty()) {
                out.append(command).append('\n');
            }
        }
        return out.toString();
    }

    private static @Nullable Terms terms(Row row) {
        TrainingReport report = row.report();
        return report == null ? null : report.question().terms();
    }

    /** Whether some rows rent what others buy: their money is left out. */
    private static boolean mixed(Comparison comparison) {
        return comparison.rows().stream()
                        .filter(row -> row.work() != null)
                        .map(ComparisonText::terms)
                        .map(terms -> terms == null ? null : terms.accounting())
                        .filter(Objects::nonNull)
                        .map(Accounting::basis)
                        .distinct()
                        .count()
                > 1;
    }

    /** Who pays for the chips: one basis for all, or a word that it isn't. */
    private String basis(Comparison comparison) {
        Set<String> all = new TreeSet<>();
        for (Row row : comparison.rows()) {
            TrainingReport report = row.report();
            Terms terms = report == null || row.work() == null
                    ? null
                    : report.question().terms();
            Accounting accounting = terms == null ? null : terms.accounting();
            if (terms != null) {
                all.add(
                        accounting == null
                                ? messages.text("compare.unpriced")
                                : messages.text("basis." + accounting.basis().id()));
            }
        }
        String joined = String.join(", ", all);
        return messages.text(all.size() > 1 ? "compare.bases" : "compare.basis", joined);
    }

    /** What was chosen where the question says nothing; with the rows that it holds for, where not for all. */
    private void defaults(StringBuilder out, Comparison comparison) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        TrainingText text = new TrainingText(messages);
        int can = 0;
        for (Row row : comparison.rows()) {
            TrainingReport report = row.report();
            if (report != null && row.work() != null) {
                can++;
                for (DefaultTaken taken : report.question().defaults()) {
                    String said = text.defaultTaken(taken, Rate.of(messages, terms(row)));
                    if (!said.isEmpty()) {
                        rows.computeIfAbsent(said, line -> new ArrayList<>()).add(row.name());
                    }
                }
            }
        }
        for (Row row : comparison.rows()) {
            String rate =
                    Rate.line(messages, row.work() == null ? null : terms(row)).strip();
            if (!rate.isEmpty()) {
                rows.computeIfAbsent(rate, line -> new ArrayList<>()).add(row.name());
            }
        }
        for (Map.Entry<String, List<String>> line : rows.entrySet()) {
            out.append(line.getKey());
            if (line.getValue().size() < can) {
                out.append(messages.text("compare.of", String.join("; ", line.getValue())));
            }
            out.append('\n');
        }
    }

    /** Every row for programs, with what was asked of it and why it can't, where it can't. */
    public Table all(Comparison comparison) {
        Table can = rows(comparison);
        List<Column> columns = new ArrayList<>(List.of(can.columns().getFirst()));
        for (String key : List.of("status", "system", "chip", "stack", "precision", "basis")) {
            columns.add(Column.words(key, key));
        }
        columns.addAll(can.columns().subList(1, can.columns().size()));
        columns.add(Column.words("reason", "reason"));
        List<List<Cell>> rows = new ArrayList<>();
        int at = 0;
        for (Row row : comparison.rows()) {
            boolean works = row.report() != null && row.work() != null;
            List<Cell> cells =
                    new ArrayList<>(List.of(Cell.of(row.name()), Cell.of(works ? "feasible" : "infeasible")));
            cells.addAll(asked(row.report()));
            if (works) {
                List<Cell> figures = can.rows().get(at++);
                cells.addAll(figures.subList(1, figures.size()));
            } else {
                can.columns().stream().skip(1).forEach(c -> cells.add(Cell.NONE));
            }
            Obstacle reason = row.reason();
            cells.add(reason == null ? Cell.NONE : Cell.of(new TrainingText(messages).reason(reason, terms(row))));
            rows.add(cells);
        }
        return new Table(columns, rows);
    }

    private static List<Cell> asked(@Nullable TrainingReport report) {
        if (report == null) {
            return Collections.nCopies(5, Cell.NONE);
        }
        TrainingJob job = report.question().job();
        Terms terms = report.question().terms();
        Accounting accounting = terms == null ? null : terms.accounting();
        return List.of(
                Cell.of(job.cluster().system().id()),
                Cell.of(job.cluster().chip().id()),
                Cell.of(job.stack().id()),
                Cell.of(job.precision().id()),
                accounting == null ? Cell.NONE : Cell.of(accounting.basis().id()));
    }

    /** One row a system that can. */
    private Table rows(Comparison comparison) {
        List<Column> columns = new ArrayList<>(List.of(Column.words("name", messages.text("column.on"))));
        for (String key : List.of(
                "chips",
                "global_batch_size",
                "step_s",
                "mfu",
                "goodput",
                "days",
                "days_low",
                "days_high",
                "tokens_per_s_per_chip",
                "per_system",
                "per_rack",
                "per_megawatt",
                "per_dollar",
                "megawatts",
                "energy_mwh",
                "usd_per_chip_hour",
                "cost_usd",
                "capital_usd")) {
            Column column = Column.numbers(key, messages.money("column." + key));
            columns.add(key.startsWith("days_") ? column.under(messages.text("interval.80")) : column);
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Row row : comparison.rows()) {
            TrainingReport report = row.report();
            Work work = row.work();
            if (report != null && work != null) {
                rows.add(row(row.name(), report, work));
            }
        }
        return new Table(columns, rows);
    }

    private List<Cell> row(String name, TrainingReport report, Work work) {
        Money money = Rate.of(messages, report.question().terms());
        Cluster cluster = report.question().job().cluster();
        PlanReport plan = report.plans().getFirst();
        RunReport run = plan.run();
        List<Cell> row = new ArrayList<>();
        row.add(Cell.of(name));
        row.add(Cell.of(cluster.chips()));
        row.add(Cell.of(report.question().job().globalBatch()));
        row.add(Cell.of(plan.stepSeconds().mid()));
        row.add(percent(plan.mfu().mid()));
        row.add(run == null ? Cell.NONE : percent(run.goodput().mid()));
        for (double seconds : run == null
                ? new double[3]
                : new double[] {
                    run.wallSeconds().mid(),
                    run.wallSeconds().low(),
                    run.wallSeconds().high()
                }) {
            row.add(Cell.of(seconds / DAY_SECONDS, fixed(seconds / DAY_SECONDS, 1)));
        }
        row.add(Cell.of(work.perChip(), fixed(work.perChip(), 1)));
        row.add(count(work.perSystem()));
        row.add(count(work.perRack()));
        row.add(count(work.perMegawatt()));
        Double perDollar = work.perDollar();
        row.add(
                perDollar == null
                        ? Cell.NONE
                        : Cell.of(perDollar, Quantity.format(perDollar / money.rate(), Unit.COUNT)));
        Estimate watts = run == null ? null : run.provisionedWatts();
        Estimate joules = run == null ? null : run.joules();
        Estimate usd = run == null ? null : run.usd();
        Double hour = work.usdPerChipHour();
        row.add(watts == null ? Cell.NONE : Cell.of(watts.mid() / 1e6, fixed(watts.mid() / 1e6, 2)));
        row.add(
                joules == null
                        ? Cell.NONE
                        : Cell.of(
                                joules.mid() / Unit.MEGAWATT_HOURS.factor(),
                                fixed(joules.mid() / Unit.MEGAWATT_HOURS.factor(), 0)));
        row.add(hour == null ? Cell.NONE : Cell.of(hour, fixed(money.in(hour), 2)));
        row.add(usd == null ? Cell.NONE : Cell.of(usd.mid(), money.of(usd.mid())));
        RunCost cost = run == null ? null : run.model().cost();
        Ownership own = cost == null ? null : cost.ownership();
        double capital = own == null ? Double.NaN : own.usd().value();
        row.add(own == null ? Cell.NONE : Cell.of(capital, money.of(capital)));
        return row;
    }

    private static Cell percent(double share) {
        return Cell.of(share, fixed(100 * share, 1) + "%");
    }

    private static Cell count(@Nullable Double value) {
        return value == null ? Cell.NONE : Cell.of(value, Quantity.format(value, Unit.COUNT));
    }

    /** How each stands to the first, counted in every way. */
    private Table ratios(List<Row> compared) {
        List<Column> columns = new ArrayList<>(List.of(Column.words("name", messages.text("column.on"))));
        for (String key : List.of("peak_ratio", "per_chip", "low", "high", "per_package", "per_superchip", "per_die")) {
            Column column = Column.numbers(key, messages.money("column." + key));
            columns.add(key.equals("low") || key.equals("high") ? column.under(messages.text("interval.80")) : column);
        }
        for (String key : List.of("per_megawatt_ratio", "per_dollar_ratio")) {
            columns.add(Column.numbers(key, messages.money("column." + key)));
            columns.add(
                    Column.numbers(key + "_low", messages.text("column.low")).under(messages.text("interval.80")));
            columns.add(
                    Column.numbers(key + "_high", messages.text("column.high")).under(messages.text("interval.80")));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Row row : compared) {
            Against against = row.against();
            if (against != null) {
                List<Cell> cells = new ArrayList<>(List.of(Cell.of(row.name()), ratio(against.peak())));
                interval(cells, against.perChip());
                cells.add(ratio(against.perPackage()));
                cells.add(ratio(against.perSuperchip()));
                cells.add(ratio(against.perDie()));
                interval(cells, against.perMegawatt());
                interval(cells, against.perDollar());
                rows.add(cells);
            }
        }
        return new Table(columns, rows);
    }

    private static void interval(List<Cell> cells, @Nullable Estimate ratio) {
        cells.add(ratio == null ? Cell.NONE : ratio(ratio.mid()));
        cells.add(ratio == null ? Cell.NONE : ratio(ratio.low()));
        cells.add(ratio == null ? Cell.NONE : ratio(ratio.high()));
    }

    private static Cell ratio(double ratio) {
        return Cell.of(ratio, fixed(ratio, ratio < 0.0995 ? 4 : 3));
    }

    private static boolean priced(Row row) {
        Against against = row.against();
        return against != null && against.perDollar() != null;
    }

    private static boolean joins(Row row) {
        Against against = row.against();
        return against != null
                && against.steps().steps().stream().anyMatch(s -> s.factors().size() > 1);
    }

    private static boolean fixes(Row row) {
        Against against = row.against();
        return against != null
                && against.steps().steps().stream().anyMatch(s -> s.factors().contains(Factor.PLAN));
    }

    /** One row a step, one column a system; the steps multiply to the last row. */
    private Table steps(List<Row> compared) {
        List<Column> columns = new ArrayList<>(List.of(Column.words("step", messages.text("column.step"))));
        for (int i = 0; i < compared.size(); i++) {
            columns.add(Column.numbers("system_" + i, compared.get(i).name()));
        }
        List<List<Cell>> rows = new ArrayList<>();
        List<Cell> paper = new ArrayList<>(List.of(Cell.of(messages.text("factor.paper"))));
        List<Cell> perChip = new ArrayList<>(List.of(Cell.of(messages.text("factor.per_chip"))));
        List<Cell> perDollar = new ArrayList<>(List.of(Cell.of(messages.money("factor.per_dollar"))));
        List<Cell> even = new ArrayList<>(List.of(Cell.of(messages.money("factor.even"))));
        for (Row row : compared) {
            Against against = row.against();
            Work work = row.work();
            paper.add(against == null ? Cell.NONE : ratio(against.peak()));
            perChip.add(against == null ? Cell.NONE : ratio(against.perChip().mid()));
            Estimate dollars = against == null ? null : against.perDollar();
            Double hour = work == null ? null : work.usdPerChipHour();
            perDollar.add(dollars == null ? Cell.NONE : ratio(dollars.mid()));
            even.add(
                    dollars == null || hour == null
                            ? Cell.NONE
                            : Cell.of(
                                    hour * dollars.mid(),
                                    fixed(Rate.of(messages, terms(row)).in(hour * dollars.mid()), 2)));
        }
        rows.add(paper);
        for (Factor factor : Factor.values()) {
            if (factor == Factor.PLAN && compared.stream().noneMatch(ComparisonText::fixes)) {
                continue;
            }
            if (factor == Factor.PRICE) {
                rows.add(perChip);
                if (compared.stream().noneMatch(ComparisonText::priced)) {
                    continue;
                }
            }
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(messages.text("factor." + word(factor)))));
            for (Row row : compared) {
                cells.add(step(row.against(), factor));
            }
            rows.add(cells);
        }
        if (compared.stream().anyMatch(ComparisonText::priced)) {
            rows.add(perDollar);
            rows.add(even);
        }
        return new Table(columns, rows);
    }

    /** A step of several factors stands at its last one, with the others named. */
    private Cell step(@Nullable Against against, Factor factor) {
        if (against != null) {
            for (Step step : against.steps().steps()) {
                if (step.factors().contains(factor)) {
                    Set<Factor> all = EnumSet.copyOf(step.factors());
                    boolean last = all.stream().allMatch(f -> f.compareTo(factor) <= 0);
                    return last
                            ? ratio(step.ratio())
                            : Cell.of(all.stream()
                                    .filter(f -> f != factor)
                                    .map(f -> messages.text("factor." + word(f)))
                                    .collect(Collectors.joining(", ", "(+ ", ")")));
                }
            }
        }
        return Cell.NONE;
    }

    private static String word(Factor factor) {
        return factor.name().toLowerCase(Locale.ROOT);
    }

    private static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

package org.suanchou.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Asked;
import org.suanchou.answer.ComparisonAnswer;
import org.suanchou.answer.ComparisonAnswer.Against;
import org.suanchou.answer.ComparisonAnswer.Row;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.Difference;
import org.suanchou.answer.Factor;
import org.suanchou.answer.Measure;
import org.suanchou.answer.Obstacle;
import org.suanchou.answer.RunAnswer.Owned;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.cost.Basis;
import org.suanchou.source.Estimate;
import org.suanchou.text.Columns;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Refusals;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** A comparison for people: what each system does, how it stands to the first, and why. */
public final class ComparisonText {
    /** Columns of money. */
    private static final Set<String> MONEY = Set.of("per_dollar", "usd_per_chip_hour", "cost_usd", "capital_usd");

    private final Messages messages;

    public ComparisonText(Messages messages) {
        this.messages = messages;
    }

    /** @param again the command that shows each row in full; empty where there is none */
    public String of(ComparisonAnswer comparison, List<String> again) {
        StringBuilder out = new StringBuilder();
        List<Compared> able = comparison.rows().stream()
                .flatMap(row -> Compared.of(row).stream())
                .toList();
        List<Compared> later =
                able.stream().filter(row -> row.against() != null).toList();
        Compared first = able.isEmpty() ? null : able.getFirst();
        if (first != null) {
            question(out, first.answer().asked());
            out.append(basis(able)).append('\n');
            defaults(out, able);
            Table shown = rows(able).filled();
            out.append('\n').append((mixed(able) ? shown.without(MONEY) : shown).text(messages.page()));
        }
        for (Row row : comparison.rows()) {
            Obstacle reason = row.reason();
            if (row.work() == null && reason != null) {
                out.append(messages.text("compare.infeasible", row.name(), reason(row, reason)))
                        .append('\n');
            }
        }
        if (first != null && !later.isEmpty()) {
            out.append('\n')
                    .append(messages.text("compare.against", first.name()))
                    .append('\n');
            out.append(ratios(later).filled().text(messages.page()));
            out.append('\n')
                    .append(messages.money("compare.steps", first.name()))
                    .append('\n');
            out.append(steps(later).text(messages.page()));
            if (later.stream().anyMatch(Compared::joins)) {
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

    private void question(StringBuilder out, Asked asked) {
        Double tokens = asked.work().tokens();
        out.append(messages.text(
                        "compare.question",
                        asked.model().id(),
                        Quantity.format(asked.model().parameters(), Unit.COUNT),
                        tokens == null ? "" : Refusals.quantity(tokens, Unit.TOKENS, messages),
                        asked.work().sequence()))
                .append('\n');
    }

    private String reason(Row row, Obstacle reason) {
        TrainingAnswer answer = row.answer();
        return new TrainingText(messages).reason(reason, Rate.of(messages, answer == null ? null : answer.asked()));
    }

    /** Whether some rows rent what others buy: their money is left out. */
    private static boolean mixed(List<Compared> rows) {
        return rows.stream()
                        .map(row -> row.answer().asked().basis())
                        .filter(Objects::nonNull)
                        .distinct()
                        .count()
                > 1;
    }

    /** Who pays for the chips: one basis for all, or a word that it isn't. */
    private String basis(List<Compared> rows) {
        Set<String> all = new TreeSet<>();
        for (Compared row : rows) {
            Basis basis = row.answer().asked().basis();
            all.add(messages.text(basis == null ? "compare.unpriced" : "basis." + basis.id()));
        }
        return messages.text(all.size() > 1 ? "compare.bases" : "compare.basis", String.join(", ", all));
    }

    /** What was chosen where the question says nothing; with the rows that it holds for, where not for all. */
    private void defaults(StringBuilder out, List<Compared> able) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        TrainingText text = new TrainingText(messages);
        for (Compared row : able) {
            for (DefaultTaken taken : row.answer().asked().defaults()) {
                note(rows, text.defaultTaken(taken, money(row)), row);
            }
        }
        for (Compared row : able) {
            note(rows, Rate.line(messages, row.answer().asked()).strip(), row);
        }
        for (Map.Entry<String, List<String>> line : rows.entrySet()) {
            out.append(line.getKey());
            if (line.getValue().size() < able.size()) {
                out.append(messages.text("compare.of", String.join("; ", line.getValue())));
            }
            out.append('\n');
        }
    }

    private static void note(Map<String, List<String>> rows, String said, Compared row) {
        if (!said.isEmpty()) {
            rows.computeIfAbsent(said, line -> new ArrayList<>()).add(row.name());
        }
    }

    private Money money(Compared row) {
        return Rate.of(messages, row.answer().asked());
    }

    /** Every row for programs, with what was asked of it and why it can't, where it can't. */
    public Table all(ComparisonAnswer comparison) {
        Columns<Row> columns = new Columns<Row>()
                .words("name", messages.text("column.on"), row -> Cell.of(row.name()))
                .words("status", "status", row -> Cell.of(row.work() == null ? "infeasible" : "feasible"));
        asked(columns, "system", asked -> asked.hardware().system());
        asked(columns, "chip", asked -> asked.hardware().chip());
        asked(columns, "stack", asked -> asked.work().stack());
        asked(columns, "precision", asked -> asked.work().precision().id());
        asked(columns, "basis", asked -> {
            Basis basis = asked.basis();
            return basis == null ? null : basis.id();
        });
        figures(columns, row -> Compared.of(row).orElse(null));
        return columns.words("reason", "reason", row -> {
                    Obstacle reason = row.reason();
                    return reason == null ? Cell.NONE : Cell.of(reason(row, reason));
                })
                .of(comparison.rows());
    }

    private static void asked(Columns<Row> columns, String key, Function<Asked, @Nullable String> field) {
        columns.words(key, key, row -> {
            TrainingAnswer answer = row.answer();
            return answer == null ? Cell.NONE : Cell.of(field.apply(answer.asked()));
        });
    }

    /** One row a system that can. */
    private Table rows(List<Compared> able) {
        Columns<Compared> columns =
                new Columns<Compared>().words("name", messages.text("column.on"), row -> Cell.of(row.name()));
        figures(columns, row -> row);
        return columns.of(able);
    }

    /** @param of what a row can do; null where it can't */
    private <R> void figures(Columns<R> columns, Function<R, @Nullable Compared> of) {
        figure(
                columns,
                of,
                "chips",
                row -> Cell.of(row.answer().asked().hardware().chips()));
        figure(
                columns,
                of,
                "global_batch_size",
                row -> Cell.of(row.answer().asked().work().globalBatch()));
        figure(
                columns,
                of,
                "step_s",
                row -> Cell.of(row.plan().figures().get(Measure.STEP_SECONDS).mid()));
        figure(
                columns,
                of,
                "mfu",
                row -> Cells.share(row.plan().figures().get(Measure.MFU).mid(), 1));
        figure(
                columns,
                of,
                "goodput",
                row -> Cells.share(row.run(Measure.GOODPUT).mid(), 1));
        figure(columns, of, "days", row -> days(row.run(Measure.WALL_SECONDS).mid()));
        figure(
                columns,
                of,
                "days_low",
                row -> days(row.run(Measure.WALL_SECONDS).low()));
        figure(
                columns,
                of,
                "days_high",
                row -> days(row.run(Measure.WALL_SECONDS).high()));
        figure(columns, of, "tokens_per_s_per_chip", row -> Cells.of(row.work().perChip(), 1));
        figure(columns, of, "per_system", row -> Cells.count(row.work().perSystem()));
        figure(columns, of, "per_rack", row -> Cells.count(row.work().perRack()));
        figure(columns, of, "per_megawatt", row -> Cells.count(row.work().perMegawatt()));
        figure(columns, of, "per_dollar", row -> perMoney(row.work().perDollar(), money(row)));
        figure(columns, of, "megawatts", row -> Cells.mid(row.find(Measure.PROVISIONED_WATTS), Unit.MEGAWATTS, 2));
        figure(columns, of, "energy_mwh", row -> Cells.mid(row.find(Measure.JOULES), Unit.MEGAWATT_HOURS, 0));
        figure(columns, of, "usd_per_chip_hour", row -> hourly(row.work().usdPerChipHour(), money(row)));
        figure(columns, of, "cost_usd", row -> dollars(row.find(Measure.USD), money(row)));
        figure(columns, of, "capital_usd", row -> {
            Owned own = row.run().owned();
            return own == null ? Cell.NONE : Cell.of(own.usd(), money(row).of(own.usd()));
        });
    }

    private <R> void figure(
            Columns<R> columns, Function<R, @Nullable Compared> of, String key, Function<Compared, Cell> cell) {
        Column column = Column.numbers(key, messages.money("column." + key));
        columns.and(key.startsWith("days_") ? column.under(messages.text("interval.80")) : column, row -> {
            Compared able = of.apply(row);
            return able == null ? Cell.NONE : cell.apply(able);
        });
    }

    private static Cell days(double seconds) {
        return Cells.of(seconds / Unit.DAYS.factor(), 1);
    }

    private static Cell perMoney(@Nullable Double perDollar, Money money) {
        return perDollar == null
                ? Cell.NONE
                : Cell.of(perDollar, Quantity.format(perDollar / money.rate(), Unit.COUNT));
    }

    private static Cell hourly(@Nullable Double usd, Money money) {
        return usd == null ? Cell.NONE : Cell.of(usd, Cells.fixed(money.in(usd), 2));
    }

    private static Cell dollars(@Nullable Estimate usd, Money money) {
        return usd == null ? Cell.NONE : Cell.of(usd.mid(), money.of(usd.mid()));
    }

    /** How each stands to the first, counted in every way. */
    private Table ratios(List<Compared> later) {
        Columns<Compared> columns =
                new Columns<Compared>().words("name", messages.text("column.on"), row -> Cell.of(row.name()));
        ratio(columns, "peak_ratio", "peak_ratio", against -> against.peak());
        interval(columns, "per_chip", "", Against::perChip);
        ratio(columns, "per_package", "per_package", against -> against.perPackage());
        ratio(columns, "per_superchip", "per_superchip", against -> against.perSuperchip());
        ratio(columns, "per_die", "per_die", against -> against.perDie());
        interval(columns, "per_megawatt_ratio", "per_megawatt_ratio_", Against::perMegawatt);
        interval(columns, "per_dollar_ratio", "per_dollar_ratio_", Against::perDollar);
        return columns.of(later);
    }

    /** @param ends what the keys of the interval's ends begin with */
    private void interval(
            Columns<Compared> columns, String key, String ends, Function<Against, @Nullable Estimate> ratio) {
        ratio(columns, key, key, against -> end(ratio.apply(against), Estimate::mid));
        ratio(columns, ends + "low", "low", against -> end(ratio.apply(against), Estimate::low));
        ratio(columns, ends + "high", "high", against -> end(ratio.apply(against), Estimate::high));
    }

    private static @Nullable Double end(@Nullable Estimate ratio, ToDoubleFunction<Estimate> end) {
        return ratio == null ? null : (Double) end.applyAsDouble(ratio);
    }

    private void ratio(Columns<Compared> columns, String key, String title, Function<Against, @Nullable Double> ratio) {
        Column column = Column.numbers(key, messages.money("column." + title));
        boolean end = title.equals("low") || title.equals("high");
        columns.and(end ? column.under(messages.text("interval.80")) : column, row -> {
            Against against = row.against();
            Double value = against == null ? null : ratio.apply(against);
            return value == null ? Cell.NONE : ratio(value);
        });
    }

    private static Cell ratio(double ratio) {
        return Cell.of(ratio, Cells.fixed(ratio, ratio < 0.0995 ? 4 : 3));
    }

    /** One row a step, one column a system; the steps multiply to the last row. */
    private Table steps(List<Compared> later) {
        List<Told> told = new ArrayList<>();
        told.add(new Told("factor.paper", row -> ratioOf(row, against -> against.peak())));
        boolean priced = later.stream().anyMatch(Compared::priced);
        for (Factor factor : Factor.values()) {
            if (factor == Factor.PRICE) {
                told.add(new Told(
                        "factor.per_chip",
                        row -> ratioOf(row, against -> against.perChip().mid())));
            }
            boolean stands = switch (factor) {
                case PLAN -> later.stream().anyMatch(Compared::fixesPlan);
                case PRICE -> priced;
                case PEAK, MEMORY, LINKS, SOFTWARE, SCALE, PRECISION, FAILURES -> true;
            };
            if (stands) {
                told.add(new Told("factor." + word(factor), row -> step(row.against(), factor)));
            }
        }
        if (priced) {
            told.add(new Told(
                    "factor.per_dollar", row -> ratioOf(row, against -> end(against.perDollar(), Estimate::mid))));
            told.add(new Told("factor.even", row -> hourly(row.evenUsdPerChipHour(), money(row))));
        }
        Columns<Told> columns = new Columns<Told>()
                .words("step", messages.text("column.step"), line -> Cell.of(messages.money(line.key())));
        for (int i = 0; i < later.size(); i++) {
            Compared system = later.get(i);
            columns.numbers("system_" + i, system.name(), line -> line.cell().apply(system));
        }
        return columns.of(told);
    }

    /** A line of the steps. */
    private record Told(String key, Function<Compared, Cell> cell) {}

    private static Cell ratioOf(Compared row, Function<Against, @Nullable Double> ratio) {
        Against against = row.against();
        Double value = against == null ? null : ratio.apply(against);
        return value == null ? Cell.NONE : ratio(value);
    }

    /** A step of several factors stands at its last one, with the others named. */
    private Cell step(@Nullable Against against, Factor factor) {
        if (against != null) {
            for (Difference step : against.steps()) {
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
}

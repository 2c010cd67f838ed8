package org.suanchou.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.CostPart;
import org.suanchou.cost.Ownership;
import org.suanchou.cost.RunCost;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Tornado;
import org.suanchou.reliability.CheckpointTier;
import org.suanchou.reliability.Loss;
import org.suanchou.reliability.Resilience;
import org.suanchou.scenario.RunReport;
import org.suanchou.scenario.Supply;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.source.Estimate;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** The run of the best plan for people: what failures take, what it draws, what it costs, and what drives that. */
public final class RunText {
    private static final double SMALLEST_SHARE_SHOWN = 0.0005;
    private static final int BARS = 8;

    private final Messages messages;
    private final InputNames names;
    private final Money money;

    RunText(Messages messages, InputNames names, Money money) {
        this.messages = messages;
        this.names = names;
        this.money = money;
    }

    String of(TrainingQuestion question, RunReport run) {
        StringBuilder out = new StringBuilder();
        out.append(figures(run).text(messages.page())).append('\n');
        failures(out, question, run);
        RunCost cost = run.model().cost();
        if (cost != null) {
            out.append('\n').append(costs(cost).text(messages.page()));
            owned(out, cost);
        }
        List<String> unused = run.model().unused();
        if (!unused.isEmpty()) {
            out.append(messages.text("run.unused", String.join(", ", unused))).append('\n');
        }
        Tornado tornado = run.model().tornado();
        if (!tornado.bars().isEmpty()) {
            String key = cost == null ? "run.tornado.time" : "run.tornado.cost";
            out.append('\n').append(messages.text(key)).append('\n');
            out.append(bars(tornado, cost == null ? Unit.DAYS : Unit.DOLLARS).text(messages.page()));
        }
        return out.toString();
    }

    /** Figures of the run with their intervals. */
    private Table figures(RunReport run) {
        List<List<Cell>> rows = new ArrayList<>();
        add(rows, "wall", run.wallSeconds(), Unit.DAYS);
        add(rows, "goodput", run.goodput(), Unit.COUNT);
        add(rows, "provisioned", run.provisionedWatts(), Unit.WATTS);
        add(rows, "site", run.siteWatts(), Unit.WATTS);
        add(rows, "energy", run.joules(), Unit.MEGAWATT_HOURS);
        add(rows, "carbon", run.kilogramsCo2(), Unit.TONNES_CO2);
        add(rows, "embodied", run.embodiedKilograms(), Unit.TONNES_CO2);
        add(rows, "water", run.cubicMetresOfWater(), Unit.CUBIC_METRES);
        add(rows, "cost", run.usd(), Unit.DOLLARS);
        add(rows, "per_flop", run.usdPerFlop(), Unit.DOLLARS_PER_EXAFLOP);
        return new Table(
                List.of(
                        Column.words("run", messages.text("column.run")),
                        Column.numbers("value", messages.text("column.value")),
                        Column.numbers("low", messages.text("column.low")).under(messages.text("interval.80")),
                        Column.numbers("high", messages.text("column.high")).under(messages.text("interval.80"))),
                rows);
    }

    private void add(List<List<Cell>> rows, String key, @Nullable Estimate value, Unit unit) {
        if (value != null) {
            rows.add(List.of(
                    Cell.of(messages.text("run." + key)),
                    quantity(value.mid(), unit),
                    quantity(value.low(), unit),
                    quantity(value.high(), unit)));
        }
    }

    private Cell quantity(double value, Unit unit) {
        return Cell.of(value, shown(value, unit));
    }

    private String shown(double value, Unit unit) {
        return Money.isMoney(unit) ? money.shown(value, unit) : shown(messages, value, unit);
    }

    /** A quantity, with the words of its unit in the reader's language. */
    static String shown(Messages messages, double value, Unit unit) {
        String text = Quantity.format(value, unit);
        String key = "unit." + unit.name().toLowerCase(Locale.ROOT);
        return messages.has(key)
                ? text.substring(0, text.length() - unit.shown().length()) + messages.text(key)
                : text;
    }

    /** How many hosts stand by, and who pays for them. */
    private String spares(TrainingQuestion question, RunReport run) {
        int hosts = (int) run.model().resilience().spareHosts().value();
        if (hosts == 0) {
            return messages.text("spares.none");
        }
        String shown = String.valueOf(hosts);
        return switch (question.supply()) {
            case Supply.TakenFrom t -> messages.text("spares.given", shown, String.valueOf(t.chips()));
            case Supply.All a -> messages.text(beside(run.model().cost()), shown);
            case Supply.Open o -> messages.text(beside(run.model().cost()), shown);
            case Supply.UpTo u -> messages.text(beside(run.model().cost()), shown);
        };
    }

    private static String beside(@Nullable RunCost cost) {
        return cost == null ? "spares.beside" : cost.ownership() == null ? "spares.rented" : "spares.owned";
    }

    private void failures(StringBuilder out, TrainingQuestion question, RunReport run) {
        Resilience resilience = run.model().resilience();
        if (run.meanSecondsBetweenInterruptions() == Double.POSITIVE_INFINITY) {
            out.append(messages.text("run.nofailures")).append('\n');
            return;
        }
        out.append(messages.text(
                        "run.failures",
                        fixed(run.interruptions(), 0),
                        shown(run.meanSecondsBetweenInterruptions(), Unit.HOURS),
                        spares(question, run)))
                .append('\n');
        List<String> tiers = new ArrayList<>();
        List<CheckpointTier> kept = resilience.tiers();
        for (int k = 0; k < kept.size(); k++) {
            CheckpointTier tier = kept.get(k);
            tiers.add(messages.text(
                    "run.tier",
                    messages.text("tier." + tier.place().name().toLowerCase(Locale.ROOT)),
                    shown(resilience.policy().intervalSeconds(k), Unit.MINUTES),
                    Quantity.format(tier.stallSeconds(), Unit.SECONDS),
                    shown(tier.restartSeconds(), Unit.MINUTES)));
        }
        out.append(String.join("\n", tiers)).append('\n');
        List<String> losses = new ArrayList<>();
        for (Loss loss : resilience.losses()) {
            losses.add(messages.text("loss." + loss.cause().id()) + " "
                    + fixed(100 * loss.share().value(), 2) + "%");
        }
        out.append(messages.text("run.losses", String.join(messages.text("list.separator"), losses)))
                .append('\n');
    }

    /** Parts of the cost; they sum to it. */
    private Table costs(RunCost cost) {
        double usd = cost.usd().value();
        List<List<Cell>> rows = new ArrayList<>();
        for (CostPart part : cost.parts()) {
            double value = part.usd().value();
            if (Math.abs(value) > SMALLEST_SHARE_SHOWN * usd) {
                rows.add(List.of(
                        Cell.of(messages.text("cost." + part.item().id())),
                        quantity(value, Unit.DOLLARS),
                        Cell.of(value / usd, fixed(100 * value / usd, 1) + "%")));
            }
        }
        rows.add(List.of(Cell.of(messages.text("run.cost")), quantity(usd, Unit.DOLLARS), Cell.of(1.0, "100%")));
        return new Table(
                List.of(
                        Column.words("part", messages.text("column.part")),
                        Column.numbers("usd", messages.text("column.cost_usd")),
                        Column.numbers("share", messages.text("column.share"))),
                rows);
    }

    /** What is bought whole, whatever the run's share of it. */
    private void owned(StringBuilder out, RunCost cost) {
        Ownership own = cost.ownership();
        if (own != null) {
            out.append(messages.text(
                            "run.owned",
                            money.of(own.usd().value()),
                            aYear(own.depreciation()),
                            aYear(own.finance()),
                            aYear(own.operations())))
                    .append('\n');
        }
    }

    private String aYear(Formula usdPerSecond) {
        return money.of(usdPerSecond.value() * Unit.YEARS.factor());
    }

    private Table bars(Tornado tornado, Unit unit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Tornado.Bar bar : tornado.bars().stream().limit(BARS).toList()) {
            Estimate range = bar.input().fact().value();
            Unit own = bar.input().unit();
            rows.add(List.of(
                    Cell.of(names.shown(bar.input().id())),
                    Cell.of(shown(range.low(), own) + " - " + shown(range.high(), own)),
                    quantity(bar.low(), unit),
                    quantity(bar.high(), unit)));
        }
        return new Table(
                List.of(
                        Column.words("input", messages.text("column.input")),
                        Column.words("range", messages.text("column.range")),
                        Column.numbers("at_low", messages.text("column.at_low")),
                        Column.numbers("at_high", messages.text("column.at_high"))),
                rows);
    }

    private static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}

package org.suanchou.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.suanchou.answer.Asked;
import org.suanchou.answer.Figure;
import org.suanchou.answer.Measure;
import org.suanchou.answer.RunAnswer;
import org.suanchou.answer.RunAnswer.Checkpoints;
import org.suanchou.answer.RunAnswer.Driver;
import org.suanchou.answer.RunAnswer.Lost;
import org.suanchou.answer.RunAnswer.Owned;
import org.suanchou.answer.Supply;
import org.suanchou.text.Columns;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Refusals;
import org.suanchou.text.Table;
import org.suanchou.text.Table.Cell;
import org.suanchou.text.Table.Column;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** The run of the best plan for people: what failures take, what it draws, what it costs, and what drives that. */
final class RunText {
    private static final double SMALLEST_SHARE_SHOWN = 0.0005;
    private static final int DRIVERS = 8;

    private final Messages messages;
    private final InputNames names;
    private final Money money;

    RunText(Messages messages, InputNames names, Money money) {
        this.messages = messages;
        this.names = names;
        this.money = money;
    }

    String of(Asked asked, RunAnswer run) {
        StringBuilder out = new StringBuilder();
        out.append(figures(run).text(messages.page())).append('\n');
        failures(out, asked, run);
        boolean priced = !run.costs().isEmpty();
        if (priced) {
            out.append('\n').append(costs(run).text(messages.page()));
            owned(out, run);
        }
        if (!run.unused().isEmpty()) {
            out.append(messages.text("run.unused", String.join(", ", run.unused())))
                    .append('\n');
        }
        if (!run.drivers().isEmpty()) {
            out.append('\n')
                    .append(messages.text(priced ? "run.tornado.cost" : "run.tornado.time"))
                    .append('\n');
            out.append(drivers(run, priced ? Unit.DOLLARS : Unit.DAYS).text(messages.page()));
        }
        return out.toString();
    }

    /** Figures of the run with their intervals. */
    private Table figures(RunAnswer run) {
        String interval = messages.text("interval.80");
        return new Columns<Figure>()
                .words(
                        "run",
                        messages.text("column.run"),
                        f -> Cell.of(messages.text("measure." + f.measure().id())))
                .numbers(
                        "value",
                        messages.text("column.value"),
                        f -> quantity(f.value().mid(), f.measure().unit()))
                .and(
                        Column.numbers("low", messages.text("column.low")).under(interval),
                        f -> quantity(f.value().low(), f.measure().unit()))
                .and(
                        Column.numbers("high", messages.text("column.high")).under(interval),
                        f -> quantity(f.value().high(), f.measure().unit()))
                .of(run.figures().all());
    }

    private Cell quantity(double value, Unit unit) {
        return Cell.of(value, shown(value, unit));
    }

    private String shown(double value, Unit unit) {
        return Money.isMoney(unit) ? money.shown(value, unit) : Refusals.quantity(value, unit, messages);
    }

    /** How many hosts stand by, and who pays for them. */
    private String spares(Asked asked, RunAnswer run) {
        int hosts = (int) run.failures().spareHosts();
        if (hosts == 0) {
            return messages.text("spares.none");
        }
        String shown = String.valueOf(hosts);
        return switch (asked.supply()) {
            case Supply.TakenFrom t -> messages.text("spares.given", shown, String.valueOf(t.chips()));
            case Supply.All a -> messages.text(beside(run), shown);
            case Supply.Open o -> messages.text(beside(run), shown);
            case Supply.UpTo u -> messages.text(beside(run), shown);
        };
    }

    private static String beside(RunAnswer run) {
        return run.costs().isEmpty() ? "spares.beside" : run.owned() == null ? "spares.rented" : "spares.owned";
    }

    private void failures(StringBuilder out, Asked asked, RunAnswer run) {
        RunAnswer.Failures failures = run.failures();
        if (failures.meanSecondsBetweenInterruptions() == Double.POSITIVE_INFINITY) {
            out.append(messages.text("run.nofailures")).append('\n');
            return;
        }
        out.append(messages.text(
                        "run.failures",
                        Cells.fixed(failures.interruptions(), 0),
                        shown(failures.meanSecondsBetweenInterruptions(), Unit.HOURS),
                        spares(asked, run)))
                .append('\n');
        for (Checkpoints kept : failures.checkpoints()) {
            out.append(messages.text(
                            "run.tier",
                            messages.text("tier." + kept.tier().place().name().toLowerCase(Locale.ROOT)),
                            shown(kept.intervalSeconds(), Unit.MINUTES),
                            Quantity.format(kept.tier().stallSeconds(), Unit.SECONDS),
                            shown(kept.tier().restartSeconds(), Unit.MINUTES)))
                    .append('\n');
        }
        List<String> losses = new ArrayList<>();
        for (Lost lost : failures.lost()) {
            losses.add(messages.text("loss." + lost.cause().id()) + " " + Cells.percent(lost.share(), 2));
        }
        out.append(messages.text("run.losses", String.join(messages.text("list.separator"), losses)))
                .append('\n');
    }

    private record Cost(String name, double usd, String share) {}

    /** Parts of the cost; they sum to it. */
    private Table costs(RunAnswer run) {
        double whole = run.figures().get(Measure.USD).mid();
        List<Cost> costs = new ArrayList<>();
        for (RunAnswer.CostShare part : run.costs()) {
            if (Math.abs(part.usd()) > SMALLEST_SHARE_SHOWN * whole) {
                costs.add(new Cost(
                        messages.text("cost." + part.item().id()), part.usd(), Cells.percent(part.usd() / whole, 1)));
            }
        }
        costs.add(new Cost(messages.text("measure.usd"), whole, "100%"));
        return new Columns<Cost>()
                .words("part", messages.text("column.part"), cost -> Cell.of(cost.name()))
                .numbers("usd", messages.text("column.cost_usd"), cost -> quantity(cost.usd(), Unit.DOLLARS))
                .numbers("share", messages.text("column.share"), cost -> Cell.of(cost.usd() / whole, cost.share()))
                .of(costs);
    }

    /** What is bought whole, whatever the run's share of it. */
    private void owned(StringBuilder out, RunAnswer run) {
        Owned own = run.owned();
        if (own != null) {
            out.append(messages.text(
                            "run.owned",
                            money.of(own.usd()),
                            aYear(own.depreciation()),
                            aYear(own.finance()),
                            aYear(own.operations())))
                    .append('\n');
        }
    }

    private String aYear(double usdPerSecond) {
        return money.of(usdPerSecond * Unit.YEARS.factor());
    }

    private Table drivers(RunAnswer run, Unit unit) {
        return new Columns<Driver>()
                .words("input", messages.text("column.input"), driver -> Cell.of(names.shown(driver.input())))
                .words(
                        "range",
                        messages.text("column.range"),
                        driver -> Cell.of(shown(driver.range().low(), driver.unit()) + " - "
                                + shown(driver.range().high(), driver.unit())))
                .numbers("at_low", messages.text("column.at_low"), driver -> quantity(driver.atLow(), unit))
                .numbers("at_high", messages.text("column.at_high"), driver -> quantity(driver.atHigh(), unit))
                .of(run.drivers().stream().limit(DRIVERS).toList());
    }
}

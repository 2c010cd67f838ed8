package org.suanchou.report;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanchou.scenario.Limits;
import org.suanchou.scenario.Margins;
import org.suanchou.scenario.RunReport;
import org.suanchou.scenario.TrainingReport;
import org.suanchou.source.Estimate;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** How the limits of a question stand to the intervals of its best plan, which keeps them at its best guesses. */
public final class LimitText {
    private static final double DAY_SECONDS = 86_400;

    private final Messages messages;
    private final Money money;

    LimitText(Messages messages, Money money) {
        this.messages = messages;
        this.money = money;
    }

    /** Nothing where no plan runs, or the question has no limits. */
    String of(TrainingReport report) {
        RunReport run = report.feasible() ? report.plans().getFirst().run() : null;
        if (run == null) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        Limits limits = report.question().limits();
        Margins margins = report.margins();
        Double confidence = limits.confidence();
        if (margins != null && confidence != null) {
            out.append('\n');
            kept(out, confidence, "wall", run.wallSeconds(), margins.seconds(), limits.seconds(), Unit.DAYS);
            kept(out, confidence, "cost", run.usd(), margins.usd(), limits.usd(), Unit.DOLLARS);
            kept(out, confidence, "energy", run.joules(), margins.joules(), limits.joules(), Unit.MEGAWATT_HOURS);
            kept(
                    out,
                    confidence,
                    "carbon",
                    run.kilogramsCo2(),
                    margins.kilogramsCo2(),
                    limits.kilogramsCo2(),
                    Unit.TONNES_CO2);
            return out.toString();
        }
        deadline(out, run.wallSeconds(), limits.seconds());
        limit(out, "cost", run.usd(), limits.usd(), Unit.DOLLARS);
        limit(out, "provisioned", run.provisionedWatts(), limits.siteWatts(), Unit.WATTS);
        limit(out, "energy", run.joules(), limits.joules(), Unit.MEGAWATT_HOURS);
        limit(out, "carbon", run.kilogramsCo2(), limits.kilogramsCo2(), Unit.TONNES_CO2);
        return out.toString();
    }

    /** A limit that is kept with the confidence that the question asks. */
    private void kept(
            StringBuilder out,
            double confidence,
            String key,
            @Nullable Estimate value,
            double margin,
            @Nullable Double most,
            Unit unit) {
        if (value != null && most != null) {
            out.append(messages.text(
                            "report.limit.kept",
                            messages.text("run." + key),
                            shown(value.mid() * margin, unit),
                            percent(confidence),
                            shown(most, unit)))
                    .append('\n');
        }
    }

    /** A probability in percent, without needless zeros. */
    static String percent(double probability) {
        return BigDecimal.valueOf(probability)
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString();
    }

    private void deadline(StringBuilder out, Estimate wall, @Nullable Double most) {
        if (most != null) {
            String key = wall.high() <= most ? "report.deadline.met" : "report.deadline.open";
            out.append('\n')
                    .append(messages.text(key, days(most), days(wall.mid()), days(wall.high())))
                    .append('\n');
        }
    }

    private static String days(double seconds) {
        return String.format(Locale.ROOT, seconds < DAY_SECONDS ? "%.3f" : "%.1f", seconds / DAY_SECONDS);
    }

    private void limit(StringBuilder out, String key, @Nullable Estimate value, @Nullable Double most, Unit unit) {
        if (value != null && most != null && value.high() > most) {
            out.append(messages.text(
                            "report.limit.open",
                            messages.text("run." + key),
                            shown(value.mid(), unit),
                            shown(most, unit),
                            shown(value.high(), unit)))
                    .append('\n');
        }
    }

    private String shown(double value, Unit unit) {
        return Money.isMoney(unit) ? money.shown(value, unit) : Quantity.format(value, unit);
    }
}

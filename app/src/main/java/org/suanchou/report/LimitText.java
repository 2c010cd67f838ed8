package org.suanchou.report;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Margins;
import org.suanchou.answer.Measure;
import org.suanchou.answer.RunAnswer;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.source.Estimate;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;
import org.suanchou.text.Refusals;
import org.suanchou.units.Unit;

/** How the limits of a question stand to the intervals of its best plan, which keeps them at its best guesses. */
final class LimitText {
    private static final double DAY_SECONDS = Unit.DAYS.factor();

    private final Messages messages;
    private final Money money;

    LimitText(Messages messages, Money money) {
        this.messages = messages;
        this.money = money;
    }

    /** Nothing where no plan runs, or the question has no limits. */
    String of(TrainingAnswer answer) {
        RunAnswer run = answer.feasible() ? answer.plans().getFirst().run() : null;
        if (run == null) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        Limits limits = answer.asked().limits();
        Margins margins = answer.margins();
        Double confidence = limits.confidence();
        if (margins != null && confidence != null) {
            out.append('\n');
            kept(out, confidence, run, Measure.WALL_SECONDS, margins.seconds(), limits.seconds());
            kept(out, confidence, run, Measure.USD, margins.usd(), limits.usd());
            kept(out, confidence, run, Measure.JOULES, margins.joules(), limits.joules());
            kept(out, confidence, run, Measure.KILOGRAMS_CO2, margins.kilogramsCo2(), limits.kilogramsCo2());
            return out.toString();
        }
        deadline(out, run.figures().get(Measure.WALL_SECONDS), limits.seconds());
        limit(out, run, Measure.USD, limits.usd());
        limit(out, run, Measure.PROVISIONED_WATTS, limits.siteWatts());
        limit(out, run, Measure.JOULES, limits.joules());
        limit(out, run, Measure.KILOGRAMS_CO2, limits.kilogramsCo2());
        return out.toString();
    }

    /** A limit that is kept with the confidence that the question asks. */
    private void kept(
            StringBuilder out,
            double confidence,
            RunAnswer run,
            Measure measure,
            double margin,
            @Nullable Double most) {
        Estimate value = run.figures().find(measure);
        if (value != null && most != null) {
            out.append(messages.text(
                            "report.limit.kept",
                            messages.text("measure." + measure.id()),
                            shown(value.mid() * margin, measure.unit()),
                            percent(confidence),
                            shown(most, measure.unit())))
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
        return Cells.fixed(seconds / DAY_SECONDS, seconds < DAY_SECONDS ? 3 : 1);
    }

    private void limit(StringBuilder out, RunAnswer run, Measure measure, @Nullable Double most) {
        Estimate value = run.figures().find(measure);
        if (value != null && most != null && value.high() > most) {
            out.append(messages.text(
                            "report.limit.open",
                            messages.text("measure." + measure.id()),
                            shown(value.mid(), measure.unit()),
                            shown(most, measure.unit()),
                            shown(value.high(), measure.unit())))
                    .append('\n');
        }
    }

    private String shown(double value, Unit unit) {
        return Money.isMoney(unit) ? money.shown(value, unit) : Refusals.quantity(value, unit, messages);
    }
}

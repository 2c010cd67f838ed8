package org.suanchou.text;

import java.util.Locale;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/**
 * Amounts of money in one currency, as readers of a language write them: {@code USD 73.9M}, {@code CNY 532M}; {@code 7,390
 * 万美元}, {@code 5.32 亿元}.
 *
 * @param rate of the currency, for a dollar
 */
public record Money(Currency currency, double rate, Language language) {
    private static final double MYRIAD = 1e4;
    private static final double YI = 1e8;

    /** Whether values of a unit are money, or money for something. */
    public static boolean isMoney(Unit unit) {
        return unit == Unit.DOLLARS || unit.shown().startsWith("USD/");
    }

    /** A value in SI units, dollars or dollars for something, as text. */
    public String shown(double value, Unit unit) {
        String amount = amount(value / unit.factor());
        String per = unit == Unit.DOLLARS ? "" : unit.shown().substring("USD".length());
        return amount + per;
    }

    /** So many dollars. */
    public String of(double usd) {
        return amount(usd);
    }

    /** So many dollars, in the currency. */
    public double in(double usd) {
        return usd * rate;
    }

    private String amount(double usd) {
        double value = usd * rate;
        double size = Math.abs(value);
        if (language == Language.EN) {
            return currency.name() + " " + Quantity.format(value, Unit.COUNT);
        }
        String name = currency == Currency.USD ? "美元" : "元";
        if (size >= 0.9995 * YI) {
            return digits(value / YI) + " 亿" + name;
        }
        return size >= 0.99995 * MYRIAD ? digits(value / MYRIAD) + " 万" + name : digits(value) + " " + name;
    }

    /** Three significant digits; whole where they are not enough. */
    private static String digits(double value) {
        String text = Math.abs(value) < 999.5 ? Quantity.format(value, Unit.COUNT) : "";
        return text.isEmpty() ? String.format(Locale.ROOT, "%,.0f", value) : text;
    }
}

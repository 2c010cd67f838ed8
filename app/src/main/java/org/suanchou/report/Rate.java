package org.suanchou.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Asked;
import org.suanchou.answer.Asked.YuanRate;
import org.suanchou.cost.CostAssumption;
import org.suanchou.text.Currency;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;

/** What a question makes of dollars in the reader's currency. */
public final class Rate {
    private static final String YUAN = CostAssumption.CNY_PER_USD.id();

    private Rate() {}

    /** Money at the question's own rate; in dollars where it says none, or there is no question. */
    public static Money of(Messages messages, @Nullable Asked asked) {
        YuanRate yuan = yuan(asked);
        return messages.currency() == Currency.CNY && yuan != null
                ? new Money(Currency.CNY, yuan.perDollar(), messages.language())
                : new Money(Currency.USD, 1, messages.language());
    }

    private static @Nullable YuanRate yuan(@Nullable Asked asked) {
        Asked.Pricing pricing = asked == null ? null : asked.money();
        return pricing == null ? null : pricing.yuan();
    }

    /** The rate and its date, as a line among the defaults; empty where dollars stay dollars. */
    static String line(Messages messages, @Nullable Asked asked) {
        YuanRate yuan = yuan(asked);
        if (asked == null
                || asked.basis() == null
                || yuan == null
                || of(messages, asked).currency() == Currency.USD) {
            return "";
        }
        return messages.text(
                        "report.default",
                        YUAN,
                        String.format(Locale.ROOT, "%.4g", yuan.perDollar()),
                        yuan.asOf() == null
                                ? messages.text("why.own_price", "--assume " + YUAN)
                                : messages.text("why.rate", yuan.asOf()))
                + "\n";
    }
}

package org.suanchou.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.CostAssumption;
import org.suanchou.formula.Formula;
import org.suanchou.scenario.Terms;
import org.suanchou.source.Fact;
import org.suanchou.text.Currency;
import org.suanchou.text.Messages;
import org.suanchou.text.Money;

/** What the terms of a question make of dollars in the reader's currency. */
public final class Rate {
    private static final String YUAN = CostAssumption.CNY_PER_USD.id();

    private Rate() {}

    /** Money at the question's own rate; in dollars where its terms say none. */
    public static Money of(Messages messages, @Nullable Terms terms) {
        return messages.currency() == Currency.CNY
                        && terms != null
                        && terms.assumptions().has(YUAN)
                ? new Money(Currency.CNY, terms.assumptions().get(YUAN).value(), messages.language())
                : new Money(Currency.USD, 1, messages.language());
    }

    /** The rate and its date, as a line among the defaults; empty where dollars stay dollars. */
    static String line(Messages messages, @Nullable Terms terms) {
        if (terms == null || terms.accounting() == null || of(messages, terms).currency() == Currency.USD) {
            return "";
        }
        Formula.Input rate = terms.assumptions().get(YUAN);
        Fact fact = rate.fact();
        return messages.text(
                        "report.default",
                        YUAN,
                        String.format(Locale.ROOT, "%.4g", rate.value()),
                        fact.asOf() == null
                                ? messages.text("why.own_price", "--assume " + YUAN)
                                : messages.text("why.rate", fact.asOf()))
                + "\n";
    }
}

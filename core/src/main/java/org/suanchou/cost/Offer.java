package org.suanchou.cost;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;

/**
 * A price that was asked or paid in a year.
 *
 * @param of id of the system or chip
 * @param usd of one chip, with its share of the server or rack where that was sold; for a rent USD/s
 */
public record Offer(String of, Sale sale, int year, Fact usd) {
    /** What was sold. */
    public enum Sale {
        SERVER,
        RACK,
        /** The accelerator alone. */
        CHIP,
        /** One chip for a time. */
        RENT
    }

    /** That it gives a value to. */
    public CostAssumption assumption() {
        return assumption(sale);
    }

    /** That a price of such a sale gives a value to. */
    public static CostAssumption assumption(Sale sale) {
        return switch (sale) {
            case SERVER, RACK -> CostAssumption.SERVER_USD_PER_CHIP;
            case CHIP -> CostAssumption.ACCELERATOR_USD;
            case RENT -> CostAssumption.RENT_USD_PER_CHIP_HOUR;
        };
    }

    /** Offers of one year, of one thing, as one: the span of their ranges. */
    static Offer spanning(List<Offer> offers) {
        Offer first = offers.getFirst();
        if (offers.size() == 1) {
            return first;
        }
        double low = Double.MAX_VALUE;
        double high = 0;
        List<String> sources = new ArrayList<>();
        Provenance provenance = Provenance.FILE;
        Confidence confidence = Confidence.HIGH;
        for (Offer offer : offers) {
            Fact usd = offer.usd;
            low = Math.min(low, usd.value().low());
            high = Math.max(high, usd.value().high());
            usd.sources().stream().filter(s -> !sources.contains(s)).forEach(sources::add);
            provenance = usd.provenance().compareTo(provenance) > 0 ? usd.provenance() : provenance;
            confidence = usd.confidence().compareTo(confidence) > 0 ? usd.confidence() : confidence;
        }
        Fact span = new Fact(
                Estimate.between(low, high),
                sources,
                provenance,
                confidence,
                String.valueOf(first.year),
                "span of offers");
        return new Offer(first.of, first.sale, first.year, span);
    }
}

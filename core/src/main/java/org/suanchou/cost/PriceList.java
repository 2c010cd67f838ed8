package org.suanchou.cost;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.cost.Offer.Sale;
import org.suanchou.formula.Assumptions;
import org.suanchou.source.Fact;

/**
 * Prices of a system and its chip over the years.
 *
 * <p>For a year: the newest at or before it, else the oldest after it; a server's or rack's before a chip's, but where the
 * chip's is more than two years newer: a chip may be sold long after its server.
 */
public record PriceList(List<Offer> offers) {
    /** A judgement: offers of servers and chips are listed every year or two while both are sold. */
    private static final int STALE_YEARS = 2;

    private static final Set<Sale> WHOLE = EnumSet.of(Sale.SERVER, Sale.RACK);

    public PriceList {
        offers = List.copyOf(offers);
    }

    /**
     * These assumptions with the year's prices where they have none: {@code server-usd-per-chip} or
     * {@code accelerator-usd}, and {@code rent-usd-per-chip-hour}. What they were bought for in one year is one input,
     * whatever answer it stands in.
     */
    public Assumptions fill(Assumptions assumptions, int year) {
        Assumptions filled = assumptions;
        if (!filled.has(CostAssumption.SERVER_USD_PER_CHIP) && !filled.has(CostAssumption.ACCELERATOR_USD)) {
            filled = lay(filled, bought(year));
        }
        return filled.has(CostAssumption.RENT_USD_PER_CHIP_HOUR)
                ? filled
                : lay(filled, in(year, EnumSet.of(Sale.RENT)));
    }

    private static Assumptions lay(Assumptions assumptions, @Nullable Offer offer) {
        if (offer == null) {
            return assumptions;
        }
        return assumptions.with(
                offer.of() + "-" + offer.year(), Map.of(offer.assumption().id(), dated(offer)));
    }

    private static Fact dated(Offer offer) {
        Fact usd = offer.usd();
        return new Fact(
                usd.value(),
                usd.sources(),
                usd.provenance(),
                usd.confidence(),
                String.valueOf(offer.year()),
                usd.note());
    }

    private @Nullable Offer bought(int year) {
        Offer server = newest(year, WHOLE);
        Offer chip = newest(year, EnumSet.of(Sale.CHIP));
        if (server != null || chip != null) {
            return server == null || chip != null && chip.year() > server.year() + STALE_YEARS ? chip : server;
        }
        Offer whole = oldestAfter(year, WHOLE);
        return whole == null ? oldestAfter(year, EnumSet.of(Sale.CHIP)) : whole;
    }

    private @Nullable Offer in(int year, Set<Sale> sales) {
        Offer found = newest(year, sales);
        return found == null ? oldestAfter(year, sales) : found;
    }

    private @Nullable Offer newest(int year, Set<Sale> sales) {
        int best = Integer.MIN_VALUE;
        for (Offer offer : offers) {
            if (sales.contains(offer.sale()) && offer.year() <= year) {
                best = Math.max(best, offer.year());
            }
        }
        return of(best, sales);
    }

    private @Nullable Offer oldestAfter(int year, Set<Sale> sales) {
        int best = Integer.MAX_VALUE;
        for (Offer offer : offers) {
            if (sales.contains(offer.sale()) && offer.year() > year) {
                best = Math.min(best, offer.year());
            }
        }
        return of(best, sales);
    }

    private @Nullable Offer of(int year, Set<Sale> sales) {
        List<Offer> same = new ArrayList<>();
        for (Offer offer : offers) {
            if (sales.contains(offer.sale()) && offer.year() == year) {
                same.add(offer);
            }
        }
        return same.isEmpty() ? null : Offer.spanning(same);
    }
}

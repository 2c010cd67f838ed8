package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.suanchou.cost.Offer.Sale;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula.Input;
import org.suanchou.source.Confidence;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.source.Provenance;

class PriceListTest {
    private static final PriceList PRICES = new PriceList(List.of(
            offer("node", Sale.SERVER, 2022, 44_000),
            offer("node", Sale.SERVER, 2025, 32_000),
            offer("chip", Sale.CHIP, 2020, 25_000),
            offer("chip", Sale.CHIP, 2023, 21_000),
            offer("chip", Sale.RENT, 2023, 4),
            offer("chip", Sale.RENT, 2023, 2)));

    private static Offer offer(String of, Sale sale, int year, double usd) {
        return new Offer(
                of,
                sale,
                year,
                new Fact(Estimate.exactly(usd), List.of(of), Provenance.PAGE, Confidence.MEDIUM, null, null));
    }

    private static Input bought(int year) {
        Assumptions filled = PRICES.fill(CostInputs.of(Map.of()), year);
        assertThat(filled.has("server-usd-per-chip")).isNotEqualTo(filled.has("accelerator-usd"));
        return filled.get(filled.has("accelerator-usd") ? "accelerator-usd" : "server-usd-per-chip");
    }

    @Test
    void theNewestAtOrBeforeTheYear() {
        assertThat(bought(2022).fact().mid()).isEqualTo(44_000);
        assertThat(bought(2024).fact().mid()).isEqualTo(44_000);
        assertThat(bought(2024).id()).isEqualTo("server-usd-per-chip@node-2022");
        assertThat(bought(2024).fact().asOf()).isEqualTo("2022");
        assertThat(bought(2030).fact().mid()).isEqualTo(32_000);
    }

    @Test
    void aChipsPriceStandsInBeforeTheFirstServer() {
        assertThat(bought(2021).id()).isEqualTo("accelerator-usd@chip-2020");
    }

    @Test
    void beforeAnyPriceTheOldestStandsInOfItsYear() {
        assertThat(bought(2015).id()).isEqualTo("server-usd-per-chip@node-2022");
        assertThat(bought(2015).fact().asOf()).isEqualTo("2022");
    }

    @Test
    void rentsOfOneYearSpanTheirRange() {
        Fact rent = PRICES.fill(CostInputs.of(Map.of()), 2024)
                .get("rent-usd-per-chip-hour")
                .fact();
        assertThat(rent.value()).isEqualTo(new Estimate(2, 3, 4));
        assertThat(rent.note()).isEqualTo("span of offers");
        assertThat(rent.asOf()).isEqualTo("2023");
    }

    @Test
    void aPriceThatIsGivenStands() {
        Assumptions own = CostInputs.of(Map.of("accelerator-usd", 9000.0, "rent-usd-per-chip-hour", 1.0));
        Assumptions filled = PRICES.fill(own, 2024);
        assertThat(filled.get("accelerator-usd").fact().mid()).isEqualTo(9000);
        assertThat(filled.has("server-usd-per-chip")).isFalse();
        assertThat(filled.get("rent-usd-per-chip-hour").fact().mid()).isEqualTo(1 / 3600.0);
    }

    @Test
    void withoutOffersNothingIsAssumed() {
        Assumptions filled = new PriceList(List.of()).fill(CostInputs.of(Map.of()), 2024);
        assertThat(filled.has("server-usd-per-chip")).isFalse();
        assertThat(filled.has("rent-usd-per-chip-hour")).isFalse();
    }
}

package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.suanchou.fixture.RandomWork;
import org.suanchou.formula.Formula;

/** What holds of every chip's bill. */
class BillOfMaterialsProperties {
    private static final int ROUNDS = 300;
    private static final Percentage ROUNDING = Percentage.withPercentage(1e-6);
    private static final List<String> PRICES =
            List.of("wafer-usd", "hbm-usd-per-gb", "packaging-usd", "module-other-usd");

    private RandomWork random;

    @BeforeEach
    void seed() {
        random = RandomWork.printing(BillOfMaterialsProperties.class);
    }

    private Map<String, Double> chip() {
        Map<String, Double> chip = new LinkedHashMap<>();
        chip.put("wafer-diameter", 300.0);
        chip.put("wafer-usd", random.between(1000.0, 40_000.0));
        chip.put("die-area", random.between(20.0, 858.0));
        chip.put("defect-density", random.between(0.01, 0.6));
        chip.put("dies-per-package", (double) random.between(1, 8));
        chip.put("salvage-share", random.between(0.0, 0.9));
        chip.put("hbm-capacity", random.between(8.0, 288.0));
        chip.put("hbm-usd-per-gb", random.between(3.0, 40.0));
        chip.put("packaging-usd", random.between(50.0, 2000.0));
        chip.put("module-other-usd", random.between(50.0, 2000.0));
        chip.put("package-yield", random.between(0.5, 1.0));
        return chip;
    }

    private YieldModel model() {
        List<YieldModel> models = List.of(
                new YieldModel.Poisson(),
                new YieldModel.Murphy(),
                new YieldModel.Seeds(),
                new YieldModel.NegativeBinomial(2));
        return models.get(random.between(0, models.size() - 1));
    }

    @Test
    void theBillIsTheSumOfItsPartsAndNeverBelowMaterial() {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Double> chip = chip();
            BillOfMaterials bill = BillOfMaterials.of(model(), CostInputs.of(chip));
            double sum = bill.parts().stream().mapToDouble(Formula::value).sum();
            double material = chip.get("wafer-usd") / bill.grossDies().value() * chip.get("dies-per-package")
                    + chip.get("hbm-capacity") * chip.get("hbm-usd-per-gb")
                    + chip.get("packaging-usd")
                    + chip.get("module-other-usd");

            assertThat(bill.usd().value()).isCloseTo(sum, ROUNDING);
            assertThat(bill.usd().value()).isGreaterThanOrEqualTo(material * (1 - 1e-12));
        }
    }

    @Test
    void aPriceMovesTheBillByItsShare() {
        for (int round = 0; round < ROUNDS; round++) {
            Formula usd = BillOfMaterials.of(model(), CostInputs.of(chip())).usd();
            for (String price : PRICES) {
                double[] moves = CostInputs.movesOf(usd, price);
                assertThat(moves[0]).as(price).isCloseTo(moves[1], ROUNDING);
                assertThat(moves[0]).as(price).isPositive();
            }
        }
    }

    @Test
    void defectsAndAreaRaiseTheCost() {
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Double> chip = chip();
            Formula usd = BillOfMaterials.of(model(), CostInputs.of(chip)).usd();
            double more = random.between(1.01, 1.15);

            assertThat(CostInputs.withTimes(usd, "defect-density", more)).isGreaterThan(usd.value());
            assertThat(CostInputs.withTimes(usd, "die-area", more)).isGreaterThan(usd.value());
            assertThat(CostInputs.withTimes(usd, "package-yield", 1 / more)).isGreaterThan(usd.value());
        }
    }
}

package org.suanchou.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.suanchou.formula.Assumptions;
import org.suanchou.formula.Formula;

/**
 * Worked bills of materials: each part is arithmetic on its inputs. Evidence is what no input was chosen for: die counts,
 * yields, and the ratio of 910B's dies. Memory is an input (for H100 that part of the published total), and salvage, the
 * rest of the module and the package yield were chosen so that dies, packages lost and totals of H100 and B200 meet the
 * published ones.
 */
class BillOfMaterialsGolden {
    private static final Percentage TO_THE_DOLLAR = Percentage.withPercentage(0.2);

    private static Assumptions bill(
            double mm2,
            double dies,
            double wafer,
            double salvage,
            double gb,
            double perGb,
            double packaging,
            double other,
            double packageYield) {
        return CostInputs.of(Map.of(
                "wafer-diameter", 300.0,
                "die-area", mm2,
                "dies-per-package", dies,
                "wafer-usd", wafer,
                "salvage-share", salvage,
                "hbm-capacity", gb,
                "hbm-usd-per-gb", perGb,
                "packaging-usd", packaging,
                "module-other-usd", other,
                "package-yield", packageYield));
    }

    private static BillOfMaterials of(Assumptions a, String id, double value) {
        return BillOfMaterials.of(new YieldModel.Murphy(), CostInputs.with(a, Map.of(id, value)));
    }

    private static double part(BillOfMaterials bill, String name) {
        return bill.parts().stream()
                .filter(p -> p.name().toString().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** Reference: 3,320 USD (Raymond James), CoWoS-S 750, HBM 41 % of the total, as siliconanalysts.com has them. */
    @Test
    void anH100() {
        BillOfMaterials bill = of(bill(814, 1, 16000, 0.7, 80, 17, 750, 550, 0.9), "defect-density", 0.1);

        assertThat(bill.grossDies().value()).isCloseTo(63.5, within(0.05));
        assertThat(bill.dieYield().value()).isCloseTo(0.468, within(0.0005));
        assertThat(bill.sellableYield().value()).isCloseTo(0.84, within(0.0005));
        assertThat(part(bill, "compute dies")).isCloseTo(300, TO_THE_DOLLAR);
        assertThat(part(bill, "stacked memory")).isCloseTo(1360, TO_THE_DOLLAR);
        assertThat(part(bill, "packages lost")).isCloseTo(329, TO_THE_DOLLAR);
        // calibrated to the reference, not evidence
        assertThat(bill.usd().value()).isCloseTo(3289, TO_THE_DOLLAR).isCloseTo(3320, Percentage.withPercentage(1));
    }

    /** Reference: Epoch AI, 5,700 to 7,300 USD, of which logic 720 to 1,200, HBM 2,800 to 3,100, loss 1,000 to 1,100. */
    @Test
    void aB200() {
        BillOfMaterials bill = of(bill(800, 2, 18500, 0.5, 192, 2900.0 / 192, 1100, 480, 0.84), "defect-density", 0.1);

        assertThat(bill.grossDies().value()).isCloseTo(64.8, within(0.05));
        assertThat(bill.dieYield().value()).isCloseTo(0.474, within(0.0005));
        assertThat(bill.sellableYield().value()).isCloseTo(0.737, within(0.0005));
        assertThat(part(bill, "compute dies")).isCloseTo(775, TO_THE_DOLLAR).isBetween(720.0, 1200.0);
        assertThat(part(bill, "stacked memory")).isCloseTo(2900, TO_THE_DOLLAR);
        assertThat(part(bill, "packages lost")).isCloseTo(1001, TO_THE_DOLLAR).isBetween(1000.0, 1100.0);
        // calibrated to the reference, not evidence
        assertThat(bill.usd().value()).isCloseTo(6256, TO_THE_DOLLAR).isBetween(5700.0, 7300.0);
    }

    /**
     * An Ascend 910B's die on a SMIC wafer of 14,000 USD: at the yield of 20 % that the Financial Times reported, against
     * TSMC N7's 0.09 defects per cm2, which a mature process would reach. The die costs 2.75 to 2.9 times as much, about
     * 570 USD more; on a card of 16,854 USD that is 3 to 4 %.
     */
    @Test
    void anAscend910bAtTwentyPercentAgainstAMatureYield() {
        Assumptions both = bill(665.61, 1, 14000, 0, 64, 17, 500, 300, 0.9);
        BillOfMaterials mature = of(both, "defect-density", 0.09);
        BillOfMaterials reported = of(both, "die-yield", 0.2);

        assertThat(mature.grossDies().value()).isCloseTo(80.4, within(0.05));
        assertThat(mature.dieYield().value()).isCloseTo(0.566, within(0.0005));
        assertThat(mature.dieUsd().value()).isCloseTo(308, TO_THE_DOLLAR);
        assertThat(reported.dieUsd().value()).isCloseTo(871, TO_THE_DOLLAR);
        assertThat(mature.usd().value()).isCloseTo(2440, TO_THE_DOLLAR);
        assertThat(reported.usd().value()).isCloseTo(3065, TO_THE_DOLLAR);
        double more = reported.dieUsd().value() - mature.dieUsd().value();
        assertThat(reported.dieUsd().value() / mature.dieUsd().value()).isBetween(2.75, 2.9);
        assertThat(more).isCloseTo(570, within(10.0));
        assertThat(more / 16854).isBetween(0.03, 0.04);
    }

    /** The defect density that Murphy's model finds for 20 % gives the bill that the stated yield gives. */
    @Test
    void aStatedYieldAndItsDefectDensityAgree() {
        Assumptions both = bill(665.61, 1, 14000, 0, 64, 17, 500, 300, 0.9);
        double density = new YieldModel.Murphy().defectsPerSquareMetre(0.2, 665.61e-6) / 1e4;
        Formula stated = of(both, "die-yield", 0.2).usd();

        assertThat(of(both, "defect-density", density).usd().value())
                .isCloseTo(stated.value(), Percentage.withPercentage(1e-9));
    }

    @Test
    void whatIsUnknownIsNamed() {
        assertThat(BillOfMaterials.missing(CostInputs.of(Map.of("die-area", 600.0, "wafer-usd", 4000.0))))
                .contains(CostAssumption.HBM_CAPACITY, CostAssumption.DEFECT_DENSITY)
                .doesNotContain(CostAssumption.DIE_AREA);
    }
}

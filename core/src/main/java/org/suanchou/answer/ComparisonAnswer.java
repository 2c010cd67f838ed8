package org.suanchou.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;

/**
 * The same training on several systems, stacks and precisions: the best plan of each, what it does per chip, node, rack,
 * megawatt and dollar, and how each stands to the first that can do it.
 *
 * @param rows in the order of the question
 */
public record ComparisonAnswer(List<Row> rows) {
    /**
     * What became of one.
     *
     * @param answer in full; null where it couldn't be asked
     * @param reason why it can't do the work; null where it can
     * @param work null where it can't
     * @param against null for the first row that can, and where this one can't
     */
    public record Row(
            String name,
            @Nullable TrainingAnswer answer,
            @Nullable Obstacle reason,
            @Nullable Work work,
            @Nullable Against against) {}

    /**
     * Tokens of the run over what it takes, failures included.
     *
     * @param perChip tokens a second of wall clock and chip
     * @param perSystem the same of a node or rack as it is sold
     * @param perRack null, as what follows, where the power is unknown
     * @param perMegawatt tokens a second of a megawatt that the site must provide
     * @param perDollar tokens of the run over its cost; null where no price is known
     * @param usdPerChipHour what a chip-hour of the run costs
     */
    public record Work(
            double perChip,
            double perSystem,
            @Nullable Double perRack,
            @Nullable Double perMegawatt,
            @Nullable Double perDollar,
            @Nullable Double usdPerChipHour) {}

    /**
     * One system over another. Ratios above 1 say that the one does more.
     *
     * @param system id of the other
     * @param peak of dense peaks of a chip, each in the precision that it trains in
     * @param perChip of tokens a second and chip, failures included; its 80 % interval leaves out what both share
     * @param perPackage the same, counting packages
     * @param perSuperchip the same, counting superchips where a chip comes as one
     * @param perDie the same, counting compute dies
     * @param perMegawatt null where a power is unknown
     * @param perDollar of tokens per dollar; null where a price is unknown, or one rents what the other buys
     * @param steps from the peak to the whole: to {@code perDollar}, or to {@code perChip} where a price is unknown
     */
    public record Against(
            String system,
            double peak,
            Estimate perChip,
            double perPackage,
            double perSuperchip,
            double perDie,
            @Nullable Estimate perMegawatt,
            @Nullable Estimate perDollar,
            List<Difference> steps) {
        public Against {
            steps = List.copyOf(steps);
        }
    }

    public ComparisonAnswer {
        rows = List.copyOf(rows);
    }

    /** Whether any system can do it. */
    public boolean feasible() {
        return rows.stream().anyMatch(row -> row.work() != null);
    }
}

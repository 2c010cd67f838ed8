package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.formula.Formula;
import org.suanchou.source.Estimate;

/**
 * The whole run of a plan. Intervals are 80 %, by drawing every input.
 *
 * @param wallSeconds of the run, failures included
 * @param goodput share of the wall clock in which steps run that are kept
 * @param meanSecondsBetweenInterruptions of the whole cluster
 * @param provisionedWatts that the site must provide; null, as what follows, where the chip's power is unknown
 * @param siteWatts while steps run, on average
 * @param joules of the site
 * @param kilogramsCo2 of the grid
 * @param embodiedKilograms the run's share of what making the hardware emitted
 * @param cubicMetresOfWater on site and for the electricity
 * @param usd null where no price is known
 * @param model from which every figure unfolds
 */
public record RunReport(
        Estimate wallSeconds,
        Estimate goodput,
        double meanSecondsBetweenInterruptions,
        @Nullable Estimate provisionedWatts,
        @Nullable Estimate siteWatts,
        @Nullable Estimate joules,
        @Nullable Estimate kilogramsCo2,
        @Nullable Estimate embodiedKilograms,
        @Nullable Estimate cubicMetresOfWater,
        @Nullable Estimate usd,
        @Nullable Estimate usdPerFlop,
        RunModel model) {

    /** Plans drawn together: they share most inputs, and so their draws. */
    private static final int TOGETHER = 16;

    /** The runs of several plans of one question, in their order. */
    static List<RunReport> of(List<RunModel> models, int threads) {
        List<RunReport> reports = new ArrayList<>();
        for (int from = 0; from < models.size(); from += TOGETHER) {
            List<RunModel> some = models.subList(from, Math.min(models.size(), from + TOGETHER));
            List<Formula> formulas = new ArrayList<>();
            some.forEach(model -> formulas.addAll(formulas(model)));
            List<Estimate> intervals = some.getFirst().intervals(formulas, threads);
            int each = formulas.size() / some.size();
            for (int i = 0; i < some.size(); i++) {
                reports.add(of(some.get(i), intervals.subList(i * each, (i + 1) * each)));
            }
        }
        return reports;
    }

    private static List<Formula> formulas(RunModel model) {
        List<Formula> formulas = new ArrayList<>();
        formulas.add(model.resilience().goodput());
        formulas.addAll(model.formulas());
        return formulas;
    }

    private static RunReport of(RunModel model, List<Estimate> intervals) {
        boolean powered = model.energy() != null;
        boolean priced = model.cost() != null;
        int money = powered ? 8 : 2;
        return new RunReport(
                intervals.get(1),
                intervals.get(0),
                model.resilience().meanSecondsBetweenInterruptions().value(),
                powered ? intervals.get(2) : null,
                powered ? intervals.get(3) : null,
                powered ? intervals.get(4) : null,
                powered ? intervals.get(5) : null,
                powered ? intervals.get(6) : null,
                powered ? intervals.get(7) : null,
                priced ? intervals.get(money) : null,
                priced ? intervals.get(money + 1) : null,
                model);
    }

    /** Interruptions that the run may expect. */
    public double interruptions() {
        return wallSeconds.mid() / meanSecondsBetweenInterruptions;
    }
}

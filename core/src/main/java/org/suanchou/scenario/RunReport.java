package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.Figure;
import org.suanchou.answer.Figures;
import org.suanchou.answer.Measure;
import org.suanchou.formula.Formula;
import org.suanchou.formula.Sheet;
import org.suanchou.source.Estimate;

/**
 * The whole run of a plan.
 *
 * @param figures by drawing every input; those of power and carbon where the chip's power is known, those of money where a
 *     price is
 * @param model from which every figure unfolds
 */
public record RunReport(Figures figures, RunModel model) {

    /** Plans drawn together: they share most inputs, and so their draws. */
    private static final int TOGETHER = 16;

    /** The runs of several plans of one question, in their order. */
    static List<RunReport> of(List<RunModel> models, int threads) {
        List<RunReport> reports = new ArrayList<>();
        for (int from = 0; from < models.size(); from += TOGETHER) {
            List<RunModel> some = models.subList(from, Math.min(models.size(), from + TOGETHER));
            List<Map<Measure, Formula>> each =
                    some.stream().map(RunReport::formulas).toList();
            List<Formula> formulas = new ArrayList<>();
            each.forEach(one -> formulas.addAll(one.values()));
            List<Estimate> intervals = some.getFirst().intervals(formulas, threads);
            int at = 0;
            for (int i = 0; i < some.size(); i++) {
                int size = each.get(i).size();
                reports.add(new RunReport(figures(each.get(i), intervals.subList(at, at + size)), some.get(i)));
                at += size;
            }
        }
        return reports;
    }

    private static Map<Measure, Formula> formulas(RunModel model) {
        Map<Measure, Formula> formulas = new LinkedHashMap<>();
        formulas.put(Measure.GOODPUT, model.resilience().goodput());
        formulas.putAll(model.figures());
        return formulas;
    }

    private static Figures figures(Map<Measure, Formula> formulas, List<Estimate> intervals) {
        List<Figure> figures = new ArrayList<>();
        formulas.forEach((measure, formula) ->
                figures.add(new Figure(measure, intervals.get(figures.size()), sources(formula))));
        figures.sort(Comparator.comparing(Figure::measure));
        return new Figures(figures);
    }

    private static List<String> sources(Formula formula) {
        Set<String> sources = new TreeSet<>();
        Sheet.of(List.of(formula))
                .inputs()
                .forEach(input -> sources.addAll(input.fact().sources()));
        return List.copyOf(sources);
    }

    /** Of the run, failures included. */
    public Estimate wallSeconds() {
        return figures.get(Measure.WALL_SECONDS);
    }

    /** Share of the wall clock in which steps run that are kept. */
    public Estimate goodput() {
        return figures.get(Measure.GOODPUT);
    }

    /** Null where the chip's power is unknown. */
    public @Nullable Estimate provisionedWatts() {
        return figures.find(Measure.PROVISIONED_WATTS);
    }

    /** Null where the chip's power is unknown. */
    public @Nullable Estimate joules() {
        return figures.find(Measure.JOULES);
    }

    /** Null where the chip's power is unknown. */
    public @Nullable Estimate kilogramsCo2() {
        return figures.find(Measure.KILOGRAMS_CO2);
    }

    /** Null where no price is known. */
    public @Nullable Estimate usd() {
        return figures.find(Measure.USD);
    }

    /** Of the whole cluster. */
    public double meanSecondsBetweenInterruptions() {
        return model.resilience().meanSecondsBetweenInterruptions().value();
    }

    /** Interruptions that the run may expect. */
    public double interruptions() {
        return wallSeconds().mid() / meanSecondsBetweenInterruptions();
    }
}

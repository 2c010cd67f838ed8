package org.suanchou.scenario;

import java.util.ArrayList;
import java.util.List;
import org.suanchou.energy.RunEnergy;
import org.suanchou.formula.Formula;

/**
 * How many times its best guess a run may take with a given probability: quantiles of its draws over its best guesses. What
 * a step may be off by multiplies every plan of a cluster alike, so margins of one plan serve for the others.
 *
 * @param seconds at least 1, as all of them
 */
public record Margins(double seconds, double usd, double joules, double kilogramsCo2) {
    static final Margins NONE = new Margins(1, 1, 1, 1);

    static Margins of(RunModel model, double confidence, int threads) {
        List<Formula> formulas = new ArrayList<>(List.of(model.wallSeconds()));
        RunEnergy energy = model.energy();
        Formula usd = model.usd();
        formulas.add(usd == null ? model.wallSeconds() : usd);
        formulas.add(energy == null ? model.wallSeconds() : energy.joules());
        formulas.add(energy == null ? model.wallSeconds() : energy.kilogramsCo2());
        List<Double> quantiles = model.quantiles(formulas, confidence, threads);
        double[] margins = new double[formulas.size()];
        for (int i = 0; i < margins.length; i++) {
            double mid = formulas.get(i).value();
            margins[i] = mid > 0 ? Math.max(1, quantiles.get(i) / mid) : 1;
        }
        return new Margins(margins[0], margins[1], margins[2], margins[3]);
    }

    /** The wider of each. */
    Margins or(Margins other) {
        return new Margins(
                Math.max(seconds, other.seconds),
                Math.max(usd, other.usd),
                Math.max(joules, other.joules),
                Math.max(kilogramsCo2, other.kilogramsCo2));
    }

    /** Whether a run with these margins keeps limits that were narrowed by others. */
    boolean within(Margins others) {
        double slack = 1 + 1e-9;
        return seconds <= others.seconds * slack
                && usd <= others.usd * slack
                && joules <= others.joules * slack
                && kilogramsCo2 <= others.kilogramsCo2 * slack;
    }
}

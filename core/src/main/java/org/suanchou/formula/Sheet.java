package org.suanchou.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.formula.Formula.Function;
import org.suanchou.formula.Formula.Given;
import org.suanchou.formula.Formula.Input;
import org.suanchou.formula.Formula.Product;
import org.suanchou.formula.Formula.Quotient;
import org.suanchou.formula.Formula.Sum;
import org.suanchou.source.Estimate;
import org.suanchou.source.Term;
import org.suanchou.words.Words;

/** Formulas laid out so that each shared one is worked out once. Immutable; evaluation may run on many threads. */
public final class Sheet {
    private final List<Formula> results;
    private final List<Input> inputs;
    /** Operands before those that use them. */
    private final Formula[] cells;
    /** Per cell, the cells of its operands; for an input, its place among the inputs. */
    private final int[][] operands;

    private final int[] resultCells;

    private Sheet(List<Formula> results) {
        this.results = List.copyOf(results);
        Map<Formula, Integer> places = new IdentityHashMap<>();
        Map<Named, Integer> inputPlaces = new HashMap<>();
        List<Input> known = new ArrayList<>();
        List<Formula> order = new ArrayList<>();
        List<int[]> uses = new ArrayList<>();
        for (Formula result : results) {
            lay(result, places, inputPlaces, known, order, uses);
        }
        inputs = List.copyOf(known);
        cells = order.toArray(Formula[]::new);
        operands = uses.toArray(int[][]::new);
        resultCells = results.stream().mapToInt(places::get).toArray();
    }

    private record Named(String id, Estimate range) {}

    public static Sheet of(List<Formula> results) {
        return new Sheet(results);
    }

    private static int lay(
            Formula formula,
            Map<Formula, Integer> places,
            Map<Named, Integer> inputPlaces,
            List<Input> known,
            List<Formula> order,
            List<int[]> uses) {
        Integer there = places.get(formula);
        if (there != null) {
            return there;
        }
        int[] used;
        if (formula instanceof Input input) {
            Integer place = inputPlaces.putIfAbsent(new Named(input.id(), input.range()), known.size());
            if (place == null) {
                place = known.size();
                known.add(input);
            }
            used = new int[] {place};
        } else {
            used = new int[formula.operands().size()];
            for (int i = 0; i < used.length; i++) {
                used[i] = lay(formula.operands().get(i), places, inputPlaces, known, order, uses);
            }
        }
        places.put(formula, order.size());
        order.add(formula);
        uses.add(used);
        return order.size() - 1;
    }

    public List<Formula> results() {
        return results;
    }

    /** Distinct inputs, in the order in which the formulas name them. */
    public List<Input> inputs() {
        return inputs;
    }

    /** The best guesses of the inputs. */
    public double[] guesses() {
        return inputs.stream().mapToDouble(i -> i.fact().mid()).toArray();
    }

    /** The results with every input at its best guess. */
    public double[] middle() {
        return values(guesses());
    }

    /** The results under these values of {@link #inputs}. */
    public double[] values(double[] given) {
        double[] all = all(given);
        double[] out = new double[resultCells.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = all[resultCells[i]];
        }
        return out;
    }

    private double[] all(double[] given) {
        double[] value = new double[cells.length];
        for (int c = 0; c < cells.length; c++) {
            int[] used = operands[c];
            switch (cells[c]) {
                case Input input -> value[c] = given[used[0]];
                case Given constant -> value[c] = constant.value();
                case Sum sum -> {
                    double total = 0;
                    for (int u : used) {
                        total += value[u];
                    }
                    value[c] = total;
                }
                case Product product -> {
                    double total = 1;
                    for (int u : used) {
                        total *= value[u];
                    }
                    value[c] = total;
                }
                case Quotient quotient -> value[c] = value[used[0]] / value[used[1]];
                case Function function -> {
                    double[] arguments = new double[used.length];
                    for (int i = 0; i < used.length; i++) {
                        arguments[i] = value[used[i]];
                    }
                    value[c] = function.operation().of(arguments);
                }
            }
        }
        return value;
    }

    /** What the results are made of, at the best guesses; a formula that several use is unfolded where it first stands. */
    public List<Term> terms() {
        double[] value = all(guesses());
        boolean[] seen = new boolean[cells.length];
        List<Term> terms = new ArrayList<>();
        for (int cell : resultCells) {
            terms.add(term(cell, value, seen));
        }
        return terms;
    }

    private Term term(int cell, double[] value, boolean[] seen) {
        Formula formula = cells[cell];
        if (formula instanceof Input input) {
            return Term.input(input.name(), input.unit(), input.fact());
        }
        boolean again = seen[cell] && !formula.operands().isEmpty();
        seen[cell] = true;
        List<Term> terms = new ArrayList<>();
        if (!again) {
            for (int operand : operands[cell]) {
                terms.add(term(operand, value, seen));
            }
        }
        return new Term(
                formula.name(), value[cell], formula.unit(), again ? Words.of("as above") : how(formula), terms, null);
    }

    private static Words how(Formula formula) {
        String sign = switch (formula) {
            case Sum sum -> " + ";
            case Product product -> " x ";
            case Quotient quotient -> " / ";
            case Input input -> "";
            case Given given -> "";
            case Function function -> "";
        };
        return sign.isEmpty()
                ? formula.how()
                : Words.joined(
                        sign, formula.operands().stream().map(Formula::name).toList());
    }
}

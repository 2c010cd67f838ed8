package org.suanchou.formula;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.suanchou.formula.Formula.Input;

/** What drives a result: its value with one input at either end of its range, all others at their best guess. */
public record Tornado(double middle, List<Bar> bars) {
    /** @param low the result with the input at the low end of its range, which may be the larger one */
    public record Bar(Input input, double low, double high) {
        public double swing() {
            return Math.abs(high - low);
        }
    }

    public Tornado {
        bars = List.copyOf(bars);
    }

    /** Bars of the inputs that have a range and move the result, longest first. */
    public static Tornado of(Sheet sheet, int result) {
        double[] guesses = sheet.guesses();
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < guesses.length; i++) {
            Input input = sheet.inputs().get(i);
            if (!input.range().isExact()) {
                Bar bar = new Bar(
                        input,
                        with(sheet, guesses, i, input.range().low(), result),
                        with(sheet, guesses, i, input.range().high(), result));
                if (bar.swing() > 0) {
                    bars.add(bar);
                }
            }
        }
        bars.sort(Comparator.comparingDouble(Bar::swing).reversed());
        return new Tornado(sheet.middle()[result], bars);
    }

    private static double with(Sheet sheet, double[] guesses, int input, double value, int result) {
        double[] moved = guesses.clone();
        moved[input] = value;
        return sheet.values(moved)[result];
    }
}

package org.suanchou.source;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * A number of an answer, unfolded: how it follows from the terms below it, down to facts with their sources.
 *
 * @param value in the SI unit of {@code unit}
 * @param how the arithmetic in words and figures
 * @param fact where the number is an input, what is known of it; else null
 */
public record Term(
        Words name,
        double value,
        Unit unit,
        Words how,
        List<Term> inputs,
        @Nullable Fact fact) {
    public Term {
        inputs = List.copyOf(inputs);
    }

    /** A term that is the sum of others. */
    public static Term sum(Words name, Unit unit, Words how, List<Term> inputs) {
        double sum = 0;
        for (Term input : inputs) {
            sum += input.value();
        }
        return new Term(name, sum, unit, how, inputs, null);
    }

    /** A term that other words explain. */
    public static Term of(Words name, double value, Unit unit, Words how) {
        return new Term(name, value, unit, how, List.of(), null);
    }

    /** An input; its note, which is the catalogue's, says how it came about. */
    public static Term input(Words name, Unit unit, Fact fact) {
        return new Term(name, fact.mid(), unit, fact.noted(), List.of(), fact);
    }

    public static Term input(Constant constant) {
        return input(constant.name(), constant.unit(), constant.fact());
    }
}

package org.suanchou.formula;

import java.util.List;
import org.suanchou.source.Estimate;
import org.suanchou.source.Fact;
import org.suanchou.units.Unit;
import org.suanchou.words.WordedException;
import org.suanchou.words.Words;

/**
 * A number of an answer as the arithmetic that gives it from inputs. One formula gives the value, its unfolding to dated
 * sources, its interval and what drives it, so none of them can drift from the others.
 *
 * <p>Formulas share operands: they form an acyclic graph, which a {@link Sheet} evaluates. Values are in SI units.
 */
public sealed interface Formula {
    /** What it is, in the field's words. */
    Words name();

    Unit unit();

    /** What it follows from; empty for an input. */
    List<Formula> operands();

    /** How it follows, in words; empty where the kind of formula says it. */
    Words how();

    /**
     * A number that comes from outside. Inputs with one id share their draw, in whatever answer they stand. Where their
     * ranges differ too, as where two systems compared state it apart, each is drawn as far along its own.
     *
     * @param name as an answer calls it
     * @param least the smallest value that makes sense, in SI units; draws are kept within
     * @param most the largest
     */
    record Input(String id, Words name, Unit unit, Fact fact, double least, double most) implements Formula {
        public Input {
            if (!(least <= fact.value().low() && fact.value().high() <= most)) {
                double beyond = fact.value().low() < least
                        ? fact.value().low()
                        : fact.value().high();
                throw new WordedException(
                        "{0} is {1}; it must be between {2} and {3}",
                        id, beyond / unit.factor(), least / unit.factor(), most / unit.factor());
            }
        }

        /** An input that is shown by its id. */
        public Input(String id, Unit unit, Fact fact, double least, double most) {
            this(id, Words.verbatim(id), unit, fact, least, most);
        }

        /** An input that can be any number above zero. */
        public static Input positive(String id, Unit unit, Fact fact) {
            return new Input(id, unit, fact, 0, Double.MAX_VALUE);
        }

        public static Input positive(String id, Words name, Unit unit, Fact fact) {
            return new Input(id, name, unit, fact, 0, Double.MAX_VALUE);
        }

        @Override
        public List<Formula> operands() {
            return List.of();
        }

        @Override
        public Words how() {
            return fact.noted();
        }

        Estimate range() {
            return fact.value();
        }
    }

    /** A number that another part of the answer accounts for: a step time, bytes of a checkpoint. */
    record Given(Words name, Unit unit, double value, Words how) implements Formula {
        @Override
        public List<Formula> operands() {
            return List.of();
        }
    }

    record Sum(Words name, Unit unit, List<Formula> operands) implements Formula {
        public Sum {
            operands = List.copyOf(operands);
        }

        @Override
        public Words how() {
            return Words.NONE;
        }
    }

    record Product(Words name, Unit unit, List<Formula> operands) implements Formula {
        public Product {
            operands = List.copyOf(operands);
        }

        @Override
        public Words how() {
            return Words.NONE;
        }
    }

    /** The first operand over the second. */
    record Quotient(Words name, Unit unit, List<Formula> operands) implements Formula {
        public Quotient {
            operands = List.copyOf(operands);
        }

        @Override
        public Words how() {
            return Words.NONE;
        }
    }

    /** Any other function of its operands; pure. */
    record Function(Words name, Unit unit, Words how, List<Formula> operands, Operation operation) implements Formula {
        public Function {
            operands = List.copyOf(operands);
        }
    }

    /** Values of operands, in their order, to a value. */
    @FunctionalInterface
    interface Operation {
        double of(double[] operands);
    }

    static Formula sum(String name, Unit unit, Formula... terms) {
        return sum(Words.of(name), unit, List.of(terms));
    }

    static Formula sum(String name, Unit unit, List<? extends Formula> terms) {
        return sum(Words.of(name), unit, terms);
    }

    static Formula sum(Words name, Unit unit, List<? extends Formula> terms) {
        return new Sum(name, unit, List.copyOf(terms));
    }

    static Formula product(String name, Unit unit, Formula... factors) {
        return product(Words.of(name), unit, factors);
    }

    static Formula product(Words name, Unit unit, Formula... factors) {
        return new Product(name, unit, List.of(factors));
    }

    static Formula quotient(String name, Unit unit, Formula over, Formula under) {
        return quotient(Words.of(name), unit, over, under);
    }

    static Formula quotient(Words name, Unit unit, Formula over, Formula under) {
        return new Quotient(name, unit, List.of(over, under));
    }

    /** @param how the equation in plain text, in the operands' names */
    static Formula function(String name, Unit unit, String how, Operation operation, Formula... operands) {
        return function(Words.of(name), unit, Words.of(how), operation, operands);
    }

    static Formula function(Words name, Unit unit, Words how, Operation operation, Formula... operands) {
        return new Function(name, unit, how, List.of(operands), operation);
    }

    /** A number that needs no source: a count, a constant of arithmetic. */
    static Formula given(String name, Unit unit, double value) {
        return given(name, unit, value, "");
    }

    static Formula given(String name, Unit unit, double value, String how) {
        return given(Words.of(name), unit, value, Words.of(how));
    }

    static Formula given(Words name, Unit unit, double value, Words how) {
        return new Given(name, unit, value, how);
    }

    /** Its value with every input at its best guess. */
    default double value() {
        return Sheet.of(List.of(this)).middle()[0];
    }
}

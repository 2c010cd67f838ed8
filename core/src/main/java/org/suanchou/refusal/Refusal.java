package org.suanchou.refusal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Why something can't be. Its words stand apart, in each language, under the id of its code.
 *
 * @param need what it would take, in the constraint's own unit; NaN where nothing is counted
 * @param have what there is
 * @param arguments what the words name, in their order: numbers, names, quantities, other refusals, lists of these
 */
public record Refusal(Code code, double need, double have, List<Object> arguments) {
    /** Each package that refuses has an enum of them. */
    public interface Code {
        String name();

        Constraint constraint();

        default String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Refusal {
        arguments = List.copyOf(arguments);
    }

    /** Nothing is counted. */
    public static Refusal of(Code code, Object... arguments) {
        return new Refusal(code, Double.NaN, Double.NaN, Arrays.asList(arguments));
    }

    public static Refusal counted(Code code, double need, double have, Object... arguments) {
        return new Refusal(code, need, have, Arrays.asList(arguments));
    }

    public Constraint constraint() {
        return code.constraint();
    }

    /** For logs: the code and its arguments. */
    @Override
    public String toString() {
        return code.id() + " " + arguments;
    }
}

package org.suanchou.refusal;

import java.util.Arrays;
import java.util.List;

/** What is wrong with one value, and what it must be: the parts that refusals of input are made of. */
public enum Rule implements Refusal.Code {
    /** Name, value, the rule that it breaks. */
    VALUE,
    /** Where it stands, what is wrong there. */
    AT,
    MISSING,
    /** Its name, and what it must be. */
    MISSING_RULE,
    GIVEN_TWICE,
    NUMBER,
    WHOLE_NUMBER,
    TEXT,
    LIST,
    MAP,
    /** One value, or the last of several after {@link #OR}. */
    MUST_BE,
    ONE_OF,
    AT_LEAST,
    AT_MOST,
    ABOVE,
    BELOW,
    BETWEEN,
    ABOVE_AND_BELOW,
    ABOVE_AND_AT_MOST,
    NOT_BEYOND,
    /** What it can't exceed, and how large that is. */
    NOT_BEYOND_OTHER,
    DIVIDES,
    DID_YOU_MEAN,
    FOR_EXAMPLE,
    HAS_VALUE,
    OR,
    AND;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }

    /** {@code name is value; rule}. */
    public static Refusal value(Object name, Object value, Refusal rule) {
        return Refusal.of(VALUE, name, value, rule);
    }

    /** {@code name is value; rule}, the rule of that code. */
    public static Refusal value(Object name, Object value, Refusal.Code rule, Object... arguments) {
        return value(name, value, Refusal.of(rule, arguments));
    }

    /** That it must be one of two or more, named in words: {@code it must be a, b or c}. */
    public static Refusal mustBe(Object... choices) {
        return Refusal.of(MUST_BE, or(choices));
    }

    /** {@code a, b or c}, of two or more. */
    public static Refusal or(Object... choices) {
        int last = choices.length - 1;
        List<Object> others = Arrays.asList(choices).subList(0, last);
        return Refusal.of(OR, others, choices[last]);
    }
}

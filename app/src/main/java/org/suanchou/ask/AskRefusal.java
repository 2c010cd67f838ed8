package org.suanchou.ask;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** What is wrong with the fields of a question, whatever they are about. */
enum AskRefusal implements Refusal.Code {
    FIELD_NOT_KNOWN,
    FIELD_NOT_KNOWN_NEAR,
    FIELD_TWICE,
    NO_PLAIN_VALUE,
    MONEY_FOR_EXAMPLE,
    ASSUMED_FORM,
    ASSUMED_TWICE,
    ASSUME_MAP,
    CHIPS_OR_LIMIT,
    TOKENS_FOR_LIMIT,
    TOKENS_TO_COMPARE,
    BUDGET_WITHOUT_PRICE,
    BASIS_WITHOUT_PRICE,
    MIXED_SYSTEMS,
    SEVERAL_SITES,
    DIVIDES_CHIPS,
    NUMBER_OF_CHIPS,
    DIVIDES_BATCH,
    STEP_BEYOND_RUN,
    SEQUENCES,
    ONE_SEQUENCE,
    ONE_SEQUENCE_OR_MORE,
    OBJECTIVE_OF_CHIPS,
    SCHEDULE_INTERLEAVED,
    SCHEDULE_WITHOUT_STAGES,
    SYSTEM_POWER,
    YIELD_MODELS,
    SYSTEMS_TWICE,
    NO_SYSTEM,
    SYSTEM_FIELDS,
    SAME_WORK,
    NAMES,
    TOO_MANY_COMBINATIONS,
    CONFIG_ALONE,
    NO_DECODER,
    DESCRIBE_MODEL,
    AS_TYPE_OR_DESCRIBE,
    A_FILE,
    NO_FILES;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }
}

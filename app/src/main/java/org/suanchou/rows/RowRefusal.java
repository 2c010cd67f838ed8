package org.suanchou.rows;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** Why a row of measured runs can't be described to the model, or read. */
enum RowRefusal implements Refusal.Code {
    ROW_OF_SERVING,
    CUT_OF_CHIPS,
    MODEL_NOT_GIVEN,
    ROW_WITHOUT_DECODER,
    HARDWARE_NOT_GIVEN,
    PLAIN_TEXT,
    TEXTS;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }
}

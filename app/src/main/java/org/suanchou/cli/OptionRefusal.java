package org.suanchou.cli;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** What is wrong with options of one command. */
enum OptionRefusal implements Refusal.Code {
    ONE_FILE_OF_RUNS,
    NO_PARAMETER_FILE,
    GOES_WITH,
    NOT_WRITTEN,
    NO_VALUE;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }
}

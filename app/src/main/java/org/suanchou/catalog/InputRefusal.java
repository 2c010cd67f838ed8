package org.suanchou.catalog;

import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;

/** What is wrong with a text from outside. */
public enum InputRefusal implements Refusal.Code {
    /** Said by a parser or a file system, whose words stand as they are. */
    IN_WORDS;

    @Override
    public Constraint constraint() {
        return Constraint.INPUT;
    }
}

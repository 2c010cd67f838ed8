package org.suanchou.run;

import org.suanchou.catalog.BadInput;

/** A field that makes sense, but not for the system it is asked of: bad input of one question, a row of a comparison. */
final class NotHere extends BadInput {
    private static final long serialVersionUID = 1;

    NotHere(BadInput refusal) {
        super(refusal.path(), String.valueOf(refusal.getMessage()));
    }
}

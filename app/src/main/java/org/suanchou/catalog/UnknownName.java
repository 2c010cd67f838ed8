package org.suanchou.catalog;

import org.suanchou.refusal.Refusal;
import org.suanchou.tree.BadInput;

/** A name that no entry of the catalogue bears. */
public final class UnknownName extends BadInput {
    private static final long serialVersionUID = 1;

    UnknownName(String what, Refusal refusal) {
        super(what, refusal);
    }
}

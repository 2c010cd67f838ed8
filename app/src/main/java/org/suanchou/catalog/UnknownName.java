package org.suanchou.catalog;

/** A name that no entry of the catalogue bears. */
public final class UnknownName extends BadInput {
    private static final long serialVersionUID = 1;

    UnknownName(String what, String message) {
        super(what, message);
    }
}

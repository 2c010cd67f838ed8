package org.suanchou.catalog;

/** A file of an overlay with a mistake, one of whose entries is asked for. */
public final class SpoiltFile extends BadInput {
    private static final long serialVersionUID = 1;

    SpoiltFile(String path, String message) {
        super(path, message);
    }
}

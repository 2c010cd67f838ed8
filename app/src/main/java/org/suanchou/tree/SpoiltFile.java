package org.suanchou.tree;

import org.suanchou.refusal.Refusal;

/** A file of an overlay with a mistake, one of whose entries is asked for. */
public final class SpoiltFile extends BadInput {
    private static final long serialVersionUID = 1;

    SpoiltFile(String path, Refusal refusal) {
        super(path, refusal);
    }
}

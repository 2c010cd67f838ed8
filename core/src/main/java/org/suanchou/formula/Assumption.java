package org.suanchou.formula;

import org.suanchou.units.Unit;

/** Something that an equation assumes beside the plan; each package declares its own. */
public interface Assumption {
    /** In the catalogue and in a question. */
    String id();

    Unit unit();
}

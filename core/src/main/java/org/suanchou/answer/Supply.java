package org.suanchou.answer;

import org.suanchou.reliability.StandBy;

/** Which chips a question is about. */
public sealed interface Supply {
    /** The job runs on all chips of its cluster; spare hosts come beside them. */
    record All() implements Supply {}

    /** As many as it takes; spare hosts come beside them. */
    record Open() implements Supply {}

    /** At most so many, spare hosts among them. Which of them run is to be found. */
    record UpTo(int chips) implements Supply {
        public UpTo {
            atLeastOne(chips);
        }
    }

    /**
     * The job's cluster is taken out of so many chips.
     *
     * @param standBy hosts of the others
     */
    record TakenFrom(int chips, StandBy standBy) implements Supply {
        public TakenFrom {
            atLeastOne(chips);
        }
    }

    Supply ALL = new All();
    Supply OPEN = new Open();

    private static void atLeastOne(int chips) {
        if (chips < 1) {
            throw new IllegalArgumentException("chips is " + chips + "; it must be at least 1");
        }
    }
}

package org.suanchou.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;

/**
 * The figures of one thing, one of a measure at most.
 *
 * @param all in the order of their measures
 */
public record Figures(List<Figure> all) {
    public Figures {
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i - 1).measure().compareTo(all.get(i).measure()) >= 0) {
                throw new IllegalArgumentException(
                        "figures are " + all + "; they must be in the order of their measures, one of each");
            }
        }
        all = List.copyOf(all);
    }

    /** Null where it is unknown. */
    public @Nullable Estimate find(Measure measure) {
        for (Figure figure : all) {
            if (figure.measure() == measure) {
                return figure.value();
            }
        }
        return null;
    }

    /** @throws IllegalArgumentException where there is none */
    public Estimate get(Measure measure) {
        Estimate value = find(measure);
        if (value == null) {
            throw new IllegalArgumentException("no figure of " + measure);
        }
        return value;
    }
}

package org.suanchou.answer;

import java.util.List;
import org.suanchou.source.Estimate;

/**
 * A number of an answer.
 *
 * @param value in SI, with its 80 % interval
 * @param sources ids of what it rests on, in the order of their names; none where it follows from the question alone
 */
public record Figure(Measure measure, Estimate value, List<String> sources) {
    public Figure {
        sources = List.copyOf(sources);
    }
}

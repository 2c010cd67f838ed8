package org.suanchou.ask;

import java.util.List;
import java.util.Map;
import org.suanchou.units.Unit;

/** What a field holds, and within which bounds. */
public sealed interface Form {
    /** Words that someone else looks up or reads. */
    record Text() implements Form {}

    /**
     * One of some words, whatever the case.
     *
     * @param also other words for some of them
     */
    record Word(List<String> words, Map<String, String> also) implements Form {
        public Word {
            words = List.copyOf(words);
            also = Map.copyOf(also);
        }

        static Word of(String... words) {
            return new Word(List.of(words), Map.of());
        }
    }

    /** A whole number. */
    record Whole(int least, int most) implements Form {}

    /** A whole number of things that come in powers of two: {@code 32k} is 32,768. */
    record Size(int least, int most) implements Form {}

    /** Sequences, as a {@link Size}, or tokens: {@code 4Mtokens}. */
    record Batch(int most) implements Form {}

    /** A number within bounds. */
    record Number(double least, double most) implements Form {}

    /** A probability between bounds that it doesn't reach. */
    record Probability(double above, double below) implements Form {}

    /** A quantity above 0; a bare number is of the unit that people read. */
    record Amount(Unit unit) implements Form {}

    /** Money above 0: a bare number is dollars. */
    record Money() implements Form {}

    /** Money above 0 for an hour. */
    record Rent() implements Form {}

    /** Given or not; as an option without a value. */
    record Flag() implements Form {}

    /** True or false; as an option {@code --name} or {@code --no-name}. */
    record Truth() implements Form {}

    /** A file of measured runs. */
    record Runs() implements Form {}

    /** Values of assumptions, by id. */
    record Assumed() implements Form {}

    /** Maps of fields, of one system each; in scenario files alone. */
    record Systems() implements Form {}
}

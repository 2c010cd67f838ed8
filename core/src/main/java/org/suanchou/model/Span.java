package org.suanchou.model;

/** Which keys a query may see. */
public sealed interface Span {
    /** Every key (every earlier one where the mask is causal). */
    record Full() implements Span {}

    /** The last {@code window} keys. */
    record Sliding(int window) implements Span {
        public Sliding {
            Check.tokens("window", window, 1);
        }
    }

    /** Keys of the same chunk of {@code chunk} tokens. */
    record Chunked(int chunk) implements Span {
        public Chunked {
            Check.tokens("chunk", chunk, 1);
        }
    }

    Span FULL = new Full();

    /**
     * Mean number of keys that one query attends to in a sequence.
     *
     * <p>Causal full: {@code (s + 1) / 2}. Causal sliding w: {@code w - w (w - 1) / (2 s)}. Range: 1 to {@code sequence}.
     */
    default double meanKeys(long sequence, boolean causal) {
        return switch (this) {
            case Full() -> causal ? (sequence + 1) / 2.0 : sequence;
            case Sliding(int window) -> {
                double w = Math.min(window, sequence);
                yield causal ? w - w * (w - 1) / (2.0 * sequence) : Math.min(2.0 * w, sequence);
            }
            case Chunked(int chunk) -> {
                double c = Math.min(chunk, sequence);
                yield causal ? (c + 1) / 2 : c;
            }
        };
    }
}

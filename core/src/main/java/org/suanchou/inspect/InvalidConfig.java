package org.suanchou.inspect;

import org.jspecify.annotations.Nullable;
import org.suanchou.words.WordedException;
import org.suanchou.words.Words;

/** A configuration that names no network we can count; the message gives field, value and rule. */
public final class InvalidConfig extends WordedException {
    private final String path;

    private final transient @Nullable Likeness likeness;

    InvalidConfig(String path, Words words) {
        this(path, words, null);
    }

    InvalidConfig(String path, Words words, @Nullable Likeness likeness) {
        super(words);
        this.path = path;
        this.likeness = likeness;
    }

    /**
     * What a decoder of an unknown type may be read as.
     *
     * @param type a known type with the parts that the file's fields speak of; null where none may stand for it
     * @param field the field that speaks of a recurrence or a convolution, where there is one
     */
    public record Likeness(@Nullable String type, @Nullable String field) {
        static Likeness of(ConfigFields c) {
            String recurrence = UnusualPart.RECURRENCE.field(c);
            if (recurrence != null) {
                return new Likeness(null, recurrence);
            }
            if (UnusualPart.LATENT_ATTENTION.field(c) != null) {
                return new Likeness("deepseek_v3", null);
            }
            return new Likeness(UnusualPart.EXPERTS.field(c) == null ? "llama" : "qwen3_moe", null);
        }
    }

    /** Given where a decoder is of a type that is not known. */
    public @Nullable Likeness likeness() {
        return likeness;
    }

    /** Dotted path of the field at fault: {@code text_config.num_hidden_layers}. */
    public String path() {
        return path;
    }
}

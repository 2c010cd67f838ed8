package org.suanchou.inspect;

import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.Span;

/**
 * What each layer attends to: the list {@code layer_types} where the file has one, else the family's rule.
 *
 * <p>Newer files write the list out; the rules it replaced ({@code sliding_window_pattern}, {@code max_window_layers},
 * {@code full_attention_interval}) still stand in older ones.
 */
final class LayerTypes {
    static final String FULL = "full_attention";
    static final String SLIDING = "sliding_attention";
    static final String CHUNKED = "chunked_attention";
    static final String LINEAR = "linear_attention";

    private final ConfigFields c;
    private final @Nullable List<String> listed;
    private final IntFunction<String> rule;

    private LayerTypes(ConfigFields c, @Nullable List<String> listed, IntFunction<String> rule) {
        this.c = c;
        this.listed = listed;
        this.rule = rule;
    }

    static LayerTypes of(ConfigFields c, int layers, IntFunction<String> rule) {
        List<String> listed = c.words("layer_types");
        if (listed != null && listed.size() != layers) {
            throw c.invalid("layer_types", listed, "it must have one entry for each of {0} layers", layers);
        }
        return new LayerTypes(c, listed, rule);
    }

    /** Every {@code period}-th layer is {@code full_attention}, the others are {@code other}. */
    static IntFunction<String> everyNth(int period, String other) {
        return i -> (i + 1) % period == 0 ? FULL : other;
    }

    String of(int layer) {
        return listed == null ? rule.apply(layer) : listed.get(layer);
    }

    boolean isLinear(int layer) {
        return of(layer).equals(LINEAR);
    }

    /** Span of a layer of attention. */
    Span span(int layer, @Nullable Integer window, @Nullable Integer chunk) {
        String type = of(layer);
        return switch (type) {
            case FULL -> Span.FULL;
            case SLIDING -> new Span.Sliding(given("sliding_window", window, type));
            case CHUNKED -> new Span.Chunked(given("attention_chunk_size", chunk, type));
            default ->
                throw c.invalid(
                        "layer_types[" + layer + "]", type, "it must be one of {0}, {1}, {2}", FULL, SLIDING, CHUNKED);
        };
    }

    Span span(int layer, @Nullable Integer window) {
        return span(layer, window, null);
    }

    private int given(String field, @Nullable Integer size, String type) {
        if (size == null) {
            throw c.missing(field, "layers of {0} need it", type);
        }
        return size;
    }

    /** Size of a window: the file's, the family's where the field is absent, null where it is null. */
    static @Nullable Integer window(ConfigFields c, String field, @Nullable Integer absent) {
        if (!c.given(field)) {
            return c.present(field) ? null : absent;
        }
        int window = c.tokens(field, 0);
        if (window == 0) {
            throw c.invalid(field, 0, "it must be at least 1");
        }
        return window;
    }

    static Span span(@Nullable Integer window) {
        return window == null ? Span.FULL : new Span.Sliding(window);
    }
}

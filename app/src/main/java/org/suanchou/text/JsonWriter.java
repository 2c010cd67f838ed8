package org.suanchou.text;

import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanchou.source.Estimate;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;

/**
 * Writes JSON part by part, the same bytes for the same values on every machine.
 *
 * <p>A double is written as {@link NumberText#exact} says; NaN and the infinities, which JSON lacks, become null.
 */
public final class JsonWriter implements AutoCloseable {
    private final JsonGenerator generator;

    /** What JSON must escape, and what would not be harmless where the JSON is shown. */
    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
            escapes[0x7f] = ESCAPE_STANDARD;
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            // of a pair, either half stands for itself
            return Character.isSurrogate((char) character) || SafeText.isHarmless(character)
                    ? null
                    : new SerializedString(String.format(Locale.ROOT, "\\u%04X", character));
        }
    }

    private JsonWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** JSON for people too: one value a line, indented by two spaces, a newline at the end. */
    public static JsonWriter pretty(Writer out) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("")
                .withRootSeparator("\n");
        return over(
                out,
                new DefaultPrettyPrinter(separators)
                        .withObjectIndenter(indenter)
                        .withArrayIndenter(indenter));
    }

    /** JSON without any space: one line a root value, as JSON Lines wants. */
    public static JsonWriter compact(Writer out) {
        return over(out, null);
    }

    private static JsonWriter over(Writer out, @Nullable PrettyPrinter printer) {
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .rootValueSeparator("\n")
                .characterEscapes(new Escapes())
                .build();
        return new JsonWriter(factory.createGenerator(
                new ObjectWriteContext.Base() {
                    @Override
                    public @Nullable PrettyPrinter getPrettyPrinter() {
                        return printer;
                    }
                },
                out));
    }

    /** Opens an object, closed by {@link #end()}. */
    public JsonWriter object() {
        generator.writeStartObject();
        return this;
    }

    /** Opens an object under a name. */
    public JsonWriter object(String name) {
        return field(name).object();
    }

    /** Opens an array, closed by {@link #end()}. */
    public JsonWriter array() {
        generator.writeStartArray();
        return this;
    }

    /** Opens an array under a name. */
    public JsonWriter array(String name) {
        return field(name).array();
    }

    /** Closes the innermost object or array. */
    public JsonWriter end() {
        if (generator.streamWriteContext().inObject()) {
            generator.writeEndObject();
        } else {
            generator.writeEndArray();
        }
        return this;
    }

    /** Names the value that follows. */
    public JsonWriter field(String name) {
        generator.writeName(name);
        return this;
    }

    public JsonWriter field(String name, @Nullable String value) {
        return field(name).value(value);
    }

    public JsonWriter field(String name, boolean value) {
        return field(name).value(value);
    }

    public JsonWriter field(String name, long value) {
        return field(name).value(value);
    }

    public JsonWriter field(String name, double value) {
        return field(name).value(value);
    }

    /** Null where it is unknown. */
    public JsonWriter optional(String name, @Nullable Double value) {
        return value == null ? field(name).nothing() : field(name, (double) value);
    }

    /** Null where it is unknown. */
    public JsonWriter optional(String name, @Nullable Estimate value) {
        return value == null ? field(name).nothing() : field(name, value);
    }

    /** An object of {@code low}, {@code mid} and {@code high}. */
    public JsonWriter field(String name, Estimate value) {
        return object(name)
                .field("low", value.low())
                .field("mid", value.mid())
                .field("high", value.high())
                .end();
    }

    /** An array of strings. */
    public JsonWriter field(String name, Iterable<String> values) {
        array(name);
        for (String value : values) {
            value(value);
        }
        return end();
    }

    public JsonWriter value(@Nullable String value) {
        generator.writeString(value);
        return this;
    }

    public JsonWriter value(boolean value) {
        generator.writeBoolean(value);
        return this;
    }

    public JsonWriter value(long value) {
        generator.writeNumber(value);
        return this;
    }

    public JsonWriter value(double value) {
        if (Double.isFinite(value)) {
            generator.writeNumber(NumberText.exact(value));
        } else {
            generator.writeNull();
        }
        return this;
    }

    public JsonWriter nothing() {
        generator.writeNull();
        return this;
    }

    /** Ends the last line and flushes; the writer below stays open. */
    @Override
    public void close() {
        if (!generator.streamWriteContext().inRoot()) {
            throw new IllegalStateException(
                    "JSON ends inside " + generator.streamWriteContext().toString());
        }
        generator.writeRaw('\n');
        generator.close();
    }
}

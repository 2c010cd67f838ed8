package org.suanchou.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.suanchou.refusal.Refusal;

/**
 * YAML 1.2 and JSON text to {@link Tree}s, safe against hostile input.
 *
 * <p>Limits: {@value #MAX_BYTES} bytes a document of JSON, {@value #MAX_YAML_BYTES} one of YAML with {@value #MAX_YAML_LINE}
 * characters a line; {@value #MAX_LINE_BYTES} bytes a line of JSON lines, {@value #MAX_ROWS} lines that are not blank,
 * {@value #MAX_LINES_BYTES} bytes in all;
 * {@value #MAX_DEPTH} levels; {@value #MAX_VALUES} values, those behind YAML aliases counted each time they are used;
 * {@value #MAX_ALIASES} aliases. Refused as well: invalid UTF-8, a map with the same key twice, NaN and infinities but in {@link #configuration}, more
 * than one document, tags other than YAML's own, merge keys, aliases of anything but maps and lists. Messages carry the line.
 */
public final class TreeReader {
    public static final int MAX_BYTES = 8 << 20;
    public static final int MAX_YAML_BYTES = 2 << 20;
    public static final int MAX_YAML_LINE = 1 << 16;
    public static final int MAX_LINES_BYTES = 1 << 28;
    public static final int MAX_ROWS = 100_000;
    public static final int MAX_LINE_BYTES = 1 << 20;
    public static final int MAX_DEPTH = 50;
    public static final int MAX_VALUES = 1_000_000;
    public static final int MAX_ALIASES = 1_000;

    private TreeReader() {}

    /** Reads a {@code .yaml}, {@code .yml} or {@code .json} file; other names are read as YAML, of which JSON is a part. */
    public static Tree file(Path path) {
        return file(path, path.toString());
    }

    /**
     * Reads a {@code .json} file as Python writes them: {@code NaN}, {@code Infinity} and numbers beyond a double are let
     * in, and refused where someone asks for the number.
     */
    public static Tree configuration(Path path) {
        String name = path.toString();
        return new Tree(
                name, "", JacksonText.pythonJson(name, text(name, InputFile.bytes(path, name, MAX_BYTES), MAX_BYTES)));
    }

    /** Reads a file under another name, the one that paths in messages show. */
    public static Tree file(Path path, String shownAs) {
        return shownAs.toLowerCase(Locale.ROOT).endsWith(".json")
                ? json(shownAs, InputFile.bytes(path, shownAs, MAX_BYTES))
                : yaml(shownAs, InputFile.bytes(path, shownAs, MAX_YAML_BYTES));
    }

    public static Tree yaml(String file, byte[] bytes) {
        String text = text(file, bytes, MAX_YAML_BYTES);
        checkLines(file, text);
        return new Tree(file, "", JacksonText.yaml(file, text));
    }

    /** The parser looks ahead along a line, again for each part of it that it reads. */
    private static void checkLines(String file, String text) {
        int line = 1;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i - start > MAX_YAML_LINE) {
                throw new BadInput(
                        file, Refusal.of(InputRefusal.LINE_TOO_LONG, line, BadInput.quoted(file), MAX_YAML_LINE));
            }
            if (i < text.length() && (text.charAt(i) == '\n' || text.charAt(i) == '\r')) {
                line += text.charAt(i) == '\n' ? 1 : 0;
                start = i + 1;
            }
        }
    }

    public static Tree json(String file, byte[] bytes) {
        return new Tree(file, "", JacksonText.json(file, text(file, bytes, MAX_BYTES)));
    }

    /** One JSON value of a line; {@code file} already names the line: {@code rows.jsonl:17}. */
    public static Tree jsonLine(String file, byte[] bytes) {
        return new Tree(file, "", JacksonText.json(file, text(file, bytes, MAX_LINE_BYTES)));
    }

    /** Hands each line that is not blank to {@code rows}, in order, reading as it goes. */
    public static void jsonLines(Path path, Consumer<Tree> rows) {
        String name = path.getFileName().toString();
        Consumer<Tree> counted = counted(name, rows);
        try (InputStream in = InputFile.open(path, name, MAX_LINES_BYTES)) {
            byte[] chunk = new byte[1 << 16];
            byte[] line = new byte[1 << 16];
            int length = 0;
            int number = 1;
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                for (int i = 0; i < n; i++) {
                    if (chunk[i] == '\n') {
                        row(name, number++, line, length, counted);
                        length = 0;
                    } else {
                        if (length == line.length) {
                            if (length > MAX_LINE_BYTES) {
                                throw new BadInput(
                                        name + ":" + number,
                                        Refusal.of(InputRefusal.ROW_TOO_LONG, number, MAX_LINE_BYTES));
                            }
                            line = Arrays.copyOf(line, 2 * length);
                        }
                        line[length++] = chunk[i];
                    }
                }
            }
            row(name, number, line, length, counted);
        } catch (IOException e) {
            throw new BadInput(name, Refusal.of(InputRefusal.FILE_UNREADABLE, BadInput.quoted(path.toString())));
        }
    }

    private static Consumer<Tree> counted(String name, Consumer<Tree> rows) {
        int[] read = {0};
        return row -> {
            if (++read[0] > MAX_ROWS) {
                throw new BadInput(name, Refusal.of(InputRefusal.TOO_MANY_ROWS, BadInput.quoted(name), MAX_ROWS));
            }
            rows.accept(row);
        };
    }

    private static void row(String name, int number, byte[] line, int length, Consumer<Tree> rows) {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                rows.accept(jsonLine(name + ":" + number, Arrays.copyOf(line, length)));
                return;
            }
        }
    }

    private static String text(String file, byte[] bytes, int limit) {
        if (bytes.length > limit) {
            throw new BadInput(file, Refusal.of(InputRefusal.FILE_TOO_LARGE, BadInput.quoted(file), limit));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new BadInput(file, Refusal.of(InputRefusal.NOT_UTF8, line, BadInput.quoted(file)));
        }
    }
}

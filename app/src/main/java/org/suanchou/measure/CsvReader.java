package org.suanchou.measure;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputFile;
import org.suanchou.tree.InputRefusal;

/**
 * Comma-separated values with a header (RFC 4180), plain or in gzip, row by row, safe against hostile input.
 *
 * <p>Limits: {@value #MAX_COLUMNS} columns, {@value #MAX_ROW_CHARS} characters a row, {@value #MAX_CHARS} characters in all after
 * decompression, as many bytes before it. Refused as well: invalid UTF-8, rows longer or shorter than the header, columns of the same name, quotes inside
 * a plain field, text after a closing quote. Blank lines are skipped. Messages carry the line.
 */
final class CsvReader implements Closeable {
    static final int MAX_COLUMNS = 256;
    static final int MAX_ROW_CHARS = 1 << 16;
    static final long MAX_CHARS = 1L << 28;

    private static final int END = -1;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final String file;
    private final Reader in;
    private final char[] buffer = new char[1 << 15];
    private final List<String> fields = new ArrayList<>();
    private final List<String> header;
    private int length;
    private int next;
    private long before;
    private int line = 1;
    private int rowLine = 1;
    private int rowChars;

    /** Opens a file and reads its header. */
    CsvReader(Path path) {
        this.file = path.getFileName().toString();
        this.in = open(path);
        try {
            if (!row()) {
                throw new BadInput(file, Refusal.of(MeasureRefusal.TABLE_EMPTY, BadInput.quoted(file)));
            }
            this.header = header(fields);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private List<String> header(List<String> names) {
        List<String> trimmed = new ArrayList<>();
        for (String name : names) {
            String column = name.strip();
            int before = trimmed.indexOf(column);
            if (before >= 0) {
                // not by its name: the file may be anyone's
                throw bad(MeasureRefusal.COLUMNS_TWICE, before + 1, trimmed.size() + 1);
            }
            trimmed.add(column);
        }
        return List.copyOf(trimmed);
    }

    private Reader open(Path path) {
        try {
            InputStream bytes = new BufferedInputStream(InputFile.open(path, path.toString(), MAX_CHARS));
            bytes.mark(2);
            boolean packed = (bytes.read() << 8 | bytes.read()) == GZIP_MAGIC;
            bytes.reset();
            return new InputStreamReader(
                    packed ? new GZIPInputStream(bytes) : bytes,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
        } catch (IOException e) {
            throw new BadInput(file, Refusal.of(InputRefusal.FILE_UNREADABLE, BadInput.quoted(path.toString())));
        }
    }

    String file() {
        return file;
    }

    List<String> header() {
        return header;
    }

    /** Reads the next row; false at the end. */
    boolean nextRow() {
        while (row()) {
            if (fields.size() == 1 && fields.getFirst().isEmpty()) {
                continue;
            }
            if (fields.size() != header.size()) {
                throw bad(MeasureRefusal.FIELD_COUNT, fields.size(), header.size());
            }
            return true;
        }
        return false;
    }

    /** A field of the row that was read last, blanks at both ends removed. */
    String field(int column) {
        return fields.get(column).strip();
    }

    /** File and line of the row that was read last. */
    String where() {
        return file + ": line " + rowLine;
    }

    /** What is wrong with the row that was read last. */
    BadInput bad(Refusal.Code code, Object... arguments) {
        return new BadInput(where(), at(where(), Refusal.of(code, arguments)));
    }

    /** What is wrong with a field of the row that was read last. */
    BadInput bad(String column, String value, Refusal rule) {
        return new BadInput(where(), at(where(), Rule.value(column, BadInput.quoted(value), rule)));
    }

    /** The same, by the code of the rule. */
    BadInput bad(String column, String value, Refusal.Code rule, Object... arguments) {
        return bad(column, value, Refusal.of(rule, arguments));
    }

    static Refusal at(String where, Refusal wrong) {
        return Refusal.of(Rule.AT, where, wrong);
    }

    private boolean row() {
        fields.clear();
        rowLine = line;
        rowChars = 0;
        int c = read();
        if (c == END) {
            return false;
        }
        StringBuilder field = new StringBuilder();
        while (true) {
            c = c == '"' ? quoted(field) : plain(field, c);
            add(field);
            if (c != ',') {
                return true;
            }
            c = read();
        }
    }

    private void add(StringBuilder field) {
        if (fields.size() == MAX_COLUMNS) {
            throw bad(MeasureRefusal.TOO_MANY_COLUMNS, MAX_COLUMNS);
        }
        fields.add(field.toString());
        field.setLength(0);
    }

    /** Reads a field without quotes that begins with {@code c}; gives what ends it. */
    private int plain(StringBuilder field, int c) {
        int at = c;
        while (at != ',' && at != '\n' && at != END) {
            if (at == '"') {
                throw bad(MeasureRefusal.QUOTE_INSIDE);
            }
            field.append((char) at);
            at = read();
        }
        if (at != ',' && !field.isEmpty() && field.charAt(field.length() - 1) == '\r') {
            field.setLength(field.length() - 1);
        }
        return at;
    }

    /** Reads the rest of a quoted field; gives what ends it. */
    private int quoted(StringBuilder field) {
        while (true) {
            int c = read();
            if (c == END) {
                throw bad(MeasureRefusal.QUOTE_OPEN);
            }
            if (c != '"') {
                field.append((char) c);
                continue;
            }
            int after = read();
            if (after == '"') {
                field.append('"');
                continue;
            }
            if (after == '\r') {
                after = read();
            }
            if (after != ',' && after != '\n' && after != END) {
                throw bad(MeasureRefusal.QUOTE_FOLLOWED);
            }
            return after;
        }
    }

    private int read() {
        while (next == length) {
            fill();
            if (length == 0) {
                return END;
            }
        }
        char c = buffer[next++];
        if (++rowChars > MAX_ROW_CHARS) {
            throw bad(MeasureRefusal.ROW_CHARACTERS, MAX_ROW_CHARS);
        }
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private void fill() {
        try {
            boolean first = before == 0;
            length = Math.max(0, in.read(buffer));
            next = first && length > 0 && buffer[0] == '\uFEFF' ? 1 : 0;
            before += length;
        } catch (CharacterCodingException e) {
            throw bad(MeasureRefusal.ROW_NOT_UTF8);
        } catch (StackOverflowError e) {
            // the JDK's reader calls itself for each empty member of a package
            throw bad(MeasureRefusal.EMPTY_MEMBERS);
        } catch (IOException e) {
            throw bad(MeasureRefusal.READ_STOPPED, String.valueOf(e.getMessage()));
        }
        if (before > MAX_CHARS) {
            throw new BadInput(file, Refusal.of(MeasureRefusal.TABLE_TOO_LONG, BadInput.quoted(file), MAX_CHARS));
        }
    }

    /** The place of a column, or -1. */
    int column(String name) {
        return header.indexOf(name);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // nothing was written: there is nothing to lose
        }
    }
}

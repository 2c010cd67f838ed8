package org.suanchou.text;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 on its way to a terminal: names and notes come from files of anyone's, so whatever is not {@linkplain SafeText
 * harmless} leaves as a question mark, but for ends of lines and tabs. So do bytes that are no UTF-8.
 */
public final class SafeOutput extends FilterOutputStream {
    /** The character that has begun. */
    private int codePoint;

    private int missing;
    private int begun;
    private final byte[] bytes = new byte[4];

    private SafeOutput(OutputStream out) {
        super(out);
    }

    public static PrintStream over(PrintStream out) {
        return new PrintStream(new SafeOutput(out), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(byte[] text, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            byte b = text[i];
            if (missing == 0 && (b >= ' ' && b != 0x7f || b == '\n' || b == '\t')) {
                continue;
            }
            out.write(text, from, i - from);
            write(b);
            from = i + 1;
        }
        out.write(text, from, offset + length - from);
    }

    @Override
    public void write(int b) throws IOException {
        int value = b & 0xff;
        if (missing > 0 && (value & 0xc0) == 0x80) {
            bytes[begun++] = (byte) value;
            codePoint = codePoint << 6 | value & 0x3f;
            if (--missing == 0) {
                if (SafeText.isHarmless(codePoint)) {
                    out.write(bytes, 0, begun);
                } else {
                    out.write('?');
                }
            }
            return;
        }
        pass();
        if (value < 0x80) {
            out.write(value == '\n' || value == '\t' || SafeText.isHarmless(value) ? value : '?');
        } else {
            missing = value >= 0xf0 ? 3 : value >= 0xe0 ? 2 : value >= 0xc0 ? 1 : 0;
            codePoint = value & (missing == 3 ? 0x07 : missing == 2 ? 0x0f : 0x1f);
            bytes[0] = (byte) value;
            begun = 1;
            if (missing == 0) {
                out.write('?');
            }
        }
    }

    /** Bytes that began a character and did not end one. */
    private void pass() throws IOException {
        if (missing > 0) {
            missing = 0;
            out.write('?');
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}

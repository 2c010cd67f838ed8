package org.suanchou.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process' standard output in UTF-8, whatever the locale, that tells when it can't be written.
 *
 * <p>{@link System#out} swallows such errors: a full disk would look like success, and a search whose reader has left
 * ({@code suanchou ... | head}) would run to its end.
 */
final class StandardOutput extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileOutputStream file = new FileOutputStream(FileDescriptor.out);

    private StandardOutput() {}

    /** Writes can throw {@link Failure}. */
    static PrintStream open() {
        return new PrintStream(
                new BufferedOutputStream(new StandardOutput(), BUFFER_BYTES), false, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            file.write(bytes, offset, length);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    /** Standard output is gone or full. */
    static final class Failure extends RuntimeException {
        Failure(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** True where the reader of a pipe has left, which is no error of anyone. */
        boolean readerLeft() {
            String reason = getMessage();
            return reason != null && (reason.contains("Broken pipe") || reason.contains("pipe is being closed"));
        }
    }
}

package org.suanchou.tree;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.suanchou.refusal.Refusal;

/**
 * A file that someone names, to be read as a stream of limited length. A folder, a pipe or a device is none: a pipe that no
 * one writes to would be waited for, a device may never end.
 */
public final class InputFile {
    private InputFile() {}

    /**
     * Opens a file; its stream throws {@link BadInput} once more than {@code most} bytes were read.
     *
     * @param shownAs its name in messages and their paths
     */
    public static InputStream open(Path path, String shownAs, long most) {
        String name = BadInput.quoted(shownAs);
        if (Files.isDirectory(path)) {
            throw new BadInput(shownAs, Refusal.of(InputRefusal.FILE_IS_FOLDER, name));
        }
        if (!Files.exists(path)) {
            throw new BadInput(shownAs, Refusal.of(InputRefusal.FILE_MISSING, name));
        }
        if (!Files.isRegularFile(path)) {
            throw new BadInput(shownAs, Refusal.of(InputRefusal.FILE_IS_DEVICE, name));
        }
        try {
            return new Limited(Files.newInputStream(path), shownAs, most);
        } catch (IOException e) {
            throw new BadInput(shownAs, Refusal.of(InputRefusal.FILE_UNREADABLE, name));
        }
    }

    /** All bytes of a file, at most {@code most}. */
    public static byte[] bytes(Path path, String shownAs, int most) {
        try (InputStream in = open(path, shownAs, most)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new BadInput(shownAs, Refusal.of(InputRefusal.FILE_UNREADABLE, BadInput.quoted(shownAs)));
        }
    }

    private static final class Limited extends FilterInputStream {
        private final String shownAs;
        private final long most;
        private long read;

        Limited(InputStream in, String shownAs, long most) {
            super(in);
            this.shownAs = shownAs;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            count(Math.max(0, n));
            return n;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int more) {
            read += more;
            if (read > most) {
                throw new BadInput(shownAs, Refusal.of(InputRefusal.FILE_TOO_LARGE, BadInput.quoted(shownAs), most));
            }
        }
    }
}

package org.suanchou.text;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of text that is there whole or not at all: written beside its place, then renamed. */
public final class WholeFile {
    /** What is written. */
    @FunctionalInterface
    public interface Content {
        void to(Writer out) throws IOException;
    }

    private WholeFile() {}

    public static void write(Path file, Content content) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            try (Writer out = Files.newBufferedWriter(part)) {
                content.to(out);
            }
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Why a file can't be written, in a few words. */
    public static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "its folder does not exist"
                : e.getClass().getSimpleName().replace("Exception", "");
    }
}

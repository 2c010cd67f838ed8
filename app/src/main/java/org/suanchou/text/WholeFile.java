package org.suanchou.text;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.JacksonIOException;

/**
 * A file of text that is there whole or not at all: written beside its place, then renamed. The part beside it has a name
 * of its own and is made anew, never opened through a link, so two who write the same file leave one of the two whole.
 * What is no file (a device, a pipe) is written into.
 */
public final class WholeFile {
    /** What is written. */
    @FunctionalInterface
    public interface Content {
        void to(Writer out) throws IOException;
    }

    private WholeFile() {}

    public static void write(Path file, Content content) throws IOException {
        write(Map.of(file, content));
    }

    /** Several files: none takes its place before all are whole. */
    public static void write(Map<Path, Content> files) throws IOException {
        Map<Path, Path> parts = new LinkedHashMap<>();
        try {
            for (Map.Entry<Path, Content> entry : files.entrySet()) {
                Path file = entry.getKey();
                if (isStream(file)) {
                    fill(file, entry.getValue(), StandardOpenOption.WRITE);
                    continue;
                }
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileSystemException(file.toString(), null, "it is a folder");
                }
                Path part = fresh(file);
                parts.put(part, file);
                fill(part, entry.getValue(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            }
            for (Map.Entry<Path, Path> part : parts.entrySet()) {
                try {
                    Files.move(
                            part.getKey(),
                            part.getValue(),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (AtomicMoveNotSupportedException e) {
                    Files.move(part.getKey(), part.getValue(), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } finally {
            for (Path part : parts.keySet()) {
                Files.deleteIfExists(part);
            }
        }
    }

    private static boolean isStream(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            return false;
        }
    }

    /** An empty file in the same folder that no one else has. */
    private static Path fresh(Path file) throws IOException {
        while (true) {
            String name =
                    ".suanchou-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part";
            Path part = file.resolveSibling(name);
            try {
                // fails where the name is taken, be it by a link that leads nowhere
                Files.createFile(part);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            // a run that is interrupted leaves nothing
            part.toFile().deleteOnExit();
            return part;
        }
    }

    private static void fill(Path file, Content content, OpenOption... options) throws IOException {
        try (Writer out = new BufferedWriter(
                new OutputStreamWriter(Files.newOutputStream(file, options), StandardCharsets.UTF_8))) {
            content.to(out);
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /** Why a file can't be written, in a few words. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "its folder does not exist";
            case AccessDeniedException denied -> "no right to write there";
            case FileSystemException system -> said(system, system.getReason());
            default -> said(e, e.getMessage());
        };
    }

    private static String said(IOException e, @Nullable String words) {
        return words == null ? e.getClass().getSimpleName().replace("Exception", "") : words;
    }
}

package org.suanchou.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.suanchou.text.Messages;
import org.suanchou.tree.BadInput;

/** Keeps an answer from being written onto what it was made from, by whatever name or link. */
final class OwnInput {
    private OwnInput() {}

    /** @throws BadInput where the file to write is one of those that are read */
    static void refuse(Messages messages, String option, Path written, List<Path> read) {
        for (Path input : read) {
            if (same(written, input)) {
                throw new BadInput(
                        option, messages.text("error.own_input", option, BadInput.quoted(written.toString())));
            }
        }
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other)
                    ? Files.isSameFile(one, other)
                    : one.toAbsolutePath()
                            .normalize()
                            .equals(other.toAbsolutePath().normalize());
        } catch (IOException e) {
            return false;
        }
    }
}

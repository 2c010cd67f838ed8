package org.suanchou.cli;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanchou.cli.FuzzProperties.Reader;

/**
 * A reader under coverage guidance (Jazzer): what holds in {@link FuzzProperties} holds of every input. Run by command alone, as
 * CONTRIBUTING says, for hours if need be: {@code -Dfuzz.reader=chip} names the reader. Without {@code JAZZER_FUZZ=1} seeds and
 * corpus are tried once.
 */
class ReadersFuzz {
    private static final Reader READER =
            Reader.valueOf(System.getProperty("fuzz.reader", "chip").toUpperCase(Locale.ROOT));
    private static final Path FOLDER = folder();

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("fuzz");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<byte[]> known() throws IOException {
        List<byte[]> corpus = FuzzProperties.corpus(READER);
        return Stream.concat(corpus.stream(), FuzzProperties.seeds(READER).stream());
    }

    @MethodSource("known")
    @FuzzTest(maxDuration = "10m")
    void everyInputIsAnsweredOrRefused(byte[] input) throws IOException {
        FuzzProperties.attempt(FOLDER, READER, READER == Reader.PACKED_TABLE ? FuzzProperties.gzip(input) : input);
    }
}

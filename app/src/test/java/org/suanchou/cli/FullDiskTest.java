package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** A disk that is full is the user's to mend: exit 2 and one line that names the option and the file, in both languages. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
    /** A device of Linux that takes no byte. */
    private static final Path FULL = Path.of("/dev/full");

    private static final String ROW = FuzzSeeds.ROW;

    @TempDir
    private Path folder;

    @BeforeEach
    void theDeviceIsThere() {
        assumeThat(Files.exists(FULL)).isTrue();
    }

    private static Ran ran(String line, String... more) {
        return Ran.of(Stream.concat(Stream.of(line.split(" ")), Stream.of(more)).toArray(String[]::new));
    }

    private static void refused(Ran ran, String... said) {
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains(said)
                .contains("No space left on device")
                .doesNotContain("Exception");
        assertThat(Files.isRegularFile(FULL)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "json, en, error: --timeline",
        "svg, en, error: --timeline",
        "json, zh, 错误：--timeline",
        "svg, zh, 错误：--timeline"
    })
    void aTimelineOntoAFullDisk(String form, String language, String said) throws IOException {
        Path file = Files.createSymbolicLink(folder.resolve("full." + form), FULL);
        Ran ran = ran(
                "estimate llama-3-8b --on h100 --chips 8 --tp 8 --force --lang " + language,
                "--timeline",
                file.toString());
        refused(ran, said, file.toString());
        // the answer itself was printed
        assertThat(ran.out()).contains("llama-3-8b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void predictionsOntoAFullDisk(String language) throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), ROW);
        refused(
                ran("validate " + rows + " --lang " + language, "--predictions", FULL.toString()),
                language.equals("zh") ? "错误：--predictions" : "error: --predictions",
                FULL.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void aCalibrationOntoAFullDisk(String language) throws IOException {
        Path rows =
                Files.writeString(folder.resolve("rows.csv"), FuzzSeeds.tables().getFirst());
        refused(
                ran("calibrate " + rows + " --lang " + language, "-o", FULL.toString()),
                language.equals("zh") ? "错误：" : "error: ",
                FULL.toString());
    }
}

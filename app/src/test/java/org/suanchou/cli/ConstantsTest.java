package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cli.MainTest.Ran;

/** Fitted constants as users give them, and the options that fit them anew. */
class ConstantsTest {
    private static final Path ROOT = Path.of(System.getProperty("suanchou.root", ".."));
    private static final String ESTIMATE =
            "estimate llama-3-70b --on %s --chips 64 --tp 8 --pp 2 --global-batch-size 128 --seq-length 4096";

    @TempDir
    private Path folder;

    private void write(String from, String to) throws IOException {
        String text = Files.readString(ROOT.resolve("catalog/calibration/parameters.yaml"));
        assertThat(text).contains(from);
        Path file = folder.resolve("calibration/parameters.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace(from, to));
    }

    private double seconds(String system, boolean overlaid) {
        String line = ESTIMATE.formatted(system) + (overlaid ? " --catalog " + folder : "");
        return PlanAnswer.of(line.split(" ")).stepSeconds();
    }

    /** Products at half their sustained rate take up to twice as long; other chips have their own rate. */
    @Test
    void aUsersParametersChangeAPrediction() throws IOException {
        write("  value: 0.708\n", "  value: 0.354\n");

        assertThat(seconds("h100", true) / seconds("h100", false)).isBetween(1.5, 2.0);
        assertThat(seconds("a100", true)).isEqualTo(seconds("a100", false));
    }

    @Test
    void aParameterThatIsMissingIsOneClearLine() throws IOException {
        write("- id: sustained-hopper", "- id: sustained-grace");
        Ran ran = Ran.of((ESTIMATE.formatted("h100") + " --catalog " + folder).split(" "));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains("sustained.parameter", "'sustained-hopper'; no such parameter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--leave-out nonsense | --leave-out is 'nonsense'; it must be source, programme, family or chip | --leave-out 的值是 'nonsense'；应为 source、programme、family 或 chip",
                "--leave-out Chip | --leave-out is 'Chip'; it must be source, programme, family or chip | --leave-out 的值是 'Chip'；应为 source、programme、family 或 chip",
                "--anchored | --anchored goes with --leave-out | --anchored 须与 --leave-out 同用",
            })
    void whatCantBeLeftOutIsOneClearLineAndExitCodeTwo(String options, String said, String chinese) throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), "");
        for (String language : new String[] {"en", "zh"}) {
            Ran ran = Ran.of(("validate " + rows + " --lang " + language + " " + options).split(" "));

            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err())
                    .isEqualTo((language.equals("en") ? "error: " + said : "错误：" + chinese) + System.lineSeparator());
        }
    }

    @ParameterizedTest
    @CsvSource({"programme", "family", "chip"})
    void anEmptyFileLeavesNothingOut(String held) throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), "");
        for (String language : new String[] {"en", "zh"}) {
            Ran ran =
                    Ran.of(("validate " + rows + " --lang " + language + " --anchored --leave-out " + held).split(" "));

            assertThat(ran.exitCode()).isZero();
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).isNotBlank();
        }
    }
}

package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** Files that are too much to read: refused by name, in bounded time. */
class InputLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private static void refused(List<String> arguments, String... said) {
        Ran ran = Assertions.assertTimeoutPreemptively(SOON, () -> Ran.of(arguments.toArray(String[]::new)));
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(said);
    }

    /** Every way to name a file that is read. */
    static List<List<String>> ways(String file) {
        List<List<String>> ways = new ArrayList<>();
        ways.add(List.of("estimate", "llama-2-7b", "--on", file, "--chips", "8"));
        ways.add(List.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "8", "--catalog", file));
        ways.add(List.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "8", "--anchor", file));
        ways.add(List.of("estimate", file, "--on", "dgx-h100", "--chips", "8"));
        ways.add(List.of("plan", file));
        ways.add(List.of("compare", file));
        ways.add(List.of("validate", file));
        ways.add(List.of("calibrate", file));
        return ways;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe.yaml", "pipe.json", "pipe.csv", "pipe.jsonl"})
    void aPipeIsRefusedAndNotWaitedFor(String name) throws IOException, InterruptedException {
        Path pipe = folder.resolve(name);
        int made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        org.junit.jupiter.api.Assumptions.assumeTrue(made == 0);
        for (List<String> way : ways(pipe.toString())) {
            Ran ran = Assertions.assertTimeoutPreemptively(SOON, () -> Ran.of(way.toArray(String[]::new)));
            assertThat(ran.exitCode()).as(way + ran.out() + ran.err()).isEqualTo(2);
        }
        refused(List.of("validate", pipe.toString()), "'" + name + "' is a pipe or a device");
        refused(List.of("calibrate", pipe.toString()), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/dev/random", "/dev/null", "/dev/tty"})
    void aDeviceIsRefused(String device) {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(Path.of(device)));
        for (List<String> way : List.of(
                List.of("validate", device),
                List.of("calibrate", device),
                List.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "8", "--catalog", device),
                List.of("estimate", "llama-2-7b", "--on", "dgx-h100", "--chips", "8", "--anchor", device))) {
            refused(way, "is a pipe or a device; it must be a file");
        }
    }

    static List<Arguments> longScalars() {
        int n = 7_900_000;
        return List.of(
                Arguments.of("plain", "a: " + "x".repeat(n)),
                Arguments.of("quoted", "a: \"" + "x".repeat(n) + "\""),
                Arguments.of("escaped", "a: \"" + "\\n".repeat(n / 2) + "\""),
                Arguments.of("literal", "a: |\n  " + "x".repeat(n)),
                Arguments.of("folded", "a: >\n" + "  x\n".repeat(n / 4)),
                Arguments.of("comment", "# " + "x".repeat(n) + "\na: 1"),
                Arguments.of("key", "x".repeat(n) + ": 1"),
                Arguments.of("anchor", "a: &" + "x".repeat(n) + " 1"),
                Arguments.of("alias", "a: *" + "x".repeat(n)),
                Arguments.of("tag", "a: !" + "x".repeat(n) + " 1"),
                Arguments.of("spaces", " ".repeat(n) + "a: 1"),
                Arguments.of("tabs", "a:\n" + "\t".repeat(n)),
                Arguments.of("digits", "a: " + "1".repeat(n)),
                Arguments.of("flow list", "[" + "1,".repeat(n / 2) + "1]"),
                Arguments.of("blank lines", "\n".repeat(n) + "a: 1"),
                Arguments.of("lines as long as may be", ("# " + "x".repeat(65_000) + "\n").repeat(31) + "a: 1"),
                Arguments.of("text as long as may be", "a: |\n" + ("  " + "x".repeat(65_000) + "\n").repeat(31)),
                Arguments.of("emoji", "a: " + "\uD83D\uDE00".repeat(n / 4)));
    }

    /** A scalar of 7.9 MB took 10 s and 2.3 GB. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("longScalars")
    void yamlIsReadOrRefusedInASecondOrTwo(String what, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("long.yaml"), text);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            Ran ran = Ran.of("plan", file.toString());
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).hasSizeLessThan(600);
        });
    }

    @Test
    void aPackedTableOfNewlinesEnds() throws IOException {
        Path packed = folder.resolve("newlines.csv.gz");
        byte[] newlines = new byte[1 << 20];
        Arrays.fill(newlines, (byte) '\n');
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("chip,dtype,m,n,k,latency_us\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 300; i++) {
                out.write(newlines);
            }
        }
        assertThat(Files.size(packed)).isLessThan(1 << 20);
        refused(List.of("calibrate", packed.toString()), "newlines.csv.gz", "more than", "it must hold less");
    }

    @Test
    void manyEmptyMembersOfAPackageEnd() throws IOException {
        Path packed = folder.resolve("members.csv.gz");
        java.io.ByteArrayOutputStream one = new java.io.ByteArrayOutputStream();
        new GZIPOutputStream(one).close();
        try (OutputStream out = Files.newOutputStream(packed)) {
            for (int i = 0; i < 200_000; i++) {
                out.write(one.toByteArray());
            }
        }
        refused(List.of("calibrate", packed.toString()), "members.csv.gz");
    }

    @Test
    void linesWithoutEndAreRefused() throws IOException {
        Path rows = folder.resolve("rows.jsonl");
        try (OutputStream out = Files.newOutputStream(rows)) {
            byte[] blank = new byte[1 << 20];
            Arrays.fill(blank, (byte) '\n');
            for (int i = 0; i < 260; i++) {
                out.write(blank);
            }
        }
        refused(List.of("validate", rows.toString()), "'rows.jsonl' is larger than 268435456 bytes");
        byte[] row = "{\"id\":\"a\"}\n".repeat(100_001).getBytes(StandardCharsets.UTF_8);
        Files.write(rows, row);
        refused(List.of("validate", rows.toString()), "'rows.jsonl' holds more than 100000 rows; split it");
    }

    @Test
    void aLargeConfigurationOrParameterFileIsRefusedUnread() throws IOException {
        Path large = folder.resolve("config.json");
        byte[] spaces = new byte[9 << 20];
        Arrays.fill(spaces, (byte) ' ');
        Files.write(large, spaces);
        refused(List.of("estimate", large.toString(), "--on", "dgx-h100", "--chips", "8"), "larger than 8388608 bytes");
        Path table = Files.write(folder.resolve("parameters.yaml"), spaces);
        Path rows = Files.writeString(folder.resolve("r.jsonl"), FuzzSeeds.ROW);
        refused(List.of("calibrate", rows.toString(), "-o", table.toString()), "-o", "larger than 2097152 bytes");
    }
}

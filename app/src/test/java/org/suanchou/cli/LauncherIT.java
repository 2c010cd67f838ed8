package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The launcher on a built checkout, as a process of its own. */
class LauncherIT {
    private static final List<String> ESTIMATE =
            List.of("estimate", "llama-3-8b", "--on", "h100", "--chips", "8", "--tp", "2");

    private static Path launcher() {
        return Path.of(System.getProperty("suanchou.root", ".."), "suanchou");
    }

    private record Ended(int exitCode, String out, String err, double seconds) {}

    @BeforeAll
    static void onlyWhereItRuns() {
        assumeThat(Files.isExecutable(launcher()) && Files.exists(Path.of("/bin/sh")))
                .isTrue();
    }

    @Test
    void answersOnStandardOutputAlone() throws Exception {
        Ended ended = run(ESTIMATE);
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("8 x H100").contains("step");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void passesExitCodesAndWordsThrough() throws Exception {
        Ended ended = run(List.of("plan", "no such model", "--on", "h100", "--chips", "8"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("'no such model'");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void estimateTakesLessThanASecondAsAWholeProcess() throws Exception {
        // the best of several runs: the machine may be busy, and the first run makes the start-up cache
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 12 && best >= 1; i++) {
            best = Math.min(best, run(ESTIMATE).seconds());
        }
        assertThat(best).isLessThan(1);
    }

    private static Ended run(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(launcher().toAbsolutePath().toString());
        command.addAll(words);
        Path err = Files.createTempFile("suanchou", ".err");
        Path out = Files.createTempFile("suanchou", ".out");
        try {
            long begun = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("the launcher did not end within ten minutes");
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Ended(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8),
                    seconds);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}

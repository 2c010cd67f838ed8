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

class ScheduleTest {
    private static final String LLAMA =
            "estimate llama-3-70b --on h100 --global-batch-size 64 --seq-length 8192 --tp 8 --pp 4 --chips 64";

    private static PlanAnswer answer(String line) {
        return PlanAnswer.of(line.split(" "));
    }

    private static double memory(PlanAnswer answer) {
        return answer.best().get("peakMemoryBytes").asDouble();
    }

    /** GPipe waits as long as 1F1B and holds more; ZB-H1 waits less and holds no less. */
    @Test
    void schedulesTradeTimeForMemory() {
        PlanAnswer plain = answer(LLAMA);
        PlanAnswer named = answer(LLAMA + " --schedule 1f1b");
        PlanAnswer gpipe = answer(LLAMA + " --recompute full --schedule gpipe");
        PlanAnswer full = answer(LLAMA + " --recompute full");
        PlanAnswer zeroBubble = answer(LLAMA + " --schedule zb-h1");

        assertThat(named.json()).isEqualTo(plain.json());
        assertThat(gpipe.stepSeconds()).isBetween(full.stepSeconds(), full.stepSeconds() * 1.05);
        assertThat(memory(gpipe)).isGreaterThan(memory(full));
        assertThat(zeroBubble.stepSeconds()).isLessThan(plain.stepSeconds());
        assertThat(memory(zeroBubble)).isGreaterThanOrEqualTo(memory(plain));
        assertThat(zeroBubble.best().get("parallelism").get("schedule").asString())
                .isEqualTo("zb-h1");
    }

    @Test
    void aSearchKeepsToTheScheduleThatIsNamed() {
        PlanAnswer answer =
                answer("plan llama-3-8b --on h100 --chips 16 --global-batch-size 32 --pp 2 --schedule zb-h1 --top 5");

        assertThat(answer.json().get("plans").size()).isPositive();
        for (var plan : answer.json().get("plans")) {
            assertThat(plan.get("parallelism").get("schedule").asString()).isEqualTo("zb-h1");
            assertThat(plan.get("parallelism").get("vp").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--schedule dualpipe | --schedule is 'dualpipe'; it must be gpipe, 1f1b or zb-h1",
                "--schedule zb-h1 --vp 2 | --schedule is 'zb-h1'; vp is 2, but only 1f1b is interleaved",
                "--timeline step.png | --timeline is 'step.png'; write FILE.json for a trace or FILE.svg for a picture",
            })
    void whatMakesNoSenseIsRefusedInOneLine(String more, String said) {
        Ran ran = Ran.of((LLAMA + " " + more).split(" "));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().isEqualTo("error: " + said);
    }

    @Test
    void aScenarioFileNamesAScheduleToo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("s.yaml");
        Files.writeString(file, "model: llama-3-8b\non: h100\nplan:\n  pp: 1\n  schedule: gpipe\n");

        Ran ran = Ran.of("estimate", file.toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("plan.schedule").contains("pp is 1");
    }
}

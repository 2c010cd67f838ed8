package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TimelineFileTest {
    private static final String LLAMA =
            "estimate llama-3-70b --on h100 --global-batch-size 64 --seq-length 8192 --tp 8 --pp 4 --chips 64 --json";

    @TempDir
    private Path folder;

    private Path drawn(String name, String more) {
        Path file = folder.resolve(name);
        List<String> args = new ArrayList<>(List.of((LLAMA + more).split(" ")));
        args.addAll(List.of("--timeline", file.toString()));
        Ran ran = Ran.of(args.toArray(new String[0]));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(file).exists();
        return file;
    }

    /** One process a stage, every pass of every micro-batch, and the end of the step where the step time says. */
    @ParameterizedTest
    @ValueSource(strings = {"", " --vp 2", " --schedule gpipe --recompute full", " --schedule zb-h1"})
    void theTraceEndsWithTheStep(String more) {
        JsonNode trace = JsonMapper.shared().readTree(drawn("step.json", more).toFile());

        double end = 0;
        int stages = 0;
        int forwards = 0;
        Set<String> tracks = new TreeSet<>();
        for (JsonNode event : trace.get("traceEvents")) {
            if (event.get("ph").asString().equals("M")) {
                stages += event.get("name").asString().equals("process_name") ? 1 : 0;
                if (event.get("name").asString().equals("thread_name")) {
                    tracks.add(event.get("pid").asInt() + " " + event.get("tid").asInt() + " "
                            + event.get("args").get("name").asString());
                }
                continue;
            }
            end = Math.max(end, event.get("ts").asDouble() + event.get("dur").asDouble());
            boolean traffic = Set.of("send", "gradient_reduction")
                    .contains(event.get("cat").asString());
            assertThat(event.get("tid").asInt()).isEqualTo(traffic ? 1 : 0);
            forwards += event.get("cat").asString().equals("forward") ? 1 : 0;
        }
        double step =
                PlanAnswer.of((LLAMA.replace(" --json", "") + more).split(" ")).stepSeconds();
        assertThat(end / 1e6).isEqualTo(step, within(1e-9 * step));
        assertThat(stages).isEqualTo(4);
        assertThat(tracks)
                .containsExactly(
                        "0 0 compute",
                        "0 1 exposed traffic",
                        "1 0 compute",
                        "1 1 exposed traffic",
                        "2 0 compute",
                        "2 1 exposed traffic",
                        "3 0 compute",
                        "3 1 exposed traffic");
        assertThat(forwards).isEqualTo(4 * 32 * (more.contains("vp") ? 2 : 1));
        assertThat(trace.get("otherData").get("stretch").asDouble()).isEqualTo(1, within(0.01));
    }

    @Test
    void thePictureIsXmlAndTitledInTheReadersLanguage() throws Exception {
        Path file = drawn("step.svg", " --lang zh");

        Document picture =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());

        assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(picture.getElementsByTagName("rect").getLength()).isGreaterThan(4 * 32);
        assertThat(Files.readString(file)).contains("stage 0", "前向", "秒");
    }

    /** 4096 micro-batches: the first and the last are drawn, legible, and the file stays small. */
    @Test
    void theMiddleOfALongStepIsCutOut() throws IOException {
        String picture =
                Files.readString(drawn("long.svg", " --micro-batch-size 1").toAbsolutePath());
        Path file = folder.resolve("longer.svg");
        Ran.of((LLAMA.replace("size 64", "size 8192") + " --timeline " + file).split(" "));

        assertThat(Files.readString(file)).contains("middle left out").hasSizeLessThan(4 * picture.length());
        assertThat(picture).doesNotContain("middle left out");
    }

    @Test
    void beyondAMillionPassesMicroBatchesAreLeftOutAndThatIsSaid() {
        Path file = folder.resolve("longest.svg");

        Ran ran = Ran.of((LLAMA.replace("size 64", "size 4194304") + " --timeline " + file).split(" "));

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).contains("draws 125000 of 2097152 micro-batches");
    }

    @Test
    void aFolderThatIsNotThereIsOneLineAndLeavesNothing() throws IOException {
        Ran ran = Ran.of((LLAMA + " --timeline " + folder.resolve("none/step.json")).split(" "));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().contains("can't write");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFileThatIsThereStaysUnlessForced() throws IOException {
        Path file = Files.writeString(folder.resolve("step.json"), "mine");
        String line = LLAMA + " --timeline " + file;

        Ran refused = Ran.of(line.split(" "));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .isEqualTo("error: --timeline: '" + file + "' is there already; maybe give another name, or --force to"
                        + " replace it" + System.lineSeparator());
        assertThat(Files.readString(file)).isEqualTo("mine");

        Ran forced = Ran.of((line + " --force").split(" "));
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.err())
                .isEqualTo(
                        "wrote " + file + ": the step in 4 stages and 32 micro-batches, for https://ui.perfetto.dev or"
                                + " chrome://tracing" + System.lineSeparator());
        assertThat(Files.readString(file)).startsWith("{");
    }

    @Test
    void aLinkThatLeadsNowhereIsThereToo() throws IOException {
        Path file = Files.createSymbolicLink(folder.resolve("step.svg"), folder.resolve("none.svg"));

        assertThat(Ran.of((LLAMA + " --timeline " + file).split(" ")).exitCode())
                .isEqualTo(2);
        assertThat(folder.resolve("none.svg")).doesNotExist();
    }

    @Test
    void inChineseItSaysWhatItWroteToo() {
        Path file = folder.resolve("step.svg");
        assertThat(Ran.of((LLAMA + " --lang zh --timeline " + file).split(" ")).err())
                .isEqualTo("已写入 " + file + "：一步的 4 个 stage、32 个 micro-batch（图）" + System.lineSeparator());
    }

    @Test
    void anInfeasiblePlanDrawsNothing() {
        Path file = folder.resolve("step.json");

        Ran ran = Ran.of("estimate", "llama-3.1-405b", "--on", "h100", "--tp", "8", "--timeline", file.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(file).doesNotExist();
    }
}

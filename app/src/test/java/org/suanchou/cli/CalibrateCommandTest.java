package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanchou.cli.MainTest.Ran;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CalibrateCommandTest {
    @TempDir
    private Path folder;

    private Path table;

    /** All-to-alls of a link at half its rate after 20 us. */
    @BeforeEach
    void write() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("chip,impl,collective,ranks,bytes,latency_us");
        for (int ranks = 2; ranks <= 8; ranks *= 2) {
            for (long bytes = 1024; bytes <= 1 << 30; bytes *= 4) {
                double wire = bytes * (ranks - 1.0) / ranks;
                lines.add("h100,nccl,all_gather," + ranks + "," + bytes + "," + (20 + wire / 225e9 * 1e6));
            }
        }
        table = Files.write(folder.resolve("c.csv"), lines);
    }

    private static Ran calibrate(Object... args) {
        return Ran.of(Stream.concat(Stream.of("calibrate"), Stream.of(args).map(String::valueOf))
                .toArray(String[]::new));
    }

    @Test
    void theTableShowsConstantsAndErrorsByRegime() {
        Ran ran = calibrate(table);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).startsWith("33 rows, 0 of them left out as flagged; 1 fits");
        assertThat(ran.out()).contains("all_gather.nccl").contains("efficiency 0.5, launch_us 20");
        assertThat(calibrate("--lang", "zh", table).out()).startsWith("共 33 行").contains("带标记");
    }

    @Test
    void jsonHasTheSameInFull() {
        JsonNode root = JsonMapper.shared().readTree(calibrate(table, "--json").out());
        JsonNode fit = root.get("fits").get(0);
        assertThat(fit.get("kernels").asString()).isEqualTo("collectives");
        assertThat(fit.get("constants").get("efficiency").asDouble()).isBetween(0.499, 0.501);
        assertThat(fit.get("residuals").get(0).get("p90Error").asDouble()).isLessThan(0.001);
        assertThat(root.get("data").get(0).get("rows").asInt()).isEqualTo(33);
    }

    /** Two rows are too few for three constants: infeasible, and told as JSON where JSON was asked for. */
    @Test
    void nothingToFitIsJsonToo() throws IOException {
        Path few = Files.writeString(
                folder.resolve("few.csv"), "chip,dtype,m,n,k,latency_us\nh100,bfloat16,4096,4096,4096,250\n");
        Path out = folder.resolve("k.yaml");
        Ran ran = calibrate(few, "--json", "-o", out);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        JsonNode root = JsonMapper.shared().readTree(ran.out());
        assertThat(root.get("fits").isEmpty()).isTrue();
        assertThat(root.get("notFitted").get(0).get("samples").asInt()).isEqualTo(1);
        assertThat(root.get("data").get(0).get("rows").asInt()).isEqualTo(1);
        assertThat(out).doesNotExist();
        assertThat(calibrate(few).exitCode()).isEqualTo(1);
        Path flagged = Files.writeString(
                folder.resolve("flagged.csv"),
                "chip,dtype,m,n,k,latency_us,flag\nh100,bfloat16,4096,4096,4096,250,x\n");
        assertThat(JsonMapper.shared()
                        .readTree(calibrate(flagged, "--json").out())
                        .get("fits")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void theFileIsWrittenWhole() throws IOException {
        Path out = folder.resolve("k.yaml");
        assertThat(calibrate(table, "-o", out, "--as-of", "2026-11-22").exitCode())
                .isZero();
        assertThat(Files.readString(out)).contains("as_of: '2026-11-22'").endsWith("}\n");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("c.csv", "k.yaml");
    }

    @Test
    void nonsenseIsOneClearLineAndExitCodeTwo() {
        assertThat(calibrate().exitCode()).isEqualTo(2);
        assertBad(calibrate(table, "--as-of", "soon"), "--as-of is 'soon'; write for example 2026-11-22");
        assertBad(calibrate(folder.resolve("none.csv")), "does not exist; it must be a readable file");
        assertBad(calibrate(table, "-o", folder.resolve("no/such/k.yaml")), "it can't be written");
        assertBad(calibrate(table, "--chip", "h100=h1oo"), "chip is 'h1oo'; the catalogue has none of that name");
    }

    private static void assertBad(Ran ran, String part) {
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).singleElement().asString().contains(part);
    }
}

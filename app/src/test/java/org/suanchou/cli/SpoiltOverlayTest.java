package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;

/** One file of an overlay's folder with a mistake names itself, and spares the others while its entries are not asked for. */
class SpoiltOverlayTest {
    private static final String GOOD = """
            kind: chip
            id: good-npu
            vendor: Example
            peak_dense_tflops: {bf16: 800}
            memory: {capacity_gb: 96, bandwidth_gb_per_s: 4000}
            nic_gbit_per_s_per_chip: 400
            """;

    private static final String BAD_CHIP =
            GOOD.replace("good-npu", "bad-npu").replace("bandwidth_gb_per_s", "bandwith_gb_per_s");

    private static final String MODEL = """
            id: bad-model
            kind: dense-decoder
            layers: 2
            hidden: 64
            heads: 4
            ffn: 256
            vocab: 1000
            attention: [{type: full, layers: 3}]
            """;

    private static final String SYSTEM = """
            kind: system
            id: bad-box
            chip_id: good-npu
            chips_per_system: 8
            scale_up_domain_chips: 8
            scale_up: {unidirectional_gb_per_s_per_chip: 450, shape: star}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void aGoodFile() throws IOException {
        Files.writeString(folder.resolve("good.yaml"), GOOD);
    }

    private void file(String name, String text) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Ran estimate(String model, String on, String... more) {
        String[] words = {"estimate", model, "--on", on, "--chips", "8", "--catalog", folder.toString()};
        String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Ran.of(all);
    }

    private static void spared(Ran ran, String file) {
        assertThat(ran.exitCode()).as(ran.err()).isLessThan(2);
        assertThat(ran.out()).isNotEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("note: " + file + ": ")
                .endsWith("; the entries of this file are left out");
    }

    private static void refused(Ran ran, String... said) {
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(said);
    }

    @Test
    void aBadChipIsRefusedWhenItIsAskedFor() throws IOException {
        file("bad.yaml", BAD_CHIP);
        spared(estimate("llama-2-7b", "good-npu"), "bad.yaml: memory.bandwith_gb_per_s");
        spared(estimate("llama-2-7b", "dgx-h100"), "bad.yaml");
        refused(
                estimate("llama-2-7b", "bad-npu"),
                "bad.yaml: memory.bandwith_gb_per_s",
                "did you mean bandwidth_gb_per_s?",
                "(and 1 more)");
    }

    @Test
    void theNoteIsInTheReadersLanguage() throws IOException {
        file("bad.yaml", BAD_CHIP);
        Ran ran = estimate("llama-2-7b", "good-npu", "--lang", "zh");
        assertThat(ran.err())
                .startsWith("注意：bad.yaml: memory.bandwith_gb_per_s: ")
                .endsWith("；该文件的条目未使用\n");
        Ran json = estimate("llama-2-7b", "good-npu", "--json");
        assertThat(json.out()).startsWith("{");
        spared(json, "bad.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: chip\nid: [broken\n",
                "just text\n",
                "chips:\n- {id: a}\n- {id: a}\n",
                "kind: chop\nid: x\n",
                "id: x\n",
                "\t: {",
                "[]\n"
            })
    void whatCannotBeAttributedIsRefusedWhenANameIsNotFound(String text) throws IOException {
        file("torn.yaml", text);
        spared(estimate("llama-2-7b", "good-npu"), "torn.yaml");
        refused(estimate("llama-2-7b", "no-such-npu"), "torn.yaml");
        refused(estimate("no-such-model", "good-npu"), "torn.yaml");
    }

    @Test
    void aBadModelAndABadSystemAreRefusedWhenTheyAreAskedFor() throws IOException {
        file("model.yaml", MODEL);
        spared(estimate("llama-2-7b", "good-npu"), "model.yaml");
        refused(estimate("bad-model", "good-npu"), "model.yaml");
        Files.delete(folder.resolve("model.yaml"));
        file("system.yaml", SYSTEM);
        spared(estimate("llama-2-7b", "dgx-h100"), "system.yaml");
        refused(estimate("llama-2-7b", "bad-box"), "system.yaml", "switched, mesh");
        // a chip's first system says how its chips are joined
        refused(estimate("llama-2-7b", "good-npu"), "system.yaml", "switched, mesh");
    }

    /** A sound entry that refers to a bad one asks for it. */
    @Test
    void whoRefersToABadEntryAsksForIt() throws IOException {
        file("bad.yaml", BAD_CHIP);
        file("box.yaml", SYSTEM.replace("shape: star", "shape: mesh").replace("good-npu", "bad-npu"));
        refused(estimate("llama-2-7b", "bad-box"), "bad.yaml: memory.bandwith_gb_per_s");
        Ran ran = estimate("llama-2-7b", "good-npu");
        assertThat(ran.exitCode()).isLessThan(2);
        assertThat(ran.err()).contains("note: bad.yaml");
    }

    /** In the place of a built-in entry: the built-in one doesn't answer for it. */
    @Test
    void aBadEntryInTheCataloguesPlaceIsNotReplacedByIt() throws IOException {
        file("own.yaml", BAD_CHIP.replace("bad-npu", "nvidia-a100-sxm4-80gb"));
        refused(estimate("llama-2-7b", "a100"), "own.yaml");
        spared(estimate("llama-2-7b", "dgx-h100"), "own.yaml");
        Files.delete(folder.resolve("own.yaml"));
        file("prices.yaml", "prices: [{id: dgx-h100, offers: [{basis: server, year: 2024, usd: -1}]}]\n");
        spared(estimate("llama-2-7b", "dgx-a100"), "prices.yaml");
        refused(estimate("llama-2-7b", "dgx-h100"), "prices.yaml: prices[0].offers[0].usd");
    }

    /** What every answer rests on is always asked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "own.yaml | assumptions: [{id: pue-air, en: a, zh: b, unit: '', usual: 0.2}]",
                "stacks/own.yaml | 'name: Own\nstep_mss: {value: 15}\n'",
                "own.yaml | sources: [{id: x, title: a, provenance: gossip}]",
                "fleets.yaml | fleets: [{id: f, en: a, zh: b, assume: {nothing: 1}}]"
            })
    void whatEveryAnswerRestsOnIsRefusedAtOnce(String file, String text) throws IOException {
        file(file, text);
        refused(estimate("llama-2-7b", "good-npu"), file);
    }

    @Test
    void whereNoFileIsSoundTheFirstIsRefused() throws IOException {
        Files.delete(folder.resolve("good.yaml"));
        file("bad.yaml", BAD_CHIP);
        refused(estimate("llama-2-7b", "dgx-h100"), "bad.yaml");
    }

    @Test
    void severalBadFilesAreNotedOneALine() throws IOException {
        file("bad.yaml", BAD_CHIP);
        file("model.yaml", MODEL);
        file("torn.yaml", "id: [");
        Ran ran = estimate("llama-2-7b", "good-npu");
        assertThat(ran.exitCode()).isLessThan(2);
        assertThat(ran.err().lines().map(line -> line.substring(0, line.indexOf(".yaml"))))
                .containsExactlyInAnyOrder("note: bad", "note: model", "note: torn");
        assertThat(Ran.of("catalog", "chips", "--catalog", folder.toString(), "--csv")
                        .out())
                .contains("good-npu")
                .doesNotContain("bad-npu");
        refused(Ran.of("catalog", "chips", "bad-npu", "--catalog", folder.toString()), "bad.yaml");
    }
}

package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogCompilerTest {
    @TempDir
    private Path folder;

    private String compile(int status) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CatalogCompiler.class.getName(),
                        folder.toString(),
                        folder.resolve("out/catalog.bin").toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(status);
        return out;
    }

    @Test
    void everyMistakeIsListedWithItsFileAndField() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("chips.yaml"), """
                chips:
                - id: a
                  peak_dense_tflops: {bf16_matrix: {value: 1, src: [nowhere], prov: file, conf: high}}
                  memory: {capacity_gb: 1, bandwidth_gb_per_s: {value: 1, src: [s], prov: hearsay, conf: high}}
                - id: a
                - id: b
                  peak_dense_tflops: {bf16_matrix: 1}
                  memory: {capacity_gb: 1, bandwidth_gb_per_s: 1}
                  tdp_watts: 3
                """);
        Files.writeString(folder.resolve("systems.yaml"), "systems: [{id: x, chip_id: c}]\n");
        Files.writeString(folder.resolve("sources.yaml"), "sources: [{id: s, provenance: file, title: S}]\n");
        Files.writeString(folder.resolve("broken.yaml"), "a: [1\n");
        Files.writeString(folder.resolve("models.yaml"), """
                models:
                - {id: m, kind: dense-decoder, layers: 1, hidden: 8, heads: 1, ffn: 8, vocab: 8,
                   attention: [{type: full, layers: 1}], params_total_computed: 5}
                """);
        assertThat(compile(1))
                .contains("catalog/broken.yaml: line ")
                .contains("catalog/chips.yaml: chips[1].id: id is 'a'; another of chips has this id")
                .contains("catalog/chips.yaml: chips[0].peak_dense_tflops.bf16_matrix.src[0]:")
                .contains("prov is 'hearsay'; it must be file, page, memory or user")
                .contains("'tdp_watts' is not a field here; did you mean tdp_w?")
                .contains("catalog/systems.yaml: systems[0].chip_id: chip_id is 'c'; no chip has that id")
                .contains("params_total_computed is 5; the shape counts ")
                .contains("issues in the catalogue; nothing was written");
        assertThat(folder.resolve("out/catalog.bin")).doesNotExist();
    }

    @Test
    void aSoundCatalogueIsWritten() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("sources.yaml"), "sources: [{id: s, provenance: file, title: S}]\n");
        assertThat(compile(0)).isEmpty();
        Catalog catalog = Catalog.of(Files.readAllBytes(folder.resolve("out/catalog.bin")));
        assertThat(catalog.sources().get("s").title()).isEqualTo("S");
    }
}

package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.Precision;
import org.suanchou.source.Provenance;
import org.suanchou.tree.BadInput;

class OverlayTest {
    private static final String NPU = """
            kind: chip
            id: my-npu
            vendor: Example
            peak_dense_tflops: {bf16: 800, fp8: [1500, 1700]}
            memory: {capacity_gb: 96, bandwidth_gb_per_s: 4000}
            tdp_w: 600
            usd_per_chip_hour: 2.5
            scale_up: {unidirectional_gb_per_s_per_chip: 400, max_domain_chips: 8, shape: mesh}
            nic_gbit_per_s_per_chip: 400
            """;

    @TempDir
    private Path folder;

    private final Catalog builtIn = Catalog.builtIn();

    private Catalog with(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return builtIn.overlay(folder);
    }

    /** What makes sense is a matter of arithmetic: an overlay narrows it, or says what is usual; it doesn't widen it. */
    @Test
    void anOverlayCantWidenWhatMakesSense() throws IOException {
        String pue = "kind: assumption\nid: pue-air\nen: x\nzh: x\nunit: ''\n";
        assertThatThrownBy(() -> with("a.yaml", pue + "least: 0.5\nmost: 3\nusual: 0.8\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("least");
        assertThatThrownBy(() -> with("a.yaml", pue + "usual: 0.8\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it must be at least 1");
        Catalog narrower = with("a.yaml", pue + "least: 1.05\nmost: 1.5\nusual: [1.1, 1.2, 1.3]\n");
        assertThat(new AssumptionReader(narrower).usual().get("pue-air").fact().mid())
                .isEqualTo(1.2);
    }

    @Test
    void anOverlaysPriceMustMakeSense() {
        String prices = "kind: price\nid: dgx-h100\noffers:\n- {basis: server, year: 2026, usd: 1.0e12}\n";
        assertThatThrownBy(() -> with("p.yaml", prices))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it can't exceed 80000000"); // ten million a chip
        assertThatThrownBy(() -> with("p.yaml", prices.replace("usd: 1.0e12", "usd: 3.0e5, cny: 5")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("the price is given in usd, too");
    }

    @Test
    void aSpecSheetIsAChip() throws IOException {
        Catalog catalog = with("npu.yaml", NPU);
        Chip chip = catalog.chip("My NPU");
        assertThat(chip.peak(Precision.BF16).mid()).isCloseTo(800e12, within(1.0));
        assertThat(chip.peak(Precision.FP8).value().low()).isCloseTo(1500e12, within(1.0));
        assertThat(chip.memoryBytes().mid()).isEqualTo(96.0 * (1L << 30));
        assertThat(chip.memoryBytes().provenance()).isEqualTo(Provenance.USER);
        assertThat(chip.usdPerHour().mid()).isEqualTo(2.5);
        assertThat(chip.inherited()).isTrue();
        assertThat(chip.launchYear()).isEqualTo(builtIn.asOfYear());
        SystemSpec node = catalog.on("my-npu");
        assertThat(node.fabrics()).extracting(Fabric::reach).containsExactly(8, 100_000);
        assertThat(node.fabrics().get(0).bytesPerSecond(2)).isCloseTo(400e9 / 7, within(1.0));
        assertThat(node.fabrics().get(1).name()).isEqualTo("RoCE v2 400GbE");
        assertThatThrownBy(() -> builtIn.chip("my-npu")).isInstanceOf(BadInput.class);
    }

    @Test
    void aFileIsAPlaceToRunOn() throws IOException {
        Path file = Files.writeString(folder.resolve("npu.yaml"), NPU);
        assertThat(builtIn.onFile(file.toString()).chip().id()).isEqualTo("my-npu");
        Path system = Files.writeString(folder.resolve("sys.yaml"), """
                kind: system
                id: my-rack
                chip_id: nvidia-h200-sxm-141gb
                chips_per_system: 32
                scale_up_domain_chips: 32
                scale_up: {unidirectional_gb_per_s_per_chip: 450, shape: switched}
                scale_up_fabric: nvlink4
                scale_out: {nics_per_system: 32, gbit_per_s_per_nic: 200}
                """);
        SystemSpec rack = builtIn.onFile(system.toString());
        assertThat(rack.chip().id()).isEqualTo("nvidia-h200-sxm-141gb");
        assertThat(rack.chips()).isEqualTo(32);
        assertThat(rack.fabrics().get(1).bytesPerSecond().mid()).isEqualTo(25e9);
        assertThatThrownBy(() -> builtIn.onFile(folder.resolve("none.yaml").toString()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void anEntryWithAKnownIdTakesItsPlace() throws IOException {
        Catalog catalog = with("chips.yaml", """
                chips:
                - id: baidu-kunlun-p800
                  name: Kunlun P800
                  vendor: Baidu Kunlunxin
                  peak_dense_tflops: {bf16_matrix: 345}
                  memory: {capacity_gb: 96, bandwidth_gb_per_s: 2400}
                """);
        assertThat(catalog.chip("kunlun p800").memoryBytesPerSecond().mid()).isEqualTo(2.4e12);
        assertThat(catalog.ids("chips")).hasSize(builtIn.ids("chips").size());
    }

    @Test
    void aModelStandsInAFileByItsOwnKind() throws IOException {
        Catalog catalog = with("m.yaml", """
                id: tiny
                kind: dense-decoder
                layers: 2
                hidden: 64
                heads: 4
                ffn: 256
                vocab: 1000
                attention: [{type: full, layers: 2}]
                """);
        assertThat(catalog.model("tiny").spec().parameters()).isPositive();
    }

    @Test
    void stacksStandInTheirFolder() throws IOException {
        Catalog catalog = with("stacks/own-stack.yaml", "name: Own\nstep_ms: {value: 15}\n");
        assertThat(catalog.ids("stacks")).contains("own-stack");
        assertThat(catalog.tree("stack", "own stack").require("step_ms").path())
                .isEqualTo("stacks/own-stack.yaml: step_ms");
    }

    @Test
    void aMisspeltFieldIsRefusedWithAGuess() {
        assertThatThrownBy(() -> with("npu.yaml", NPU.replace("bandwidth_gb_per_s", "bandwith_gb_per_s")))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.path()).isEqualTo("npu.yaml: memory.bandwith_gb_per_s"))
                .hasMessageContaining("did you mean bandwidth_gb_per_s?");
        assertThat(builtIn.issues(folder))
                .hasSizeGreaterThan(1)
                .anyMatch(i -> i.message().contains("did you mean"));
    }

    @Test
    void wrongValuesAreRefusedWithTheirField() {
        refused(NPU.replace("capacity_gb: 96", "capacity_gb: eighty"), "capacity_gb", "must be a number");
        refused(NPU.replace("capacity_gb: 96", "capacity_gb: -1"), "capacity_gb", "above zero");
        refused(NPU.replace("[1500, 1700]", "[1700, 1500]"), "fp8", "can't exceed");
        refused(NPU.replace("shape: mesh", "shape: star"), "shape", "switched, mesh");
        refused(NPU.replace(", shape: mesh", ""), "scale_up", "shape is missing");
        refused(NPU.replace("bf16: 800, fp8: [1500, 1700]", ""), "peak_dense_tflops", "at least one peak");
        refused(NPU.replace("bf16: 800", "bf16: 1e308"), "", "it can't exceed 1.0E30");
        refused(NPU.replace("kind: chip", "kind: chop"), "kind", "chip, system");
        refused(
                NPU.replace("tdp_w: 600", "tdp_w: 600\nscale_out_fabric: nvlinkk"),
                "scale_out_fabric",
                "no fabric has that id");
        refused("[]", "", "must be a map");
        refused("chips: [{id: a}, {id: a}]", "chips[1].id", "another of chips");
    }

    private void refused(String text, String field, String rule) {
        assertThatThrownBy(() -> with("npu.yaml", text))
                .as(text)
                .isInstanceOfSatisfying(
                        BadInput.class,
                        e -> assertThat(e.path()).startsWith("npu.yaml").contains(field))
                .hasMessageContaining(rule);
    }

    @Test
    void aNameOfTwoIsRefusedListingThem() throws IOException {
        Catalog catalog = with("npu.yaml", NPU.replace("id: my-npu", "id: my-npu\naliases: [t20]"));
        assertThatThrownBy(() -> catalog.chip("T20"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("several", "enflame-t20", "my-npu");
        assertThat(catalog.chip("enflame-t20").id()).isEqualTo("enflame-t20");
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> builtIn.overlay(folder.resolve("none"))).isInstanceOf(BadInput.class);
    }
}

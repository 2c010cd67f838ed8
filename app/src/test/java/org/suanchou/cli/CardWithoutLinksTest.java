package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.SystemSpec;

/** A card whose data sheet says nothing of links. */
class CardWithoutLinksTest {
    private static final String CARD = """
            id: house-card
            kind: chip
            name: House card
            vendor: House
            launch_date: '2025-03'
            peak_dense_tflops: {bf16_matrix: %s}
            memory: {capacity_gb: %s, bandwidth_gb_per_s: %s}
            tdp_w: 600
            """;

    @TempDir
    private Path folder;

    private Path card(String more) throws IOException {
        return Files.writeString(folder.resolve("card.yaml"), CARD.formatted(500, 96, 1597) + more);
    }

    private static Ran plan(Path card, int chips, String... more) {
        String line = "plan llama-3-8b --on house-card --catalog " + card + " --global-batch-size 64 --seq-length 4096"
                + " --top 1 --wide --chips " + chips + " " + String.join(" ", more);
        return Ran.of(line.strip().split(" +"));
    }

    @Test
    void itWorksInOneNodeAndSaysWhatWouldJoinMore() throws IOException {
        Ran ran = plan(card(""), 8);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("default: on = house-card-node (one node alone: nic_gbit_per_s_per_chip in the chip's entry")
                .contains("scale_up or host_link say what joins the chips of a node, else PCIe 4.0 x16 does");
        assertThat(plan(card(""), 8, "--lang", "zh").out()).contains("仅限一个节点：在芯片条目中给出 nic_gbit_per_s_per_chip");
    }

    @Test
    void moreThanANodeIsInfeasibleAndNamesTheField() throws IOException {
        Ran ran = plan(card(""), 16);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out() + ran.err()).contains("nic_gbit_per_s_per_chip in the chip's entry would join more");
    }

    @Test
    void withTheFieldMoreNodesAreJoined() throws IOException {
        Ran ran = plan(card("nic_gbit_per_s_per_chip: 50\n"), 16);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).doesNotContain("one node alone");
    }

    /** x16 of PCIe 4.0 carries 31 GB/s one way, of 5.0 63; null says that nothing joins them. */
    @ParameterizedTest
    @CsvSource({
        "'', 8, 31e9",
        "'host_link: PCIe 5.0 x16', 8, 63e9",
        "'host_link: PCIe 4.0 x16', 8, 31e9",
        "'host_fabric: pcie-gen3-x16', 8, 15.75e9",
        "'host_link: null', 1, 0",
        "'host_fabric: null', 1, 0",
        "'scale_up: null', 1, 0",
    })
    void whatJoinsTheCardsOfANode(String link, int reach, double bytesPerSecond) throws IOException {
        SystemSpec node = Catalog.builtIn().overlay(card(link + "\n")).on("house-card");
        assertThat(node.reach()).isEqualTo(reach);
        assertThat(node.chips()).isEqualTo(8);
        if (reach > 1) {
            assertThat(((Fabric.Switched) node.fabrics().getFirst())
                            .bytesPerSecond()
                            .mid())
                    .isEqualTo(bytesPerSecond);
        }
    }

    /** The judgement stands in the catalogue, with its source; an overlay has another. */
    @Test
    void whatJoinsThemWhereNothingIsSaidIsTheCatalogues() throws IOException {
        assertThat(Catalog.builtIn().table("usual_host_link")).singleElement().satisfies(row -> {
            assertThat(row.text("fabric")).isEqualTo("pcie-gen4-x16");
            assertThat(row.text("conf")).isEqualTo("low");
            assertThat(row.text("note")).contains("the slower");
            assertThat(row.items("src")).isNotEmpty();
        });
        Path folder = Files.createDirectories(this.folder.resolve("own"));
        Files.writeString(folder.resolve("card.yaml"), CARD.formatted(500, 96, 1597));
        Files.writeString(folder.resolve("links.yaml"), "usual_host_link: [{fabric: pcie-gen5-x16}]\n");
        assertThat(plan(folder, 8).out()).contains("else PCIe 5.0 x16 does");
        Files.writeString(folder.resolve("links.yaml"), "usual_host_link: [{fabric: pcie-gen9-x16}]\n");
        Ran bad = plan(folder, 8);
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.err()).contains("links.yaml: usual_host_link[0].fabric", "no fabric has that id");
        Files.writeString(folder.resolve("links.yaml"), "usual_host_link: []\n");
        assertThat(plan(folder, 8).err()).contains("usual_host_link", "it must have one row");
    }

    /** Data sheets: bf16 dense TFLOP/s, GB, GB/s of RTX 6000 Ada, L40, A40, W7900, RTX 4090, Arc Pro B60. */
    @ParameterizedTest
    @CsvSource({"364, 48, 960", "181, 48, 864", "150, 48, 696", "123, 48, 864", "165, 24, 1008", "98, 24, 456"})
    void anyCardOfADataSheetPlans(String tflops, String gigabytes, String gigabytesPerSecond) throws IOException {
        Path card =
                Files.writeString(folder.resolve("card.yaml"), CARD.formatted(tflops, gigabytes, gigabytesPerSecond));
        Ran ran = plan(card, 8);
        assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out()).contains("one node alone");
    }
}

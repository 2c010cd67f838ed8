package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.model.Precision;
import org.suanchou.source.Provenance;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;

class CatalogTest {
    private final Catalog catalog = Catalog.builtIn();

    @Test
    void nothingIsOff() {
        assertThat(catalog.issues()).isEmpty();
    }

    @Test
    void theCompiledCatalogueIsTheYaml() {
        CatalogFolder folder = CatalogFolder.read(Path.of(System.getProperty("suanchou.root", ".."), "catalog"), false);
        assertThat(folder.issues).isEmpty();
        folder.kinds.forEach((kind, entries) -> {
            assertThat(catalog.ids(kind)).containsExactlyElementsOf(entries.keySet());
            entries.forEach((id, entry) -> {
                Tree compiled = catalog.tree(kind, id);
                assertThat(compiled.value()).isEqualTo(entry.tree().value());
                assertThat(compiled.path()).isEqualTo(entry.tree().path());
            });
        });
    }

    @Test
    void everyKindHasItsEntries() {
        assertThat(catalog.ids("chips")).hasSize(96);
        assertThat(catalog.ids("system")).hasSize(56);
        assertThat(catalog.ids("fabrics")).hasSize(48);
        assertThat(catalog.ids("models")).hasSize(192);
        assertThat(catalog.table("measured_collectives")).hasSize(23);
        assertThat(catalog.sources().get("stas_accel").provenance()).isEqualTo(Provenance.FILE);
        assertThatThrownBy(() -> catalog.ids("chipz"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("chips");
        assertThatThrownBy(() -> catalog.table("x")).isInstanceOf(BadInput.class);
    }

    @Test
    void everyChipHasADefaultNodeOrSaysWhatIsUnknown() {
        int unknown = 0;
        for (String id : catalog.ids("chips")) {
            if (!CatalogCheck.known(catalog.tree("chips", id))) {
                unknown++;
                assertThatThrownBy(() -> catalog.on(id))
                        .isInstanceOf(BadInput.class)
                        .hasMessageContaining("is unknown; give it in an overlay");
                continue;
            }
            SystemSpec node = catalog.on(id);
            assertThat(node.chip().id()).isEqualTo(id);
            assertThat(node.chips()).isPositive();
            assertThat(node.chip().peakFlopPerSecond()).isNotEmpty();
        }
        assertThat(unknown).isEqualTo(5);
    }

    @Test
    void chipFiguresAreInSiUnits() {
        Chip h100 = catalog.chip("h100");
        assertThat(h100.id()).isEqualTo("nvidia-h100-sxm5-80gb");
        assertThat(h100.peak(Precision.BF16).mid()).isCloseTo(989.4e12, within(1.0));
        assertThat(h100.memoryBytes().mid()).isEqualTo(80.0 * (1L << 30));
        assertThat(h100.memoryBytesPerSecond().mid()).isEqualTo(3.35e12);
        assertThat(h100.launchYear()).isEqualTo(2022);
        assertThat(h100.inherited()).isFalse();
        assertThat(h100.usdPerHour().value().low())
                .isLessThan(h100.usdPerHour().value().high());
        assertThat(h100.peak(Precision.NVFP4)).isNull();
        assertThat(h100.memoryBytes().sources()).isNotEmpty();
    }

    @Test
    void vectorUnitsServeWhereThereAreNoMatrixUnits() {
        assertThat(catalog.chip("z100l").peak(Precision.BF16).mid()).isCloseTo(24.5e12, within(1.0));
        assertThat(catalog.chip("p100").peak(Precision.FP16).mid()).isCloseTo(21.2e12, within(1.0));
        assertThat(catalog.chip("v100").peak(Precision.FP16).mid()).isCloseTo(125e12, within(1.0));
    }

    @Test
    void priceIsTheSpanOfTheNewestYear() {
        var price = catalog.chip("a100-80gb").usdPerHour().value();
        assertThat(price.low()).isEqualTo(0.8);
        assertThat(price.high()).isEqualTo(3.0);
    }

    @Test
    void aDgxA100IsANonBlockingNodeOnHdr() {
        SystemSpec node = catalog.system("dgx-a100");
        assertThat(node.chips()).isEqualTo(8);
        assertThat(node.fabrics()).hasSize(2);
        assertThat(node.fabrics().get(0)).isInstanceOf(Fabric.Switched.class);
        assertThat(node.fabrics().get(0).bytesPerSecond().mid()).isEqualTo(300e9);
        assertThat(node.fabrics().get(1).name()).isEqualTo("InfiniBand HDR");
        assertThat(node.fabrics().get(1).bytesPerSecond().mid()).isEqualTo(25e9);
        assertThat(node.fabrics().get(1).bytesPerSecond().note()).isEqualTo("8 x 200 Gbit/s / 8");
        assertThat(catalog.on("a100-40gb").chip().memoryBytes().mid()).isEqualTo(40.0 * (1L << 30));
        assertThat(catalog.on("a100-40gb").id()).isEqualTo("dgx-a100");
    }

    @Test
    void aPairOnAMeshGetsItsOwnLink() {
        Fabric hccs = catalog.on("910b").fabrics().getFirst();
        assertThat(hccs).isInstanceOf(Fabric.Mesh.class);
        assertThat(hccs.bytesPerSecond(2)).isCloseTo(28e9, within(1.0));
        assertThat(catalog.on("mi300x").fabrics().getFirst().bytesPerSecond(2)).isCloseTo(64e9, within(1.0));
    }

    @Test
    void beyondASmallDomainStandsTheHost() {
        SystemSpec hygon = catalog.system("hygon-node-8dcu");
        assertThat(hygon.fabrics()).extracting(Fabric::reach).containsExactly(2, 8, 100_000);
        assertThat(hygon.fabrics().get(1).name()).startsWith("PCIe");
        assertThat(catalog.system("hygon-node-8dcu-peer").scaleUpDomain()).isEqualTo(8);
        assertThat(catalog.system("atlas-800-9000").fabrics())
                .extracting(Fabric::reach)
                .startsWith(4, 8);
    }

    @Test
    void podsAreTori() {
        assertThat(catalog.on("tpu v5p").fabrics().getFirst())
                .isInstanceOfSatisfying(
                        Fabric.Torus.class, t -> assertThat(t.dimensions()).isEqualTo(3));
        assertThat(catalog.on("tpu-v5e").fabrics().getFirst())
                .isInstanceOfSatisfying(
                        Fabric.Torus.class, t -> assertThat(t.dimensions()).isEqualTo(2));
    }

    @Test
    void deepSeeksNodeHasTheReducedNvlink() {
        SystemSpec h800 = catalog.on("h800");
        assertThat(h800.fabrics().get(0).bytesPerSecond().mid()).isEqualTo(200e9);
        assertThat(h800.fabrics().get(1).bytesPerSecond().mid()).isEqualTo(50e9);
    }

    @Test
    void aChipWithoutASystemGetsANodeOfItsOwnLinks() {
        SystemSpec node = catalog.on("l40s");
        assertThat(node.name()).isEqualTo("8 x L40S (from the chip's own links)");
        assertThat(node.fabrics()).extracting(Fabric::reach).containsExactly(8, 100_000);
        assertThat(catalog.on(node.id())).isEqualTo(node);
    }

    @Test
    void withoutNicsNothingJoinsTwoSystems() {
        assertThat(catalog.system("atlas-950-superpod").reach()).isEqualTo(1024);
    }

    @ParameterizedTest
    @CsvSource({
        "h100, dgx-h100",
        "H100 SXM, dgx-h100",
        "a100-80gb, dgx-a100",
        "gb200, gb200-nvl72",
        "b200, dgx-b200",
        "910b, atlas-800t-a2",
        "昇腾910B, atlas-800t-a2",
        "mi300x, mi300x-platform",
        "nvl72, gb200-nvl72",
        "h200, dgx-h200",
        "910C, atlas-900-a3-cm384",
        "CloudMatrix-384, atlas-900-a3-cm384",
        "v5p, tpu-v5p-pod",
        "DGX H100 / HGX H100 8-GPU, dgx-h100",
        "nvidia-h100-sxm5-80gb, dgx-h100",
        "k100-ai, hygon-node-8dcu"
    })
    void commonNamesMeanASystem(String query, String id) {
        assertThat(catalog.on(query).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-3.1-405b",
                "meta-llama/Llama-3.1-405B",
                "LLAMA 3.1 405B",
                "llama-3-1-405b",
                "meta-llama/Llama-3.1-405B-Instruct",
                "meta-llama/Meta-Llama-3.1-405B",
                "Llama_3.1_405B-Base"
            })
    void aModelGoesByManySpellings(String query) {
        assertThat(catalog.model(query).id()).isEqualTo("llama-3-1-405b");
    }

    @ParameterizedTest
    @CsvSource({
        "opt-13b, opt-13b",
        "opt-1.3b, opt-1-3b",
        "OPT 1.3B, opt-1-3b",
        "opt13b, opt-13b",
        "gpt-3-1.3b, gpt-3-xl",
        "gpt-3-13b, gpt-3-13b",
        "mistralai/Mixtral-8x7B-Instruct-v0.1, mixtral-8x7b",
        "deepseek-ai/DeepSeek-V3-0324, deepseek-v3",
        "Qwen/Qwen2.5-72B-Instruct, qwen2-5-72b",
        "gpt3, gpt-3-175b"
    })
    void digitsOfTwoNumbersDoNotRunTogether(String query, String id) {
        assertThat(catalog.model(query).id()).isEqualTo(id);
    }

    @Test
    void anUnknownNameListsTheNearest() {
        assertThatThrownBy(() -> catalog.model("llama 405"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("'llama 405'", "llama-3-1-405b");
        assertThatThrownBy(() -> catalog.model("deepsek v3")).hasMessageContaining("deepseek-v3,");
        assertThatThrownBy(() -> catalog.on("h101")).hasMessageContaining("dgx-h100");
        assertThatThrownBy(() -> catalog.chip("")).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> catalog.chip("x".repeat(100_000))).hasMessageContaining("at most 200");
    }

    @Test
    void partsOfNamesNeverMatch() {
        for (String part : List.of("llama", "nvidia", "dgx", "h", "405b")) {
            assertThatThrownBy(() -> catalog.model(part)).isInstanceOf(BadInput.class);
            assertThatThrownBy(() -> catalog.on(part)).isInstanceOf(BadInput.class);
        }
    }

    @Test
    void stacksAndCalibrationsAreTreesByName() {
        for (String kind : List.of(Catalog.STACKS, Catalog.CALIBRATION)) {
            for (String id : catalog.ids(kind)) {
                assertThat(catalog.tree(kind, id).isMap()).isTrue();
            }
        }
    }
}

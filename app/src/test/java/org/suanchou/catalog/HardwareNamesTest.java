package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chips and machines as tools print them, clouds sell them and people call them. */
final class HardwareNamesTest {
    private final Catalog catalog = Catalog.builtIn();

    @ParameterizedTest
    @CsvSource({
        "NVIDIA H100 80GB HBM3, nvidia-h100-sxm5-80gb",
        "NVIDIA H100 PCIe, nvidia-h100-pcie-80gb",
        "NVIDIA H100 NVL, nvidia-h100-nvl-94gb",
        "NVIDIA H200, nvidia-h200-sxm-141gb",
        "NVIDIA H20, nvidia-h20-sxm-96gb",
        "NVIDIA H20-3e, nvidia-h20-sxm-141gb",
        "NVIDIA A100-SXM4-40GB, nvidia-a100-sxm4-40gb",
        "NVIDIA A100-SXM4-80GB, nvidia-a100-sxm4-80gb",
        "NVIDIA A100 80GB PCIe, nvidia-a100-pcie-80gb",
        "NVIDIA A800-SXM4-80GB, nvidia-a800-sxm4-80gb",
        "NVIDIA B200, nvidia-b200-sxm-180gb",
        "NVIDIA GeForce RTX 4090, nvidia-rtx4090",
        "NVIDIA L40S, nvidia-l40s",
        "Tesla V100-SXM2-32GB, nvidia-v100-sxm2-32gb",
        "AMD Instinct MI300X, amd-mi300x",
        "AMD Instinct MI308X, amd-mi308x",
        "AMD Instinct MI325X OAM, amd-mi325x",
        "Ascend910B3, huawei-ascend-910b3",
        "910B4, huawei-ascend-910b4",
        "TPU v5 lite, google-tpu-v5e",
        "MTT S4000, mthreads-s4000",
        "MXC500, metax-c500",
        "K100_AI, hygon-dcu-k100-ai",
        "昇腾910B, huawei-ascend-910b3",
        "华为昇腾910C, huawei-ascend-910c",
        "昇腾 950DT, huawei-ascend-950dt",
        "曦云C550, metax-c550",
        "沐曦曦云C500, metax-c500",
        "寒武纪MLU590, cambricon-mlu590",
        "寒武纪思元370, cambricon-mlu370-x8",
        "海光K100, hygon-dcu-k100",
        "摩尔线程 MTT S5000, mthreads-s5000",
        "昆仑芯P800, baidu-kunlun-p800",
        "天垓150, iluvatar-bi-v150",
        "壁仞BR100, biren-br100",
        "燧原S60, enflame-s60",
        "英伟达H800, nvidia-h800-sxm5-80gb",
        "moore threads s4000, mthreads-s4000",
        "Snt9B3, huawei-ascend-910b3",
        "ascend-snt9b3, huawei-ascend-910b3",
        "Snt9B23, huawei-ascend-910c"
    })
    void chipsGoByWhatToolsAndPeopleCallThem(String query, String id) {
        assertThat(catalog.id(Catalog.CHIPS, query)).isEqualTo(id);
    }

    /** Instances whose network is the vendor's node's are that node; the others have their own. */
    @ParameterizedTest
    @CsvSource({
        "p4d.24xlarge, nvidia-a100-sxm4-40gb, 50",
        "p4de.24xlarge, nvidia-a100-sxm4-80gb, 50",
        "p5.48xlarge, nvidia-h100-sxm5-80gb, 400",
        "p5e.48xlarge, nvidia-h200-sxm-141gb, 400",
        "p5en.48xlarge, nvidia-h200-sxm-141gb, 400",
        "p6-b200.48xlarge, nvidia-b200-sxm-180gb, 400",
        "a2-highgpu-8g, nvidia-a100-sxm4-40gb, 12.5",
        "a2-ultragpu-8g, nvidia-a100-sxm4-80gb, 12.5",
        "a3-highgpu-8g, nvidia-h100-sxm5-80gb, 100",
        "a3-megagpu-8g, nvidia-h100-sxm5-80gb, 200",
        "a3-ultragpu-8g, nvidia-h200-sxm-141gb, 400",
        "a4-highgpu-8g, nvidia-b200-sxm-180gb, 400",
        "Standard_ND96asr_v4, nvidia-a100-sxm4-40gb, 200",
        "Standard_ND96amsr_A100_v4, nvidia-a100-sxm4-80gb, 200",
        "Standard_ND96isr_H100_v5, nvidia-h100-sxm5-80gb, 400",
        "Standard_ND96isr_H200_v5, nvidia-h200-sxm-141gb, 400",
        "Standard_ND96isr_MI300X_v5, amd-mi300x, 400",
        "BM.GPU.H100.8, nvidia-h100-sxm5-80gb, 400",
        "ecs.ebmgn8v.48xlarge, nvidia-h20-sxm-96gb, 20",
        "ebmgn8v.48xlarge, nvidia-h20-sxm-96gb, 20",
        "ecs.ebmgn7ex.32xlarge, nvidia-a100-sxm4-80gb, 20",
        "HCCPNV6.96XLARGE2304, nvidia-h20-sxm-96gb, 400",
        "ecs.ebmhpcpni3l.48xlarge, nvidia-h20-sxm-96gb, 400",
        "modelarts.bm.npu.arm.8snt9b3.i6l.d.c004, huawei-ascend-910b3, 200"
    })
    void cloudsInstancesAreSystems(String query, String chip, double gbitPerChip) {
        var system = catalog.on(query);
        assertThat(system.chip().id()).isEqualTo(chip);
        assertThat(system.fabrics().getLast().bytesPerSecond().mid()).isEqualTo(gbitPerChip * 1e9 / 8);
    }

    @ParameterizedTest
    @CsvSource({
        "trn1.32xlarge, trn1-32xlarge",
        "trn2.48xlarge, trn2-48xlarge",
        "ct5p-hightpu-4t, tpu-v5p-pod",
        "ct5lp-hightpu-4t, tpu-v5e-pod",
        "ct6e-standard-4t, tpu-v6e-pod",
        "a4x-highgpu-4g, gb200-nvl72",
        "CloudMatrix384, atlas-900-a3-cm384"
    })
    void partsOfPodsAreThePod(String query, String id) {
        assertThat(catalog.on(query).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"通义千问3-32B, qwen3-32b", "通义千问2.5-72B, qwen2-5-72b", "深度求索-V3, deepseek-v3", "百川2-13B, baichuan2-13b"})
    void modelsGoByTheirChineseNames(String query, String id) {
        assertThat(catalog.model(query).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "寒武纪, 'cambricon-mlu370-x8, cambricon-mlu590'",
        "Cambricon, 'cambricon-mlu370-x8, cambricon-mlu590'",
        "摩尔线程, 'mthreads-s4000, mthreads-s5000'",
        "Moore Threads, 'mthreads-s4000, mthreads-s5000'",
        "海光, 'hygon-dcu-z100, hygon-dcu-z100l, hygon-dcu-k100, hygon-dcu-k100-ai, hygon-bw1000'",
        "MetaX, 'metax-c500, metax-c550'",
        "壁仞, 'biren-br100, biren-br104, biren-br106'",
        "天数智芯, 'iluvatar-bi-v100, iluvatar-bi-v150'",
        "Intel, 'intel-gaudi2, intel-gaudi3, intel-arc-pro-b60-dual'"
    })
    void aVendorsNameListsItsChips(String query, String ids) {
        assertThatThrownBy(() -> catalog.chip(query)).hasMessageEndingWith("Maybe one of " + ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope-9000", "xyzzy", "我的芯片", "toaster 3000", "zz"})
    void whatIsNearNothingProposesNothing(String query) {
        assertThatThrownBy(() -> catalog.on(query))
                .isInstanceOf(UnknownName.class)
                .hasMessageEndingWith("the catalogue has none of that name");
    }

    @ParameterizedTest
    @CsvSource({"h10O, nvidia-h100", "mi300y, amd-mi300x", "nvidia h100 pciex, nvidia-h100-pcie-80gb"})
    void aSlipProposesWhatIsNear(String query, String near) {
        assertThatThrownBy(() -> catalog.chip(query)).hasMessageContaining(near);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMD H100", "Intel MI300X", "华为H100", "NVIDIA 910B"})
    void anotherMakersNameBeforeAChipIsNotIt(String query) {
        assertThatThrownBy(() -> catalog.chip(query)).isInstanceOf(UnknownName.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"./my-model", "/data/models/llama", "~/llama", "models/llama/7b", "..\\llama"})
    void aPathIsCalledAPath(String query) {
        assertThatThrownBy(() -> catalog.model(query))
                .hasMessageEndingWith("no file or folder of that path can be read as a model");
    }

    @Test
    void theCardsForChinaHaveTheirOwnMemory() {
        assertThat(catalog.on("h20-141gb").id()).isEqualTo("hgx-h20");
        assertThat(catalog.on("h20-141gb").chip().name()).isEqualTo("H20 SXM 141 GB (China)");
        assertThat(catalog.on("mi308x").id()).isEqualTo("mi300x-platform");
    }
}

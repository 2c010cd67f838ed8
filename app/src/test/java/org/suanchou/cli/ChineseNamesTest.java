package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;

/** Chips and systems are shown by the names of the reader's language, wherever they stand; programs get those of the entry. */
class ChineseNamesTest {
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    /** Words of English that say what a product is; names of products are not among them. */
    private static final Pattern PROSE = Pattern.compile(
            "\\b(?:or|per|one|two|half|node|server|system|with|common|bin|inference|edition|series|planned|capped|at|model|"
                    + "rack|platform|baseboard|domain|option|announced|as|joined|all|by|survey|supernode|China|chips|package|"
                    + "bridge|pair|card|dies|way)\\b");

    private static final Set<String> CHINESE_VENDORS = Set.of(
            "Huawei",
            "Hygon",
            "Alibaba T-Head",
            "Baidu Kunlunxin",
            "Cambricon",
            "Enflame",
            "Iluvatar CoreX",
            "Biren",
            "Moore Threads",
            "MetaX",
            "Jingjia Micro",
            "Loongson");

    private static Ran ran(String line) {
        return Ran.of(Stream.of(line.split(" ")).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "910b, 昇腾 910B3, Atlas 800T A2 训练服务器（8 卡昇腾 910B）, Ascend",
        "910c, 昇腾 910C, Atlas 900 A3 SuperPoD 超节点, Ascend",
        "910a, 昇腾 910, Atlas 800 训练服务器, Ascend",
        "k100-ai, 海光 DCU K100-AI（深算二号 AI 版）, 海光 C86 服务器（4～8 卡 DCU）（配海光, Shensuan",
        "mlu590, 寒武纪思元 590（MLU590）, 8 卡寒武纪, from the chip",
        "s4000, 摩尔线程 MTT S4000, 摩尔线程 MCCX D800（8 卡 MTT S4000）, 8 x",
        "s5000, 摩尔线程 MTT S5000, 摩尔线程 MTT C256 超节点, supernode",
        "c550, 沐曦曦云 C550, 沐曦曦云 C550 OAM 服务器, MetaX",
        "bi-v150, 天数智芯天垓 150, R5300 G5 服务器（8 卡天垓 150）, TianGai",
        "kunlun-2, 昆仑芯 2 代, 昆仑芯 R480-X8, Kunlun",
        "br104, 壁仞 BR104, 8 卡壁仞 BR104, from the chip",
        "t21, 燧原云燧 T21（OAM）, 8 卡燧原云燧 T21, CloudBlazer",
        "h800, H800 SXM5 80 GB（中国版）, H800 服务器（8 卡 H800 SXM5）, (China)",
        "h20, H20 SXM 96 GB（中国版）, HGX H20（8 卡，中国版）, (China)"
    })
    void theHeadLineBearsChineseNames(String on, String chip, String system, String english) {
        Ran zh = ran("estimate llama-2-7b --chips 8 --tp 8 --lang zh --on " + on);
        String head = zh.out().lines().findFirst().orElse("");
        assertThat(head).as(zh.err()).contains(chip).contains(system);
        assertThat(zh.out()).doesNotContain(english);
        assertThat(ran("estimate llama-2-7b --chips 8 --tp 8 --on " + on).out())
                .contains(english)
                .doesNotContainPattern(HAN);
    }

    @Test
    void defaultsBearThem() {
        assertThat(ran("plan llama-2-7b --on 910b --chips 8 --tokens 1B --lang zh --top 1")
                        .out())
                .contains("默认：stack = mindspeed（华为芯片上常用）")
                .contains("默认：precision = bf16（昇腾 910B3（Atlas 800T A2 常用型号）上预训练常用）")
                .contains("默认：fleet = huawei-cloudmatrix（华为芯片通常取它）")
                .doesNotContain("Huawei");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan llama-2-7b --on s60 --chips 64 | 8 卡燧原 S60（按卡自身的互联） | 8 x CloudBlazer S60 (from the chip's own links)",
                "plan llama-2-7b --on 910b --chips 8 --precision fp8 | 昇腾 910B3 | Ascend 910B3",
                "plan llama-2-7b --on c550 --chips 8 --precision nvfp4 | 沐曦曦云 C550 | Xiyun C550",
                "plan llama-2-7b --on 910b --chips 8 --stack megatron-core | 昇腾 910B3 | Ascend 910B3",
                "plan llama-2-7b --on mlu590 --chips 8 --stack mindspeed | 华为 | Huawei",
                "plan llama-2-7b --on jm9271 --chips 8 | 景嘉微 JM9271 | JM9271 (JM9 series)"
            })
    void refusalsBearThem(String line, String zh, String en) {
        Ran ran = ran(line + " --lang zh");
        assertThat(ran.exitCode()).isIn(1, 2);
        assertThat(ran.out() + ran.err()).contains(zh).doesNotContain(en);
        Ran english = ran(line);
        assertThat(english.out() + english.err()).contains(en).doesNotContainPattern(HAN);
    }

    @Test
    void catalogueTablesBearThem() {
        assertThat(ran("catalog chips --lang zh --wide").out())
                .contains("昇腾 910C（双裸片）")
                .contains("平头哥 PPU（真武 810E）")
                .contains("昆仑芯 P800")
                .contains("天数智芯天垓 150（BI-V150）")
                .doesNotContain("Ascend 910C");
        assertThat(ran("catalog systems --lang zh --wide").out())
                .contains("Atlas 950 SuperPoD 超节点")
                .doesNotContain("8-GPU");
        assertThat(ran("catalog silicon --lang zh").out()).contains("昇腾 910B3（Atlas 800T A2 常用型号）");
        assertThat(ran("catalog chips 910c --lang zh").out()).startsWith("昇腾 910C（双裸片） (chips huawei-ascend-910c)");
        assertThat(ran("catalog chips --wide").out()).doesNotContainPattern(HAN).contains("Ascend 910C (two dies)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan llama-2-7b --on 910b --chips 8 --tokens 1B --draws 100 --json --explain",
                "plan llama-2-7b --on 910b --chips 8 --tokens 1B --draws 100 --csv",
                "plan llama-2-7b --on s60 --chips 64 --json",
                "compare llama-2-7b --on 910b,s4000 --chips 8 --tokens 1B --draws 100 --json",
                "catalog chips --json",
                "catalog systems --csv",
                "catalog systems 910b --json"
            })
    void programsGetTheSameInEveryLanguage(String line) {
        assertThat(ran(line + " --lang zh").out()).isEqualTo(ran(line).out());
    }

    @Test
    void figuresAreTheSameInEveryLanguage() {
        String line = "plan llama-3-8b --on 910b --chips 64 --tokens 1T --top 1 --currency usd";
        Pattern number = Pattern.compile("\\d+\\.\\d+ MWh|\\d+ MWh|\\d+\\.\\d+ kW\\b");
        assertThat(number.matcher(ran(line + " --lang zh").out())
                        .results()
                        .map(m -> m.group())
                        .toList())
                .isEqualTo(number.matcher(ran(line).out())
                        .results()
                        .map(m -> m.group())
                        .toList());
    }

    /** A name with words of English has one in Chinese, without them; a Chinese product its own. */
    @Test
    void everyNameThatNeedsOneHasOne() {
        Catalog catalog = Catalog.builtIn();
        for (String kind : new String[] {Catalog.CHIPS, Catalog.SYSTEMS}) {
            for (String id : catalog.ids(kind)) {
                Tree entry = catalog.tree(kind, id);
                String zh = entry.text("name_zh", entry.text("name"));
                assertThat(PROSE.matcher(zh).results().map(m -> m.group()).toList())
                        .as(zh)
                        .isEmpty();
                if (CHINESE_VENDORS.contains(entry.text("vendor", "")) && kind.equals(Catalog.CHIPS)) {
                    assertThat(zh).as(id).containsPattern(HAN);
                }
                assertThat(entry.text("name")).doesNotContainPattern(HAN);
                assertThat(catalog.id(kind, zh)).isEqualTo(id);
            }
        }
    }

    @Test
    void anOverlaysEntryMayHaveOne(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("my.yaml"), """
                kind: chip
                id: my-npu
                name: My NPU
                name_zh: 自研加速卡
                vendor: Example
                peak_dense_tflops: {bf16: 800}
                memory: {capacity_gb: 96, bandwidth_gb_per_s: 4000}
                """);
        String line = "estimate llama-2-7b --chips 8 --tp 8 --catalog " + file + " --on ";
        assertThat(ran(line + "自研加速卡 --lang zh").out()).contains("8 卡自研加速卡（按卡自身的互联）");
        assertThat(ran(line + "my-npu").out()).contains("8 x My NPU (from the chip's own links)");
        Files.writeString(file, Files.readString(file).replace("自研加速卡", "7"));
        Ran bad = ran(line + "my-npu");
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.err()).contains("my.yaml: name_zh").contains("it must be text");
        Files.writeString(file, Files.readString(file).replace("name_zh: 7", "name_cn: 卡"));
        assertThat(ran(line + "my-npu").err()).contains("'name_cn' is not a field here; did you mean name");
    }

    @Test
    void aNameInChineseIsOneChips() {
        assertThat(Catalog.builtIn().id(Catalog.CHIPS, "昇腾 910C（双裸片）")).isEqualTo("huawei-ascend-910c");
        assertThatThrownBy(() -> Catalog.builtIn().id(Catalog.CHIPS, "昇腾 911")).isInstanceOf(BadInput.class);
    }
}

package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One thing has one word in Chinese: none of the words that the glossary refuses stands in a text that users read. */
class GlossaryTest {
    private static final Path ROOT = Path.of(System.getProperty("suanchou.root", ".."));

    /** A pattern of the word that is refused, and the word to use. */
    private static final String REFUSED = """
            令牌 | token
            大型语言模型 | 大模型
            参数规模 | 参数量
            密集模型 | 稠密模型
            专家混合 | MoE
            公共专家 | 共享专家
            路由器 | 路由
            失衡 | 不均衡
            隐藏维(?!度) | 隐藏层大小
            隐层 | 隐藏层
            潜变量 | 潜在注意力
            序列长(?!度) | 序列长度
            多词元 | MTP
            (?<!同)步时 | 单步耗时
            全程 | 整次训练
            整个训练 | 整次训练
            墙钟 | 总时长
            批量 | batch size
            批大小 | batch size
            微批 | micro-batch
            梯度累加 | 梯度累积
            精调 | 微调
            重算 | 重计算
            选择性重 | 选择重计算
            激活(?!值|参数) | 激活值
            模型浮点运算 | MFU
            token/s/芯片 | 单卡吞吐
            扩展效率 | 线性度
            运算符 | 算子
            并行方式 | 并行策略
            张量模型并行 | 张量并行
            管道并行 | 流水线并行
            虚拟级 | 虚拟流水线
            专家内的 | 专家张量并行
            全分片 | FSDP
            流水级 | stage
            流水线级 | 流水线阶段
            空泡 | 气泡
            方案空间 | 搜索空间
            由下界排除 | 下界剪枝
            设备内存 | 显存
            片上内存 | 显存
            内存占用 | 显存占用
            内存不足 | 显存不足
            放不下 | 显存不足
            换出 | 卸载到主机内存
            内存带宽 | 显存带宽
            搬运字节 | 访存量
            访存核 | 访存密集型算子
            键值缓存 | KV cache
            KV 缓存 | KV cache
            工作集 | 临时显存
            全归约 | AllReduce
            通信域 | 通信组
            外露 | 未掩盖
            暴露 | 未掩盖
            梯度[归规]约 | 梯度同步
            延迟 | 时延
            互连 | 互联
            纵向扩展 | scale-up
            横向扩展 | scale-out
            超订 | 收敛比
            芯片数 | 卡数
            标准机架 | 机柜
            版本配套 | 软件栈
            核函数 | 算子
            矩阵积 | 矩阵乘
            良品率 | 良率
            场地须供 | 所需供电容量
            运行中的功率 | 训练时平均功率
            电表处能耗 | 用电量
            度电 | kWh
            能效比 | PUE
            碳强度 | 排放因子
            内含碳 | 隐含碳
            站点 | 场地
            检查点 | checkpoint
            续跑 | 断点续训
            重做 | 回滚重训
            掉队 | 慢节点
            备用主机 | 备用节点
            备机 | 备用节点
            goodput | 有效训练时间占比
            (?<!训练)有效时间占比 | 有效训练时间占比
            后台写 | 异步保存
            芯片时 | 卡时
            GPU 小时 | 卡时
            自造 | 自研
            融资 | 资金成本
            成本由什么 | 成本的主要影响因素
            置信区间 | 80% 区间
            校准 | 标定
            留出项目 | 留出来源
            把握 | 可信度、概率
            锚定 | 用自己的实测校正
            缩放律 | scaling law
            断言 | 说法
            缺省 | 默认
            目录库 | 目录
            编号 | ID
            出处 | 来源
            截至 | 日期
            警告 | 注意
            不明 | 无数据
            您 | 你
            清空 | 重置
            \\d %(?=[一-鿿，。；：、）]|$) | 47.9%（数字与百分号之间不空格）
            颗(?!粒) | 卡
            """;

    /** Errors are worded apart. */
    private static final Pattern ERRORS = Pattern.compile("(refusal|error|rule)\\..*");

    private static final Pattern CATALOGUE = Pattern.compile("\\b(?:zh|[a-z]+_zh): (.*)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`|\\]\\([^)]*\\)");

    private static Map<Pattern, String> refused() {
        Map<Pattern, String> words = new LinkedHashMap<>();
        for (String line : REFUSED.lines().toList()) {
            int end = line.lastIndexOf(" | ");
            words.put(Pattern.compile(line.substring(0, end)), line.substring(end + 3));
        }
        return words;
    }

    private static List<String> faults(String where, String text) {
        List<String> faults = new ArrayList<>();
        refused().forEach((pattern, word) -> {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                faults.add("%s: '%s' in '%s': write %s"
                        .formatted(
                                where,
                                matcher.group(),
                                text.substring(
                                        Math.max(0, matcher.start() - 10), Math.min(text.length(), matcher.end() + 10)),
                                word));
            }
        });
        return faults;
    }

    @Test
    void noMessageUsesARefusedWord() {
        Messages chinese = Messages.in(Language.ZH);
        List<String> faults = new ArrayList<>();
        for (String key : chinese.bundle().keySet()) {
            if (!ERRORS.matcher(key).matches()) {
                faults.addAll(faults(key, chinese.bundle().getString(key).replace("%%", "%")));
            }
        }
        assertThat(faults).isEmpty();
    }

    static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            List<Path> documents = Stream.concat(top, docs)
                    .filter(f -> f.getFileName().toString().endsWith(".zh.md"))
                    .sorted()
                    .toList();
            assertThat(documents).hasSizeGreaterThanOrEqualTo(14);
            return documents;
        }
    }

    /** Blocks and pieces of code are left out: what a program prints stands in its messages. */
    @ParameterizedTest
    @MethodSource("documents")
    void noDocumentUsesARefusedWord(Path document) throws IOException {
        List<String> faults = new ArrayList<>();
        boolean code = false;
        int number = 0;
        for (String line : Files.readAllLines(document)) {
            number++;
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code) {
                faults.addAll(faults(
                        document.getFileName() + ":" + number,
                        CODE.matcher(line).replaceAll("`")));
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void noLabelOfTheCatalogueUsesARefusedWord() throws IOException {
        List<String> faults = new ArrayList<>();
        int labels = 0;
        try (Stream<Path> files = Files.walk(ROOT.resolve("catalog"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                int number = 0;
                for (String line : Files.readAllLines(file)) {
                    number++;
                    Matcher label = CATALOGUE.matcher(line);
                    if (label.find()) {
                        labels++;
                        faults.addAll(faults(file.getFileName() + ":" + number, label.group(1)));
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(labels).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"512 颗 H100", "步时 5.46 s", "步时间", "核函数实测表", "检查点", "备用主机 3 台", "延迟 2 us", "激活重算", "47.9 %，"})
    void refusedWordsAreFound(String text) {
        assertThat(faults("here", text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"512 卡", "单步耗时", "同步时", "激活值与激活参数", "颗粒", "有效训练时间占比", "序列长度", "隐藏维度", "47.9%，"})
    void wordsOfTheGlossaryAreNot(String text) {
        assertThat(faults("here", text)).isEmpty();
    }
}

package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.cli.FuzzProperties.Reader;
import org.suanchou.cli.MainTest.Ran;

/** What is wrong with a file is said in Chinese under {@code --lang zh}; values, ids, paths and a parser's words are quoted. */
class ChineseErrorsTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20261201);
    private static final int INPUTS = 40;
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|“[^”]*”");
    private static final Pattern SENTENCE = Pattern.compile("[A-Za-z]+(?:'[a-z]+)?(?: [A-Za-z]+(?:'[a-z]+)?){2,}");

    /** Degrees, multiplied. */
    private static final Pattern PRODUCT = Pattern.compile("[a-z-]+(?: x [a-z-]+)+");

    @TempDir
    private Path folder;

    private static void hasNoEnglishSentence(String said) {
        String plain = PRODUCT.matcher(QUOTED.matcher(said).replaceAll("''")).replaceAll("");
        assertThat(SENTENCE.matcher(plain).results().map(match -> match.group()))
                .as(said)
                .isEmpty();
    }

    private static Ran chinese(Reader reader, Path file) throws IOException {
        List<String> arguments = new ArrayList<>(reader.arguments(file));
        arguments.addAll(List.of("--lang", "zh"));
        return Ran.of(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tdp_w: 600 | tdp_w: -5 | tdp_w 的值是 -5；应大于 0",
                "tdp_w: 600 | tdp_w: [7] | tdp_w 的值是 1 项的列表；范围应为两个数的列表 [低, 高]，或三个数的列表 [低, 最佳, 高]",
                "tdp_w: 600 | tdp_w: [9, 7] | tdp_w[0] 的值是 9；不得超过范围上限 7",
                "tdp_w: 600 | tdp_w: [1, 9, 7] | tdp_w[1] 的值是 9；最佳估计应在 1.0 与 7.0 之间",
                "tdp_w: 600 | tdp_w: [1, 9000000] | tdp_w[0] 的值是 1；范围两端之比应小于一百万",
                "tdp_w: 600 | tdp_w: {value: x} | tdp_w.value 的值是 'x'；应为数字",
                "tdp_w: 600 | tdp_wat: 600 | 'tdp_wat' 不是这里的字段；是不是 tdp_w？",
                "tdp_w: 600 | tdp_w: 600}} | tdp_w 的值是 '600}}'；应为数字",
                "tdp_w: 600 | tdp_w: 600, tdp_w: 700 | 文本格式有误（解析器报告：“",
                "kind: chip | kind: {a: 1} | 一组字段；应为文本",
                "vendor: Example | vendor: [] | vendor 的值是 0 项的列表；应为文本",
                "launch_date: '2026-03-01' | launch_date: soon | launch_date 的值是 'soon'；应以四位数的年份开头",
                "shape: mesh | shape: star | shape 的值是 'star'；应为 switched、mesh、ring、torus-2d 或 torus-3d",
                "kind: chip | kind: cheep | kind 的值是 'cheep'；应为 chip、system、fabric、model、stack、calibration，或模型的种类：",
                "year: 2026 | year: 1900 | year 的值是 1900；应在 ",
                "bandwidth_gb_per_s: 4000 | bandwidth_gb_per_s: 1e60 | bandwidth_gb_per_s 的值是 1.0E60；不得超过 ",
            })
    void anEntryIsCorrectedInChinese(String sound, String wrong, String said) throws IOException {
        assertThat(FuzzSeeds.CHIP).contains(sound);
        Path file = Files.writeString(folder.resolve("my.yaml"), FuzzSeeds.CHIP.replace(sound, wrong));

        Ran ran = chinese(Reader.CHIP, file);

        assertThat(ran.exitCode()).as(ran.err() + ran.out()).isEqualTo(2);
        assertThat(ran.err()).startsWith("错误：").contains(said);
        hasNoEnglishSentence(ran.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b | 1,2 | 不是已知的表；表头应含以下一种表的各列：",
                "a,a | 1,2 | 第 1 列与第 2 列同名；保留一个",
                "a,b | 1 | 不是已知的表",
                "a,\"b | 1 | 加引号的字段没有结束",
                "a,b\"c | 1 | 字段内有引号；整个字段加引号，并将引号写两次",
                "\"a\"b,c | 1 | 结束引号后有文本；应为逗号或行尾",
            })
    void aTableIsCorrectedInChinese(String header, String row, String said) throws IOException {
        Path file = Files.writeString(folder.resolve("table.csv"), header + "\n" + row + "\n");

        Ran ran = chinese(Reader.TABLE, file);

        assertThat(ran.exitCode()).as(ran.err() + ran.out()).isEqualTo(2);
        assertThat(ran.err()).startsWith("错误：").contains(said);
        hasNoEnglishSentence(ran.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "estimate llama-2-7b --on dgx-h100 --chips 0 | --chips 的值是 0；不得小于 1",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --days soon | --days 的值是 'soon'；例如写 7、1week 或 36h",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --basis lend | --basis 的值是 'lend'；应为 rent、buy 或 build",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --tp 3 | tp x cp x pp 的值是 3；须整除芯片数 8",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --dp 3 | tp x cp x pp x dp 的值是 3；须等于芯片数 8",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --assume pue | --assume 的值是 'pue'；须写成 ID=VALUE",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --schedule gpipe --pp 1 | 没有流水级，也就没有次序可言",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --tokens 15 | 一个序列就有 4096 个词元；如指更多，请写 15T 或 15B",
                "estimate llama-2-7b --on dgx-h100,dgx-a100 --chips 8 | 不支持混合机型的集群",
                "estimate llama-2-7b --on dgx-h100 --chips 8 --as-type llama | 只用于 config.json，而模型是 'llama-2-7b'",
                "plan llama-2-7b --on dgx-h100 | 缺少 --chips；请给 --chips N",
                "plan llama-2-7b --chips 8 | 缺少 --on",
                "plan llama-2-7b --on dgx-h100 --chips 8 --objective chips | 芯片数已给定；请去掉 --chips，改给 --days",
                "plan llama-2-7b --on dgx-h100 --chips 8 --megawatts 0.001 | 就需要机房供电",
                "compare --train llama-2-7b --on dgx-h100,, --chips 8 | 应为名称，以逗号分隔",
                "validate ../evidence/training.jsonl --anchored | --anchored 须与 --leave-out 同用",
                "validate ../evidence/training.jsonl --leave-out row | 应为 source、programme、family 或 chip",
            })
    void aQuestionIsCorrectedInChinese(String command, String said) {
        Ran ran = Ran.of((command + " --lang zh").split(" "));

        assertThat(ran.exitCode()).as(ran.err() + ran.out()).isEqualTo(2);
        assertThat(ran.err()).startsWith("错误：").contains(said);
        hasNoEnglishSentence(ran.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--on h10000 | system 的值是 'h10000'；目录中没有这个名称。是不是其中之一：",
                "--on /nowhere/x.yaml | '/nowhere/x.yaml' 不存在；应为可读的文件",
                "--on dgx-h100 --assume puee=2 | 没有假设 'puee'；是不是 pue？",
                "--on dgx-h100 --assume pue=0.5 | pue 的值是 '0.5'；不得小于 1",
                "--on dgx-h100 --assume pue=1.4..1.2 | pue 的值是 '1.4..1.2'；范围应从低到高",
                "--on dgx-h100 --assume usd-per-kwh=80 | 改写为 80USD/MWh，即 0.08 USD/kWh",
                "--on dgx-h100 --assume usd-per-kwh=abc | 'abc' 不是数量；例如写作 1.5 USD/kWh",
                "--on dgx-h100 --assume usd-per-kwh=5kg | '5kg' 的单位是 'kg'；例如写作 1.5 USD/kWh",
                "--on dgx-h100 --site atlantis | 的值是 'atlantis'；目录中没有这个名称",
            })
    void aNameOrAnAssumptionIsCorrectedInChinese(String options, String said) {
        Ran ran = Ran.of(("--lang zh estimate llama-2-7b --chips 8 " + options).split(" "));

        assertThat(ran.exitCode()).as(ran.err() + ran.out()).isEqualTo(2);
        assertThat(ran.err()).startsWith("错误：").contains(said);
        hasNoEnglishSentence(ran.err());
    }

    @ParameterizedTest
    @EnumSource(
            value = Reader.class,
            names = {"CHIP", "OVERLAY", "FOLDER", "CONFIG", "MODEL", "SCENARIO", "TABLE", "PACKED_TABLE"})
    void noMistakeOfAFileIsToldInEnglish(Reader reader) throws IOException {
        List<byte[]> inputs = new ArrayList<>(FuzzProperties.corpus(reader));
        List<byte[]> seeds = FuzzProperties.seeds(reader);
        Mutations mutations = new Mutations(SEED + reader.ordinal());
        for (int i = 0; i < INPUTS; i++) {
            byte[] mutant = mutations.of(seeds.get(mutations.below(seeds.size())));
            inputs.add(reader == Reader.PACKED_TABLE ? FuzzProperties.gzip(mutant) : mutant);
        }
        Path file = folder.resolve(reader.file);
        Files.createDirectories(file.getParent());
        for (byte[] input : inputs) {
            Files.write(file, input);

            Ran ran = chinese(reader, file);

            hasNoEnglishSentence(ran.err());
        }
    }
}

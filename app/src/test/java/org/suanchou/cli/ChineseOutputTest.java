package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.score.Evidence;

/**
 * Under {@code --lang zh} no English sentence is printed. Three words of small letters in a row are taken for one: ids,
 * options, units and the names of chips, systems and models have none such. Titles of sources are quotations and left out here,
 * and so is what stands between quotation marks.
 */
class ChineseOutputTest {
    private static final String ROOT = Path.of(System.getProperty("suanchou.root", ".."))
            .toAbsolutePath()
            .normalize()
            .toString();

    private static final Pattern ENGLISH = Pattern.compile("(?<![\\w./-])[a-z']{2,} [a-z']{1,} [a-z']{2,}(?![\\w./-])");

    /** Commands to type, and what a command is called by. */
    private static final Pattern COMMAND = Pattern.compile("'?suanchou [^，。；\n]*");

    private static List<String> english(String printed) {
        List<String> found = new ArrayList<>();
        for (String line : printed.lines().toList()) {
            Matcher matcher = ENGLISH.matcher(
                    COMMAND.matcher(line.replaceAll("“[^”]*”", "“”")).replaceAll("suanchou"));
            if (matcher.find()) {
                found.add(line.strip());
            }
        }
        return found;
    }

    private static String chinese(int exitCode, String words) {
        List<String> all = new ArrayList<>(List.of("--lang", "zh"));
        all.addAll(List.of(words.replace("ROOT", ROOT).split(" ")));
        Ran ran = Ran.of(all.toArray(String[]::new));
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
        return (ran.out() + ran.err()).replace(ROOT, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan llama-3.1-70b --on dgx-h100 --chips 256",
                "plan llama-3.1-70b --on atlas-800t-a2 --chips 512 --basis buy --site cn",
                "plan deepseek-v3 --on gb200-nvl72 --chips 576 --precision mxfp8 --top 1",
                "plan llama-3.1-8b --on h20 --chips 64 --tokens 100B --year 2024",
                "plan llama-3.1-8b --on k100 --chips 16 --tokens 10B --top 1",
                "plan llama-3.1-8b --on mlu590 --chips 16 --tokens 10B --top 1",
                "plan llama-3.1-8b --on dgx-h100 --tokens 1T --days 30 --top 1",
                "plan llama-3.1-8b --on dgx-h100 --tokens 1T --megawatts 0.5 --objective cost --top 1",
                "plan llama-3.1-8b --on mi300x --chips 64 --tokens 100B --spares 0 --top 1",
                "plan llama-3.1-8b --on tpu-v5p --chips 64 --tokens 100B --top 1",
                "plan ROOT/examples/llama-3.1-405b.yaml --top 1",
                "estimate llama-3.1-70b --on dgx-h100 --tp 8 --pp 4 --vp 5 --dp 16 --global-batch-size 1024",
                "estimate llama-3-8b --on h100 --chips 8 --tuning lora --tokens 100M",
                "compare ROOT/examples/compare/ascend-910b.yaml",
                "compare ROOT/examples/compare/hygon-dcu.yaml",
                "compare ROOT/examples/compare/ascend-yield.yaml",
                "--catalog ROOT/examples/compare/layer compare ROOT/examples/compare/translation.yaml",
                "catalog",
                "catalog chips",
                "catalog systems",
                "catalog fabrics",
                "catalog stacks",
                "catalog models",
                "catalog assumptions",
                "catalog sites",
                "catalog fleets",
                "catalog prices",
                "catalog silicon",
                "catalog support",
                "help",
                "help plan",
                "help estimate",
                "help compare",
                "help validate",
                "help calibrate",
                "help catalog",
                "help help",
                "help version",
            })
    void noEnglishSentenceIsPrinted(String words) {
        assertThat(english(chinese(0, words))).isEmpty();
    }

    /** Titles of sources are quotations. */
    private static final Pattern TITLES = Pattern.compile("\\n来源\\n.*?(\\n\\n|$)", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "estimate llama-3.1-70b --on dgx-h100 --tp 8 --pp 4 --dp 16 --global-batch-size 1024 --tokens 1T",
                "estimate llama-3.1-70b --on dgx-h100 --tp 8 --pp 4 --vp 5 --dp 16 --global-batch-size 1024",
                "estimate llama-3-8b --on h100 --chips 8 --tuning lora --tokens 100M",
                "estimate nemotron-3-nano-30b-a3b --on dgx-h200 --chips 256 --zero-stage 3 --tokens 100B",
                "plan deepseek-v3 --on gb200-nvl72 --chips 576 --precision mxfp8 --tokens 1T --top 1",
                "plan llama-3.1-70b --on atlas-800t-a2 --chips 512 --tokens 100B --basis build --site cn --top 1",
                "plan llama-3.1-70b --on mi300x --chips 512 --tokens 100B --basis buy --top 1",
                "plan mixtral-8x7b --on dgx-a100 --chips 128 --tokens 100B --stack megatron-lm-2022 --top 1",
            })
    void norByAnExplanation(String words) {
        String printed = chinese(0, words + " --explain");
        assertThat(english(TITLES.matcher(printed).replaceAll(""))).isEmpty();
    }

    @Test
    void norByValidateAndItsTables(@TempDir Path folder) throws IOException {
        List<String> rows = Files.readAllLines(Evidence.ROWS);
        Path some = folder.resolve("some.jsonl");
        Files.write(
                some,
                IntStream.range(0, rows.size())
                        .filter(i -> i % 60 == 0)
                        .mapToObj(rows::get)
                        .toList());
        assertThat(english(chinese(0, "validate " + some))).isEmpty();
        assertThat(english(chinese(0, "validate " + some + " --leave-out programme")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "默认：site = us（nothing else was said）",
                "a judgement, as much as a B200",
                "2026; median of 37 providers on demand"
            })
    void englishIsFound(String line) {
        assertThat(english(line)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  suanchou plan llama-3.1-70b --on dgx-h100 --chips 512",
                "默认：stack = megatron-core-26.06（NVIDIA 芯片上常用）",
                "#  tp  cp  pp  vp  dp  mbs  sp   zero",
                "例如 tp 4 cp 4 pp 14 vp 9 dp 72",
                "DGX H100 / HGX H100 8-GPU",
            })
    void idsNamesAndCommandsAreNot(String line) {
        assertThat(english(line)).isEmpty();
    }
}

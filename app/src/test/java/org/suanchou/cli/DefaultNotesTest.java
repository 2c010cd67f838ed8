package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.cli.MainTest.Ran;

/** The notes of defaults say how far a figure can be trusted. */
class DefaultNotesTest {
    private static final String RUMOUR = "(a rumour: no published figure is known)";
    private static final String PUBLISHED = "(what the model was trained on)";

    private static String said(String line) {
        Ran ran = Ran.of((line + " --wide").split(" "));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran.out();
    }

    @Test
    void tokensThatWereLeakedAreARumour() {
        String line = "estimate gpt-moe-1.8t --on gb200-nvl72 --chips 4608 --tp 8 --ep 8 --pp 8";
        assertThat(said(line)).contains("tokens = 13.0T tokens " + RUMOUR);
        assertThat(said(line + " --lang zh")).contains("（传闻：没有公布的训练量）");
        assertThat(said(line + " --tokens 1T")).doesNotContain("a rumour");
    }

    @ParameterizedTest
    @CsvSource({
        "llama-3.1-405b",
        "llama-3-8b",
        "deepseek-v3",
        "gpt-3-175b",
        "qwen3-32b",
        "pangu-ultra-135b",
        "kimi-k2",
        "qwen2.5-72b",
    })
    void publishedTokensAreNone(String model) {
        assertThat(said("plan " + model + " --on dgx-h100 --chips 1024 --top 1"))
                .contains(PUBLISHED)
                .doesNotContain("a rumour");
    }

    /** Whatever a model is called: sure or told by someone is what its entry says. */
    @ParameterizedTest
    @CsvSource({
        "low, mem_models, true",
        "medium, mem_models, false",
        "high, mem_models, false",
        "low, bench_hw, false",
    })
    void aRumourIsUnsureAndStandsInNoDocument(String confidence, String source, boolean rumour, @TempDir Path folder)
            throws IOException {
        Files.writeString(folder.resolve("models.yaml"), """
                models:
                - id: house-model
                  name: House model
                  kind: dense-decoder
                  layers: 32
                  hidden: 4096
                  heads: 32
                  kv_heads: 8
                  head_dim: 128
                  ffn: 14336
                  gated: true
                  vocab: 128256
                  tied_embeddings: false
                  positional: rope
                  max_position: 8192
                  norm: rmsnorm
                  attention: [{type: full, layers: 32}]
                  training_tokens: 15000000000000
                  sources: [%s]
                  confidence: %s
                """.formatted(source, confidence));
        assertThat(said("plan house-model --on dgx-h100 --chips 64 --top 1 --catalog " + folder))
                .contains("tokens = 15.0T tokens " + (rumour ? RUMOUR : PUBLISHED));
    }

    @Test
    void aPriceOfAnotherYearThanAskedIsSaid() {
        String line = "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T --top 1";
        assertThat(said(line)).contains("listed price: 2026").doesNotContain("not of the year asked for");
        assertThat(said(line + " --year 2026")).doesNotContain("not of the year asked for");
        assertThat(said(line + " --year 2030"))
                .contains("2026; ")
                .contains("the newest known, not of the year asked for");
        assertThat(said(line + " --year 2030 --lang zh")).contains("这是最新的一年，不是所问年份");
        assertThat(said(line + " --year 2030 --basis buy"))
                .contains("server-usd-per-chip = ")
                .contains("the newest known, not of the year asked for");
        assertThat(said(line + " --year 2016")).contains("the oldest known; none is of the year asked for or before");
        assertThat(said(line + " --year 2016 --lang zh")).contains("这是最早的一年，所问年份及以前无数据");
    }

    @ParameterizedTest
    @CsvSource({"dgx-a100", "dgx2", "dgx1-v100", "dgx1-p100", "dgx-h200"})
    void soItIsOfEverySystem(String system) {
        String line = "plan llama-3-8b --on " + system + " --chips 64 --tokens 1B --top 1";
        assertThat(said(line + " --year 2031")).contains("the newest known, not of the year asked for");
    }

    @Test
    void aPriceThatTheQuestionGivesIsOfNoYear() {
        assertThat(
                        said(
                                "plan llama-3-8b --on dgx-h100 --chips 64 --tokens 1T --top 1 --year 2030 --usd-per-chip-hour 2"))
                .doesNotContain("not of the year asked for");
    }
}

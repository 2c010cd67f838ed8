package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.cli.MainTest.Ran;

/** A field that is null says "none"; it is not the same as one that is absent, and refused where none makes no sense. */
class NullFieldsTest {
    private static final String QUESTION =
            "model: llama-3-8b\non: dgx-h100\nchips: 64\ntokens: 100B\ndraws: 100\ntop: 1\n";

    private static final String MODEL = """
            models:
            - id: house
              kind: dense-decoder
              layers: 2
              hidden: 64
              heads: 4
              kv_heads: 2
              head_dim: 16
              ffn: 256
              vocab: 1000
              attention: [{type: full, layers: 2}]
            """;

    @TempDir
    private Path folder;

    private Ran plan(String text) throws IOException {
        return Ran.of("plan", Files.writeString(folder.resolve("q.yaml"), text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"days", "budget", "megawatts", "max-mwh", "max_tco2", "translation", "anchor"})
    void aLimitThatIsNullIsNone(String field) throws IOException {
        Ran ran = plan(QUESTION + field + ": null\n");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).isEqualTo(plan(QUESTION).out());
    }

    @Test
    void recomputeThatIsNullIsNoneAndNotFree() throws IOException {
        // 8 of the chips alone: without recomputation a long sequence doesn't fit
        String tight = QUESTION.replace("chips: 64", "chips: 8") + "seq-length: 65536\nglobal-batch-size: 8\n";
        String none = plan(tight + "recompute: none\n").out();
        assertThat(plan(tight + "recompute: null\n").out()).isEqualTo(none);
        assertThat(plan(tight + "plan: {recompute: null}\n").out()).isEqualTo(none);
        assertThat(plan(tight).out()).isNotEqualTo(none);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tp",
                "cp",
                "micro-batch-size",
                "tensor_model_parallel_size",
                "schedule",
                "stack",
                "precision",
                "site",
                "fleet",
                "basis",
                "year",
                "spares",
                "objective",
                "seq-length",
                "global_batch_size",
                "usd-per-chip-hour",
                "assume",
                "zero-stage",
                "use-all",
                "seed"
            })
    void elsewhereItIsRefusedByItsPath(String field) throws IOException {
        Ran ran = plan(QUESTION + field + ":\n");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("q.yaml: " + field)
                .contains(field + " is null; it must have a value, or be left out");
    }

    @Test
    void aPlanItsFieldsAndAssumptionsToo() throws IOException {
        assertThat(plan(QUESTION + "plan:\n").err()).contains("q.yaml: plan", "plan is null");
        assertThat(plan(QUESTION + "plan: {pp: null}\n").err()).contains("q.yaml: plan.pp", "pp is null");
        assertThat(plan(QUESTION + "assume: {pue: null}\n").err())
                .contains("assume.pue", "it must have a value, or be left out");
        assertThat(plan(QUESTION.replace("llama-3-8b", "null")).err()).contains("q.yaml: model", "model is null");
    }

    /** What is said of one system stands over what is said of all, if only that there is none. */
    @Test
    void noneOfOneSystemStandsOverTheLimitOfAll() throws IOException {
        String all = "model: llama-3-8b\nchips: 64\ntokens: 100B\ndraws: 100\nbudget: 10\n"
                + "systems: [{on: dgx-h100}, {on: dgx-a100%s}]\n";
        Path file = folder.resolve("c.yaml");
        Ran both = Ran.of("compare", Files.writeString(file, all.formatted("")).toString());
        assertThat(both.exitCode()).isEqualTo(1);
        Ran one = Ran.of(
                "compare",
                Files.writeString(file, all.formatted(", budget: null")).toString());
        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(one.out())
                .contains("dgx-h100: infeasible: the best plan costs")
                .containsPattern("suanchou plan llama-3-8b --on dgx-h100 .* --budget 10 ")
                .doesNotContainPattern("suanchou plan llama-3-8b --on dgx-a100 .* --budget");
        Ran bad = Ran.of(
                "compare",
                Files.writeString(file, all.formatted(", precision: null")).toString());
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.err()).contains("c.yaml: systems[1].precision");
    }

    private long parameters(String extra) throws IOException {
        Files.writeString(folder.resolve("models.yaml"), MODEL + extra);
        return Catalog.builtIn().overlay(folder).model("house").spec().parameters();
    }

    /**
     * By hand: embeddings and head 2 x 1000 x 64; a layer has q and o of 64 x 64, k and v of 64 x 32, a gated feed-forward
     * part of 3 x 64 x 256, two norms of 64; one norm at the end.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  moe: null\n",
                "  mtp_layers: null\n",
                "  kv_shared_layers: null\n",
                "  qk_norm: null\n",
                "  bias: null\n",
                "  per_layer_embedding: null\n",
                "  max_position: null\n",
                "  aliases: null\n",
                "  training_tokens: null\n",
                "  sources: null\n",
                "  note: null\n"
            })
    void whatAModelDoesWithoutIsNone(String extra) throws IOException {
        assertThat(parameters(extra))
                .isEqualTo(2 * 1000 * 64 + 2 * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 256 + 2 * 64) + 64);
    }

    @ParameterizedTest
    @CsvSource({
        "kv_heads: 2, kv_heads",
        "head_dim: 16, head_dim",
        "kind: dense-decoder, kind",
        "layers: 2, layers",
        "hidden: 64, hidden",
        "heads: 4, heads",
        "ffn: 256, ffn",
        "vocab: 1000, vocab"
    })
    void whatAModelCannotDoWithoutIsRefusedByItsPath(String field, String name) throws IOException {
        Files.writeString(folder.resolve("models.yaml"), MODEL.replace(field, name + ": null"));
        refused(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gated",
                "tied_embeddings",
                "norm",
                "norms_per_layer",
                "positional",
                "confidence",
                "name",
                "embed_norm",
                "lm_head_bias",
                "attn_output_gate",
                "representable"
            })
    void neitherTrueNorAnyOfTheWordsIsNone(String name) throws IOException {
        Files.writeString(folder.resolve("models.yaml"), MODEL + "  " + name + ": null\n");
        refused(name);
    }

    @ParameterizedTest
    @CsvSource({"heads", "kv_heads", "head_dim", "causal", "window", "layers"})
    void aGroupsOwnFieldsToo(String name) throws IOException {
        String group = name.equals("window")
                ? "{type: sliding, layers: 2, window: null}"
                : name.equals("layers") ? "{type: full, layers: null}" : "{type: full, layers: 2, " + name + ": null}";
        Files.writeString(folder.resolve("models.yaml"), MODEL.replace("{type: full, layers: 2}", group));
        refused("attention[0]." + name);
    }

    private void refused(String path) {
        Ran ran = Ran.of("estimate", "house", "--on", "dgx-h100", "--chips", "8", "--catalog", folder.toString());
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(2);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("models.yaml: models[0]." + path)
                .containsPattern("is null; it must have a value, or be left out|is missing; it must be given");
    }
}

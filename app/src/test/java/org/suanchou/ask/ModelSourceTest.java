package org.suanchou.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanchou.catalog.Catalog;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;
import org.suanchou.tree.BadInput;

/** Files of configurations as they are found, down to what they leave out, say null to, and spell as Python does. */
public class ModelSourceTest {
    private static final String MISTRAL = """
            "model_type": "mistral", "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
            "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 32768,
            "max_position_embeddings": 32768, "tie_word_embeddings": false""";
    private static final String DEEPSEEK_V2_LITE = """
            "model_type": "deepseek_v2", "hidden_size": 2048, "intermediate_size": 10944,
            "moe_intermediate_size": 1408, "num_hidden_layers": 27, "num_attention_heads": 16,
            "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6, "first_k_dense_replace": 1,
            "kv_lora_rank": 512, "vocab_size": 102400, "tie_word_embeddings": false""";

    @TempDir
    private Path folder;

    private Transformer read(String fields, String more) throws IOException {
        Path file = Files.writeString(folder.resolve("model.json"), "{" + fields + ", " + more + "}");
        return ModelSource.of(file.toString(), Catalog.builtIn(), null, new OpenDoor())
                .model();
    }

    private static Layer last(Transformer model) {
        return model.runs().getLast().layer();
    }

    private static Span span(Transformer model) {
        return ((Mixer.GroupedQueryAttention) last(model).mixer()).span();
    }

    @Test
    void aWindowThatIsNullIsNoneAndOneThatIsAbsentIsTheFamilys() throws IOException {
        assertThat(span(read(MISTRAL, "\"sliding_window\": null"))).isEqualTo(Span.FULL);
        assertThat(span(read(MISTRAL, "\"eos_token_id\": 2"))).isEqualTo(new Span.Sliding(4096));
    }

    /** 15,706,484,224 is the total of the weight index of deepseek-ai/DeepSeek-V2-Lite. */
    @Test
    void aQueryRankThatIsNullIsAFullProjection() throws IOException {
        assertThat(read(DEEPSEEK_V2_LITE, "\"q_lora_rank\": null").parameters()).isEqualTo(15_706_484_224L);
    }

    @Test
    void routedExpertsThatAreNullAreNone() throws IOException {
        String dense = DEEPSEEK_V2_LITE.replace("\"n_routed_experts\": 64", "\"n_routed_experts\": null");
        assertThat(last(read(dense, "\"q_lora_rank\": null")).feedForward())
                .isEqualTo(new FeedForward.Dense(10_944, true, false));
    }

    @Test
    void numbersThatAreNoneAreReadWhereTheyDoNotMatter() throws IOException {
        long plain = read(MISTRAL, "\"sliding_window\": null").parameters();
        assertThat(read(
                                MISTRAL,
                                "\"sliding_window\": null, \"time_step_limit\": [0.0, Infinity],"
                                        + " \"rope_scaling\": {\"low\": -Infinity, \"factor\": NaN},"
                                        + " \"initializer_range\": NaN, \"rope_theta\": 1e999")
                        .parameters())
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden_size | NaN | NaN",
                "hidden_size | Infinity | Infinity",
                "num_hidden_layers | -Infinity | -Infinity",
                "vocab_size | 1e999 | Infinity",
                "num_key_value_heads | NaN | NaN",
                "sliding_window | Infinity | Infinity",
                "head_dim | NaN | NaN",
                "max_position_embeddings | Infinity | Infinity",
                "tie_word_embeddings | NaN | NaN",
                "model_type | NaN | NaN",
            })
    void numbersThatAreNoneAreRefusedByTheirFieldWhereTheyMatter(String field, String value, String shown) {
        String fields = MISTRAL.replaceAll(" *\"" + field + "\": [^,]*,", "")
                .replace(", \"vocab", ", \"vocab")
                .replaceAll(",\\s*\"tie_word_embeddings\": false", field.startsWith("tie") ? "" : "$0")
                .replaceAll("\"model_type\": \"mistral\",", field.startsWith("model") ? "" : "$0");
        assertThatThrownBy(() -> read(fields, "\"" + field + "\": " + value))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith(field + " is " + shown + "; it must be ")
                .satisfies(e -> assertThat(((BadInput) e).getMessage()).doesNotContain("Exception"));
    }

    @Test
    void otherFilesStayStrictAboutNumbersThatAreNone() throws IOException {
        Path file = Files.writeString(folder.resolve("model.json"), """
                {"kind": "dense-decoder", "layers": NaN, "hidden": 64, "heads": 4, "ffn": 128, "vocab": 100,
                 "attention": [{"type": "full"}]}""");
        assertThatThrownBy(() -> ModelSource.of(file.toString(), Catalog.builtIn(), null, new OpenDoor()))
                .isInstanceOf(BadInput.class)
                .hasMessage("layers is NaN; it must be a whole number");
    }
}

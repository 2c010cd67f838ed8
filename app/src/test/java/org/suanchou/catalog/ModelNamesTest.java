package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanchou.model.Transformer;

/** A published name means the network of that version, or nothing. */
final class ModelNamesTest {
    private final Catalog catalog = Catalog.builtIn();

    @ParameterizedTest
    @CsvSource({
        "mistralai/Mistral-7B-Instruct-v0.1, mistral-7b",
        "mistralai/Mistral-7B-v0.1, mistral-7b",
        "mistralai/Mistral-7B-Instruct-v0.2, mistral-7b-v0-2",
        "mistralai/Mistral-7B-Instruct-v0.3, mistral-7b-v0-3",
        "TheBloke/Mistral-7B-Instruct-v0.2-GPTQ, mistral-7b-v0-2",
        "mistralai/Mixtral-8x7B-Instruct-v0.1, mixtral-8x7b",
        "TheBloke/Mixtral-8x7B-Instruct-v0.1-AWQ, mixtral-8x7b",
        "deepseek-ai/DeepSeek-V3-0324, deepseek-v3",
        "deepseek-ai/DeepSeek-V3.1-Base, deepseek-v3-1",
        "deepseek-ai/DeepSeek-V3.1-Terminus, deepseek-v3-1",
        "deepseek-ai/DeepSeek-V3.2-Exp, deepseek-v3-2",
        "nvidia/DeepSeek-R1-0528-NVFP4, deepseek-r1",
        "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8, qwen3-235b-a22b-2507",
        "Qwen/Qwen3-30B-A3B-Thinking-2507, qwen3-30b-a3b-2507",
        "Qwen/Qwen3-30B-A3B-FP8, qwen3-30b-a3b",
        "Qwen/Qwen3-4B-Instruct-2507, qwen3-4b-2507",
        "Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4, qwen2-5-72b",
        "Qwen/Qwen2.5-7B-Instruct-AWQ, qwen2-5-7b",
        "moonshotai/Kimi-K2-Instruct, kimi-k2",
        "moonshotai/Kimi-K2-Instruct-0905, kimi-k2-0905",
        "amd/Llama-3.1-405B-Instruct-FP8-KV, llama-3-1-405b",
        "unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit, llama-3-1-8b",
        "neuralmagic/Meta-Llama-3.1-70B-Instruct-FP8-dynamic, llama-3-1-70b",
        "meta-llama/Llama-2-7b-chat-hf, llama-2-7b",
        "meta-llama/Llama-3.3-70B-Instruct, llama-3-3-70b",
        "google/gemma-3-12b-it, gemma3-12b",
        "google/gemma-2-9b-it, gemma2-9b",
        "TinyLlama/TinyLlama-1.1B-Chat-v1.0, tinyllama-1-1b",
        "zai-org/GLM-4.5-Air-FP8, glm-4-5-air"
    })
    void tuningAndQuantisationFoldToTheNetwork(String query, String id) {
        assertThat(catalog.model(query).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mistralai/Mistral-7B-Instruct-v0.9",
                "mistralai/Mistral-7B-v0.4",
                "mistralai/Mixtral-8x7B-Instruct-v0.2",
                "mistralai/Mixtral-8x22B-Instruct-v0.3",
                "THUDM/GLM-4-9B-0414",
                "deepseek-ai/DeepSeek-V3-9999",
                "deepseek-ai/DeepSeek-R1-Distill-Llama-70B",
                "Qwen/Qwen3-8B-2507",
                "Qwen/Qwen3-32B-2512",
                "Qwen/Qwen2.5-7B-Instruct-1M",
                "Qwen/Qwen2.5-VL-7B-Instruct",
                "01-ai/Yi-1.5-34B-Chat",
                "01-ai/Yi-34B-200K",
                "moonshotai/Kimi-K2-Instruct-0711x",
                "meta-llama/Llama-3.2-8B",
                "TinyLlama/TinyLlama-1.1B-Chat-v2.0"
            })
    void anotherVersionIsUnknown(String query) {
        assertThatThrownBy(() -> catalog.model(query)).isInstanceOf(UnknownName.class);
    }

    /** The three releases' own configurations: vocabulary, window. */
    @Test
    void mistralsVersionsAreThreeNetworks() {
        Transformer first =
                (Transformer) catalog.model("Mistral-7B-Instruct-v0.1").spec();
        Transformer third =
                (Transformer) catalog.model("Mistral-7B-Instruct-v0.3").spec();
        assertThat(first.vocabulary()).isEqualTo(32000);
        assertThat(third.vocabulary()).isEqualTo(32768);
        // 768 tokens more, in embedding and head, 4096 wide
        assertThat(third.parameters() - first.parameters()).isEqualTo(2L * 768 * 4096);
        assertThat(first.kinds().getFirst().mixer())
                .isNotEqualTo(third.kinds().getFirst().mixer());
    }
}

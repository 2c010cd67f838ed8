package org.suanchou.inspect;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Transformer;

/**
 * The {@code config.json} of a checkpoint in the layout of Hugging Face Transformers, as a network.
 *
 * <p>Field names, defaults and tensor shapes are those of that library's {@code configuration_*} and {@code modeling_*}
 * files; the tests hold the parameter counts of published checkpoints, most to the last weight. Of a model with several
 * parts only the language model is read ({@code text_config}): vision and audio towers are not counted.
 *
 * <p>Files that leave out what Transformers would fill in with the sizes of one particular checkpoint (hidden width,
 * layers, vocabulary) are refused: such a default says nothing about the file at hand.
 */
public final class HuggingFaceConfig {
    private static final double MOST_WEIGHTS = 1e16;
    private static final List<String> LANGUAGE_PARTS = List.of("text_config", "llm_config", "language_config");

    private static final Map<String, BiFunction<ConfigFields, String, Transformer>> READERS = Map.ofEntries(
            entry("baichuan", LlamaFamily::baichuan),
            entry("bloom", LegacyFamily::bloom),
            entry("chatglm", GlmFamily::chatglm),
            entry("cohere", CohereFamily::cohere),
            entry("cohere2", CohereFamily::cohere2),
            entry("deepseek_v2", DeepSeekFamily::v2),
            entry("deepseek_v3", DeepSeekFamily::v3),
            entry("deepseek_v32", DeepSeekFamily::v32),
            entry("deepseek_v4", DeepSeekV4::read),
            entry("falcon", LegacyFamily::falcon),
            entry("gemma", GemmaFamily::gemma),
            entry("gemma2", GemmaFamily::gemma2),
            entry("gemma3", GemmaFamily::gemma3),
            entry("gemma3_text", GemmaFamily::gemma3),
            entry("glm", GlmFamily::glm),
            entry("glm4", GlmFamily::glm4),
            entry("glm4_moe", GlmFamily::glm4Moe),
            entry("glm_moe_dsa", DeepSeekFamily::glm5),
            entry("gpt2", GptFamily::gpt2),
            entry("gpt_bigcode", GptFamily::gptBigCode),
            entry("gpt_neox", GptFamily::gptNeoX),
            entry("gpt_oss", GptFamily::gptOss),
            entry("gptj", GptFamily::gptj),
            entry("granite", LlamaFamily::llama),
            entry("internlm", LlamaFamily::internlm),
            entry("internlm2", LlamaFamily::internlm),
            entry("kimi_k2", DeepSeekFamily::v3),
            entry("llama", LlamaFamily::llama),
            entry("llama4", LlamaFamily::llama4),
            entry("llama4_text", LlamaFamily::llama4),
            entry("minimax_m2", MiniMaxFamily::m2),
            entry("ministral3", LlamaFamily::ministral3),
            entry("mistral", LlamaFamily::mistral),
            entry("mixtral", LlamaFamily::mixtral),
            entry("nemotron", NemotronFamily::nemotron),
            entry("nemotron_h", NemotronFamily::hybrid),
            entry("opt", LegacyFamily::opt),
            entry("phi", PhiFamily::phi),
            entry("phi3", PhiFamily::phi3),
            entry("phimoe", PhiFamily::phiMoe),
            entry("qwen2", QwenFamily::qwen2),
            entry("qwen2_moe", QwenFamily::qwen2Moe),
            entry("qwen3", QwenFamily::qwen3),
            entry("qwen3_5", QwenFamily::qwen35),
            entry("qwen3_5_moe", QwenFamily::qwen35Moe),
            entry("qwen3_5_moe_text", QwenFamily::qwen35Moe),
            entry("qwen3_5_text", QwenFamily::qwen35),
            entry("qwen3_moe", QwenFamily::qwen3Moe),
            entry("qwen3_next", QwenFamily::qwen3Next),
            entry("starcoder2", StarCoderFamily::starCoder2));

    private HuggingFaceConfig() {}

    /**
     * Reads a parsed {@code config.json}.
     *
     * @param config values are {@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean} or null
     * @param name of the model, for reports
     * @throws InvalidConfig where the model type is unknown, a field is missing, of the wrong kind or out of range, or
     *     a setting changes the shapes in a way that is not modelled
     */
    public static Transformer read(Map<String, ?> config, String name) {
        ConfigFields c = languagePart(ConfigFields.of(config));
        Transformer model;
        try {
            model = reader(c).apply(c, name);
        } catch (InvalidConfig e) {
            throw e;
        } catch (IllegalArgumentException e) {
            // sizes that each may be, but not together; the message begins with what they make
            String message = String.valueOf(e.getMessage());
            throw new InvalidConfig(message.split(" is ", 2)[0], message);
        }
        double weights = 0;
        for (LayerRun run : model.runs()) {
            weights += (double) run.count() * run.layer().parameters(model.hidden(), model.norm());
        }
        if (weights > MOST_WEIGHTS) {
            throw c.invalid("num_hidden_layers", model.layers(), "together they hold more than 10^16 weights");
        }
        return model;
    }

    /** The values of {@code model_type} that are known, in alphabetical order. */
    public static List<String> modelTypes() {
        return List.copyOf(new TreeSet<>(READERS.keySet()));
    }

    private static ConfigFields languagePart(ConfigFields c) {
        for (String part : LANGUAGE_PARTS) {
            ConfigFields inner = c.section(part);
            if (inner != null && !c.given("hidden_size")) {
                return inner;
            }
        }
        return c;
    }

    /** The language part of a model with several parts may leave its type to the whole. */
    private static BiFunction<ConfigFields, String, Transformer> reader(ConfigFields c) {
        ConfigFields outer = c.outer();
        ConfigFields speaking = !c.given("model_type") && outer != null ? outer : c;
        String known = "it must be one of " + String.join(", ", modelTypes());
        if (!speaking.given("model_type")) {
            throw speaking.missing("model_type", known);
        }
        String type = speaking.text("model_type", "");
        BiFunction<ConfigFields, String, Transformer> reader = READERS.get(type);
        if (reader == null) {
            throw speaking.invalid("model_type", type, known);
        }
        return reader;
    }
}

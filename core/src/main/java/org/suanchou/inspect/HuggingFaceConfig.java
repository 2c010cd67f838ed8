package org.suanchou.inspect;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Transformer;
import org.suanchou.words.WordedException;
import org.suanchou.words.Words;

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

    private static final List<String> DECODER = List.of("hidden_size", "num_hidden_layers", "vocab_size");
    private static final List<String> VISION =
            List.of("vision_config", "visual", "vision_tower_config", "vit_config", "vision_encoder");
    private static final List<String> AUDIO =
            List.of("audio_config", "speech_config", "audio_processor", "talker_config");

    private static final Map<String, BiFunction<ConfigFields, String, Transformer>> READERS = Map.ofEntries(
            entry("apertus", LlamaDescendants::apertus),
            entry("aquila", LlamaFamily::llama),
            entry("arcee", LlamaDescendants::arcee),
            entry("baichuan", LlamaFamily::baichuan),
            entry("bailing_moe", FineGrainedFamily::bailing),
            entry("bailing_moe_v2", FineGrainedFamily::bailing),
            entry("bamba", GraniteFamily::bamba),
            entry("bloom", LegacyFamily::bloom),
            entry("chatglm", GlmFamily::chatglm),
            entry("cohere", CohereFamily::cohere),
            entry("cohere2", CohereFamily::cohere2),
            entry("dbrx", MosaicFamily::dbrx),
            entry("deepseek", FineGrainedFamily::deepSeek),
            entry("deepseek_v2", DeepSeekFamily::v2),
            entry("deepseek_v3", DeepSeekFamily::v3),
            entry("deepseek_v32", DeepSeekFamily::v32),
            entry("deepseek_v4", DeepSeekV4::read),
            entry("dots1", FineGrainedFamily::dots1),
            entry("ernie4_5", LlamaDescendants::ernie45),
            entry("ernie4_5_moe", FineGrainedFamily::ernieMoe),
            entry("exaone", LlamaDescendants::exaone),
            entry("exaone4", LlamaDescendants::exaone4),
            entry("falcon", LegacyFamily::falcon),
            entry("falcon_h1", MambaFamily::falconH1),
            entry("falcon_mamba", MambaFamily::mamba),
            entry("gemma", GemmaFamily::gemma),
            entry("gemma2", GemmaFamily::gemma2),
            entry("gemma3", GemmaFamily::gemma3),
            entry("gemma3_text", GemmaFamily::gemma3),
            entry("gemma4", Gemma4::read),
            entry("gemma4_text", Gemma4::read),
            entry("glm", GlmFamily::glm),
            entry("glm4", GlmFamily::glm4),
            entry("glm4_moe", GlmFamily::glm4Moe),
            entry("glm4_moe_lite", DeepSeekFamily::glm4Lite),
            entry("glm4v_moe_text", GlmFamily::glm4Moe),
            entry("glm4v_text", GlmFamily::glm4),
            entry("glm_moe_dsa", DeepSeekFamily::glm5),
            entry("gpt2", GptFamily::gpt2),
            entry("gpt_bigcode", GptFamily::gptBigCode),
            entry("gpt_neo", GptFamily::gptNeo),
            entry("gpt_neox", GptFamily::gptNeoX),
            entry("gpt_oss", GptFamily::gptOss),
            entry("gptj", GptFamily::gptj),
            entry("granite", LlamaFamily::llama),
            entry("granitemoe", LlamaFamily::graniteMoe),
            entry("granitemoehybrid", GraniteFamily::hybrid),
            entry("granitemoeshared", LlamaFamily::graniteMoe),
            entry("helium", LlamaDescendants::helium),
            entry("hunyuan_v1_dense", LlamaDescendants::hunyuanDense),
            entry("internlm", LlamaFamily::internlm),
            entry("internlm2", LlamaFamily::internlm),
            entry("jamba", MambaFamily::jamba),
            entry("kimi_k2", DeepSeekFamily::v3),
            entry("kimi_linear", KimiFamily::linear),
            entry("lfm2", LiquidFamily::lfm2),
            entry("lfm2_moe", LiquidFamily::moe),
            entry("llama", LlamaFamily::llama),
            entry("llama4", LlamaFamily::llama4),
            entry("llama4_text", LlamaFamily::llama4),
            entry("longcat_flash", LongcatFamily::flash),
            entry("mamba", MambaFamily::mamba),
            entry("mamba2", MambaFamily::mamba2),
            entry("mimo", QwenFamily::mimo),
            entry("mimo_v2_flash", MimoFamily::v2Flash),
            entry("minicpm", LlamaDescendants::miniCpm),
            entry("minimax", MiniMaxFamily::m1),
            entry("minimax_m1", MiniMaxFamily::m1),
            entry("minimax_m2", MiniMaxFamily::m2),
            entry("minimax_m3", MiniMaxFamily::m3),
            entry("minimax_m3_vl", MiniMaxFamily::m3),
            entry("minimax_m3_vl_text", MiniMaxFamily::m3),
            entry("minimax_text_01", MiniMaxFamily::m1),
            entry("ministral3", LlamaFamily::ministral3),
            entry("mistral", LlamaFamily::mistral),
            entry("mixtral", LlamaFamily::mixtral),
            entry("mpt", MosaicFamily::mpt),
            entry("nemotron", NemotronFamily::nemotron),
            entry("nemotron-nas", NemotronFamily::nas),
            entry("nemotron_h", NemotronFamily::hybrid),
            entry("olmo", OlmoFamily::olmo),
            entry("olmo2", OlmoFamily::olmo2),
            entry("olmo3", OlmoFamily::olmo3),
            entry("olmoe", OlmoFamily::olmoe),
            entry("opt", LegacyFamily::opt),
            entry("persimmon", StableLmFamily::persimmon),
            entry("phi", PhiFamily::phi),
            entry("phi3", PhiFamily::phi3),
            entry("phimoe", PhiFamily::phiMoe),
            entry("qwen", QwenFamily::qwen),
            entry("qwen2", QwenFamily::qwen2),
            entry("qwen2_5_vl", QwenFamily::qwen2),
            entry("qwen2_5_vl_text", QwenFamily::qwen2),
            entry("qwen2_moe", QwenFamily::qwen2Moe),
            entry("qwen2_vl", QwenFamily::qwen2),
            entry("qwen2_vl_text", QwenFamily::qwen2),
            entry("qwen3", QwenFamily::qwen3),
            entry("qwen3_5", QwenFamily::qwen35),
            entry("qwen3_5_moe", QwenFamily::qwen35Moe),
            entry("qwen3_5_moe_text", QwenFamily::qwen35Moe),
            entry("qwen3_5_text", QwenFamily::qwen35),
            entry("qwen3_moe", QwenFamily::qwen3Moe),
            entry("qwen3_next", QwenFamily::qwen3Next),
            entry("qwen3_vl_moe_text", QwenFamily::qwen3Moe),
            entry("qwen3_vl_text", QwenFamily::qwen3),
            entry("seed_oss", LlamaDescendants::seedOss),
            entry("smollm3", LlamaDescendants::smolLm3),
            entry("stablelm", StableLmFamily::stableLm),
            entry("starcoder2", StarCoderFamily::starCoder2));

    /** Types whose layers this model has no words for, and what is in the way. */
    private static final Map<String, String> OUT_OF_REACH = Map.of(
            "gemma3n", "AltUp keeps four streams side by side and LAuReL adds a low rank to each layer",
            "gemma3n_text", "AltUp keeps four streams side by side and LAuReL adds a low rank to each layer",
            "zamba", "several layers share the weights of one block of attention",
            "zamba2", "several layers share the weights of a block of attention, with low ranks of their own");

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
        return read(config, name, null);
    }

    /**
     * Reads it as another type than it says.
     *
     * @param asType one of {@link #modelTypes}, or null for the file's own
     * @throws InvalidConfig also where the file names parts that a network of that type has not
     */
    public static Transformer read(Map<String, ?> config, String name, @Nullable String asType) {
        ConfigFields c = languagePart(ConfigFields.of(config));
        Transformer model;
        try {
            model = (asType == null ? reader(c) : known(c, asType)).apply(c, name);
        } catch (InvalidConfig e) {
            throw e;
        } catch (IllegalArgumentException e) {
            // sizes that each may be, but not together; the message begins with what they make
            String message = String.valueOf(e.getMessage());
            throw new InvalidConfig(message.split(" is ", 2)[0], WordedException.of(e));
        }
        if (asType != null) {
            checkParts(c, model, asType);
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

    private static ConfigFields languagePart(ConfigFields whole) {
        ConfigFields thinker = whole.section("thinker_config");
        ConfigFields c = thinker == null || whole.given("hidden_size") ? whole : thinker;
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
        boolean decoder = DECODER.stream().allMatch(c::given);
        if (!speaking.given("model_type")) {
            throw speaking.unknownType(
                    Words.of("model_type is missing; it must name a network such as llama, qwen3_moe or deepseek_v3"),
                    decoder ? InvalidConfig.Likeness.of(c) : null);
        }
        String type = speaking.text("model_type", "");
        BiFunction<ConfigFields, String, Transformer> reader = READERS.get(type);
        String obstacle = OUT_OF_REACH.get(type);
        if (obstacle != null) {
            throw speaking.invalid("model_type", type, "it is not modelled: {0}", Words.of(obstacle));
        }
        if (reader == null) {
            String near = modelTypes().stream()
                    .filter(known -> known.length() > 2 && (type.startsWith(known) || known.startsWith(type)))
                    .collect(Collectors.joining(", "));
            throw speaking.unknownType(
                    Words.of(
                            near.isEmpty()
                                    ? "model_type is {0}; it is none of the {1} types that are known"
                                    : "model_type is {0}; it is none of the {1} types that are known, near it are {2}",
                            ConfigFields.shown(type),
                            READERS.size(),
                            near),
                    decoder ? InvalidConfig.Likeness.of(c) : null);
        }
        return reader;
    }

    private static BiFunction<ConfigFields, String, Transformer> known(ConfigFields c, String asType) {
        BiFunction<ConfigFields, String, Transformer> reader = READERS.get(asType);
        if (reader == null) {
            throw c.invalid("model_type", asType, "it must be one of {0}", String.join(", ", modelTypes()));
        }
        return reader;
    }

    /** A file that names experts, latent attention or a recurrence is not read as a network without them. */
    private static void checkParts(ConfigFields c, Transformer model, String asType) {
        for (UnusualPart part : UnusualPart.values()) {
            String field = part.field(c);
            if (field != null && !part.isIn(model)) {
                throw c.invalid(
                        field, c.raw(field), "a network of type {0} has no {1}", asType, Words.of(part.words()));
            }
        }
    }

    /** What a configuration says that is no part of the network that is read. */
    public enum LeftOut {
        VISION,
        AUDIO,
        QUANTISATION
    }

    /** The parts of the file that {@link #read} leaves out. */
    public static Set<LeftOut> leftOut(Map<String, ?> config) {
        Set<LeftOut> left = EnumSet.noneOf(LeftOut.class);
        if (VISION.stream().anyMatch(p -> config.get(p) instanceof Map<?, ?>)) {
            left.add(LeftOut.VISION);
        }
        if (AUDIO.stream().anyMatch(p -> config.get(p) instanceof Map<?, ?>)) {
            left.add(LeftOut.AUDIO);
        }
        for (Object level : Arrays.asList(config, config.get("text_config"))) {
            if (level instanceof Map<?, ?> fields && fields.get("quantization_config") instanceof Map<?, ?>) {
                left.add(LeftOut.QUANTISATION);
            }
        }
        return left;
    }
}

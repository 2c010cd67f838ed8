package org.suanchou.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.GatedDeltaNet;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.MultiLatentAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Norm;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

class HuggingFaceConfigTest {
    private static final String LLAMA = "meta-llama/Llama-3.1-8B";
    private static final String MISTRAL = "mistralai/Mistral-7B-v0.1";
    private static final String QWEN2 = "Qwen/Qwen2-7B";
    private static final String QWEN3_MOE = "Qwen/Qwen3-30B-A3B";
    private static final String DEEPSEEK_V3 = "deepseek-ai/DeepSeek-V3";
    private static final String NEMOTRON_H = "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16";

    @Test
    void plainDecoderKeepsNameAndSizes() {
        Transformer llama = published(LLAMA);

        assertThat(llama.name()).isEqualTo(LLAMA);
        assertThat(llama.hidden()).isEqualTo(4096);
        assertThat(llama.vocabulary()).isEqualTo(128_256);
        assertThat(llama.maxPosition()).isEqualTo(131_072);
        assertThat(llama.tiedEmbeddings()).isFalse();
        assertThat(llama.norm()).isEqualTo(Norm.RMS);
        assertThat(llama.layers()).isEqualTo(32);
        assertThat(llama.kinds())
                .containsExactly(
                        new Layer(GroupedQueryAttention.causal(32, 8, 128), new Dense(14_336, true, false), 2));
    }

    @Test
    void llamaBiasFlagsReachAllProjections() {
        Map<String, Object> config = PublishedModel.named(LLAMA).with("attention_bias", true);
        config.put("mlp_bias", true);

        Layer layer = layer(read(config), 0);

        assertThat(attention(layer).qkvBias()).isTrue();
        assertThat(attention(layer).outputBias()).isTrue();
        assertThat(layer.feedForward()).isEqualTo(new Dense(14_336, true, true));
    }

    @Test
    void absentKeyValueHeadsAreAsManyAsHeads() {
        assertThat(attention(layer(published("meta-llama/Llama-2-7b-hf"), 0)).kvHeads())
                .isEqualTo(32);
        assertThat(attention(layer(read(PublishedModel.named(LLAMA).with("num_key_value_heads", null)), 0))
                        .kvHeads())
                .isEqualTo(32);
    }

    @Test
    void nullKeyValueHeadsAreAsManyAsHeadsWhereTheFamilyHasItsOwnDefault() {
        assertThat(attention(layer(read(PublishedModel.named(MISTRAL).without("num_key_value_heads")), 0))
                        .kvHeads())
                .isEqualTo(8);
        assertThat(attention(layer(read(PublishedModel.named(MISTRAL).with("num_key_value_heads", null)), 0))
                        .kvHeads())
                .isEqualTo(32);
    }

    @Test
    void headDimIsTheFilesOrElseTheFamilys() {
        assertThat(attention(layer(published("mistralai/Mistral-Nemo-Base-2407"), 0))
                        .headDim())
                .isEqualTo(128);
        assertThat(attention(layer(read(PublishedModel.named("google/gemma-7b").without("head_dim")), 0))
                        .headDim())
                .isEqualTo(256);
        assertThat(attention(layer(read(PublishedModel.named(LLAMA).with("head_dim", null)), 0))
                        .headDim())
                .isEqualTo(128);
    }

    @Test
    void nullIsNoneWhereTheFamilyHasADefault() {
        assertThat(attention(layer(read(PublishedModel.named("Qwen/Qwen3-0.6B").with("head_dim", null)), 0))
                        .headDim())
                .as("a share of the hidden width")
                .isEqualTo(1024 / 16);
        assertThat(layer(read(PublishedModel.named("openai-community/gpt2").with("n_inner", null)), 0)
                        .feedForward())
                .isEqualTo(new Dense(4 * 768, false, true));
        assertThat(lastExperts(read(PublishedModel.named("zai-org/GLM-4.5").with("n_shared_experts", null)))
                        .sharedWidth())
                .isZero();
        assertThat(read(PublishedModel.named("zai-org/GLM-4.5").with("num_nextn_predict_layers", null))
                        .mtpModules())
                .isZero();
        assertThat(read(PublishedModel.named("deepseek-ai/DeepSeek-V4-Pro").with("num_nextn_predict_layers", null))
                        .mtpModules())
                .isZero();
        assertThat(attention(layer(
                                read(PublishedModel.named("Qwen/Qwen1.5-MoE-A2.7B")
                                        .with("qkv_bias", null)),
                                0))
                        .qkvBias())
                .isFalse();
        assertThat(attention(layer(
                                read(PublishedModel.named("EleutherAI/pythia-6.9b")
                                        .with("attention_bias", null)),
                                0))
                        .qkvBias())
                .isFalse();
        assertThat(read(PublishedModel.named("google/gemma-2-2b").with("tie_word_embeddings", null))
                        .tiedEmbeddings())
                .isFalse();
        assertThat(lastExperts(read(PublishedModel.named(DEEPSEEK_V3).with("topk_group", null)))
                        .nodeLimit())
                .as("groups without a choice of groups")
                .isZero();
        assertThat(layer(read(PublishedModel.named("tiiuae/falcon-180B").with("num_ln_in_parallel_attn", null)), 0)
                        .norms())
                .as("the library's own default for null")
                .isEqualTo(2);
        assertThat(read(PublishedModel.named("google/gemma-3-1b-it").with("sliding_window_pattern", null))
                        .runs())
                .as("worked out by the library")
                .isEqualTo(published("google/gemma-3-1b-it").runs());
    }

    @Test
    void nullIsRefusedWhereTheNetworkCannotDoWithout() {
        for (String field : List.of("kv_lora_rank", "qk_nope_head_dim", "v_head_dim", "num_experts_per_tok")) {
            assertThatThrownBy(() -> read(PublishedModel.named(DEEPSEEK_V3).with(field, null)))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageContaining(field);
        }
        assertThatThrownBy(() ->
                        read(PublishedModel.named("mistralai/Mixtral-8x7B-v0.1").with("num_local_experts", null)))
                .hasMessage("num_local_experts is null; it must be a whole number from 1 to 16384");
    }

    @Test
    void mistralSlidesWhereTheFieldIsAbsentAndNotWhereItIsNull() {
        assertThat(span(published(MISTRAL), 31)).isEqualTo(new Span.Sliding(4096));
        assertThat(span(read(PublishedModel.named(MISTRAL).without("sliding_window")), 0))
                .isEqualTo(new Span.Sliding(4096));
        assertThat(span(read(PublishedModel.named(MISTRAL).with("sliding_window", null)), 0))
                .isEqualTo(Span.FULL);
    }

    @Test
    void qwen2SlidesFromTheNamedLayerUpAndOnlyWhenToldTo() {
        Map<String, Object> config = PublishedModel.named(QWEN2).with("use_sliding_window", true);
        config.put("max_window_layers", 21L);

        Transformer sliding = read(config);

        assertThat(span(sliding, 20)).isEqualTo(Span.FULL);
        assertThat(span(sliding, 21)).isEqualTo(new Span.Sliding(131_072));
        assertThat(span(published(QWEN2), 27)).isEqualTo(Span.FULL);
    }

    @Test
    void gemma2AlternatesAndGemma3IsFullOnEverySixthLayer() {
        Transformer gemma2 = published("google/gemma-2-9b");
        Transformer gemma3 = published("google/gemma-3-1b-it");

        assertThat(span(gemma2, 0)).isEqualTo(new Span.Sliding(4096));
        assertThat(span(gemma2, 1)).isEqualTo(Span.FULL);
        assertThat(layer(gemma2, 0).norms()).isEqualTo(4);
        assertThat(span(gemma3, 4)).isEqualTo(new Span.Sliding(512));
        assertThat(span(gemma3, 5)).isEqualTo(Span.FULL);
        assertThat(span(gemma3, 25)).isEqualTo(new Span.Sliding(512));
        assertThat(attention(layer(gemma3, 0)).queryKeyNorm()).isEqualTo(QueryKeyNorm.HEAD);
    }

    @Test
    void nestedGemma3FillsInWhatItsFileLeavesOut() {
        Transformer gemma = published("google/gemma-3-4b-it");

        assertThat(gemma.vocabulary()).isEqualTo(262_208);
        assertThat(gemma.tiedEmbeddings()).isTrue();
        assertThat(attention(layer(gemma, 0)).heads()).isEqualTo(8);
        assertThat(attention(layer(gemma, 0)).kvHeads()).isEqualTo(4);
    }

    @Test
    void listedLayerTypesWinOverTheFamilysRule() {
        Map<String, Object> config = PublishedModel.named("openai/gpt-oss-20b").with("num_hidden_layers", 3L);
        config.put("layer_types", List.of("full_attention", "full_attention", "sliding_attention"));

        Transformer model = read(config);

        assertThat(span(model, 0)).isEqualTo(Span.FULL);
        assertThat(span(model, 2)).isEqualTo(new Span.Sliding(128));
    }

    @Test
    void gptOssHasSinksBiasesAndAlternates() {
        Transformer model = published("openai/gpt-oss-120b");

        assertThat(span(model, 0)).isEqualTo(new Span.Sliding(128));
        assertThat(span(model, 1)).isEqualTo(Span.FULL);
        assertThat(attention(layer(model, 0)).sinks()).isTrue();
        assertThat(attention(layer(model, 0)).outputBias()).isTrue();
        assertThat(experts(layer(model, 0)).routerBias()).isTrue();
        assertThat(experts(layer(model, 0)).bias()).isTrue();
    }

    @Test
    void llama4AttendsInChunksButOnEveryFourthLayerAndMaverickIsSparseOnEverySecond() {
        Transformer scout = published("meta-llama/Llama-4-Scout-17B-16E");
        Transformer maverick = published("meta-llama/Llama-4-Maverick-17B-128E");

        assertThat(span(scout, 2)).isEqualTo(new Span.Chunked(8192));
        assertThat(span(scout, 3)).isEqualTo(Span.FULL);
        assertThat(layer(scout, 0).feedForward()).isInstanceOf(Experts.class);
        assertThat(layer(maverick, 0).feedForward()).isEqualTo(new Dense(16_384, true, false));
        assertThat(layer(maverick, 1).feedForward()).isInstanceOf(Experts.class);
    }

    @Test
    void mixtureOfExpertsKeepsItsDenseLayers() {
        Map<String, Object> config = PublishedModel.named(QWEN3_MOE).with("decoder_sparse_step", 2L);
        config.put("mlp_only_layers", List.of(3L));

        Transformer model = read(config);

        assertThat(layer(model, 0).feedForward()).isEqualTo(new Dense(6144, true, false));
        assertThat(layer(model, 1).feedForward()).isInstanceOf(Experts.class);
        assertThat(layer(model, 3).feedForward()).isEqualTo(new Dense(6144, true, false));
        assertThat(layer(model, 5).feedForward()).isInstanceOf(Experts.class);
    }

    @Test
    void groupsOfExpertsLimitTheNodesOfAToken() {
        Map<String, Object> config = PublishedModel.named(DEEPSEEK_V3).with("n_group", 8L);
        config.put("topk_group", 4L);

        assertThat(experts(layer(read(config), 3)).nodeLimit()).isEqualTo(4);
    }

    @Test
    void deepSeekV3StartsWithThreeDenseLayers() {
        Transformer model = published(DEEPSEEK_V3);

        assertThat(layer(model, 2).feedForward()).isEqualTo(new Dense(18_432, true, false));
        assertThat(experts(layer(model, 3)))
                .isEqualTo(new Experts(256, 8, 2048, true, false, 2048, false, true, 0, 0, 0));
        assertThat(layer(model, 3).mixer()).isEqualTo(new MultiLatentAttention(128, 1536, 512, 64, 128, 128, null));
        assertThat(model.mtpModules()).isEqualTo(1);
    }

    @Test
    void deepSeekV2LiteProjectsQueriesInFull() {
        MultiLatentAttention lite = (MultiLatentAttention)
                layer(published("deepseek-ai/DeepSeek-V2-Lite"), 0).mixer();

        assertThat(lite.queryRank()).isNull();
        assertThat(experts(layer(published("deepseek-ai/DeepSeek-V2-Lite"), 1)).routerBias())
                .isFalse();
    }

    @Test
    void deepSeekV32SelectsItsKeys() {
        MultiLatentAttention attention = (MultiLatentAttention)
                layer(published("deepseek-ai/DeepSeek-V3.2-Exp"), 0).mixer();

        assertThat(attention.indexer()).isEqualTo(new Mixer.Indexer(64, 128, 2048));
    }

    @Test
    void glm52SharesTheChoiceOfEveryFourthLayerAfterTheFirstThree() {
        Transformer model = published("zai-org/GLM-5.2");

        for (int i = 0; i < model.layers(); i++) {
            MultiLatentAttention attention =
                    (MultiLatentAttention) layer(model, i).mixer();
            assertThat(attention.indexer().shared()).as("layer %d", i).isEqualTo(i >= 3 && (i - 2) % 4 != 0);
        }
    }

    @Test
    void deepSeekV4CompressesByLayerAndIndexesWhereItCompressesLittle() {
        Transformer model = published("deepseek-ai/DeepSeek-V4-Flash");

        assertThat(layer(model, 0).mixer())
                .isEqualTo(new Mixer.CompressedSparseAttention(64, 512, 1024, 1024, 8, 128, 0, null));
        assertThat(layer(model, 2).mixer())
                .isEqualTo(new Mixer.CompressedSparseAttention(
                        64, 512, 1024, 1024, 8, 128, 4, new Mixer.Indexer(64, 128, 512)));
        assertThat(layer(model, 3).mixer())
                .isEqualTo(new Mixer.CompressedSparseAttention(64, 512, 1024, 1024, 8, 128, 128, null));
        assertThat(experts(layer(model, 2)).routerBias()).isFalse();
        assertThat(experts(layer(model, 3)).routerBias()).isTrue();
    }

    @Test
    void qwen3NextMixesThreeLinearLayersWithOneOfGatedAttention() {
        Transformer model = published("Qwen/Qwen3-Next-80B-A3B-Instruct");

        assertThat(layer(model, 0).mixer()).isEqualTo(new GatedDeltaNet(16, 128, 32, 128, 4));
        assertThat(layer(model, 2).mixer()).isInstanceOf(GatedDeltaNet.class);
        assertThat(attention(layer(model, 3)).outputGate()).isTrue();
        assertThat(experts(layer(model, 0)).sharedGate()).isTrue();
    }

    @Test
    void nemotronHHasOnePartPerLayer() {
        Transformer model = published(NEMOTRON_H);

        assertThat(model.layers()).isEqualTo(52);
        assertThat(model.kinds()).hasSize(3);
        assertThat(layer(model, 0).mixer()).isEqualTo(new Mamba2(64, 64, 8, 128, 4));
        assertThat(layer(model, 0).feedForward()).isEqualTo(new FeedForward.None());
        assertThat(layer(model, 1).mixer()).isEqualTo(new Mixer.None());
        assertThat(layer(model, 5).mixer()).isInstanceOf(GroupedQueryAttention.class);
        assertThat(experts(layer(model, 1)).gated()).isFalse();
    }

    @Test
    void nemotronHReadsWordsAsWellAsLetters() {
        Map<String, Object> config = PublishedModel.named(NEMOTRON_H).without("hybrid_override_pattern");
        config.put("layers_block_type", List.of("mamba", "moe", "full_attention"));

        Map<String, Object> letters = PublishedModel.named(NEMOTRON_H).with("hybrid_override_pattern", "ME*");

        assertThat(read(config)).isEqualTo(read(letters));
    }

    @Test
    void miniMaxNormsAllHeadsTogether() {
        Transformer model = published("MiniMaxAI/MiniMax-M2");

        assertThat(attention(layer(model, 0)).queryKeyNorm()).isEqualTo(QueryKeyNorm.LAYER);
        assertThat(model.mtpModules()).isEqualTo(3);
    }

    @Test
    void legacyPositionsAreTables() {
        Transformer opt = published("facebook/opt-6.7b");
        Transformer bloom = published("bigscience/bloom");

        assertThat(opt.learnedPositions()).isEqualTo(2050);
        assertThat(opt.maxPosition()).isEqualTo(2048);
        assertThat(bloom.learnedPositions()).isZero();
        assertThat(bloom.embeddingNorm()).isTrue();
    }

    @Test
    void embeddingsAreTiedByDefaultWhereTheFamilyTiesThem() {
        assertThat(published("google/gemma-7b").tiedEmbeddings()).isTrue();
        assertThat(published("openai-community/gpt2").tiedEmbeddings()).isTrue();
        assertThat(read(PublishedModel.named(LLAMA).without("tie_word_embeddings"))
                        .tiedEmbeddings())
                .isFalse();
    }

    @Test
    void tyingMayBeSaidOneLevelUp() {
        Map<String, Object> config = PublishedModel.named("Qwen/Qwen3.5-27B").with("tie_word_embeddings", true);

        assertThat(read(config).tiedEmbeddings()).isTrue();
        assertThat(read(config).mtpModules()).isEqualTo(1);
    }

    @Test
    void nestedPartMayLeaveItsTypeToTheWhole() {
        Map<String, Object> text = PublishedModel.named(LLAMA).without("model_type");

        Transformer model = read(Map.of("model_type", "llama", "text_config", text));

        assertThat(model.parameters()).isEqualTo(8_030_261_248L);
    }

    @Test
    void wholeNumbersMayComeAsAnyNumber() {
        assertThat(read(PublishedModel.named(LLAMA).with("hidden_size", 4096)))
                .isEqualTo(read(PublishedModel.named(LLAMA).with("hidden_size", 4096.0)));
        assertThat(read(PublishedModel.named(LLAMA).with("hidden_size", BigInteger.valueOf(4096)))
                        .hidden())
                .isEqualTo(4096);
    }

    @Test
    void refusalNamesFieldValueAndRule() {
        refused(LLAMA, "num_hidden_layers", -3L, "num_hidden_layers is -3; it must be at least 1");
        refused(LLAMA, "num_hidden_layers", 0L, "num_hidden_layers is 0; it must be at least 1");
        refused(
                LLAMA,
                "num_hidden_layers",
                1_000_000_000L,
                "num_hidden_layers is 1000000000; it must be at most 16384");
        refused(LLAMA, "hidden_size", 1e308, "hidden_size is 1.0E308; it must be at most 1048576");
        refused(LLAMA, "hidden_size", Double.NaN, "hidden_size is NaN; it must be a whole number");
        refused(LLAMA, "hidden_size", Double.POSITIVE_INFINITY, "hidden_size is Infinity; it must be at most 1048576");
        refused(LLAMA, "hidden_size", 4096.5, "hidden_size is 4096.5; it must be a whole number");
        refused(LLAMA, "hidden_size", "4096", "hidden_size is '4096'; it must be a whole number from 1 to 1048576");
        refused(LLAMA, "vocab_size", null, "vocab_size is missing; it must be a whole number from 1 to 1048576");
        refused(LLAMA, "attention_bias", 1L, "attention_bias is 1; it must be true or false");
        refused(LLAMA, "num_key_value_heads", 5L, "num_key_value_heads is 5; it must divide the number of heads, 32");
        refused(
                LLAMA,
                "num_attention_heads",
                31L,
                "hidden_size is 4096; it must be a multiple of the number of heads, 31");
        refused(
                QWEN3_MOE,
                "num_experts_per_tok",
                129L,
                "num_experts_per_tok is 129; it can't exceed the number of experts, 128");
        refused(QWEN3_MOE, "mlp_only_layers", List.of(1L, 48L), "mlp_only_layers[1] is 48; it must be at most 47");
        refused(QWEN3_MOE, "mlp_only_layers", Map.of(), "mlp_only_layers is an object of 0 fields; it must be a list");
        refused(DEEPSEEK_V3, "attention_bias", true, "attention_bias is true; only false is modelled");
    }

    @Test
    void refusalOfLayerTypesNamesTheLayer() {
        String gemma = "google/gemma-2-9b";
        refused(
                gemma,
                "layer_types",
                List.of("full_attention"),
                "layer_types is a list of 1 entries; it must have one entry for each of 42 layers");
        refused(
                gemma,
                "layer_types",
                Collections.nCopies(42, "conv"),
                "layer_types[0] is 'conv'; it must be one of full_attention, sliding_attention, chunked_attention");
        refused(gemma, "layer_types", List.of(7L), "layer_types[0] is 7; it must be text");
        refused(gemma, "sliding_window", null, "sliding_window is missing; layers of sliding_attention need it");
    }

    @Test
    void refusalInsideANestedPartHasADottedPath() {
        Map<String, Object> text = PublishedModel.named(LLAMA).with("num_hidden_layers", "many\n");

        assertThatThrownBy(() -> read(Map.of("model_type", "llava", "text_config", text)))
                .isInstanceOfSatisfying(
                        InvalidConfig.class, e -> assertThat(e.path()).isEqualTo("text_config.num_hidden_layers"))
                .hasMessage("text_config.num_hidden_layers is 'many?'; it must be a whole number from 1 to 16384");
    }

    @Test
    void unknownModelTypeNamesWhatIsNearAndSaysWhetherItLooksLikeADecoder() {
        assertThatThrownBy(() -> read(PublishedModel.named(LLAMA).with("model_type", "qwen3_vl_next")))
                .isInstanceOfSatisfying(
                        InvalidConfig.class,
                        e -> assertThat(e.likeness()).isEqualTo(new InvalidConfig.Likeness("llama", null)))
                .hasMessageStartingWith("model_type is 'qwen3_vl_next'; it is none of the ")
                .hasMessageEndingWith(" types that are known, near it are qwen, qwen3");
        assertThatThrownBy(() -> read(Map.of("model_type", "rwkv")))
                .isInstanceOfSatisfying(
                        InvalidConfig.class, e -> assertThat(e.likeness()).isNull())
                .hasMessageContaining("nor does it look like a decoder of tokens");
        assertThatThrownBy(() -> read(Map.of("hidden_size", 8)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith("model_type is missing; it must name a network such as llama");
        assertThatThrownBy(() -> read(Map.of("model_type", 5)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("model_type is 5; it must be text");
    }

    @Test
    void unknownHybridLayerIsRefused() {
        refused(
                NEMOTRON_H,
                "hybrid_override_pattern",
                "MX",
                "hybrid_override_pattern is 'X'; a layer must be M, *, - or E"
                        + " (linear_attention, full_attention, mlp or moe)");
    }

    @Test
    void aFileIsReadAsAnotherTypeWhereItNamesNothingThatThisTypeHasNot() {
        Map<String, Object> config = PublishedModel.named(LLAMA).with("model_type", "my_llama");

        assertThat(HuggingFaceConfig.read(config, LLAMA, "llama").parameters()).isEqualTo(8_030_261_248L);
        for (String field : List.of("num_experts", "n_routed_experts", "kv_lora_rank", "mamba_d_state")) {
            Map<String, Object> more = PublishedModel.named(LLAMA).with(field, 64L);
            assertThatThrownBy(() -> HuggingFaceConfig.read(more, LLAMA, "llama"))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageStartingWith(field + " is 64; a network of type llama has no ");
        }
        assertThatThrownBy(() -> HuggingFaceConfig.read(config, LLAMA, "lama"))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith("model_type is 'lama'; it must be one of apertus, ");
    }

    /** The fields are those of LFM2, Jamba, Falcon-H1, Mamba, RecurrentGemma, Kimi Linear, MiniMax-01, Ling 2.5, Zamba 2. */
    @Test
    void anUnknownTypeIsLikeAKnownOneOnlyWhereItsFieldsAre() {
        for (String field : List.of(
                "conv_L_cache",
                "mamba_d_conv",
                "mamba_d_ssm",
                "time_step_rank",
                "lru_width",
                "linear_attn_config",
                "attn_type_list",
                "layer_group_size",
                "mamba_ngroups",
                "linear_num_key_heads",
                "ssm_cfg",
                "state_size")) {
            Object value = field.endsWith("config") || field.endsWith("cfg") ? Map.of("a", 1L) : 4L;
            assertLike(field, value, new InvalidConfig.Likeness(null, field));
        }
        for (String kind : List.of("conv", "mamba", "linear_attention", "recurrent", "kda")) {
            assertLike("layer_types", List.of("full_attention", kind), new InvalidConfig.Likeness(null, "layer_types"));
        }
        for (String field : List.of("kv_lora_rank", "q_lora_rank", "qk_rope_head_dim")) {
            assertLike(field, 64L, new InvalidConfig.Likeness("deepseek_v3", null));
        }
        for (String field : List.of("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")) {
            assertLike(field, 64L, new InvalidConfig.Likeness("qwen3_moe", null));
        }
        InvalidConfig.Likeness plain = new InvalidConfig.Likeness("llama", null);
        assertLike("layer_types", List.of("full_attention", "sliding_attention"), plain);
        assertLike("conv_bias", false, plain);
        assertLike("mamba_d_state", null, plain);
        assertLike("num_experts", 1L, plain);
        assertLike("kv_lora_rank", null, plain);
        assertLike("mamba_\n", 4L, plain);
    }

    private static void assertLike(String field, @Nullable Object value, InvalidConfig.Likeness likeness) {
        Map<String, Object> config = PublishedModel.named(LLAMA).with("model_type", "our_decoder");
        config.put(field, value);
        assertThatThrownBy(() -> read(config))
                .isInstanceOfSatisfying(
                        InvalidConfig.class, e -> assertThat(e.likeness()).isEqualTo(likeness));
        if (likeness.type() == null || !likeness.type().equals("llama")) {
            assertThatThrownBy(() -> HuggingFaceConfig.read(config, LLAMA, "llama"))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageContaining("a network of type llama has no ");
        }
    }

    /** Granite 4 H-Tiny as its card gives it: 4 attention and 36 Mamba-2 layers, 64 experts, 6 active, a shared one. */
    @Test
    void graniteMixesMambaAndAttentionBeforeExperts() {
        Map<String, Object> config =
                PublishedModel.named("ibm-granite/granite-4.0-micro").changeable();
        List<String> kinds = new ArrayList<>(Collections.nCopies(40, "mamba"));
        List.of(5, 15, 25, 35).forEach(i -> kinds.set(i, "attention"));
        config.put("layer_types", kinds);
        config.put("hidden_size", 1536L);
        config.put("intermediate_size", 512L);
        config.put("shared_intermediate_size", 1024L);
        config.put("num_attention_heads", 12L);
        config.put("num_key_value_heads", 4L);
        config.put("num_local_experts", 64L);
        config.put("num_experts_per_tok", 6L);
        config.put("mamba_n_heads", 48L);
        config.put("mamba_d_state", 128L);

        Transformer model = read(config);

        assertThat(layer(model, 0).mixer()).isEqualTo(new Mamba2(48, 64, 1, 128, 4));
        assertThat(attention(layer(model, 15)).headDim()).isEqualTo(128);
        assertThat(experts(layer(model, 39)).sharedWidth()).isEqualTo(1024);
        config.put("layer_types", List.of("conv"));
        assertThatThrownBy(() -> read(config))
                .hasMessage("layer_types is a list of 1 entries; it must have one entry for each of 40 layers");
    }

    @Test
    void towersAndQuantisationThatAreLeftOutAreNamed() {
        assertThat(HuggingFaceConfig.leftOut(
                        Map.of("vision_config", Map.of("depth", 27), "quantization_config", Map.of("bits", 4))))
                .containsExactly(HuggingFaceConfig.LeftOut.VISION, HuggingFaceConfig.LeftOut.QUANTISATION);
        assertThat(HuggingFaceConfig.leftOut(Map.of("audio_config", Map.of(), "hidden_size", 8)))
                .containsExactly(HuggingFaceConfig.LeftOut.AUDIO);
        assertThat(HuggingFaceConfig.leftOut(PublishedModel.named(LLAMA).config()))
                .isEmpty();
    }

    @Test
    void networkBeyondAnyMachineIsRefused() {
        Map<String, Object> config = PublishedModel.named(DEEPSEEK_V3).with("hidden_size", 1L << 20);
        config.put("n_routed_experts", 1L << 14);
        config.put("moe_intermediate_size", 1L << 12);
        config.put("num_hidden_layers", 16_000L);

        assertThatThrownBy(() -> read(config))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("num_hidden_layers is 16000; together they hold more than 10^16 weights");
    }

    private static void refused(String model, String field, Object value, String message) {
        assertThatThrownBy(() -> read(PublishedModel.named(model).with(field, value)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage(message);
    }

    private static Transformer published(String name) {
        return HuggingFaceConfig.read(PublishedModel.named(name).config(), name);
    }

    private static Transformer read(Map<String, ?> config) {
        return HuggingFaceConfig.read(config, "model");
    }

    private static Layer layer(Transformer model, int index) {
        return model.kinds().get(model.order()[index]);
    }

    private static Span span(Transformer model, int index) {
        return attention(layer(model, index)).span();
    }

    private static GroupedQueryAttention attention(Layer layer) {
        return (GroupedQueryAttention) layer.mixer();
    }

    private static Experts experts(Layer layer) {
        return (Experts) layer.feedForward();
    }

    private static Experts lastExperts(Transformer model) {
        return experts(layer(model, model.layers() - 1));
    }
}

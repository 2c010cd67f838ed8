package org.suanchou.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.suanchou.model.FeedForward;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.KimiDeltaAttention;
import org.suanchou.model.Mixer.LightningAttention;
import org.suanchou.model.Mixer.Mamba1;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.MultiLatentAttention;
import org.suanchou.model.Mixer.ParallelHeads;
import org.suanchou.model.Mixer.QueryKeyNorm;
import org.suanchou.model.Mixer.ShortConvolution;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;

/** Which layers of a hybrid hold what, and what of it is refused. */
class HybridConfigTest {
    private static final String MAMBA = "state-spaces/mamba-130m-hf";
    private static final String CODESTRAL = "mistralai/Mamba-Codestral-7B-v0.1";
    private static final String JAMBA = "ai21labs/Jamba-v0.1";
    private static final String LFM2 = "LiquidAI/LFM2-1.2B";
    private static final String FALCON_H1 = "tiiuae/Falcon-H1-0.5B-Base";
    private static final String KIMI = "moonshotai/Kimi-Linear-48B-A3B-Base";
    private static final String MINIMAX = "MiniMaxAI/MiniMax-M1-80k";

    private static Transformer published(String name) {
        return HuggingFaceConfig.read(PublishedModel.named(name).config(), name);
    }

    private static Transformer read(Map<String, ?> config) {
        return HuggingFaceConfig.read(config, "x");
    }

    private static Layer layer(Transformer model, int index) {
        return model.kinds().get(model.order()[index]);
    }

    private static void refused(String name, String field, Object value, String message) {
        assertThatThrownBy(() -> read(PublishedModel.named(name).with(field, value)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage(message);
    }

    @Test
    void mambaIsOneMixerALayerAndNothingElse() {
        Transformer model = published(MAMBA);

        assertThat(model.kinds())
                .containsExactly(new Layer(new Mamba1(1536, 16, 48, 4, true, false, false), new FeedForward.None(), 1));
        assertThat(read(PublishedModel.named(MAMBA).with("time_step_rank", "auto")))
                .as("a sixteenth of 768")
                .isEqualTo(read(PublishedModel.named(MAMBA).config()));
        assertThat(layer(read(PublishedModel.named(MAMBA).with("intermediate_size", 3072L)), 0)
                        .mixer())
                .as("the file's own width wins over expand")
                .isEqualTo(new Mamba1(3072, 16, 48, 4, true, false, false));
        refused(MAMBA, "time_step_rank", "half", "time_step_rank is 'half'; it must be a whole number or auto");
    }

    @Test
    void mamba2sHeadsMakeUpTheInnerWidth() {
        assertThat(layer(published(CODESTRAL), 63).mixer()).isEqualTo(new Mamba2(128, 64, 8, 128, 4));
        refused(CODESTRAL, "num_heads", 64L, "num_heads is 64; times head_dim, 64, it must be the inner width, 8192");
        refused(CODESTRAL, "use_bias", true, "use_bias is true; only false is modelled");
    }

    @Test
    void jambaAttendsOnTheFifthOfEightAndHasExpertsOnEverySecond() {
        Transformer model = published(JAMBA);

        for (int i = 0; i < 32; i++) {
            assertThat(layer(model, i).mixer() instanceof GroupedQueryAttention)
                    .as("layer %d", i)
                    .isEqualTo(i % 8 == 4);
            assertThat(layer(model, i).feedForward() instanceof Experts)
                    .as("layer %d", i)
                    .isEqualTo(i % 2 == 1);
        }
        assertThat(layer(model, 0).mixer()).isEqualTo(new Mamba1(8192, 16, 256, 4, true, false, true));
        assertThat(read(PublishedModel.named(JAMBA).with("num_experts", 1L)).hasExperts())
                .isFalse();
        refused(JAMBA, "attn_layer_offset", 8L, "attn_layer_offset is 8; it must be below attn_layer_period, 8");
    }

    @Test
    void lfm2ConvolvesWhereItDoesNotAttend() {
        Transformer model = published(LFM2);

        for (int i = 0; i < 16; i++) {
            assertThat(layer(model, i).mixer() instanceof ShortConvolution)
                    .as("layer %d", i)
                    .isEqualTo(!List.of(2, 5, 8, 10, 12, 14).contains(i));
        }
        assertThat(layer(model, 0).mixer()).isEqualTo(new ShortConvolution(2048, 3, false));
        assertThat(layer(model, 0).feedForward()).isEqualTo(new Dense(8192, true, false));
        assertThat(model.tiedEmbeddings()).isTrue();
        assertThat(layer(read(PublishedModel.named(LFM2).with("block_ffn_dim_multiplier", null)), 0)
                        .feedForward())
                .as("no factor, no rounding: the library's own rule")
                .isEqualTo(new Dense(8192, true, false));
        assertThat(layer(read(PublishedModel.named(LFM2).with("block_ffn_dim_multiplier", 1.01)), 0)
                        .feedForward())
                .as("8273 rounded up to a multiple of 256")
                .isEqualTo(new Dense(8448, true, false));
        Map<String, Object> torn = PublishedModel.named(LFM2).with("tie_embedding", true);
        torn.put("tie_word_embeddings", false);
        assertThatThrownBy(() -> read(torn)).hasMessage("tie_embedding is true; tie_word_embeddings says otherwise");
    }

    @Test
    void falconH1HasBothInEveryLayer() {
        Transformer model = published(FALCON_H1);

        assertThat(model.kinds())
                .containsExactly(new Layer(
                        new ParallelHeads(GroupedQueryAttention.causal(8, 2, 64), new Mamba2(24, 64, 1, 128, 4, false)),
                        new Dense(2048, true, false),
                        2));
        assertThat(((ParallelHeads) layer(read(PublishedModel.named(FALCON_H1).with("mamba_rms_norm", true)), 0)
                                .mixer())
                        .mamba()
                        .gatedNorm())
                .isTrue();
        refused(FALCON_H1, "mamba_d_ssm", 1535L, "mamba_n_heads is 24; it must divide the inner width, 1535");
        refused(FALCON_H1, "mamba_d_ssm", null, "mamba_n_heads is 24; it must divide the inner width, 2048");
    }

    @Test
    void kimiLinearCountsItsLayersFromOne() {
        Transformer model = published(KIMI);

        for (int i = 0; i < 27; i++) {
            assertThat(layer(model, i).mixer() instanceof MultiLatentAttention)
                    .as("layer %d", i)
                    .isEqualTo(i % 4 == 3 || i == 26);
        }
        assertThat(layer(model, 0).mixer()).isEqualTo(new KimiDeltaAttention(32, 128, 4));
        assertThat(layer(model, 3).mixer()).isEqualTo(new MultiLatentAttention(32, null, 512, 64, 128, 128, null));
        assertThat(layer(model, 0).feedForward()).isEqualTo(new Dense(9216, true, false));
        assertThat(layer(model, 1).feedForward())
                .isEqualTo(new Experts(256, 8, 1024, true, false, 1024, false, true, 0, 0, 0));
        Map<String, Object> config = PublishedModel.named(KIMI).changeable();
        config.put("linear_attn_config", Map.of("full_attn_layers", List.of(4L), "kda_layers", List.of(1L, 2L)));
        assertThatThrownBy(() -> read(config))
                .hasMessage("linear_attn_config.full_attn_layers is a list of 1 entries; layer 3 must be in it or in"
                        + " kda_layers, and in one alone");
    }

    @Test
    void miniMaxM1AttendsInFullOnEveryEighthLayer() {
        Transformer model = published(MINIMAX);

        for (int i = 0; i < 80; i++) {
            assertThat(layer(model, i).mixer() instanceof LightningAttention)
                    .as("layer %d", i)
                    .isEqualTo(i % 8 != 7);
        }
        assertThat(layer(model, 7).mixer()).isEqualTo(GroupedQueryAttention.causal(64, 8, 128));
        // 45.9 billion for each token by its paper (arXiv 2506.13585, abstract): layers alone
        assertThat((double) (model.activeParameters() - model.embeddingParameters() - model.headParameters()))
                .isBetween(45.85e9, 45.95e9);
        refused(
                MINIMAX,
                "attn_type_list",
                List.of(0L, 1L),
                "attn_type_list is a list of 2 entries; it must have one entry for each of 80 layers");
        refused(
                MINIMAX,
                "shared_intermediate_size",
                1024L,
                "shared_intermediate_size is 1024; only 0 is modelled: how a shared expert is weighed is not"
                        + " published");
        Map<String, Object> library = PublishedModel.named(MINIMAX).without("attn_type_list");
        library.put("model_type", "minimax");
        library.put("num_hidden_layers", 2L);
        library.put("layer_types", List.of("linear_attention", "full_attention"));
        assertThat(read(library).kinds())
                .extracting(Layer::mixer)
                .containsExactly(new LightningAttention(64, 128), (Mixer) GroupedQueryAttention.causal(64, 8, 128));
    }

    @Test
    void mimoSlidesOnFiveOfSixWithSinksAndNarrowValues() {
        Transformer model = published("XiaomiMiMo/MiMo-V2-Flash");

        for (int i = 0; i < 48; i++) {
            GroupedQueryAttention attention =
                    (GroupedQueryAttention) layer(model, i).mixer();
            boolean full = i == 0 || i % 6 == 5;
            assertThat(attention.span()).as("layer %d", i).isEqualTo(full ? Span.FULL : new Span.Sliding(128));
            assertThat(attention.kvHeads()).isEqualTo(full ? 4 : 8);
            assertThat(attention.sinks()).isEqualTo(!full);
            assertThat(attention.headDim()).isEqualTo(192);
            assertThat(attention.valueDim()).isEqualTo(128);
            assertThat(layer(model, i).feedForward() instanceof Experts).isEqualTo(i > 0);
        }
        // 15 billion for each token by its report (arXiv 2601.02780, abstract)
        assertThat((double) model.activeParameters()).isBetween(14.5e9, 15.5e9);
        Map<String, Object> library =
                PublishedModel.named("XiaomiMiMo/MiMo-V2-Flash").changeable();
        for (String field : List.of("hybrid_layer_pattern", "moe_layer_freq", "swa_num_key_value_heads")) {
            library.remove(field);
        }
        assertThat(read(library).runs()).as("the library's own rules").isEqualTo(model.runs());
        refused(
                "XiaomiMiMo/MiMo-V2-Flash",
                "moe_layer_freq",
                List.of(1L),
                "moe_layer_freq is a list of 1 entries; it must have one entry for each of 48 layers");
    }

    @Test
    void longcatsLayersAreTwoBlocksAndAThirdOfItsChoicesDoNothing() {
        String name = "meituan-longcat/LongCat-Flash-Chat";
        Transformer model = published(name);

        assertThat(model.layers()).isEqualTo(56);
        assertThat(layer(model, 1).feedForward()).isEqualTo(new Dense(12_288, true, false));
        Experts experts = (Experts) layer(model, 0).feedForward();
        assertThat(experts.topK()).as("12 x 512 / 768").isEqualTo(8);
        assertThat(experts.identityExperts()).isEqualTo(256);
        assertThat(experts.routerParameters(6144)).isEqualTo(768L * 6144 + 768);
        // about 27 billion for each token on average by its report (arXiv 2509.01322, abstract): without the token
        // table
        assertThat((double) (model.activeParameters() - model.embeddingParameters()))
                .isBetween(26.5e9, 27.5e9);
        refused(
                name,
                "moe_topk",
                8L,
                "moe_topk is 8; the share of 512 experts with weights among 768 must be a whole number of it");
        refused(name, "zero_expert_type", "copy", "zero_expert_type is 'copy'; only identity is modelled");
    }

    private static List<Map<String, Object>> blocks(Object... groupsAndWidths) {
        List<Map<String, Object>> blocks = new ArrayList<>();
        for (int i = 0; i < groupsAndWidths.length; i += 3) {
            Map<String, Object> attention = groupsAndWidths[i + 1].equals(0)
                    ? Map.of("no_op", true)
                    : Map.of("no_op", false, "n_heads_in_group", groupsAndWidths[i + 1]);
            Map<String, Object> block =
                    Map.of("attention", attention, "ffn", Map.of("no_op", false, "ffn_mult", groupsAndWidths[i + 2]));
            blocks.addAll(Collections.nCopies((Integer) groupsAndWidths[i], block));
        }
        return blocks;
    }

    private static Map<String, Object> nemotronSuper() {
        Map<String, Object> config = new HashMap<>(Map.of(
                "model_type",
                "nemotron-nas",
                "hidden_size",
                8192,
                "num_hidden_layers",
                80,
                "num_attention_heads",
                64,
                "vocab_size",
                128_256,
                "max_position_embeddings",
                131_072,
                "tie_word_embeddings",
                false,
                "attention_bias",
                false,
                "mlp_bias",
                false));
        // so many layers, heads in a group (0: no attention), multiple of the hidden width
        config.put(
                "block_configs",
                blocks(
                        1, 8, 2.625, 5, 8, 5.25, 2, 0, 2.625, 3, 8, 5.25, 1, 0, 3.28125, 30, 8, 5.25, 1, 0, 1.3125, 2,
                        0, 2.625, 1, 0, 1.3125, 1, 0, 5.25, 1, 0, 1.3125, 1, 0, 2.625, 3, 0, 1.3125, 1, 8, 5.25, 1, 0,
                        1.3125, 2, 0, 1.0, 1, 0, 1.3125, 3, 0, 1.0, 2, 0, 1.3125, 2, 0, 0.5, 2, 0, 1.0, 2, 0, 0.5, 1, 0,
                        1.0, 2, 0, 0.5, 9, 8, 5.25));
        return config;
    }

    /** Llama-3.3-Nemotron-Super-49B: the page's count of parameters in BF16. */
    @Test
    void llamaNemotronHasAWidthOfItsOwnForEachLayer() {
        Transformer model = read(nemotronSuper());

        assertThat(model.parameters()).isEqualTo(49_867_145_216L);
        assertThat(layer(model, 6).mixer()).isEqualTo(new Mixer.None());
        assertThat(layer(model, 6).norms()).isEqualTo(1);
        assertThat(layer(model, 6).feedForward()).isEqualTo(new Dense(14_336, true, false));
        assertThat(layer(model, 54).feedForward())
                .as("5461 rounded up to a multiple of 256")
                .isEqualTo(new Dense(5632, true, false));
        assertThat(layer(model, 79).mixer()).isEqualTo(GroupedQueryAttention.causal(64, 8, 128));
    }

    @Test
    void llamaNemotronsBlocksAreCheckedOneByOne() {
        Map<String, Object> config = nemotronSuper();
        config.put("num_hidden_layers", 2);
        assertThatThrownBy(() -> read(config))
                .hasMessage("block_configs is a list of 80 entries; it must have one entry for each of 2 layers");
        Map<String, Object> ffn = Map.of("no_op", false, "ffn_mult", 5.25);
        config.put(
                "block_configs",
                List.of(
                        Map.of("attention", Map.of("no_op", true), "ffn", Map.of("no_op", true)),
                        Map.of("attention", Map.of("replace_with_linear", true), "ffn", ffn)));
        assertThatThrownBy(() -> read(config))
                .hasMessage("block_configs[1].attention.replace_with_linear is true; only false is modelled");
        config.put(
                "block_configs",
                List.of(
                        Map.of("attention", Map.of("no_op", true), "ffn", ffn),
                        Map.of("attention", Map.of("n_heads_in_group", 3), "ffn", ffn)));
        assertThatThrownBy(() -> read(config))
                .hasMessage("block_configs[1].attention.n_heads_in_group is 3; it must divide the number of heads, 64");
        config.put("block_configs", List.of("a", "b"));
        assertThatThrownBy(() -> read(config)).hasMessage("block_configs[0] is 'a'; it must be an object");
    }

    @Test
    void gemma4IsWiderWhereItAttendsInFull() {
        Transformer model = published("google/gemma-4-31B-it");

        for (int i = 0; i < 60; i++) {
            GroupedQueryAttention attention =
                    (GroupedQueryAttention) layer(model, i).mixer();
            boolean full = i % 6 == 5;
            assertThat(attention.span()).as("layer %d", i).isEqualTo(full ? Span.FULL : new Span.Sliding(1024));
            assertThat(attention.headDim()).isEqualTo(full ? 512 : 256);
            assertThat(attention.kvHeads()).isEqualTo(full ? 4 : 16);
            assertThat(attention.keyIsValue()).isEqualTo(full);
        }
        Experts experts =
                (Experts) layer(published("google/gemma-4-26B-A4B-it"), 0).feedForward();
        assertThat(experts.parallelDenseWidth()).isEqualTo(2112);
        assertThat(experts.topK()).isEqualTo(8);
    }

    @Test
    void gemma4sSmallSizesShareKeysAndWidenAboveThem() {
        Transformer model = published("google/gemma-4-E2B-it");

        assertThat(model.perLayerEmbedding()).isEqualTo(256);
        for (int i = 0; i < 35; i++) {
            assertThat(((GroupedQueryAttention) layer(model, i).mixer()).reusesKv())
                    .as("layer %d", i)
                    .isEqualTo(i >= 15);
            assertThat(layer(model, i).feedForward()).isEqualTo(new Dense(i >= 15 ? 12_288 : 6144, true, false));
            assertThat(layer(model, i).perLayerInput()).isEqualTo(256);
        }
        Map<String, Object> text = textOf("google/gemma-4-E2B-it");
        text.put("vocab_size_per_layer_input", 262_400L);
        assertThatThrownBy(() -> read(Map.of("model_type", "gemma4", "text_config", text)))
                .hasMessage("text_config.vocab_size_per_layer_input is 262400; only vocab_size, 262144, is modelled");
    }

    private static Map<String, Object> textOf(String name) {
        Map<String, Object> text = new HashMap<>();
        ((Map<?, ?>) PublishedModel.named(name).config().get("text_config"))
                .forEach((field, value) -> text.put((String) field, value));
        return text;
    }

    @Test
    void miniMaxM3PicksBlocksWhereItHasExperts() {
        Transformer model = published("MiniMaxAI/MiniMax-M3");

        assertThat(layer(model, 2).feedForward()).isEqualTo(new Dense(12_288, true, false));
        assertThat(layer(model, 2).mixer()).isInstanceOf(GroupedQueryAttention.class);
        Mixer.BlockSparseAttention sparse =
                (Mixer.BlockSparseAttention) layer(model, 3).mixer();
        assertThat(sparse.indexDim()).isEqualTo(128);
        assertThat(sparse.block() * sparse.blocks()).isEqualTo(2048);
        assertThat(sparse.attention().queryKeyNorm()).isEqualTo(QueryKeyNorm.HEAD);
        // about 23 billion for each token on its card: layers alone
        assertThat((double) (model.activeParameters() - model.embeddingParameters() - model.headParameters()))
                .isBetween(23e9, 23.6e9);
        Map<String, Object> text = textOf("MiniMaxAI/MiniMax-M3");
        Map<String, Object> selection = new HashMap<>();
        ((Map<?, ?>) text.get("sparse_attention_config"))
                .forEach((field, value) -> selection.put((String) field, value));
        text.put("sparse_attention_config", selection);
        selection.put("sparse_num_index_heads", 8L);
        assertThatThrownBy(() -> read(Map.of("text_config", text)))
                .hasMessage("text_config.sparse_attention_config.sparse_num_index_heads is 8; it must be the number of"
                        + " key-value heads, 4");
        selection.put("sparse_num_index_heads", 4L);
        selection.put("sparse_disable_index_value", Collections.nCopies(60, 0L));
        assertThatThrownBy(() -> read(Map.of("text_config", text)))
                .hasMessage("text_config.sparse_attention_config.sparse_disable_index_value[3] is 0; an index with"
                        + " values is not modelled");
    }

    @Test
    void gemma3nIsNotReadAsAPlainDecoder() {
        Map<String, Object> text = textOf("google/gemma-4-E2B-it");
        text.put("altup_num_inputs", 4L);
        assertThatThrownBy(() -> HuggingFaceConfig.read(text, "x", "gemma4_text"))
                .hasMessage("altup_num_inputs is 4; a network of type gemma4_text has no streams side by side");
        text.remove("altup_num_inputs");
        assertThatThrownBy(() -> HuggingFaceConfig.read(text, "x", "llama"))
                .hasMessage("hidden_size_per_layer_input is 256; a network of type llama has no embedding for each"
                        + " layer");
        assertThat(HuggingFaceConfig.read(text, "x", "gemma4_text").perLayerEmbedding())
                .isEqualTo(256);
    }

    /** What can't be said in these layers is refused with what is in the way, not taken for its nearest kin. */
    @Test
    void networksBeyondTheseLayersAreRefusedWithTheReason() {
        assertThatThrownBy(() -> read(Map.of("model_type", "gemma3n", "text_config", Map.of("hidden_size", 2048))))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage("model_type is 'gemma3n'; it is not modelled: AltUp keeps four streams side by side and"
                        + " LAuReL adds a low rank to each layer");
        assertThatThrownBy(() -> read(Map.of("model_type", "zamba2", "hidden_size", 2560)))
                .hasMessage("model_type is 'zamba2'; it is not modelled: several layers share the weights of a block of"
                        + " attention, with low ranks of their own");
    }
}

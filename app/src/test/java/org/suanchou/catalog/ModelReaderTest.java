package org.suanchou.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanchou.model.DiffusionTransformer;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.Mixer;
import org.suanchou.model.ModelSpec;
import org.suanchou.model.OpaqueNetwork;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.tree.TreeReader;

class ModelReaderTest {
    private final Catalog catalog = Catalog.builtIn();

    private Transformer transformer(String query) {
        return (Transformer) catalog.model(query).spec();
    }

    /** The layer of each position. */
    private static List<Layer> stack(Transformer model) {
        List<Layer> kinds = model.kinds();
        List<Layer> stack = new ArrayList<>();
        for (int kind : model.order()) {
            stack.add(kinds.get(kind));
        }
        return stack;
    }

    @Test
    void everyShapeCountsWhatIsWrittenDown() {
        int counted = 0;
        for (String id : catalog.ids("models")) {
            Tree tree = catalog.tree("models", id);
            ModelSpec spec = catalog.model(id).spec();
            if (tree.has("params_total_computed")) {
                counted++;
                assertThat(spec.parameters())
                        .as(id)
                        .isEqualTo(tree.require("params_total_computed").longValue());
                assertThat(spec.activeParameters())
                        .as(id)
                        .isEqualTo(tree.require("params_active_computed").longValue());
            } else {
                assertThat(spec).isInstanceOf(OpaqueNetwork.class);
            }
        }
        assertThat(counted).isEqualTo(190);
    }

    @Test
    void publishedCountsAreWithinOnePercentButForRoundedLabels() {
        int published = 0;
        int rounded = 0;
        for (String id : catalog.ids("models")) {
            ModelEntry entry = catalog.model(id);
            Long reported = entry.reportedParameters();
            if (reported == null || entry.spec() instanceof OpaqueNetwork) {
                continue;
            }
            published++;
            double difference = Math.abs(entry.spec().parameters() - reported) / (double) reported;
            if (catalog.tree("models", id).bool("params_label_rounded", false)) {
                rounded++;
                assertThat(difference).as(id).isGreaterThan(0.01);
            } else {
                assertThat(difference).as(id).isLessThanOrEqualTo(0.01);
            }
        }
        assertThat(published).isEqualTo(175);
        assertThat(rounded).isEqualTo(18);
    }

    @Test
    void layersAreWhatTheEntrySays() {
        for (String id : catalog.ids("models")) {
            if (catalog.model(id).spec() instanceof Transformer t) {
                assertThat(t.layers())
                        .as(id)
                        .isEqualTo(catalog.tree("models", id).require("layers").intValue());
            }
        }
    }

    @Test
    void aPatternOrdersTheAttention() {
        List<Layer> stack = stack(transformer("gemma-3-12b"));
        for (int i = 0; i < stack.size(); i++) {
            Span span = ((Mixer.GroupedQueryAttention) stack.get(i).mixer()).span();
            assertThat(span instanceof Span.Full).as("layer %d", i).isEqualTo(i % 6 == 5);
        }
        List<Layer> linear = stack(transformer("qwen3-next-80b-a3b"));
        for (int i = 0; i < linear.size(); i++) {
            assertThat(linear.get(i).mixer() instanceof Mixer.GatedDeltaNet).isEqualTo(i % 4 != 3);
        }
    }

    @Test
    void withoutAPatternGroupsAreSpreadEvenly() {
        List<Layer> stack = stack(transformer("gemma-2-9b"));
        for (int i = 0; i < stack.size(); i++) {
            assertThat(((Mixer.GroupedQueryAttention) stack.get(i).mixer()).span() instanceof Span.Sliding)
                    .isEqualTo(i % 2 == 0);
        }
    }

    @Test
    void anySpreadKeepsPrefixesInProportion() {
        int[][] cases = {{1, 1}, {3, 7}, {23, 6, 23}, {48, 12, 48}, {5, 0, 1}, {40, 8, 40}, {1, 99}};
        for (int[] counts : cases) {
            int n = 0;
            for (int c : counts) {
                n += c;
            }
            int[] used = new int[counts.length];
            int[] order = ModelReader.spread(counts, n);
            for (int i = 0; i < n; i++) {
                used[order[i]]++;
                for (int k = 0; k < counts.length; k++) {
                    assertThat(Math.abs(used[k] - (double) counts[k] * (i + 1) / n))
                            .isLessThan(1.5);
                }
            }
            assertThat(used).isEqualTo(counts);
        }
    }

    @Test
    void denseLayersComeFirstOrBetween() {
        List<Layer> deepSeek = stack(transformer("deepseek-v3"));
        for (int i = 0; i < 61; i++) {
            assertThat(deepSeek.get(i).feedForward() instanceof FeedForward.Dense)
                    .isEqualTo(i < 3);
        }
        List<Layer> maverick = stack(transformer("llama-4-maverick"));
        for (int i = 0; i < 48; i++) {
            assertThat(maverick.get(i).feedForward() instanceof FeedForward.Dense)
                    .isEqualTo(i % 2 == 0);
        }
    }

    @Test
    void aHybridsLayersDoOneThingEach() {
        List<Layer> stack = stack(transformer("nemotron-3-nano-30b-a3b"));
        assertThat(stack)
                .hasSize(52)
                .allMatch(l -> l.mixer() instanceof Mixer.None ^ l.feedForward() instanceof FeedForward.None);
        assertThat(stack.stream().filter(l -> l.mixer() instanceof Mixer.Mamba2))
                .hasSize(23);
        assertThat(stack.stream().filter(l -> l.feedForward() instanceof FeedForward.Experts))
                .hasSize(23);
    }

    @Test
    void encodersLookBothWaysAndDiffusionIsItsOwnKind() {
        assertThat(stack(transformer("bert-large")))
                .allMatch(l -> l.mixer() instanceof Mixer.GroupedQueryAttention a && !a.causal());
        assertThat(catalog.model("FLUX.1-dev").spec())
                .isInstanceOfSatisfying(
                        DiffusionTransformer.class,
                        d -> assertThat(d.doubleBlocks()).isEqualTo(19));
        assertThat(catalog.model("stable-diffusion-2").spec()).isInstanceOf(OpaqueNetwork.class);
    }

    @Test
    void whatIsKnownBesideTheShapeIsKept() {
        ModelEntry llama = catalog.model("llama-3.1-405b");
        assertThat(llama.trainingTokens()).isNotNull();
        assertThat(llama.maxPosition()).isEqualTo(131_072);
        assertThat(llama.sources()).isNotEmpty();
        assertThat(llama.name()).isEqualTo("Llama-3.1 405B");
    }

    private static ModelSpec read(String yaml) {
        return ModelReader.read(TreeReader.yaml("row", yaml.getBytes(StandardCharsets.UTF_8)), "row");
    }

    private static final String SHAPE =
            "{kind: dense-decoder, layers: 2, hidden: 64, heads: 4, ffn: 256, vocab: 100, attention: [{type: full, layers: 2}]";

    @Test
    void aRowsArchitectureReadsAsAnEntryDoes() {
        String row = SHAPE + ", gated: false, head_dim: null, kv_heads: null, moe: null, norm: null}";
        Tree published =
                TreeReader.yaml("row", row.getBytes(StandardCharsets.UTF_8)).withoutNulls();
        assertThat(ModelReader.read(published, "row").parameters())
                .isEqualTo(2L * 100 * 64 + 64 + 2 * (4 * 64 * 64 + 2 * 64 * 256 + 2 * 64));
    }

    private static Mixer mixer(String group) {
        Transformer model = (Transformer) read(
                "{kind: dense-decoder, layers: 2, hidden: 64, heads: 4, kv_heads: 2, head_dim: 16, ffn: 0, vocab: 100,"
                        + " norms_per_layer: 1, attention: [{layers: 2, " + group + "}]}");
        assertThat(model.kinds())
                .singleElement()
                .satisfies(l -> assertThat(l.feedForward()).isEqualTo(new FeedForward.None()));
        return model.kinds().getFirst().mixer();
    }

    @Test
    void recurrencesAndConvolutionsAreWrittenByTheirSizes() {
        assertThat(mixer("type: mamba, inner: 128, state: 16, dt_rank: 4, conv_kernel: 4"))
                .isEqualTo(new Mixer.Mamba1(128, 16, 4, 4, true, false, false));
        assertThat(mixer("type: mamba, inner: 128, state: 16, dt_rank: 4, conv_kernel: 4, conv_bias: false,"
                        + " proj_bias: true, state_norms: true"))
                .isEqualTo(new Mixer.Mamba1(128, 16, 4, 4, false, true, true));
        assertThat(mixer("type: conv, conv_kernel: 3")).isEqualTo(new Mixer.ShortConvolution(64, 3, false));
        assertThat(mixer("type: kda, heads: 4, head_dim: 16, conv_kernel: 4"))
                .isEqualTo(new Mixer.KimiDeltaAttention(4, 16, 4));
        assertThat(mixer("type: lightning")).isEqualTo(new Mixer.LightningAttention(4, 16));
        assertThat(mixer("type: mamba2, mamba_heads: 4, mamba_head_dim: 32, groups: 1, state: 16, conv_kernel: 4,"
                        + " gated_norm: false"))
                .isEqualTo(new Mixer.Mamba2(4, 32, 1, 16, 4, false));
        assertThat(mixer("type: parallel, mamba_heads: 4, mamba_head_dim: 32, groups: 1, state: 16, conv_kernel: 4"))
                .isEqualTo(new Mixer.ParallelHeads(
                        Mixer.GroupedQueryAttention.causal(4, 2, 16), new Mixer.Mamba2(4, 32, 1, 16, 4)));
        assertThat(mixer("type: msa, index_dim: 8, index_block: 32, index_blocks: 4"))
                .isEqualTo(new Mixer.BlockSparseAttention(Mixer.GroupedQueryAttention.causal(4, 2, 16), 8, 32, 4));
        assertThat(((Mixer.GroupedQueryAttention) mixer("type: full, v_dim: 8")).valueDim())
                .isEqualTo(8);
    }

    @Test
    void absurdShapesAreRefusedWithTheirField() {
        assertThatThrownBy(() -> read(SHAPE.replace("layers: 2,", "layers: 2000000000,") + "}"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("layers is 2000000000");
        assertThatThrownBy(() -> read(SHAPE.replace("layers: 2,", "layers: 3,") + "}"))
                .hasMessageContaining("add up to 2");
        assertThatThrownBy(() -> read(SHAPE.replace("hidden: 64", "hidden: -64") + "}"))
                .isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> read(SHAPE.replace("heads: 4", "heads: 0") + "}"))
                .isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> read(SHAPE + ", kv_heads: 8}"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("kv_heads");
        assertThatThrownBy(() -> read(SHAPE.replace("type: full", "type: magic") + "}"))
                .hasMessageContaining("'magic'");
        assertThatThrownBy(() -> read(SHAPE.replace("dense-decoder", "sparse") + "}"))
                .hasMessageContaining("dense-decoder");
        assertThatThrownBy(() -> read("{layers: 3}")).hasMessageContaining("kind is missing");
    }
}

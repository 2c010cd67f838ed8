package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.DiffusionTransformer;
import org.suanchou.model.FeedForward;
import org.suanchou.model.Layer;
import org.suanchou.model.LayerRun;
import org.suanchou.model.Mixer;
import org.suanchou.model.ModelSpec;
import org.suanchou.model.Norm;
import org.suanchou.model.OpaqueNetwork;
import org.suanchou.model.Span;
import org.suanchou.model.Transformer;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Confidence;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Tree;
import org.suanchou.units.PlainNumber;
import org.suanchou.words.WordedException;

/**
 * A model's entry, or the {@code model.architecture} of a measured run, to a {@link ModelSpec}.
 *
 * <p>Groups of {@code attention} are laid over the layers as {@code attention_pattern} says ("5 sliding + 1 full"), else
 * spread as evenly as they go. Dense layers of a mixture of experts come first, or every second time where
 * {@code dense_position} is {@code interleaved}. A width {@code ffn} of 0 is none. In a hybrid each layer is one of attention, recurrence or experts, spread
 * evenly too.
 */
public final class ModelReader {
    /** Values of a model's {@code kind}. */
    static final Set<String> KINDS = Set.of(
            "dense-decoder", "moe-decoder", "hybrid-moe-decoder", "encoder", "dit", "video-dit", "mmdit", "unet");

    /** Types of groups whose state doesn't grow with the sequence. */
    private static final Set<String> LINEAR = Set.of("gdn", "kda", "lightning", "mamba", "mamba2");

    private static final int MAX_LAYERS = 10_000;

    private static final long MOST_TOKENS = 1_000_000_000_000_000_000L;
    private static final long MOST_PARAMETERS = 1_000_000_000_000_000L;

    private final Tree tree;

    private ModelReader(Tree tree) {
        this.tree = tree;
    }

    private static long count(Tree stated, long most) {
        long n = stated.longValue();
        if (n < 1 || n > most) {
            throw stated.bad(Rule.BETWEEN, 1, most);
        }
        return n;
    }

    static ModelEntry entry(Tree tree) {
        List<String> sources = new ArrayList<>();
        for (Tree source : tree.items("sources")) {
            sources.add(source.text());
        }
        Tree tokens = tree.get("training_tokens");
        Tree position = tree.get("max_position");
        Tree reported = tree.get("params_total_reported");
        Tree confidence = tree.given("confidence");
        String name = tree.text("name", tree.text("id"));
        return new ModelEntry(
                tree.text("id"),
                name,
                read(tree, name),
                tokens == null ? null : (Long) count(tokens, MOST_TOKENS),
                position == null ? null : position.intValue(),
                reported == null ? null : (Long) count(reported, MOST_PARAMETERS),
                sources,
                confidence == null ? Confidence.HIGH : FactReader.confidenceOf(confidence),
                tree.textOrNull("note"));
    }

    /** The network of an entry or of a row's architecture. */
    public static ModelSpec read(Tree tree, String name) {
        try {
            ModelSpec spec = new ModelReader(tree).spec(name);
            if (spec.parameters() < 1 || spec.parameters() > MOST_PARAMETERS) {
                throw new BadInput(
                        tree.path(), Refusal.of(CatalogRefusal.SHAPE_BETWEEN, spec.parameters(), MOST_PARAMETERS));
            }
            return spec;
        } catch (IllegalArgumentException e) {
            throw new BadInput(tree.path(), Refusal.of(InputRefusal.IN_WORDS, WordedException.of(e)));
        } catch (Refused e) {
            throw new BadInput(tree.path(), e.refusal());
        }
    }

    private ModelSpec spec(String name) {
        Tree kind = tree.require("kind");
        if (!tree.bool("representable", true)) {
            return opaque(name);
        }
        return switch (kind.text()) {
            case "dense-decoder", "moe-decoder", "hybrid-moe-decoder", "encoder" -> transformer(name);
            case "dit", "video-dit", "mmdit" -> diffusion(name);
            case "unet" -> opaque(name);
            default -> throw kind.bad(Rule.ONE_OF, KINDS.stream().sorted().toList());
        };
    }

    private OpaqueNetwork opaque(String name) {
        for (String field : new String[] {"params_total_computed", "params_total", "params_total_reported"}) {
            Tree count = tree.get(field);
            if (count != null) {
                return new OpaqueNetwork(name, count.longValue());
            }
        }
        throw tree.require("kind").bad(CatalogRefusal.TOTAL_NEEDED);
    }

    private DiffusionTransformer diffusion(String name) {
        Tree modulation = tree.get("adaln_params_per_layer");
        Tree other = tree.get("other_params");
        return new DiffusionTransformer(
                name,
                layers(),
                tree.require("hidden").intValue(),
                tree.require("heads").intValue(),
                tree.require("ffn").intValue(),
                tree.bool("gated", false),
                tree.bool("cross_attention", false),
                tree.intValue("double_blocks", 0),
                tree.intValue("single_blocks", 0),
                modulation == null ? 0 : modulation.longValue(),
                other == null ? 0 : other.longValue());
    }

    private int layers() {
        Tree layers = tree.require("layers");
        int count = layers.intValue();
        if (count < 1 || count > MAX_LAYERS) {
            throw layers.bad(CatalogRefusal.NETWORK_LAYERS, MAX_LAYERS);
        }
        return count;
    }

    private Transformer transformer(String name) {
        int layers = layers();
        int hidden = tree.require("hidden").intValue();
        Norm norm = norm();
        int maxPosition = tree.intValue("max_position", 0);
        boolean learned = tree.text("positional", "rope").equals("learned");
        return new Transformer(
                name,
                hidden,
                tree.require("vocab").intValue(),
                tree.bool("tied_embeddings", false),
                learned ? maxPosition : 0,
                maxPosition,
                norm,
                tree.bool("embed_norm", false),
                tree.bool("lm_head_bias", false),
                tree.intValue("per_layer_embedding", 0),
                tree.text("kind").equals("hybrid-moe-decoder") ? hybrid(layers) : decoder(layers),
                tree.intValue("mtp_layers", 0));
    }

    private Norm norm() {
        Tree stated = tree.given("norm");
        boolean layerNorm = switch (stated == null ? "rmsnorm" : stated.text()) {
            case "layernorm" -> true;
            case "rmsnorm" -> false;
            default -> throw tree.require("norm").bad(Rule.mustBe("layernorm", "rmsnorm"));
        };
        return layerNorm ? new Norm(Norm.Kind.LAYER, tree.bool("norm_bias", true)) : Norm.RMS;
    }

    /** Layers that each hold attention and a feed-forward part. */
    private List<LayerRun> decoder(int layers) {
        List<Tree> groups = attention();
        int[] group = pattern(groups, layers);
        int sharesFrom = layers - tree.intValue("kv_shared_layers", 0);
        List<Mixer> own = new ArrayList<>();
        List<Mixer> sharing = new ArrayList<>();
        for (Tree g : groups) {
            own.add(mixer(g, false));
            sharing.add(mixer(g, true));
        }
        boolean[] dense = dense(layers);
        FeedForward experts = tree.has("moe") ? experts(tree.require("moe")) : new FeedForward.None();
        FeedForward plain = plainFeedForward();
        int norms = tree.intValue("norms_per_layer", 2);
        Layer[][][] made = new Layer[groups.size()][2][2];
        List<Layer> stack = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            int shares = i < sharesFrom ? 0 : 1;
            int isDense = dense[i] ? 1 : 0;
            Layer layer = made[group[i]][shares][isDense];
            if (layer == null) {
                Mixer mixer = (shares == 0 ? own : sharing).get(group[i]);
                layer = new Layer(mixer, dense[i] ? plain : experts, norms, tree.intValue("per_layer_embedding", 0));
                made[group[i]][shares][isDense] = layer;
            }
            stack.add(layer);
        }
        return runs(stack);
    }

    /** Layers that each hold one of attention, recurrence and experts. */
    private List<LayerRun> hybrid(int layers) {
        List<Tree> groups = attention();
        Tree moe = tree.require("moe");
        int norms = tree.intValue("norms_per_layer", 1);
        int own = tree.intValue("per_layer_embedding", 0);
        List<Layer> kinds = new ArrayList<>();
        int[] counts = new int[groups.size() + 1];
        int sum = 0;
        for (int g = 0; g < groups.size(); g++) {
            kinds.add(new Layer(mixer(groups.get(g), false), new FeedForward.None(), norms, own));
            counts[g] = layersOf(groups.get(g), layers);
            sum += counts[g];
        }
        counts[groups.size()] = moe.intValue("layers", layers - sum);
        kinds.add(new Layer(new Mixer.None(), experts(moe), norms, own));
        if (sum + counts[groups.size()] != layers) {
            throw tree.require("layers").bad(CatalogRefusal.MIXED_LAYERS_SUM, sum + counts[groups.size()]);
        }
        int[] order = spread(counts, layers);
        List<Layer> stack = new ArrayList<>();
        for (int kind : order) {
            stack.add(kinds.get(kind));
        }
        return runs(stack);
    }

    /** Equal neighbours, which are the same object here, become one run. */
    private static List<LayerRun> runs(List<Layer> stack) {
        List<LayerRun> runs = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= stack.size(); i++) {
            if (i == stack.size() || stack.get(i) != stack.get(from)) {
                runs.add(new LayerRun(stack.get(from), i - from));
                from = i;
            }
        }
        return runs;
    }

    /** The groups that mix tokens of the sequence itself. */
    private List<Tree> attention() {
        List<Tree> groups = new ArrayList<>();
        for (Tree group : tree.require("attention").items()) {
            if (!group.text("type").equals("cross")) {
                groups.add(group);
            }
        }
        if (groups.isEmpty()) {
            throw tree.require("attention").bad(CatalogRefusal.ONE_GROUP);
        }
        return groups;
    }

    private static int layersOf(Tree group, int otherwise) {
        int count = group.intValue("layers", otherwise);
        if (count < 1 || count > MAX_LAYERS) {
            throw group.require("layers").bad(CatalogRefusal.GROUP_LAYERS, MAX_LAYERS);
        }
        return count;
    }

    /** For each layer, the index of its group. */
    private int[] pattern(List<Tree> groups, int layers) {
        int[] counts = new int[groups.size()];
        int sum = 0;
        for (int g = 0; g < counts.length; g++) {
            counts[g] = layersOf(groups.get(g), layers);
            sum += counts[g];
        }
        if (sum != layers) {
            throw tree.require("layers").bad(CatalogRefusal.ATTENTION_LAYERS_SUM, sum);
        }
        String pattern = tree.textOrNull("attention_pattern");
        int[] cycle = pattern == null || groups.size() != 2 ? null : cycle(pattern, groups);
        if (cycle != null) {
            int period = cycle[0] + cycle[1];
            if (layers % period == 0 && counts[0] == layers / period * cycle[0]) {
                int[] order = new int[layers];
                for (int i = 0; i < layers; i++) {
                    order[i] = i % period < cycle[0] ? 0 : 1;
                }
                return order;
            }
        }
        return spread(counts, layers);
    }

    /** Layers of the first and of the second group in "N kind + M kind", or null where the text says something else. */
    private static int @Nullable [] cycle(String pattern, List<Tree> groups) {
        int plus = pattern.indexOf('+');
        if (plus < 0) {
            return null;
        }
        String[] halves = {
            pattern.substring(0, plus).strip(), pattern.substring(plus + 1).strip()
        };
        int[] counts = new int[2];
        for (int i = 0; i < 2; i++) {
            int space = halves[i].indexOf(' ');
            String number = space < 0 ? "" : halves[i].substring(0, space);
            counts[i] = number.length() > 4 ? -1 : PlainNumber.whole(number);
            String word = halves[i].substring(space + 1).toLowerCase(Locale.ROOT);
            String type = groups.get(i).text("type");
            boolean linear = LINEAR.contains(type);
            if (counts[i] < 1 || !(word.startsWith(type) || linear && word.startsWith("linear"))) {
                return null;
            }
        }
        return counts;
    }

    /** Positions 0 to n - 1 shared out so that each prefix holds each kind in proportion to its count. */
    static int[] spread(int[] counts, int n) {
        int[] order = new int[n];
        int[] used = new int[counts.length];
        for (int i = 0; i < n; i++) {
            int best = -1;
            double lag = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < counts.length; k++) {
                double behind = (double) counts[k] * (i + 1) / n - used[k];
                if (used[k] < counts[k] && behind > lag) {
                    best = k;
                    lag = behind;
                }
            }
            order[i] = best;
            used[best]++;
        }
        return order;
    }

    /** For each layer, whether its feed-forward part is dense. */
    private boolean[] dense(int layers) {
        boolean[] dense = new boolean[layers];
        Tree moe = tree.get("moe");
        if (moe == null) {
            Arrays.fill(dense, true);
            return dense;
        }
        int count = moe.intValue("dense_layers", 0);
        if (count < 0 || count > layers) {
            throw moe.require("dense_layers").bad(CatalogRefusal.WITHIN_LAYERS, layers);
        }
        boolean interleaved = moe.text("dense_position", "first").equals("interleaved");
        if (interleaved && count > 0) {
            int[] order = spread(new int[] {count, layers - count}, layers);
            for (int i = 0; i < layers; i++) {
                dense[i] = order[i] == 0;
            }
        } else {
            Arrays.fill(dense, 0, count, true);
        }
        return dense;
    }

    private FeedForward plainFeedForward() {
        boolean gated = tree.bool("gated", true);
        boolean bias = tree.has("bias") && tree.require("bias").bool("mlp", false);
        Tree moe = tree.get("moe");
        if (moe == null) {
            int width = tree.require("ffn").intValue();
            return width == 0 ? new FeedForward.None() : new FeedForward.Dense(width, gated, bias);
        }
        return moe.has("dense_ffn")
                ? new FeedForward.Dense(moe.require("dense_ffn").intValue(), gated, bias)
                : new FeedForward.None();
    }

    private FeedForward experts(Tree moe) {
        return new FeedForward.Experts(
                moe.require("experts").intValue(),
                moe.require("top_k").intValue(),
                moe.require("expert_ffn").intValue(),
                tree.bool("gated", true),
                tree.has("bias") && tree.require("bias").bool("mlp", false),
                moe.intValue("shared_ffn", 0),
                moe.bool("shared_gate", false),
                moe.bool("router_bias", false),
                moe.intValue("expert_hidden", 0),
                moe.intValue("parallel_dense_ffn", 0),
                moe.intValue("node_limit", 0),
                moe.intValue("identity_experts", 0));
    }

    private Mixer mixer(Tree group, boolean reusesKv) {
        Tree type = group.require("type");
        return switch (type.text()) {
            case "full" -> attention(group, Span.FULL, reusesKv);
            case "sliding" ->
                attention(group, new Span.Sliding(group.require("window").intValue()), reusesKv);
            case "chunked" ->
                attention(group, new Span.Chunked(group.require("chunk").intValue()), reusesKv);
            case "mla", "dsa" -> latent(group);
            case "csa" -> compressed(group);
            case "gdn" ->
                new Mixer.GatedDeltaNet(
                        group.require("key_heads").intValue(),
                        group.require("key_dim").intValue(),
                        group.require("value_heads").intValue(),
                        group.require("value_dim").intValue(),
                        group.require("conv_kernel").intValue());
            case "mamba2" -> mamba2(group);
            case "mamba" ->
                new Mixer.Mamba1(
                        group.require("inner").intValue(),
                        group.require("state").intValue(),
                        group.require("dt_rank").intValue(),
                        group.require("conv_kernel").intValue(),
                        group.bool("conv_bias", true),
                        group.bool("proj_bias", false),
                        group.bool("state_norms", false));
            case "conv" ->
                new Mixer.ShortConvolution(
                        tree.require("hidden").intValue(),
                        group.require("conv_kernel").intValue(),
                        group.bool("conv_bias", false));
            case "kda" ->
                new Mixer.KimiDeltaAttention(
                        group.require("heads").intValue(),
                        group.require("head_dim").intValue(),
                        group.require("conv_kernel").intValue());
            case "lightning" ->
                new Mixer.LightningAttention(
                        own(group, "heads", tree.intValue("heads", 0)),
                        own(group, "head_dim", tree.intValue("head_dim", 0)));
            case "msa" ->
                new Mixer.BlockSparseAttention(
                        attention(group, Span.FULL, reusesKv),
                        group.require("index_dim").intValue(),
                        group.require("index_block").intValue(),
                        group.require("index_blocks").intValue());
            case "parallel" -> new Mixer.ParallelHeads(attention(group, Span.FULL, reusesKv), mamba2(group));
            default ->
                throw type.bad(Rule.mustBe(
                        "full",
                        "sliding",
                        "chunked",
                        "mla",
                        "dsa",
                        "csa",
                        "msa",
                        "gdn",
                        "mamba",
                        "mamba2",
                        "conv",
                        "kda",
                        "lightning",
                        "parallel",
                        "cross"));
        };
    }

    private static Mixer.Mamba2 mamba2(Tree group) {
        return new Mixer.Mamba2(
                group.require("mamba_heads").intValue(),
                group.require("mamba_head_dim").intValue(),
                group.require("groups").intValue(),
                group.require("state").intValue(),
                group.require("conv_kernel").intValue(),
                group.bool("gated_norm", true));
    }

    private Mixer.GroupedQueryAttention attention(Tree group, Span span, boolean reusesKv) {
        int heads = own(group, "heads", tree.require("heads").intValue());
        int kvHeads = own(group, "kv_heads", tree.intValue("kv_heads", heads));
        int headDim = own(
                group,
                "head_dim",
                tree.intValue("head_dim", tree.require("hidden").intValue() / Math.max(1, heads)));
        Tree bias = tree.get("bias");
        return new Mixer.GroupedQueryAttention(
                heads,
                kvHeads,
                headDim,
                own(group, "v_dim", headDim),
                span,
                group.bool("causal", true),
                bias != null && bias.bool("qkv", false),
                bias != null && bias.bool("attn_out", false),
                tree.bool("attn_output_gate", false),
                queryKeyNorm(),
                group.bool("k_eq_v", false),
                reusesKv,
                group.bool("sinks", false));
    }

    private Mixer.QueryKeyNorm queryKeyNorm() {
        Tree stated = tree.get("qk_norm");
        if (stated == null || stated.isBool() && !stated.bool()) {
            return Mixer.QueryKeyNorm.NONE;
        }
        return switch (stated.text()) {
            case "head" -> Mixer.QueryKeyNorm.HEAD;
            case "layer" -> Mixer.QueryKeyNorm.LAYER;
            default -> throw stated.bad(Rule.mustBe("head", "layer"));
        };
    }

    private static int own(Tree group, String field, int otherwise) {
        return group.intValue(field, otherwise);
    }

    private Mixer latent(Tree group) {
        Tree mla = tree.require("mla");
        Tree queryRank = mla.get("q_lora");
        return new Mixer.MultiLatentAttention(
                tree.require("heads").intValue(),
                queryRank == null ? null : queryRank.intValue(),
                mla.require("kv_lora").intValue(),
                mla.require("rope_dim").intValue(),
                mla.require("nope_dim").intValue(),
                mla.require("v_dim").intValue(),
                indexer(group));
    }

    private static Mixer.@Nullable Indexer indexer(Tree group) {
        if (!group.has("index_heads")) {
            return null;
        }
        return new Mixer.Indexer(
                group.require("index_heads").intValue(),
                group.require("index_dim").intValue(),
                group.require("index_topk").intValue(),
                group.bool("indexer_shared", false));
    }

    private Mixer compressed(Tree group) {
        return new Mixer.CompressedSparseAttention(
                tree.require("heads").intValue(),
                tree.require("head_dim").intValue(),
                group.require("q_lora").intValue(),
                group.require("o_lora").intValue(),
                group.require("o_groups").intValue(),
                group.require("window").intValue(),
                group.intValue("compress", 0),
                indexer(group));
    }
}

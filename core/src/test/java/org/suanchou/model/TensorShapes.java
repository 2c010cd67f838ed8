package org.suanchou.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.suanchou.model.FeedForward.Dense;
import org.suanchou.model.FeedForward.Experts;
import org.suanchou.model.Mixer.CompressedSparseAttention;
import org.suanchou.model.Mixer.GatedDeltaNet;
import org.suanchou.model.Mixer.GroupedQueryAttention;
import org.suanchou.model.Mixer.Indexer;
import org.suanchou.model.Mixer.Mamba2;
import org.suanchou.model.Mixer.MultiLatentAttention;
import org.suanchou.model.Mixer.QueryKeyNorm;

/**
 * The slow twin of the parameter counts: every weight tensor of a transformer by name, as a checkpoint stores it.
 *
 * <p>Written from the modelling code of Hugging Face Transformers, layer by layer and expert by expert, without a look at
 * the closed forms.
 */
final class TensorShapes {
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private TensorShapes() {}

    static Map<String, long[]> of(Transformer t) {
        TensorShapes all = new TensorShapes();
        all.put("embed_tokens.weight", t.vocabulary(), t.hidden());
        if (t.learnedPositions() > 0) {
            all.put("embed_positions.weight", t.learnedPositions(), t.hidden());
        }
        if (t.embeddingNorm()) {
            all.norm("embed_norm", t.norm(), t.hidden());
        }
        if (t.perLayerEmbedding() > 0) {
            all.put("embed_tokens_per_layer.weight", t.vocabulary(), (long) t.layers() * t.perLayerEmbedding());
            all.put("per_layer_projection_norm.weight", t.perLayerEmbedding());
        }
        int[] order = t.order();
        for (int i = 0; i < order.length; i++) {
            all.layer("layers." + i, t.kinds().get(order[i]), t);
        }
        all.norm("norm", t.norm(), t.hidden());
        if (!t.tiedEmbeddings()) {
            all.put("lm_head.weight", t.vocabulary(), t.hidden());
        }
        if (t.headBias()) {
            all.put("lm_head.bias", t.vocabulary());
        }
        return all.shapes;
    }

    private void layer(String at, Layer layer, Transformer t) {
        for (int i = 0; i < layer.norms(); i++) {
            norm(at + ".norm" + i, t.norm(), t.hidden());
        }
        mixer(at, layer.mixer(), t);
        switch (layer.feedForward()) {
            case FeedForward.None() -> {}
            case Dense d -> dense(at + ".mlp", d, t.hidden());
            case Experts e -> experts(at + ".mlp", e, t.hidden());
        }
        if (t.perLayerEmbedding() > 0) {
            // the layer's rows of per_layer_model_projection
            put(at + ".per_layer_model_projection.weight", t.perLayerEmbedding(), t.hidden());
            put(at + ".per_layer_input_gate.weight", t.perLayerEmbedding(), t.hidden());
            put(at + ".per_layer_projection.weight", t.hidden(), t.perLayerEmbedding());
            put(at + ".post_per_layer_input_norm.weight", t.hidden());
        }
    }

    private void mixer(String at, Mixer mixer, Transformer t) {
        switch (mixer) {
            case Mixer.None() -> {}
            case GroupedQueryAttention a -> grouped(at + ".self_attn", a, t.hidden());
            case Mixer.BlockSparseAttention s -> {
                grouped(at + ".self_attn", s.attention(), t.hidden());
                linear(at + ".indexer.q_proj", t.hidden(), (long) s.attention().kvHeads() * s.indexDim(), false);
                linear(at + ".indexer.k_proj", t.hidden(), s.indexDim(), false);
                put(at + ".indexer.q_norm.weight", s.indexDim());
                put(at + ".indexer.k_norm.weight", s.indexDim());
            }
            case MultiLatentAttention a -> latent(at + ".self_attn", a, t.hidden());
            case CompressedSparseAttention a -> compressed(at + ".self_attn", a, t.hidden());
            case GatedDeltaNet d -> delta(at + ".linear_attn", d, t.hidden());
            case Mamba2 m -> mamba(at + ".mixer", m, t.hidden());
            case Mixer.Mamba1 m -> selective(at + ".mixer", m, t.hidden());
            case Mixer.ShortConvolution c -> {
                linear(at + ".conv.in_proj", t.hidden(), 3L * c.width(), c.bias());
                put(at + ".conv.conv.weight", c.width(), 1, c.convKernel());
                if (c.bias()) {
                    put(at + ".conv.conv.bias", c.width());
                }
                linear(at + ".conv.out_proj", c.width(), t.hidden(), c.bias());
            }
            case Mixer.KimiDeltaAttention a -> kimi(at + ".self_attn", a, t.hidden());
            case Mixer.LightningAttention a -> {
                long width = (long) a.heads() * a.headDim();
                linear(at + ".self_attn.qkv_proj", t.hidden(), 3 * width, false);
                linear(at + ".self_attn.output_gate", t.hidden(), width, false);
                put(at + ".self_attn.norm.weight", width);
                linear(at + ".self_attn.out_proj", width, t.hidden(), false);
            }
            case Mixer.ParallelHeads p -> {
                mixer(at, p.attention(), t);
                mixer(at, p.mamba(), t);
            }
        }
    }

    private void selective(String at, Mixer.Mamba1 m, int hidden) {
        linear(at + ".in_proj", hidden, 2L * m.inner(), m.projectionBias());
        put(at + ".conv1d.weight", m.inner(), 1, m.convKernel());
        if (m.convBias()) {
            put(at + ".conv1d.bias", m.inner());
        }
        linear(at + ".x_proj", m.inner(), m.rank() + m.state() + m.state(), false);
        linear(at + ".dt_proj", m.rank(), m.inner(), true);
        put(at + ".A_log", m.inner(), m.state());
        put(at + ".D", m.inner());
        if (m.stateNorms()) {
            put(at + ".dt_layernorm.weight", m.rank());
            put(at + ".b_layernorm.weight", m.state());
            put(at + ".c_layernorm.weight", m.state());
        }
        linear(at + ".out_proj", m.inner(), hidden, m.projectionBias());
    }

    private void kimi(String at, Mixer.KimiDeltaAttention a, int hidden) {
        long width = (long) a.heads() * a.headDim();
        for (String part : List.of("q", "k", "v")) {
            linear(at + "." + part + "_proj", hidden, width, false);
            put(at + "." + part + "_conv1d.weight", width, 1, a.convKernel());
        }
        linear(at + ".f_a_proj", hidden, a.headDim(), false);
        linear(at + ".f_b_proj", a.headDim(), width, false);
        put(at + ".dt_bias", width);
        put(at + ".A_log", 1, 1, a.heads(), 1);
        linear(at + ".b_proj", hidden, a.heads(), false);
        linear(at + ".g_a_proj", hidden, a.headDim(), false);
        linear(at + ".g_b_proj", a.headDim(), width, false);
        put(at + ".o_norm.weight", a.headDim());
        linear(at + ".o_proj", width, hidden, false);
    }

    private void grouped(String at, GroupedQueryAttention a, int hidden) {
        long queries = (long) a.heads() * a.headDim();
        long keys = (long) a.kvHeads() * a.headDim();
        long values = (long) a.kvHeads() * a.valueDim();
        long outputs = (long) a.heads() * a.valueDim();
        linear(at + ".q_proj", hidden, a.outputGate() ? queries + outputs : queries, a.qkvBias());
        linear(at + ".k_proj", hidden, keys, a.qkvBias());
        if (!a.keyIsValue()) {
            linear(at + ".v_proj", hidden, values, a.qkvBias());
        }
        linear(at + ".o_proj", outputs, hidden, a.outputBias());
        if (a.queryKeyNorm() != QueryKeyNorm.NONE) {
            boolean head = a.queryKeyNorm() == QueryKeyNorm.HEAD;
            put(at + ".q_norm.weight", head ? a.headDim() : queries);
            put(at + ".k_norm.weight", head ? a.headDim() : keys);
        }
        if (a.sinks()) {
            put(at + ".sinks", a.heads());
        }
    }

    private void latent(String at, MultiLatentAttention a, int hidden) {
        long queries = (long) a.heads() * (a.nopeDim() + a.ropeDim());
        if (a.queryRank() == null) {
            linear(at + ".q_proj", hidden, queries, false);
        } else {
            linear(at + ".q_a_proj", hidden, a.queryRank(), false);
            put(at + ".q_a_layernorm.weight", a.queryRank());
            linear(at + ".q_b_proj", a.queryRank(), queries, false);
        }
        linear(at + ".kv_a_proj_with_mqa", hidden, a.kvRank() + a.ropeDim(), false);
        put(at + ".kv_a_layernorm.weight", a.kvRank());
        linear(at + ".kv_b_proj", a.kvRank(), (long) a.heads() * (a.nopeDim() + a.valueDim()), false);
        linear(at + ".o_proj", (long) a.heads() * a.valueDim(), hidden, false);
        Indexer index = a.indexer();
        if (index != null && !index.shared()) {
            long from = a.queryRank() == null ? hidden : a.queryRank();
            linear(at + ".indexer.wq_b", from, (long) index.heads() * index.dim(), false);
            linear(at + ".indexer.wk", hidden, index.dim(), false);
            put(at + ".indexer.k_norm.weight", index.dim());
            put(at + ".indexer.k_norm.bias", index.dim());
            linear(at + ".indexer.weights_proj", hidden, index.heads(), false);
        }
    }

    private void compressed(String at, CompressedSparseAttention a, int hidden) {
        long queries = (long) a.heads() * a.headDim();
        linear(at + ".q_a_proj", hidden, a.queryRank(), false);
        put(at + ".q_norm.weight", a.queryRank());
        linear(at + ".q_b_proj", a.queryRank(), queries, false);
        linear(at + ".kv_proj", hidden, a.headDim(), false);
        put(at + ".kv_norm.weight", a.headDim());
        put(at + ".o_a_proj.weight", (long) a.outputGroups() * a.outputRank(), queries / a.outputGroups());
        linear(at + ".o_b_proj", (long) a.outputGroups() * a.outputRank(), hidden, false);
        put(at + ".sinks", a.heads());
        if (a.compress() == 0) {
            return;
        }
        // only the layers of low compression pool overlapping windows
        int halves = a.compress() <= 4 ? 2 : 1;
        pool(at + ".compressor", hidden, halves, a.headDim(), a.compress());
        Indexer index = a.indexer();
        if (index != null) {
            pool(at + ".compressor.indexer", hidden, halves, index.dim(), a.compress());
            linear(at + ".compressor.indexer.q_b_proj", a.queryRank(), (long) index.heads() * index.dim(), false);
            linear(at + ".compressor.indexer.weights_proj", hidden, index.heads(), false);
        }
    }

    private void pool(String at, int hidden, int halves, int dim, int compress) {
        linear(at + ".kv_proj", hidden, (long) halves * dim, false);
        linear(at + ".gate_proj", hidden, (long) halves * dim, false);
        put(at + ".position_bias", compress, (long) halves * dim);
        put(at + ".kv_norm.weight", dim);
    }

    private void delta(String at, GatedDeltaNet d, int hidden) {
        long keys = (long) d.keyHeads() * d.keyDim();
        long values = (long) d.valueHeads() * d.valueDim();
        linear(at + ".in_proj_qkv", hidden, keys + keys + values, false);
        linear(at + ".in_proj_z", hidden, values, false);
        linear(at + ".in_proj_a", hidden, d.valueHeads(), false);
        linear(at + ".in_proj_b", hidden, d.valueHeads(), false);
        put(at + ".conv1d.weight", keys + keys + values, 1, d.convKernel());
        put(at + ".A_log", d.valueHeads());
        put(at + ".dt_bias", d.valueHeads());
        put(at + ".norm.weight", d.valueDim());
        linear(at + ".out_proj", values, hidden, false);
    }

    private void mamba(String at, Mamba2 m, int hidden) {
        long inner = (long) m.heads() * m.headDim();
        long states = (long) m.groups() * m.state();
        linear(at + ".in_proj", hidden, inner + inner + states + states + m.heads(), false);
        put(at + ".conv1d.weight", inner + states + states, 1, m.convKernel());
        put(at + ".conv1d.bias", inner + states + states);
        put(at + ".A_log", m.heads());
        put(at + ".D", m.heads());
        put(at + ".dt_bias", m.heads());
        if (m.gatedNorm()) {
            put(at + ".norm.weight", inner);
        }
        linear(at + ".out_proj", inner, hidden, false);
    }

    private void experts(String at, Experts e, int hidden) {
        linear(at + ".gate", hidden, (long) e.experts() + e.identityExperts(), e.routerBias());
        int width = hidden;
        if (e.latentWidth() > 0) {
            linear(at + ".fc1_latent_proj", hidden, e.latentWidth(), false);
            linear(at + ".fc2_latent_proj", e.latentWidth(), hidden, false);
            width = e.latentWidth();
        }
        for (int i = 0; i < e.experts(); i++) {
            dense(at + ".experts." + i, new Dense(e.expertWidth(), e.gated(), e.bias()), width);
        }
        if (e.sharedWidth() > 0) {
            dense(at + ".shared_expert", new Dense(e.sharedWidth(), e.gated(), false), hidden);
        }
        if (e.sharedGate()) {
            put(at + ".shared_expert_gate.weight", 1, hidden);
        }
        if (e.parallelDenseWidth() > 0) {
            dense(at + ".dense", new Dense(e.parallelDenseWidth(), e.gated(), false), hidden);
        }
    }

    private void dense(String at, Dense d, long hidden) {
        linear(at + ".up_proj", hidden, d.width(), d.bias());
        if (d.gated()) {
            linear(at + ".gate_proj", hidden, d.width(), d.bias());
        }
        linear(at + ".down_proj", d.width(), hidden, d.bias());
    }

    private void norm(String at, Norm norm, long width) {
        if (norm.gain()) {
            put(at + ".weight", width);
        }
        if (norm.bias()) {
            put(at + ".bias", width);
        }
    }

    private void linear(String at, long in, long out, boolean bias) {
        put(at + ".weight", out, in);
        if (bias) {
            put(at + ".bias", out);
        }
    }

    private void put(String name, long... shape) {
        if (shapes.put(name, shape) != null) {
            throw new IllegalStateException(name + " is there twice");
        }
    }

    /** Weights of all tensors whose name holds {@code part}. */
    static long count(Map<String, long[]> shapes, String part) {
        long sum = 0;
        for (Map.Entry<String, long[]> tensor : shapes.entrySet()) {
            if (tensor.getKey().contains(part)) {
                long product = 1;
                for (long side : tensor.getValue()) {
                    product *= side;
                }
                sum += product;
            }
        }
        return sum;
    }
}

package org.suanchou.layer;

import java.util.EnumSet;
import java.util.Set;
import org.suanchou.parallel.Recompute;
import org.suanchou.workload.Operator;

/**
 * What the backward pass computes again. The modules of a selective recompute are those of Megatron-Core's
 * {@code recompute-modules}; that of the routed experts runs the whole way of a token again: router, latent projections,
 * dispatch, experts, combine.
 */
final class Repeats {
    private Repeats() {}

    /** Share of an operator's forward work that the backward pass repeats. */
    static double of(Recompute recompute, Operator.Role role) {
        return switch (recompute) {
            case Recompute.None() -> 0;
            case Recompute.Full(double share) -> share;
            case Recompute.Selective(var modules) -> {
                Set<Recompute.Module> with = modules(role);
                with.retainAll(modules);
                yield with.isEmpty() ? 0 : 1;
            }
        };
    }

    /** The modules with which an operator is recomputed. */
    private static Set<Recompute.Module> modules(Operator.Role role) {
        return switch (role) {
            case ATTENTION, INDEX_SCORES, DELTA_RULE, STATE_SCAN, SELECTIVE_SCAN, LIGHTNING_ATTENTION ->
                EnumSet.of(Recompute.Module.CORE_ATTENTION);
            case QUERY_UP, KEY_VALUE_UP -> EnumSet.of(Recompute.Module.LATENT_UP);
            case NORMS -> EnumSet.of(Recompute.Module.NORM);
            case MLP_UP, MLP_DOWN, MLP_ACTIVATION -> EnumSet.of(Recompute.Module.MLP);
            // a dense branch beside experts sees every token, as a shared expert does
            case SHARED_EXPERT_UP,
                    SHARED_EXPERT_DOWN,
                    SHARED_EXPERT_ACTIVATION,
                    PARALLEL_MLP_UP,
                    PARALLEL_MLP_DOWN,
                    PARALLEL_MLP_ACTIVATION -> EnumSet.of(Recompute.Module.SHARED_EXPERT);
            case ROUTER, EXPERT_LATENT_IN, EXPERT_LATENT_OUT, EXPERTS_UP, EXPERTS_DOWN, PERMUTATION ->
                EnumSet.of(Recompute.Module.EXPERTS);
            case EXPERT_ACTIVATION -> EnumSet.of(Recompute.Module.EXPERTS, Recompute.Module.EXPERT_ACTIVATION);
            case QKV,
                    ATTENTION_OUT,
                    ROTARY_GATES,
                    LATENT_DOWN,
                    QUERY_DOWN,
                    LATENT_NORMS,
                    KEY_VALUE_COMPRESSOR,
                    OUT_DOWN,
                    OUT_UP,
                    ROTARY,
                    INDEX_QUERY,
                    INDEX_KEY,
                    DELTA_IN,
                    DELTA_OUT,
                    MAMBA_IN,
                    MAMBA_OUT,
                    MAMBA_SELECTION,
                    MAMBA_TIME_STEP,
                    GATES_DOWN,
                    DECAY_UP,
                    GATE_UP,
                    LIGHTNING_IN,
                    LIGHTNING_OUT,
                    NORM_GATES,
                    CONVOLUTION_IN,
                    CONVOLUTION_OUT,
                    CHANNEL_CONVOLUTION,
                    PER_LAYER_IN,
                    PER_LAYER_OUT,
                    PER_LAYER_GATE,
                    CONVOLUTION,
                    RESIDUAL,
                    OUTPUT_HEAD,
                    MTP_PROJECTION -> EnumSet.noneOf(Recompute.Module.class);
        };
    }
}

package org.suanchou.parallel;

import java.util.EnumSet;
import java.util.Set;
import org.suanchou.words.WordedException;

/** Which activations are thrown away in the forward pass and computed again in the backward one. */
public sealed interface Recompute {
    /** Everything that the backward pass reads is kept. */
    record None() implements Recompute {}

    /** The named modules of every layer are recomputed (Korthikanti et al. 2022, section 5). */
    record Selective(Set<Module> modules) implements Recompute {
        public Selective {
            modules = Set.copyOf(modules.isEmpty() ? EnumSet.noneOf(Module.class) : EnumSet.copyOf(modules));
        }
    }

    /**
     * Only the inputs of layers are kept (Chen et al. 2016, arXiv 1604.06174).
     *
     * @param share share of the layers treated so, above 0 and at most 1
     */
    record Full(double share) implements Recompute {
        public Full {
            if (!(share > 0 && share <= 1)) {
                throw new WordedException("share of recomputed layers is {0}; it must be above 0, at most 1", share);
            }
        }
    }

    /** Modules of a layer that can be recomputed alone, as Megatron-Core names them. */
    enum Module {
        CORE_ATTENTION,
        LATENT_UP,
        NORM,
        MLP,
        SHARED_EXPERT,
        EXPERTS,
        EXPERT_ACTIVATION
    }

    Recompute NONE = new None();
    Recompute FULL = new Full(1);
    Recompute SELECTIVE = new Selective(EnumSet.of(Module.CORE_ATTENTION));

    /** {@code none}, {@code selective} or {@code full}. */
    default String id() {
        return switch (this) {
            case None() -> "none";
            case Selective s -> "selective";
            case Full f -> "full";
        };
    }
}

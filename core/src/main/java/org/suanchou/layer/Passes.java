package org.suanchou.layer;

import org.suanchou.parallel.Recompute;

/** Which passes over a layer a micro-batch makes. */
public sealed interface Passes {
    /** Inference. */
    record Forward() implements Passes {}

    /**
     * @param frozen weights take no gradients (the base of a low-rank adaptation)
     * @param accumulationBytes moved to add one weight's gradient to the sum so far, in the product that makes it
     */
    record Training(boolean frozen, double accumulationBytes, Recompute recompute) implements Passes {}

    Passes FORWARD = new Forward();

    default Recompute recompute() {
        return switch (this) {
            case Forward f -> Recompute.NONE;
            case Training t -> t.recompute();
        };
    }
}

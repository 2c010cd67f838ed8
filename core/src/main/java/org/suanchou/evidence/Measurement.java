package org.suanchou.evidence;

import org.jspecify.annotations.Nullable;

/**
 * One scored number of a published run.
 *
 * @param programme the publisher's family of runs and the framework it ran
 * @param group runs of one publisher, model, chip and precision; errors are averaged inside it first
 * @param precision type of the large matrix products, as the run states it; {@code ?} where it does not
 * @param quality A where every input that a model needs is published, B where one or two are missing
 * @param value the number, or 1 and 0 for true and false; null where the row has none and is only predicted
 */
public record Measurement(
        String id,
        String metric,
        String family,
        String programme,
        String group,
        String chip,
        String precision,
        String quality,
        boolean experts,
        @Nullable Double value) {}

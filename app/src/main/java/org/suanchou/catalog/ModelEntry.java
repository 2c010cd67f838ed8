package org.suanchou.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.ModelSpec;
import org.suanchou.source.Confidence;

/**
 * A model of the catalogue: the network and what is known beside it.
 *
 * @param trainingTokens tokens that it was trained on, null where unknown
 * @param maxPosition longest sequence that it was made for, null where unknown
 * @param reportedParameters the publisher's total, null where unknown
 * @param sources ids of {@code sources.yaml}, best first
 * @param note null where there is nothing to add
 */
public record ModelEntry(
        String id,
        String name,
        ModelSpec spec,
        @Nullable Long trainingTokens,
        @Nullable Integer maxPosition,
        @Nullable Long reportedParameters,
        List<String> sources,
        Confidence confidence,
        @Nullable String note) {
    public ModelEntry {
        sources = List.copyOf(sources);
    }
}

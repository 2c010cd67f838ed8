package org.suanchou.catalog;

import org.jspecify.annotations.Nullable;
import org.suanchou.source.Provenance;

/** A source that values of the catalogue name by its id: what it is and where it is found. */
public record SourceEntry(
        String id,
        String title,
        String where,
        Provenance provenance,
        @Nullable String version,
        @Nullable String note) {}

package org.suanchou.stack;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanchou.source.Confidence;
import org.suanchou.source.Provenance;

/**
 * Whether a framework runs on a family of chips ({@code catalog/frameworks.yaml}, {@code support_matrix}).
 *
 * @param framework id of the framework
 * @param family the chips meant; empty where no row names the chip
 * @param sources ids of {@code catalog/sources.yaml} for the whole row
 */
public record FrameworkSupport(
        String framework,
        String family,
        Level level,
        List<String> sources,
        @Nullable Provenance provenance,
        @Nullable Confidence confidence,
        @Nullable String note) {
    /** The surest first. */
    public enum Level {
        /** In the framework's own releases. */
        NATIVE,
        /** By a vendor's plug-in or fork. */
        PLUG_IN,
        EXPERIMENTAL,
        /** Verified models, or inference, alone. */
        PARTIAL,
        /** Nobody has said. */
        UNKNOWN,
        /** Looked for, none known. */
        NONE;

        public boolean runs() {
            return this != NONE;
        }

        /** A training run may be taken for granted. */
        public boolean sure() {
            return this == NATIVE || this == PLUG_IN;
        }
    }

    public FrameworkSupport {
        sources = List.copyOf(sources);
    }
}

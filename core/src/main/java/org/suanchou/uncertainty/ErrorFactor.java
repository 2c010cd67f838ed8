package org.suanchou.uncertainty;

import java.util.List;

/**
 * A reason why a predicted step time may be off by a factor. Two predictions that have one of the same kind and subject
 * have the same draw of it.
 *
 * @param subject what shares it, by ids
 * @param logSigma standard deviation of the factor's logarithm
 */
public record ErrorFactor(Kind kind, String subject, double logSigma) {
    /** What the runs have in common that are off alike. */
    public enum Kind {
        /** The stack, and whether the model has experts. */
        SOURCE("source"),
        /** The chip's kernel constants. */
        KERNELS("kernels"),
        /** Constants taken over from another chip. */
        TRANSFER("transfer"),
        /** A layer that translates another vendor's programs. */
        TRANSLATION("translation"),
        /** Model, chip, precision and stack. */
        CONFIGURATION("configuration"),
        /** One run. */
        RUN("run"),
        /** A disputed peak. */
        PEAK("peak"),
        /** What is left after measured runs have spoken. */
        ANCHORED("anchored");

        private final String id;

        Kind(String id) {
            this.id = "step-time-" + id;
        }

        /** The id of the input that draws it, before {@code @} and its subject. */
        public String id() {
            return id;
        }
    }

    /** The id of the input that draws it. */
    public String id() {
        return kind.id() + "@" + subject;
    }

    public boolean isAmong(List<ErrorFactor> others) {
        return others.stream().anyMatch(this::sameAs);
    }

    boolean sameAs(ErrorFactor other) {
        return kind == other.kind && subject.equals(other.subject);
    }
}

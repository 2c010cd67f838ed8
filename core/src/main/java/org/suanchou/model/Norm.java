package org.suanchou.model;

/** A normalisation: layer norm has a gain and, mostly, a bias; RMS norm has a gain alone. */
public record Norm(Kind kind, boolean bias) {
    /** Which statistic is taken out. */
    public enum Kind {
        LAYER,
        RMS
    }

    public static final Norm RMS = new Norm(Kind.RMS, false);
    public static final Norm LAYER = new Norm(Kind.LAYER, true);

    /** Weights of one norm over {@code width} channels. */
    public long parameters(long width) {
        return bias ? 2 * width : width;
    }
}

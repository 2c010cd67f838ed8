package org.suanchou.model;

/** A normalisation: layer norm has a gain and, mostly, a bias; RMS norm has a gain alone; OLMo 1 has neither. */
public record Norm(Kind kind, boolean gain, boolean bias) {
    /** Which statistic is taken out. */
    public enum Kind {
        LAYER,
        RMS
    }

    /** With a gain. */
    public Norm(Kind kind, boolean bias) {
        this(kind, true, bias);
    }

    public static final Norm RMS = new Norm(Kind.RMS, false);
    public static final Norm LAYER = new Norm(Kind.LAYER, true);

    /** A layer norm without weights. */
    public static final Norm PLAIN = new Norm(Kind.LAYER, false, false);

    /** Weights of one norm over {@code width} channels. */
    public long parameters(long width) {
        return (gain ? width : 0) + (bias ? width : 0);
    }
}

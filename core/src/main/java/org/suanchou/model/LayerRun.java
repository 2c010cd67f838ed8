package org.suanchou.model;

/** {@code count} equal layers in a row. */
public record LayerRun(Layer layer, int count) {
    public LayerRun {
        Check.positive("layers", count);
    }
}

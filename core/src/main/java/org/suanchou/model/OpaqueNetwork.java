package org.suanchou.model;

/** A network that equal blocks cannot describe (a convolutional UNet): its size is known, its work is not modelled. */
public record OpaqueNetwork(String name, long parameters) implements ModelSpec {
    @Override
    public long activeParameters() {
        return parameters;
    }
}

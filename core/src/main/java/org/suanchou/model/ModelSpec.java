package org.suanchou.model;

/** A network whose work can be counted. */
public sealed interface ModelSpec permits Transformer, DiffusionTransformer, OpaqueNetwork {
    String name();

    /** All weights, multi-token-prediction modules left out. */
    long parameters();

    /** Weights that one token meets, embeddings and head included. */
    long activeParameters();
}

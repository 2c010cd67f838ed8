package org.suanchou.schedule;

/**
 * Seconds that one micro-batch takes in one chunk of a pipeline.
 *
 * @param forward the forward pass
 * @param inputGradient the backward pass as far as the chunk before waits for it
 * @param weightGradient the rest of it
 * @param send what shows of handing activations, or their gradient, to the next chunk
 */
public record ChunkSeconds(double forward, double inputGradient, double weightGradient, double send) {}

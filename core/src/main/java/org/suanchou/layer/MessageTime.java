package org.suanchou.layer;

/**
 * A message of a layer in one micro-batch, in seconds that show.
 *
 * @param seconds of all passes
 * @param forward those of the forward pass
 */
public record MessageTime(Message message, double seconds, double forward) {}

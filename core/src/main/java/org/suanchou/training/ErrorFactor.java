package org.suanchou.training;

/**
 * A reason why a predicted step time may be off by a factor, of which two predictions with the same name have the same draw.
 *
 * @param logSigma standard deviation of the factor's logarithm
 */
public record ErrorFactor(String name, double logSigma) {}

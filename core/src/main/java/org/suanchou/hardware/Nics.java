package org.suanchou.hardware;

import org.suanchou.source.Fact;

/**
 * The ports that join one system to the scale-out network.
 *
 * @param count ports of a system
 * @param bitsPerSecond of one port, one direction
 */
public record Nics(Fact count, Fact bitsPerSecond) {}

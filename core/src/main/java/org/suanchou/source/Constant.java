package org.suanchou.source;

import org.suanchou.units.Unit;
import org.suanchou.words.Words;

/**
 * A fact in its place in a model, as the equation that uses it calls it.
 *
 * @param name for people
 * @param unit whose SI value {@code fact} is
 */
public record Constant(Words name, Unit unit, Fact fact) {}

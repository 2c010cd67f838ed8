package org.suanchou.refusal;

import org.suanchou.units.Unit;

/**
 * A quantity in a refusal, written as the reader's language and currency have it.
 *
 * @param value in the SI unit of {@code unit}
 */
public record Amount(double value, Unit unit) {}

package org.suanchou.answer;

import org.jspecify.annotations.Nullable;

/**
 * Chips left idle.
 *
 * @param chips neither running nor asked for as spares
 * @param busy chips that would run without leaving any idle
 * @param slower wall clock of the best plan on those over that of the answer; null where no plan runs on them
 */
public record Idle(int chips, int busy, @Nullable Double slower) {}

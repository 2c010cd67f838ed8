/** How often a cluster interrupts a job, and what share of wall clock is left to train: checkpoints, restarts, spares. */
@NullMarked
package org.suanchou.reliability;

import org.jspecify.annotations.NullMarked;

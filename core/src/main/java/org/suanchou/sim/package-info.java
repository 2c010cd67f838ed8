/** A discrete-event kernel: clock and queue of events, named random streams, statistics. It knows nothing of what it plays. */
@NullMarked
package org.suanchou.sim;

import org.jspecify.annotations.NullMarked;

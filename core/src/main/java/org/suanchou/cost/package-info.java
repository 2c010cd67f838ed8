/** What a chip, a cluster and a run cost: from the wafer to the dollar per FLOP. */
@NullMarked
package org.suanchou.cost;

import org.jspecify.annotations.NullMarked;

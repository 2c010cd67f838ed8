/** Collectives over the fabric tiers that a group of chips spans, in seconds. */
@NullMarked
package org.suanchou.network;

import org.jspecify.annotations.NullMarked;
